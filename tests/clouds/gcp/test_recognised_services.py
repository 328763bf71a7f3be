"""Networks, databases, services, load balancers and alarms by hand: each weakness shows in the facts."""

from __future__ import annotations

from typing import Any

import pytest

from govcloud.facts import (
    UNKNOWN,
    Filters,
    Holds,
    InTransit,
    Logged,
    Patched,
    Permits,
    Place,
    Placed,
    Reachable,
    Recoverable,
    Runs,
    Scans,
    Tls,
    Watches,
)
from govcloud.graph import Resource
from tests.clouds.gcp.plans import OSAKA, TOKYO, fact_of, facts_of, resource

SQL, RUN = "gcp:sql/databaseInstance:DatabaseInstance", "gcp:cloudrunv2/service:Service"
NETWORK, SUBNET = "gcp:compute/network:Network", "gcp:compute/subnetwork:Subnetwork"
FRONT, BACKEND = "gcp:compute/forwardingRule:ForwardingRule", "gcp:compute/regionBackendService:RegionBackendService"
HTTPS, MAP = "gcp:compute/regionTargetHttpsProxy:RegionTargetHttpsProxy", "gcp:compute/regionUrlMap:RegionUrlMap"
TLS, ARMOR = "gcp:compute/regionSslPolicy:RegionSslPolicy", "gcp:compute/regionSecurityPolicy:RegionSecurityPolicy"
ALERT, CHANNEL = "gcp:monitoring/alertPolicy:AlertPolicy", "gcp:monitoring/notificationChannel:NotificationChannel"
DIGEST = "sha256:" + "0" * 64


def _database(settings: dict[str, Any] | None = None, **inputs: Any) -> Resource:
    plain = {"name": "db", "region": TOKYO, "databaseVersion": "POSTGRES_16", "settings": settings or {}}
    return resource(SQL, "db", **{**plain, **inputs})


def test_a_database_as_nobody_configured_it_is_open_and_plain() -> None:
    database = _database()
    assert fact_of(database, Reachable).by == "internet"
    transit = fact_of(database, InTransit)
    assert (transit.floor, transit.plain) == (Tls.PLAIN, "accepted")
    assert fact_of(database, Logged).enabled is False
    recovery = fact_of(database, Recoverable)
    assert (recovery.zones, recovery.restore_days, recovery.replica) == (1, 0, None)


@pytest.mark.parametrize(("edition", "days"), [("ENTERPRISE_PLUS", 35), ("ENTERPRISE", 7)])
def test_a_database_restores_no_further_than_its_edition(edition: str, days: int) -> None:
    backups = {
        "enabled": True,
        "pointInTimeRecoveryEnabled": True,
        "transactionLogRetentionDays": 35,
        "backupRetentionSettings": {"retainedBackups": 36},
        "location": TOKYO,
    }
    database = _database({"edition": edition, "backupConfiguration": backups})
    assert fact_of(database, Recoverable).restore_days == days


def test_backups_without_location_leave_the_country() -> None:
    database = _database({"backupConfiguration": {"enabled": True}})
    assert fact_of(database, Placed, what="backup").where is Place.ABROAD


def test_a_replica_is_seen_by_its_masters_name() -> None:
    replica = resource(SQL, "copy", name="copy", region=OSAKA, masterInstanceName="db", settings={})
    assert fact_of(_database(), Recoverable, replica).replica is Place.OSAKA
    assert fact_of(replica, Placed).what == "replica"


def test_pgaudit_flags_alone_prove_nothing() -> None:
    flags = [{"name": "cloudsql.enable_pgaudit", "value": "on"}, {"name": "pgaudit.log", "value": "all"}]
    assert fact_of(_database({"databaseFlags": flags}), Logged).enabled is UNKNOWN


def test_an_old_engine_is_not_supported() -> None:
    assert fact_of(_database(databaseVersion="POSTGRES_12"), Patched).supported is False


def test_a_users_password_is_a_credential_without_end() -> None:
    token = "gcp:sql/user:User"
    assert fact_of(resource(token, name="app", instance="db", password="x"), Holds, _database()).long_lived is True
    assert facts_of(resource(token, name="a@b", instance="db", type="CLOUD_IAM_USER"), Holds, _database()) == []


def _service(
    container: dict[str, Any] | None = None, template: dict[str, Any] | None = None, **inputs: Any
) -> Resource:
    image = f"{TOKYO}-docker.pkg.dev/p/images/api@{DIGEST}"
    whole = {"containers": [{"image": image, **(container or {})}], **(template or {})}
    return resource(RUN, "api", **{"name": "api", "location": TOKYO, "project": "p", "template": whole, **inputs})


