"""What a specialist of Google Cloud would look for in a finished plan."""

from __future__ import annotations

import re
from collections.abc import Iterable
from ipaddress import ip_network
from urllib.parse import unquote

import pytest

from govcloud.clouds.gcp.regions import place_of
from govcloud.deploy.rehearsal import rehearse
from govcloud.engine import Realistic, canonical, export, validate
from govcloud.facts import IN_JAPAN, Fact
from govcloud.graph import Graph, Resource, exported, strings
from tests.clouds.gcp.plans import OSAKA, PROJECT, TOKYO, example, facts, layout, layout_of, observed, parts, rendered
from tests.examples import EXAMPLES, system
from tests.mutations.mutation import plain

NUMBER = "123456789012"
USE = "roles/cloudkms.cryptoKeyEncrypterDecrypter"
_PLACE = ("location", "region", "zone")


def _of(graph: Graph, token: str) -> list[Resource]:
    return list(graph.of_type(token))


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_input_is_what_the_sdk_says(name: str) -> None:
    assert [problem for graph in parts(name) for problem in validate(graph)] == []


def test_two_renders_are_the_same() -> None:
    again = rendered(layout("container-service-uses"))
    for first, second in zip(parts("container-service-uses"), again, strict=True):
        assert canonical(first) == canonical(second)


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_location_is_in_japan(name: str) -> None:
    for one in example(name):
        for key in _PLACE:
            if one.package == "gcp" and one.at(key) is not None:
                assert place_of(one.at(key)) in IN_JAPAN, one.urn


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_name_is_given_and_fits(name: str) -> None:
    for one in example(name):
        given = one.inputs.get("name")
        if one.type.startswith("gcp:compute/") and "PolicyRule" not in one.type:
            assert re.fullmatch(r"[a-z]([a-z0-9-]{0,61}[a-z0-9])?", str(given)), one.urn
        if one.type == "gcp:storage/bucket:Bucket":
            assert re.fullmatch(r"[a-z0-9][a-z0-9-]{1,61}[a-z0-9]", str(given)), one.urn


