"""Faults in a Google Cloud plan, at least one for each control."""

from __future__ import annotations

from typing import Any, Final

from govcloud.controls.monitoring import CRITICAL
from tests.clouds.gcp.by_hand import machine, open_to_all, rule
from tests.clouds.gcp.data_faults import ENCRYPTION, KEYS, LOGS, RECOVERY, RESIDENCY, RETENTION, one
from tests.clouds.gcp.tokens import (
    ALERT,
    ARMOR,
    BACKEND,
    BUCKET,
    BUCKET_GRANT,
    CHANNEL,
    DEFAULT_ACCOUNT,
    FIREWALL,
    FIREWALL_RULE,
    GRANT,
    HTTP_PROXY,
    IMAGES,
    MACHINE,
    NETWORK,
    POLICY,
    PROJECT,
    REPOSITORY,
    ROUTE,
    ROUTES,
    RUN,
    SECRET,
    SQL,
    SUBNET,
    TLS_POLICY,
    TOKYO,
    ZONE,
)
from tests.examples import DIGEST
from tests.mutations import brought_keys
from tests.mutations.mutation import DROP, Add, Mutation, Remove, Rewrite, Set

_CONTAINER = "template.containers.0"
_REPLICA = "replication.userManaged.replicas.0"


_PRIVILEGED_POD = """
spec:
  containers:
    - name: agent
      image: docker.io/library/nginx:latest
      securityContext:
        privileged: true
"""


def _quiet(rules: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{**rule, "preview": True} for rule in rules]