def test_a_service_as_nobody_configured_it_is_public_and_runs_as_everybody() -> None:
    service = _service()
    assert fact_of(service, Reachable).by == "internet"
    assert fact_of(service, Runs).identity == "default"


IMAGES = {
    f"{TOKYO}-docker.pkg.dev/p/images/api@{DIGEST}": (True, True),
    f"{TOKYO}-docker.pkg.dev/other/images/api@{DIGEST}": (True, False),
    f"{TOKYO}-docker.pkg.dev/p/images/api:latest": (False, True),
    "docker.io/library/nginx:1": (False, False),
}


@pytest.mark.parametrize("image", IMAGES)
def test_an_image_is_pinned_and_trusted_or_not(image: str) -> None:
    fact = fact_of(_service({"image": image}), Runs)
    assert (fact.pinned, fact.trusted) == IMAGES[image]


SETTINGS = {
    ("DB_PASSWORD", "hunter2"): True,
    ("LOG_LEVEL", "info"): False,
    ("TOKEN_ID", "projects/p/secrets/token"): False,
    ("URL", "postgres://app:hunter2@10.0.0.1/db"): True,
}


@pytest.mark.parametrize("setting", SETTINGS)
def test_a_secret_in_a_setting_shows(setting: tuple[str, str]) -> None:
    name, value = setting
    fact = fact_of(_service({"envs": [{"name": name, "value": value}]}), Holds)
    assert fact.plaintext is SETTINGS[setting]


def test_a_secret_by_reference_is_hidden() -> None:
    reference = {"secretKeyRef": {"secret": "token", "version": "latest"}}
    fact = fact_of(_service({"envs": [{"name": "DB_PASSWORD", "valueSource": reference}]}), Holds)
    assert fact.plaintext is False


def test_a_containers_log_is_kept_as_long_as_its_sink_keeps_it() -> None:
    assert fact_of(_service(), Logged).days == 30
    store = resource(
        "gcp:logging/projectBucketConfig:ProjectBucketConfig",
        "logs",
        bucketId="logs",
        location=TOKYO,
        retentionDays=500,
        locked=True,
    )
    sink = resource(
        "gcp:logging/projectSink:ProjectSink",
        "sink",
        name="_Default",
        destination=f"logging.googleapis.com/projects/p/locations/{TOKYO}/buckets/logs",
    )
    fact = fact_of(_service(), Logged, store, sink)
    assert (fact.days, fact.tamper_proof) == (500, True)


def _network(**inputs: Any) -> Resource:
    plain = {"name": "vpc", "autoCreateSubnetworks": False, "deleteDefaultRoutesOnCreate": True}
    return resource(NETWORK, "vpc", **{**plain, **inputs})


def _subnet(name: str = "app", **inputs: Any) -> Resource:
    plain = {"name": name, "network": "${Network:vpc.id}", "region": TOKYO, "privateIpGoogleAccess": True}
    return resource(SUBNET, name, **{**plain, "logConfig": {"flowSampling": 1.0}, **inputs})


def _google() -> tuple[Resource, Resource]:
    route = resource("gcp:compute/route:Route", "g", network="vpc", destRange="199.36.153.8/30")
    networks = [{"networkUrl": "${Network:vpc.id}"}]
    zone = resource(
        "gcp:dns/managedZone:ManagedZone",
        "z",
        dnsName="googleapis.com.",
        visibility="private",
        privateVisibilityConfig={"networks": networks},
    )
    return route, zone


def test_a_network_reaches_google_privately_only_with_route_zone_and_access() -> None:
    route, zone = _google()
    assert fact_of(_network(), Reachable, _subnet(), route, zone).by == "network"
    assert fact_of(_network(), Reachable, _subnet(), zone).by == "internet"
    assert fact_of(_network(), Reachable, _subnet(), route).by == "internet"
    closed = _subnet(privateIpGoogleAccess=False)
    assert fact_of(_network(), Reachable, closed, route, zone).by == "internet"
    assert fact_of(_network(deleteDefaultRoutesOnCreate=None), Reachable, _subnet(), route, zone).by == "internet"


def test_one_subnet_without_flow_log_is_enough() -> None:
    assert fact_of(_network(), Logged, _subnet(), _subnet("data", logConfig=None)).enabled is False
    proxies = _subnet("proxies", logConfig=None, purpose="REGIONAL_MANAGED_PROXY")
    assert fact_of(_network(), Logged, _subnet(), proxies).enabled is True


