"""Hand-written resources of real clouds through the pack's own process: every cloud's recognisers are in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

import pytest

from govcloud.clouds import observe
from govcloud.controls import assess
from govcloud.graph import read
from tests.policy.engine import UNKNOWN, Client, Made, process, run, secret
from tests.policy.recorded import CANARY, EXPORT, stack
from tests.policy.seen import TODAY

ENCRYPTED, PLACED = "GC-ENC-02", "GC-RES-01"
SECRET: Final = "canary-password"


@pytest.fixture(scope="module")
def pack() -> Iterator[Client]:
    with process() as client:
        yield client


def store(cloud: str, where: str, **inputs: Any) -> Made:
    """A store of objects without a customer's key, as somebody would write it by hand."""
    token, place, provider, more = STORES[cloud]
    provided = {place: where} if cloud == "aws" else {}
    asked = {} if cloud == "aws" else {place: where}
    return Made(token, "files", {**more, **asked, **inputs}, provider=provider, provided=provided)


STORES: Final[Mapping[str, tuple[str, str, str, dict[str, Any]]]] = {
    "aws": ("aws:s3/bucket:Bucket", "region", "pulumi:providers:aws::main", {"bucket": "gov-files"}),
    "azure": (
        "azure-native:storage:StorageAccount",
        "location",
        "pulumi:providers:azure-native::main",
        {"accountName": "govfiles", "resourceGroupName": "rg"},
    ),
    "gcp": ("gcp:storage/bucket:Bucket", "location", "pulumi:providers:gcp::main", {"name": "gov-files"}),
}
AT_HOME: Final = {"aws": "ap-northeast-1", "azure": "japaneast", "gcp": "asia-northeast1"}
ABROAD: Final = {"aws": "eu-west-3", "azure": "francecentral", "gcp": "europe-west9"}


@pytest.mark.parametrize("cloud", sorted(STORES))
def test_a_store_without_a_key_and_one_abroad_are_refused(pack: Client, cloud: str) -> None:
    def refused(where: str) -> set[str]:
        found = run(pack, [store(cloud, where)], preview=True)
        return {one.policy for one in found if one.mandatory and one.urn.endswith("::files")} & {ENCRYPTED, PLACED}

    assert refused(AT_HOME[cloud]) == {ENCRYPTED}
    assert refused(ABROAD[cloud]) == {ENCRYPTED, PLACED}


@pytest.mark.parametrize("cloud", sorted(STORES))
@pytest.mark.parametrize(("preview", "mandatory"), [(True, False), (False, True)])
def test_a_place_that_is_not_known_warns_in_a_preview_and_refuses_in_an_update(
    pack: Client, cloud: str, preview: bool, mandatory: bool
) -> None:
    found = run(pack, [store(cloud, UNKNOWN)], preview=preview)
    levels = {one.mandatory for one in found if one.policy == PLACED and one.urn.endswith("::files")}
    assert levels == {mandatory}


@pytest.mark.parametrize("preview", [True, False])
def test_what_is_lifted_on_a_ticket_is_told_and_not_refused(pack: Client, preview: bool) -> None:
    provider = {"provider": "pulumi:providers:aws::main", "provided": {"region": "ap-northeast-1"}}
    cluster = Made("aws:rds/cluster:Cluster", "records", {"deletionProtection": False}, **provider)
    standing, lifted = (
        run(pack, [cluster], preview=preview, stack_config=config)
        for config in ({}, {"govcloud:lift-protection": "T-2026-117"})
    )
    assert [one.mandatory for one in standing if one.policy == "GC-DEL-01"] == [True]
    [told] = [one for one in lifted if one.policy == "GC-DEL-01"]
    assert not told.mandatory
    assert "ticket T-2026-117" in told.message
    others = [[one for one in told if one.policy != "GC-DEL-01"] for told in (standing, lifted)]
    assert others[0] == others[1]
    assert any(one.mandatory for one in others[1])


@pytest.mark.parametrize("cloud", sorted(STORES))
def test_secrets_of_a_cloud_s_resource_are_never_said(pack: Client, cloud: str) -> None:
    hidden = store(cloud, AT_HOME[cloud], password=secret(SECRET), tags={"a": secret(SECRET)})
    assert SECRET not in repr(run(pack, [hidden]))


def test_the_recorded_stack_gets_the_findings_of_its_export(pack: Client) -> None:
    """The pack and `audit` read the same stack from different sides, and say the same of it."""
    exported = read(EXPORT)
    judged = assess(observe(exported), system=exported.project, today=TODAY, whole=False)
    expected = {(one.control, one.subject) for one in judged.findings if one.status in ("fail", "unknown")}
    told = run(pack, stack())
    assert {(one.policy, one.urn) for one in told} == expected
    assert CANARY not in repr(told)
