"""Requests beyond the shared examples: keys of each level, several trails and registries, small retentions."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from govcloud.blocks import AuditTrail, EncryptionKey
from govcloud.deploy.judging import judge_graph, losses
from govcloud.deploy.rehearsal import rehearse
from govcloud.errors import UnsupportedError
from govcloud.facts import Key, KeyLevel, Logged
from govcloud.graph import Graph
from tests.clouds.gcp.plans import ROWS, layout_of, observed, rendered
from tests.examples import SERVICE, system

EKM = "projects/example-system-prod/locations/asia-northeast1/ekmConnections/hsm"


def _key(level: str, **account: Any) -> dict[str, Any]:
    data = system(foundation={"key": {"kind": "encryption_key", "level": level}})
    data["environments"]["prod"]["gcp"].update(account)
    return data


def _keys(data: dict[str, Any]) -> list[Key]:
    return [fact for fact in observed(Graph.joined(rendered(layout_of(data)))) if isinstance(fact, Key)]


@pytest.mark.parametrize(
    ("level", "account", "lost"),
    [("K2", {}, ["warning_60", "warning_30"]), ("K3", {"ekm_connections": {"tokyo": EKM}}, [])],
)
def test_a_brought_or_external_key_is_one_and_loses_only_its_warnings(
    level: str, account: dict[str, Any], lost: list[str]
) -> None:
    data = _key(level, **account)
    (fact,) = _keys(data)
    assert fact.level is KeyLevel[level]
    here = layout_of(data)
    planned = here.blocks["key"]
    losses = [row.loses for row, _ in ROWS[EncryptionKey].losses(planned, here.environment.account("gcp"))]
    assert losses == lost
    promised = list(ROWS[EncryptionKey].promised(planned, here.environment.account("gcp")))
    assert all(fact.keeps(one) is True for one in promised if isinstance(one, Key))


def test_a_brought_key_is_made_without_material() -> None:
    graph = rendered(layout_of(_key("K2")))[0]
    (key,) = graph.of_type("gcp:kms/cryptoKey:CryptoKey")
    assert (key.at("importOnly"), key.at("skipInitialVersionCreation"), key.at("rotationPeriod")) == (True, True, None)


def test_an_external_key_needs_its_manager() -> None:
    with pytest.raises(UnsupportedError, match=r"ekm_connections\.tokyo"):
        rendered(layout_of(_key("K3")))


def test_a_second_recording_trail_is_refused() -> None:
    data = system(foundation={"more": {"kind": "audit_trail", "into": "archive"}})
    with pytest.raises(UnsupportedError, match="one audit configuration"):
        rendered(layout_of(data))
    here = layout_of(data)
    unsupported = ROWS[AuditTrail].unsupported
    assert unsupported is not None
    assert unsupported(here.blocks["trail"], here.environment.account("gcp")) is None


def test_a_database_that_restores_a_week_is_of_the_plain_edition() -> None:
    graph = rendered(layout_of(system(workload={"records": {"kind": "database", "restore_days": 7}})))[1]
    (one,) = graph.of_type("gcp:sql/databaseInstance:DatabaseInstance")
    assert (one.at("settings.edition"), one.at("settings.tier")) == ("ENTERPRISE", "db-custom-2-8192")


def test_two_archives_keep_what_is_theirs_and_one_takes_over_the_default_sink() -> None:
    data = system(
        foundation={
            "archive": {"kind": "log_archive", "retention_days": 400},
            "long": {"kind": "log_archive", "retention_days": 1000},
            "trail": {"kind": "audit_trail", "into": "long"},
        },
        workload={"files": {"kind": "object_store", "logs": "archive"}},
    )
    graph = Graph.joined(rendered(layout_of(data)))
    sinks = [one.at("name") for one in graph.of_type("gcp:logging/projectSink:ProjectSink")]
    assert sorted(sinks) == ["_Default", "example-prod-archive", "example-prod-long"]
    trail = [fact for fact in observed(graph) if isinstance(fact, Logged) and fact.what == "control-plane"]
    assert [fact.days for fact in trail] == [1000]


def test_all_registries_may_run_and_one_has_the_policy() -> None:
    graph = rendered(layout_of(system(foundation={"extra": {"kind": "container_registry"}})))[0]
    (policy,) = graph.of_type("gcp:binaryauthorization/policy:Policy")
    patterns = [one["namePattern"].split("/")[2] for one in policy.at("admissionWhitelistPatterns")]
    assert sorted(patterns) == ["example-prod-extra", "example-prod-images"]


def test_many_staff_ranges_are_told_four_a_rule() -> None:
    ranges = [f"203.0.113.{16 * index}/28" for index in range(6)]
    workload: dict[str, Any] = {"waf": {"kind": "web_firewall", "only_from": {"/staff/*": ranges}}}
    graph = rendered(layout_of(system(workload=workload)))[1]
    (policy,) = graph.of_type("gcp:compute/regionSecurityPolicy:RegionSecurityPolicy")
    expressions = [rule["match"].get("expr", {}).get("expression", "") for rule in policy.at("rules")]
    assert [one.count("inIpRange") for one in expressions if "/staff" in one] == [4, 2, 0]


def test_without_a_foundation_the_workload_switches_apis_on() -> None:
    data = {**system(workload={"key": {"kind": "encryption_key"}}), "foundation": {}}
    first, second = rendered(layout_of(data))
    assert not list(first.of_type("gcp:projects/service:Service"))
    services = {one.at("service") for one in second.of_type("gcp:projects/service:Service")}
    assert "cloudkms.googleapis.com" in services


def test_a_secret_on_googles_own_key_still_needs_its_agent() -> None:
    data = system(
        foundation={"plain": {"kind": "encryption_key", "level": "K0"}, "key": {"kind": "encryption_key"}},
        workload={"token": {"kind": "secret", "key": "plain", "first_rotation": "2027-02-01"}},
    )
    data["foundation"]["trail"]["key"] = "key"
    first = rendered(layout_of(data))[0]
    agents = {one.at("service") for one in first.of_type("gcp:projects/serviceIdentity:ServiceIdentity")}
    assert "secretmanager.googleapis.com" in agents


def test_a_second_entry_to_the_one_domain_is_refused() -> None:
    entry = {"kind": "web_entry", "firewall": "waf", "routes": {"/*": "api"}}
    workload = {"api": SERVICE, "waf": {"kind": "web_firewall"}, "entry": entry, "other": entry}
    with pytest.raises(UnsupportedError, match="one domain"):
        rendered(layout_of(system(workload=workload)))


def _left_to_the_organisation() -> dict[str, Any]:
    data = system(workload={"files": {"kind": "object_store"}})
    data["environments"]["prod"]["gcp"]["sets_policies"] = False
    return data


def test_policies_left_to_the_organisation_are_not_set_and_what_they_hold_is_lost() -> None:
    made = layout_of(_left_to_the_organisation())
    assert not [one for graph in rendered(made) for one in graph.of_type("gcp:orgpolicy/policy:Policy")]
    assert {(loss.block, loss.promise.name) for loss in losses(made, "gcp")} == {("archive", "tls"), ("files", "tls")}


def test_what_is_accepted_of_the_organisations_policies_refuses_nothing() -> None:
    signed = {"cloud": "gcp", "loses": "tls", "because": "evidence", "approver": "ciso@example.go.jp"}
    accepts = [{**signed, "block": block, "until": "2027-03-31"} for block in ("archive", "files")]
    made = layout_of({**_left_to_the_organisation(), "accepts": accepts})
    judged = judge_graph(made, "gcp", rehearse(made, "gcp").graph, datetime.date(2026, 11, 22), {})
    controls = {finding.control for finding in judged.assessment.refusing("rehearsal")}
    assert not controls & {"GC-TLS-01", "GC-TLS-02"}
    assert judged.unaccepted == ()