def test_a_network_is_where_its_subnets_are() -> None:
    assert fact_of(_network(), Placed, _subnet()).where is Place.TOKYO
    assert fact_of(_network(), Placed, _subnet(region="asia-northeast3")).where is Place.ABROAD
    assert fact_of(_network(), Placed, _subnet(), _subnet("dr", region=OSAKA)).exception
    assert fact_of(_network(autoCreateSubnetworks=None), Placed, _subnet()).where is Place.ABROAD


FIREWALLS: dict[str, tuple[dict[str, Any], str | None]] = {
    "disabled": ({"sourceRanges": ["0.0.0.0/0"], "disabled": True}, None),
    "half of the world": ({"sourceRanges": ["0.0.0.0/1"]}, "internet"),
    "inside": ({"sourceRanges": ["10.0.0.0/8"]}, "network"),
    "no source": ({}, "internet"),
    "outward": ({"direction": "EGRESS", "sourceRanges": ["0.0.0.0/0"]}, None),
    "tags": ({"sourceTags": ["web"]}, None),
    "world": ({"sourceRanges": ["0.0.0.0/0"]}, "internet"),
}


@pytest.mark.parametrize("case", FIREWALLS)
def test_a_firewall_rule_lets_in_whom_it_names(case: str) -> None:
    inputs, by = FIREWALLS[case]
    rule = resource(
        "gcp:compute/firewall:Firewall", allows=[{"protocol": "tcp", "ports": ["22", "8000-9000"]}], **inputs
    )
    found = facts_of(rule, Reachable)
    assert [fact.by for fact in found] == ([] if by is None else [by])
    assert all(fact.ports == ((22, 22), (8000, 9000)) for fact in found)


def test_a_machine_with_an_access_configuration_is_public() -> None:
    token = "gcp:compute/instance:Instance"
    interfaces = [{"network": "vpc", "accessConfigs": [{}]}]
    assert fact_of(resource(token, zone=f"{TOKYO}-a", networkInterfaces=interfaces), Reachable).by == "internet"
    assert (
        fact_of(resource(token, zone=f"{TOKYO}-a", networkInterfaces=[{"network": "vpc"}]), Reachable).by == "network"
    )


WAF = {"expr": {"expression": "evaluatePreconfiguredWaf('sqli-v33-stable')"}}
ALL = {"versionedExpr": "SRC_IPS_V1", "config": {"srcIpRanges": ["*"]}}
STAFF = {"expr": {"expression": "request.path.matches('^/staff')"}}


def _rule(priority: int, action: str, match: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"priority": priority, "action": action, "match": match, **more}


def _entry(
    *, rules: list[dict[str, Any]] | None = None, backend: dict[str, Any] | None = None, tls: str | None = "TLS_1_2"
) -> tuple[Resource, ...]:
    policy = [resource(ARMOR, "waf", name="waf", region=TOKYO, rules=rules)] if rules is not None else []
    guarded = {"securityPolicy": "${RegionSecurityPolicy:waf.selfLink}"} if policy else {}
    log = {"logConfig": {"enable": True}}
    return (
        resource(BACKEND, "back", region=TOKYO, **{**log, **guarded, **(backend or {})}),
        resource(MAP, "routes", region=TOKYO, defaultService="${RegionBackendService:back.id}"),
        resource(TLS, "tls", region=TOKYO, **({"minTlsVersion": tls} if tls else {})),
        resource(
            HTTPS,
            "proxy",
            region=TOKYO,
            urlMap="${RegionUrlMap:routes.id}",
            sslPolicy="${RegionSslPolicy:tls.id}",
        ),
        *policy,
    )


def _front(**inputs: Any) -> Resource:
    plain = {
        "name": "front",
        "region": TOKYO,
        "loadBalancingScheme": "EXTERNAL_MANAGED",
        "ipAddress": "192.0.2.1",
        "portRange": "443",
        "target": "${RegionTargetHttpsProxy:proxy.id}",
    }
    return resource(FRONT, "front", **{**plain, **inputs})


RULES: dict[str, tuple[list[dict[str, Any]] | None, tuple[object, ...]]] = {
    "counts only": ([_rule(1, "deny(403)", WAF, preview=True)], (True, True, False, False)),
    "never reached": ([_rule(1, "allow", ALL), _rule(2, "deny(403)", WAF)], (True, False, False, False)),
    "no policy": (None, (False, False, False, False)),
    "own rules only": (
        [_rule(1, "deny(403)", {"config": {"srcIpRanges": ["192.0.2.9/32"]}})],
        (True, False, False, False),
    ),
    "staff paths": ([_rule(1, "deny(403)", WAF), _rule(2, "deny(403)", STAFF)], (True, True, True, True)),
    "stops": ([_rule(1, "deny(403)", WAF), _rule(9, "allow", ALL)], (True, True, True, False)),
}