AGENTS = {
    "gcp:artifactregistry/repository:Repository": ("kmsKeyName", "gcp-sa-artifactregistry"),
    "gcp:cloudrunv2/service:Service": ("template.encryptionKey", "serverless-robot-prod"),
    "gcp:pubsub/topic:Topic": ("kmsKeyName", "gcp-sa-pubsub"),
    "gcp:secretmanager/secret:Secret": (
        "replication.userManaged.replicas.0.customerManagedEncryption.kmsKeyName",
        "gcp-sa-secretmanager",
    ),
    "gcp:sql/databaseInstance:DatabaseInstance": ("encryptionKeyName", "gcp-sa-cloud-sql"),
    "gcp:storage/bucket:Bucket": ("encryption.defaultKmsKeyName", "gs-project-accounts"),
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_whoever_encrypts_may_use_the_key(name: str) -> None:
    graph = example(name)
    granted = {
        (graph.ref(one, "cryptoKeyId").urn, one.at("member"))  # type: ignore[union-attr]
        for one in _of(graph, "gcp:kms/cryptoKeyIAMMember:CryptoKeyIAMMember")
        if one.at("role") == USE
    }
    for token, (path, agent) in AGENTS.items():
        for one in _of(graph, token):
            if one.at(path) is not None:
                key = graph.ref(one, path).urn  # type: ignore[union-attr]
                member = f"serviceAccount:service-{NUMBER}@{agent}.iam.gserviceaccount.com"
                assert (key, member) in granted, one.urn


def test_logging_uses_the_key_with_its_own_account() -> None:
    members = {one.at("member") for one in _of(example("audit-trail"), "gcp:kms/cryptoKeyIAMMember:CryptoKeyIAMMember")}
    assert f"serviceAccount:cmek-p{NUMBER}@gcp-sa-logging.iam.gserviceaccount.com" in members


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_agent_exists_before_it_is_granted_anything(name: str) -> None:
    graph = parts(name)[0]
    made = {one.urn for one in _of(graph, "gcp:projects/serviceIdentity:ServiceIdentity")}
    for one in _of(graph, "gcp:kms/cryptoKeyIAMMember:CryptoKeyIAMMember"):
        if "@gcp-sa-logging" not in str(one.at("member")):
            assert made & set(one.dependencies), one.urn


@pytest.mark.parametrize("name", EXAMPLES)
def test_stores_wait_for_the_grants_on_their_key(name: str) -> None:
    graph = parts(name)[0]
    (bucket,) = _of(graph, "gcp:storage/bucket:Bucket")
    grants = {one.urn for one in _of(graph, "gcp:kms/cryptoKeyIAMMember:CryptoKeyIAMMember")}
    key = graph.ref(bucket, "encryption.defaultKmsKeyName")
    own = {urn for urn in grants if graph.ref(graph[urn], "cryptoKeyId") is key}
    assert own
    assert own <= set(bucket.dependencies)


@pytest.mark.parametrize("name", EXAMPLES)
def test_each_api_is_switched_on_once_and_never_off(name: str) -> None:
    services = _of(example(name), "gcp:projects/service:Service")
    assert len({one.at("service") for one in services}) == len(services)
    assert {one.at("disableOnDestroy") for one in services} == {False}
    assert not _of(parts(name)[1], "gcp:projects/service:Service")


ROOMS = {"cloudrunv2": "run", "kms": "cloudkms", "projects": "cloudresourcemanager", "serviceaccount": "iam"}
ROOMS |= {"sql": "sqladmin"}
_NO_API = frozenset({"gcp:projects/service:Service", "gcp:projects/serviceIdentity:ServiceIdentity"})


def _before(graph: Graph, one: Resource) -> set[str]:
    """Everything that is made before a resource."""
    seen: set[str] = set()
    left = [one]
    while left:
        here = left.pop()
        urns = {*here.dependencies, *(urn for found in here.property_dependencies.values() for urn in found)} - seen
        seen |= urns
        left += [graph[urn] for urn in urns if urn in graph]
    return seen


def _too_early(graph: Graph) -> set[str]:
    """What may be made before the API that makes it is on: in an empty project that fails."""
    on = {one.at("service"): one.urn for one in _of(graph, "gcp:projects/service:Service")}
    found = set()
    for one in graph:
        if one.package == "gcp" and one.custom and not one.is_provider and one.type not in _NO_API:
            room = one.type.split(":")[1].partition("/")[0]
            if on.get(f"{ROOMS.get(room, room)}.googleapis.com") not in _before(graph, one):
                found.add(one.urn)
    return found


@pytest.mark.parametrize("name", EXAMPLES)
def test_nothing_is_made_before_its_api_is_on(name: str) -> None:
    assert _too_early(parts(name)[0]) == set()


def test_nor_in_a_workload_that_stands_alone() -> None:
    alone = {"key": {"kind": "encryption_key"}, "oncall": {"kind": "alerting", "mail": ["oncall@example.go.jp"]}}
    assert _too_early(rendered(layout_of({**system(workload=alone), "foundation": {}}))[1]) == set()


def test_only_a_renewal_waits_in_the_inbox_that_alarms() -> None:
    (inbox,) = _of(example("secret"), "gcp:pubsub/subscription:Subscription")
    assert inbox.at("filter") == 'attributes.eventType = "SECRET_ROTATE"'


def test_a_copy_is_maintained_with_its_primary() -> None:
    primary, replica = _of(example("database-replica"), "gcp:sql/databaseInstance:DatabaseInstance")
    assert primary.at("settings.maintenanceWindow") is not None
    assert replica.at("settings.maintenanceWindow") is None


STAFF = ("/staff", "//Staff/", "/%73taff/x", "/%53TAFF/x", "/staff;v=1/x")


@pytest.mark.parametrize("path", STAFF)
def test_a_path_for_named_ranges_is_kept_in_every_spelling(path: str) -> None:
    (policy,) = _of(example("web-entry"), "gcp:compute/regionSecurityPolicy:RegionSecurityPolicy")
    (kept,) = [rule for rule in policy.at("rules") if rule["description"] == "/staff/*: nobody else"]
    read, _, pattern = kept["match"]["expr"]["expression"].partition(".matches")
    assert read == "request.path.urlDecode().lower()"
    assert re.search(pattern.strip("()'"), unquote(path).lower())


def test_no_secret_value_anywhere() -> None:
    graph = example("container-service-uses")
    assert not [one for one in graph if "ecretVersion" in one.type]
    values = [text for one in graph for text in strings(dict(one.inputs))]
    assert not [text for text in values if "PRIVATE KEY" in text]


def test_a_database_that_restores_far_back_is_of_the_edition_that_can() -> None:
    for name, edition, tier in (
        ("database", "ENTERPRISE_PLUS", "db-perf-optimized-N-2"),
        ("database-replica", "ENTERPRISE_PLUS", "db-perf-optimized-N-8"),
    ):
        for one in _of(example(name), "gcp:sql/databaseInstance:DatabaseInstance"):
            assert (one.at("settings.edition"), one.at("settings.tier")) == (edition, tier)


def test_backups_are_as_many_as_days_of_log() -> None:
    (one,) = _of(example("database"), "gcp:sql/databaseInstance:DatabaseInstance")
    backups = one.at("settings.backupConfiguration")
    assert backups["transactionLogRetentionDays"] == 35
    assert backups["backupRetentionSettings"]["retainedBackups"] >= 35
    assert backups["location"] == TOKYO


def test_the_copy_in_osaka_has_osakas_key_and_its_own_range() -> None:
    graph = example("database-replica")
    primary, replica = _of(graph, "gcp:sql/databaseInstance:DatabaseInstance")
    assert replica.at("region") == OSAKA
    ring = graph.ref(graph.ref(replica, "encryptionKeyName"), "keyRing")  # type: ignore[arg-type]
    assert isinstance(ring, Resource)
    assert ring.at("location") == OSAKA
    assert graph.ref(replica, "masterInstanceName", primary.type) is primary
    assert len(_of(graph, "gcp:compute/globalAddress:GlobalAddress")) == 2


@pytest.mark.parametrize("name", EXAMPLES)
def test_ranges_do_not_overlap(name: str) -> None:
    graph = example(name)
    ranges = [ip_network(one.at("ipCidrRange")) for one in _of(graph, "gcp:compute/subnetwork:Subnetwork")]
    ranges += [
        ip_network(f"{one.at('address')}/{one.at('prefixLength')}")
        for one in _of(graph, "gcp:compute/globalAddress:GlobalAddress")
    ]
    for index, one in enumerate(ranges):
        assert not any(one.overlaps(other) for other in ranges[index + 1 :])


def test_a_network_has_no_way_to_the_internet() -> None:
    graph = example("web-entry")
    assert {one.at("destRange") for one in _of(graph, "gcp:compute/route:Route")} == {"199.36.153.8/30"}
    assert not _of(graph, "gcp:compute/routerNat:RouterNat")


def test_the_firewall_ends_with_refusals() -> None:
    rules = _of(example("audit-trail"), "gcp:compute/regionNetworkFirewallPolicyRule:RegionNetworkFirewallPolicyRule")
    last = sorted(rules, key=lambda one: one.at("priority"))[-2:]
    assert {(one.at("direction"), one.at("action")) for one in last} == {("INGRESS", "deny"), ("EGRESS", "deny")}
    assert all(one.at("enableLogging") for one in rules)


def test_a_web_firewall_names_staff_ranges_before_it_refuses_their_paths() -> None:
    (policy,) = _of(example("web-entry"), "gcp:compute/regionSecurityPolicy:RegionSecurityPolicy")
    rules = sorted(policy.at("rules"), key=lambda rule: rule["priority"])
    assert len({rule["priority"] for rule in rules}) == len(rules)
    assert rules[-1]["priority"] == 2_147_483_647
    staff = [rule for rule in rules if "/staff" in rule["match"].get("expr", {}).get("expression", "")]
    assert [rule["action"] for rule in staff] == ["throttle", "deny(403)"]
    assert "203.0.113.0/24" in staff[0]["match"]["expr"]["expression"]
    assert all(len(rule["description"]) <= 64 for rule in rules)


def test_plain_http_only_redirects() -> None:
    graph = example("web-entry")
    (http,) = [one for one in _of(graph, "gcp:compute/forwardingRule:ForwardingRule") if one.at("portRange") == "80"]
    proxy = graph.ref(http, "target")
    assert isinstance(proxy, Resource)
    routes = graph.ref(proxy, "urlMap")
    assert isinstance(routes, Resource)
    assert routes.at("defaultUrlRedirect.httpsRedirect") is True
    assert routes.at("defaultService") is None


def test_services_run_images_by_digest_from_the_projects_registry() -> None:
    for one in _of(example("static-site"), "gcp:cloudrunv2/service:Service"):
        image = one.at("template.containers.0.image")
        assert re.fullmatch(rf"{TOKYO}-docker\.pkg\.dev/{PROJECT}/[a-z0-9-]+/[a-z0-9/-]+@sha256:[0-9a-f]{{64}}", image)


def test_the_site_mounts_its_private_bucket_read_only() -> None:
    graph = example("static-site")
    (server,) = [one for one in _of(graph, "gcp:cloudrunv2/service:Service") if one.at("template.volumes") is not None]
    assert server.at("template.volumes.0.gcs.readOnly") is True
    assert server.at("template.executionEnvironment") == "EXECUTION_ENVIRONMENT_GEN2"


def test_a_site_that_is_still_empty_starts() -> None:
    (server,) = _of(example("static-site"), "gcp:cloudrunv2/service:Service")
    container = server.at("template.containers.0")
    assert container["startupProbe"]["tcpSocket"] == {"port": 8080}
    assert "livenessProbe" not in container


def test_the_default_sink_is_taken_over_once() -> None:
    sinks = _of(example("log-archive"), "gcp:logging/projectSink:ProjectSink")
    assert [one.at("name") for one in sinks].count("_Default") == 1


def test_object_access_is_recorded_where_the_platform_records_the_rest() -> None:
    configs = _of(example("audit-trail-platform"), "gcp:projects/iAMAuditConfig:IAMAuditConfig")
    assert [one.at("service") for one in configs] == ["storage.googleapis.com"]


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_same_resources_written_by_hand_say_the_same(name: str) -> None:
    made = rehearse(layout(name), "gcp", model=Realistic()).parts.values()
    by_hand = plain(Graph.joined([exported(export(graph)) for graph in made]))
    assert _said(observed(by_hand)) == _said(facts(name))


def _said(found: Iterable[Fact]) -> set[tuple[object, ...]]:
    """Facts without their details and without the components above their subjects."""
    return {
        (
            type(fact),
            fact.subject.rpartition("::")[2],
            fact.what,
            *(str(getattr(fact, field)) for field in fact.compared()),
        )
        for fact in found
    }