def _unmanaged(rules: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [rule for rule in rules if "evaluatePreconfigured" not in str(rule["match"])]


def _let_in_first(rules: list[dict[str, Any]]) -> list[dict[str, Any]]:
    everybody = {"versionedExpr": "SRC_IPS_V1", "config": {"srcIpRanges": ["*"]}}
    return [{"priority": 1, "action": "allow", "match": everybody}, *rules]


def _allows_first(rules: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{**rule, "action": "allow"} if rule["priority"] == 1000 else rule for rule in rules]


_EXPOSURE: Final = (
    one("GC-PUB-01", "a bucket that can be opened", Set(BUCKET, "publicAccessPrevention", "inherited")),
    one("GC-PUB-01", "a bucket as nobody configured it", Set(BUCKET, "publicAccessPrevention", DROP)),
    one("GC-PUB-01", "everybody reads the bucket", Set(BUCKET_GRANT, "member", "allUsers", "pages-reads")),
    one(
        "GC-PUB-01",
        "a public access list",
        Add("gcp:storage/bucketACL:BucketACL", "open", {"bucket": "x", "predefinedAcl": "publicRead"}),
    ),
    one(
        "GC-PUB-01",
        "everybody may call the service",
        Add(
            "gcp:cloudrunv2/serviceIamMember:ServiceIamMember",
            "open",
            {"name": "example-prod-api", "location": TOKYO, "role": "roles/run.invoker", "member": "allUsers"},
        ),
    ),
    one("GC-PUB-02", "a database with a public address", Set(SQL, "settings.ipConfiguration.ipv4Enabled", True)),
    one("GC-PUB-02", "a database as nobody configured it", Set(SQL, "settings.ipConfiguration", DROP)),
    one("GC-PUB-03", "no private access on a subnet", Set(SUBNET, "privateIpGoogleAccess", False, "subnet-app")),
    one("GC-PUB-03", "default routes", Set(NETWORK, "deleteDefaultRoutesOnCreate", False)),
    one("GC-PUB-03", "a route to everywhere", Set(ROUTE, "destRange", "0.0.0.0/0")),
    one("GC-PUB-03", "no route to the private addresses", Remove(ROUTE)),
    one("GC-PUB-03", "public names of Google's APIs", Remove(ZONE, "zone-googleapis")),
)

_NETWORK: Final = (
    one("GC-NET-01", "SSH from everywhere", Add(FIREWALL, "debug", open_to_all("22"))),
    one("GC-NET-01", "a range of ports with SSH in it", Add(FIREWALL, "debug", open_to_all("20-30"))),
    one(
        "GC-NET-01",
        "half the world twice",
        Add(FIREWALL, "d", open_to_all("22", sourceRanges=["0.0.0.0/1", "128.0.0.0/1"])),
    ),
    one("GC-NET-01", "the whole of IPv6", Add(FIREWALL, "debug", open_to_all("22", sourceRanges=["2000::/3"]))),
    one("GC-NET-01", "a rule of the policy with SSH", Add(FIREWALL_RULE, "debug", rule())),
    one("GC-NET-01", "no source at all", Add(FIREWALL, "debug", open_to_all("22", sourceRanges=None))),
    one("GC-NET-02", "all ports from everywhere", Add(FIREWALL, "debug", open_to_all())),
    one("GC-NET-02", "a database's port from everywhere", Add(FIREWALL, "debug", open_to_all("5432"))),
    one("GC-NET-02", "the last refusal lets in", Set(FIREWALL_RULE, "action", "allow", "in-rest")),
    one("GC-NET-03", "a service open to the internet", Set(RUN, "ingress", "INGRESS_TRAFFIC_ALL")),
    one("GC-NET-03", "a service as nobody configured it", Set(RUN, "ingress", DROP)),
    one("GC-NET-03", "a machine with a public address", Add(MACHINE, "jump", machine())),
)

_TRANSIT: Final = (
    one("GC-TLS-01", "an entry that takes TLS 1.0", Set(TLS_POLICY, "minTlsVersion", "TLS_1_0")),
    one("GC-TLS-01", "an entry that takes TLS 1.1", Set(TLS_POLICY, "minTlsVersion", "TLS_1_1")),
    one(
        "GC-TLS-01",
        "an entry without a TLS policy",
        Set("gcp:compute/regionTargetHttpsProxy:RegionTargetHttpsProxy", "sslPolicy", DROP),
    ),
    one(
        "GC-TLS-02",
        "plain HTTP without redirect",
        Set(HTTP_PROXY, "urlMap", f"projects/{PROJECT}/regions/{TOKYO}/regionUrlMaps/example-prod-entry"),
        Set(ROUTES, "defaultUrlRedirect", DROP, "redirect"),
    ),
    one("GC-TLS-02", "plain HTTP at Cloud Storage", Set(POLICY, "spec.rules.0.enforce", "FALSE", "secureHttp")),
    one(
        "GC-TLS-03",
        "a database that talks plainly",
        Set(SQL, "settings.ipConfiguration.sslMode", "ALLOW_UNENCRYPTED_AND_ENCRYPTED"),
    ),
    one("GC-TLS-03", "a database without a mode", Set(SQL, "settings.ipConfiguration.sslMode", DROP)),
)

_IDENTITY: Final = (
    one("GC-IAM-01", "an owner", Set(GRANT, "role", "roles/owner", "grant-records-client")),
    one(
        "GC-IAM-01",
        "a binding of editors",
        Add(
            "gcp:projects/iAMBinding:IAMBinding",
            "editors",
            {"project": PROJECT, "role": "roles/editor", "members": ["group:all@example.go.jp"]},
        ),
    ),
    one(
        "GC-IAM-01",
        "a whole policy with an owner",
        Add(
            "gcp:projects/iAMPolicy:IAMPolicy",
            "all",
            {
                "project": PROJECT,
                "policyData": '{"bindings":[{"role":"roles/owner","members":["user:a@example.go.jp"]}]}',
            },
        ),
    ),
    one(
        "GC-IAM-01",
        "anybody's account may be borrowed anywhere",
        Set(GRANT, "role", "roles/iam.serviceAccountTokenCreator", "grant-records-client"),
    ),
    one(
        "GC-IAM-02",
        "a key of a service account",
        Add("gcp:serviceaccount/key:Key", "forever", {"serviceAccountId": "example-prod-api-sa"}),
    ),
    one("GC-IAM-02", "an HMAC key", Add("gcp:storage/hmacKey:HmacKey", "forever", {"serviceAccountEmail": "x"})),
    one(
        "GC-IAM-02",
        "a database user with a password",
        Add("gcp:sql/user:User", "app", {"name": "app", "instance": "example-prod-records--g1", "password": "x"}),
    ),
    one("GC-IAM-02", "a password of the first user", Set(SQL, "rootPassword", "x", "instance")),
    one("GC-IAM-05", "a service as everybody", Set(RUN, "template.serviceAccount", DROP)),
    one("GC-IAM-05", "a service by the default account", Set(RUN, "template.serviceAccount", DEFAULT_ACCOUNT)),
    one("GC-IAM-05", "a machine by the default account", Add(MACHINE, "jump", machine())),
    one(
        "GC-IAM-06",
        "an issuer without a condition",
        Add(
            "gcp:iam/workloadIdentityPoolProvider:WorkloadIdentityPoolProvider",
            "ci",
            {"workloadIdentityPoolId": "ci", "oidc": {"issuerUri": "https://token.actions.githubusercontent.com"}},
        ),
    ),
    one(
        "GC-IAM-06",
        "another project reads the bucket",
        Set(BUCKET_GRANT, "member", "serviceAccount:x@somebody-elses.iam.gserviceaccount.com", "pages-reads"),
    ),
)

_SECRETS: Final = (
    one(
        "GC-SEC-01", "a password in a setting", Set(RUN, f"{_CONTAINER}.envs", [{"name": "DB_PASSWORD", "value": "x"}])
    ),
    one(
        "GC-SEC-01",
        "a password in an address",
        Set(RUN, f"{_CONTAINER}.envs", [{"name": "DSN", "value": "postgres://app:hunter2@10.20.0.3/records"}]),
    ),
    one(
        "GC-SEC-01",
        "a value in the program",
        Add(
            "gcp:secretmanager/secretVersion:SecretVersion",
            "first",
            {"secret": f"projects/{PROJECT}/secrets/example-prod-token--g1", "secretData": "x"},
        ),
    ),
    one(
        "GC-SEC-01",
        "a value among a machine's settings",
        Add(MACHINE, "jump", machine(metadata={"DB_PASSWORD": "x"})),
    ),
    one("GC-SEC-02", "a secret that is never renewed", Set(SECRET, "rotation", DROP)),
    one("GC-SEC-02", "a renewal that tells nobody", Set(SECRET, "topics", DROP)),
    one("GC-SEC-02", "a secret renewed every ten years", Set(SECRET, "rotation.rotationPeriod", "315360000s")),
)

_CONTAINERS: Final = (
    one(
        "GC-CTR-01",
        "a privileged container on a machine",
        Add(MACHINE, "agent", machine(metadata={"gce-container-declaration": _PRIVILEGED_POD})),
    ),
    one("GC-CTR-04", "an image by its tag", Set(RUN, f"{_CONTAINER}.image", f"{IMAGES}/api:latest")),
    one("GC-CTR-04", "somebody else's image", Set(RUN, f"{_CONTAINER}.image", f"docker.io/library/nginx@{DIGEST}")),
    one(
        "GC-CTR-04",
        "another project's registry",
        Set(RUN, f"{_CONTAINER}.image", f"{TOKYO}-docker.pkg.dev/somebody-elses/images/api@{DIGEST}"),
    ),
    one("GC-VUL-01", "images unscanned", Set(REPOSITORY, "vulnerabilityScanningConfig.enablementConfig", "DISABLED")),
    one("GC-VUL-02", "a database past its end", Set(SQL, "databaseVersion", "POSTGRES_12")),
    one(
        "GC-VUL-02", "a minor version that stays", Set(SQL, "maintenanceVersion", "POSTGRES_16_1.R20240101", "instance")
    ),
)

_WEB: Final = (
    one("GC-WAF-01", "no web firewall", Set(BACKEND, "securityPolicy", DROP)),
    one("GC-WAF-01", "no web firewall on one backend", Set(BACKEND, "securityPolicy", DROP, "backend-api")),
    one("GC-WAF-01", "a firewall that only watches", Rewrite(ARMOR, "rules", _quiet)),
    one("GC-WAF-01", "no known attacks", Rewrite(ARMOR, "rules", _unmanaged)),
    one("GC-WAF-01", "everybody let in first", Rewrite(ARMOR, "rules", _let_in_first)),
    one("GC-WAF-01", "one attack let in", Rewrite(ARMOR, "rules", _allows_first)),
)

_MONITORING: Final = (
    *(one("GC-MON-01", f"no alarm for {event}", Remove(ALERT, event)) for event in sorted(CRITICAL)),
    one("GC-MON-01", "alarms that tell nobody", Set(ALERT, "notificationChannels", DROP)),
    one("GC-MON-01", "alarms that are off", Set(ALERT, "enabled", False)),
    one("GC-MON-01", "addresses that are off", Set(CHANNEL, "enabled", False)),
    one(
        "GC-MON-01",
        "an alarm for something else",
        Set(ALERT, "conditions.0.conditionMatchedLog.filter", 'resource.type="gce_instance"', "key-change"),
    ),
)

MUTATIONS: Final[tuple[Mutation, ...]] = (
    *RESIDENCY,
    *ENCRYPTION,
    *KEYS,
    *_EXPOSURE,
    *_NETWORK,
    *_TRANSIT,
    *LOGS,
    *RETENTION,
    *RECOVERY,
    *_IDENTITY,
    *_SECRETS,
    *_CONTAINERS,
    *_WEB,
    *_MONITORING,
    *brought_keys.GCP,
    one("GC-LED-01", "a type that nobody knows", Add("gcp:notebooks/instance:Instance", "book", {"location": TOKYO})),
)

CANNOT: Final = {
    "GC-ENC-01": "Google Cloud encrypts whatever it stores; no property of any resource turns that off",
    "GC-KEY-05": "Cloud KMS never tells of imported material's end, so it fails from the start and is declared lost",
    "GC-GOV-04": "which project is whose stands in the system file, not in a plan",
}