@pytest.mark.parametrize("case", RULES)
def test_a_filter_is_what_its_rules_do(case: str) -> None:
    rules, wanted = RULES[case]
    fact = fact_of(_front(), Filters, *_entry(rules=rules))
    assert (fact.present, fact.managed_rules, fact.blocks, fact.allow_list) == wanted


def test_an_entry_without_record_says_so() -> None:
    assert fact_of(_front(), Logged, *_entry(backend={"logConfig": None})).enabled is False
    sampled = {"logConfig": {"enable": True, "sampleRate": 0.1}}
    assert fact_of(_front(), Logged, *_entry(backend=sampled)).enabled is False


@pytest.mark.parametrize(("version", "floor"), [("TLS_1_2", Tls.TLS1_2), ("TLS_1_0", Tls.TLS1_0), (None, Tls.TLS1_0)])
def test_an_entrys_floor_is_its_policys(version: str | None, floor: Tls) -> None:
    assert fact_of(_front(), InTransit, *_entry(tls=version)).floor is floor


def test_plain_http_at_the_same_address_counts() -> None:
    assert fact_of(_front(), InTransit, *_entry()).plain == "refused"
    served = resource(MAP, "plain", region=TOKYO, defaultService="${RegionBackendService:back.id}")
    proxy = resource(
        "gcp:compute/regionTargetHttpProxy:RegionTargetHttpProxy", "http", urlMap="${RegionUrlMap:plain.id}"
    )
    front = resource(
        FRONT, "http", region=TOKYO, ipAddress="192.0.2.1", portRange="80", target="${RegionTargetHttpProxy:http.id}"
    )
    assert fact_of(_front(), InTransit, *_entry(), served, proxy, front).plain == "accepted"


def test_a_global_front_is_everywhere() -> None:
    front = resource("gcp:compute/globalForwardingRule:GlobalForwardingRule", target="x")
    assert fact_of(front, Placed).where is Place.GLOBAL
    assert not fact_of(front, Placed).exception


def test_images_are_scanned_only_where_the_scanner_is_on() -> None:
    token = "gcp:artifactregistry/repository:Repository"
    scanner = resource("gcp:projects/service:Service", "scan", service="containerscanning.googleapis.com")
    images = resource(token, "images", location=TOKYO, repositoryId="images", format="DOCKER")
    assert fact_of(images, Scans).on_push is UNKNOWN
    assert fact_of(images, Scans, scanner).on_push is True
    off = {"enablementConfig": "DISABLED"}
    refused = resource(token, "images", location=TOKYO, format="DOCKER", vulnerabilityScanningConfig=off)
    assert fact_of(refused, Scans, scanner).on_push is False


ROLES = {
    "roles/editor": True,
    "roles/iam.securityAdmin": True,
    "roles/owner": True,
    "roles/storage.admin": True,
    "roles/storage.objectViewer": False,
}


@pytest.mark.parametrize("role", ROLES)
def test_a_projects_role_is_broad_or_not(role: str) -> None:
    grant = resource("gcp:projects/iAMMember:IAMMember", project="p", role=role, member="user:a@example.go.jp")
    assert fact_of(grant, Permits).broad is ROLES[role]


def test_an_accounts_key_never_ends() -> None:
    assert fact_of(resource("gcp:serviceaccount/key:Key", serviceAccountId="a"), Holds).long_lived is True


def _alarm(query: str, **inputs: Any) -> Resource:
    condition = {"displayName": "x", "conditionMatchedLog": {"filter": query}}
    channels = ["${NotificationChannel:mail.name}"]
    return resource(ALERT, "alarm", **{"conditions": [condition], "notificationChannels": channels, **inputs})


def test_an_alarm_watches_what_its_filter_takes_in() -> None:
    mail = resource(CHANNEL, "mail", type="email", labels={"email_address": "a@example.go.jp"})
    query = 'resource.type="gcs_bucket" AND protoPayload.methodName="storage.setIamPermissions"'
    fact = fact_of(_alarm(query), Watches, mail)
    assert (fact.what, fact.tells) == ("store-policy-change", True)
    assert fact_of(_alarm(query, enabled=False), Watches, mail).tells is False
    assert fact_of(_alarm(query, notificationChannels=[]), Watches, mail).tells is False
    assert facts_of(_alarm('resource.type="gcs_bucket" AND severity=ERROR'), Watches, mail) == []
