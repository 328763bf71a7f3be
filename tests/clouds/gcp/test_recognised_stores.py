"""Buckets, keys, secrets and topics by hand: each weakness shows in the facts."""

from __future__ import annotations

from typing import Any

import pytest

from govcloud.facts import (
    UNKNOWN,
    AtRest,
    Holds,
    InTransit,
    Key,
    KeyLevel,
    Logged,
    Permits,
    Place,
    Placed,
    Reachable,
    Recoverable,
    Retained,
)
from govcloud.graph import Resource
from tests.clouds.gcp.plans import OSAKA, TOKYO, fact_of, facts_of, resource

RING, KEY, BUCKET = "gcp:kms/keyRing:KeyRing", "gcp:kms/cryptoKey:CryptoKey", "gcp:storage/bucket:Bucket"
SINK, CONFIG = "gcp:logging/projectSink:ProjectSink", "gcp:projects/iAMAuditConfig:IAMAuditConfig"
SECRET, TOPIC = "gcp:secretmanager/secret:Secret", "gcp:pubsub/topic:Topic"
DAY = 86_400


def _ring(place: str = TOKYO) -> Resource:
    return resource(RING, "ring", name="ring", location=place, project="p")


def _key(**inputs: Any) -> Resource:
    hsm = {"algorithm": "GOOGLE_SYMMETRIC_ENCRYPTION", "protectionLevel": "HSM"}
    return resource(KEY, "key", **{"name": "key", "keyRing": "${KeyRing:ring.id}", "versionTemplate": hsm, **inputs})


def _bucket(**inputs: Any) -> Resource:
    return resource(BUCKET, "files", **{"name": "files", "location": "ASIA-NORTHEAST1", **inputs})


def _keyed(key: object) -> Resource:
    return _bucket(encryption={"defaultKmsKeyName": key})


KEYS: dict[str, tuple[object, KeyLevel | object, bool | object]] = {
    "by reference": ("${CryptoKey:key.id}", KeyLevel.K1, True),
    "by its path": (f"projects/p/locations/{TOKYO}/keyRings/ring/cryptoKeys/key", KeyLevel.K1, True),
    "another's": (f"projects/p/locations/{TOKYO}/keyRings/other/cryptoKeys/key", KeyLevel.K1, False),
    "none": ("", KeyLevel.K0, True),
    "not known": (UNKNOWN, UNKNOWN, UNKNOWN),
}


@pytest.mark.parametrize("case", KEYS)
def test_a_buckets_key_is_found_by_reference_and_by_name(case: str) -> None:
    value, level, known = KEYS[case]
    fact = fact_of(_keyed(value), AtRest, _ring(), _key())
    assert (fact.level, fact.known_key) == (level, known)


def test_a_key_of_another_region_is_not_the_systems() -> None:
    assert fact_of(_keyed("${CryptoKey:key.id}"), AtRest, _ring(OSAKA), _key()).known_key is False


def test_an_object_takes_its_buckets_key() -> None:
    one = resource("gcp:storage/bucketObject:BucketObject", "page", bucket="files", name="index.html")
    assert fact_of(one, AtRest, _keyed("${CryptoKey:key.id}"), _ring(), _key()).level is KeyLevel.K1
    assert fact_of(one, AtRest, _bucket()).level is KeyLevel.K0


def test_brought_and_external_material_is_told() -> None:
    assert fact_of(_key(importOnly=True), Key, _ring()).level is KeyLevel.K2
    external = _key(versionTemplate={"protectionLevel": "EXTERNAL_VPC"})
    assert fact_of(external, Key, _ring()).level is KeyLevel.K3


def test_a_plain_key_is_soft_and_never_renewed() -> None:
    fact = fact_of(resource(KEY, "key", name="key", keyRing="${KeyRing:ring.id}"), Key, _ring())
    assert (fact.hsm, fact.rotation_days, fact.deletion_days, fact.level) == (False, 0, 30, KeyLevel.K1)


def test_a_short_wait_and_a_long_rotation_show() -> None:
    fact = fact_of(_key(destroyScheduledDuration=f"{DAY}s", rotationPeriod=f"{730 * DAY}s"), Key, _ring())
    assert (fact.deletion_days, fact.rotation_days) == (1, 730)


MEMBERS = {
    "allUsers": ("anyone", False),
    "group:dba@example.go.jp": ("identity", True),
    "serviceAccount:api@elsewhere.iam.gserviceaccount.com": ("external", False),
    "serviceAccount:api@p.iam.gserviceaccount.com": ("identity", True),
    "serviceAccount:service-1@gs-project-accounts.iam.gserviceaccount.com": ("service", True),
    "serviceAccount:service-1@serverless-robot-prod.iam.gserviceaccount.com": ("service", True),
}


@pytest.mark.parametrize("member", MEMBERS)
def test_a_grant_on_a_key_names_who(member: str) -> None:
    provider = resource("pulumi:providers:gcp", "main", project="p")
    grant = resource(
        "gcp:kms/cryptoKeyIAMMember:CryptoKeyIAMMember",
        "grant",
        cryptoKeyId="${CryptoKey:key.id}",
        member=member,
        role="roles/cloudkms.cryptoKeyEncrypterDecrypter",
    )
    fact = fact_of(grant, Permits, provider, _ring(), _key())
    assert (fact.what, fact.who, fact.declared) == ("key", *MEMBERS[member])


def test_a_bindings_members_are_told_one_by_one() -> None:
    token = "gcp:storage/bucketIAMBinding:BucketIAMBinding"
    binding = resource(token, bucket="files", role="roles/storage.objectViewer", members=["allUsers", "user:a@b.jp"])
    assert {fact.who for fact in facts_of(binding, Permits, _bucket())} == {"anyone", "identity"}


@pytest.mark.parametrize(("prevention", "by"), [("enforced", "network"), ("inherited", "internet"), (None, "internet")])
def test_a_bucket_is_closed_only_by_prevention(prevention: str | None, by: str) -> None:
    assert fact_of(_bucket(publicAccessPrevention=prevention), Reachable).by == by


@pytest.mark.parametrize(
    ("location", "place"),
    [("ASIA-NORTHEAST3", Place.ABROAD), ("ASIA", Place.ABROAD), ("asia1", Place.JAPAN), ("us-east1", Place.ABROAD)],
)
def test_a_bucket_is_where_its_location_says(location: str, place: Place) -> None:
    assert fact_of(_bucket(location=location), Placed).where is place


def test_plain_http_is_refused_by_policy_only() -> None:
    assert fact_of(_bucket(), InTransit).plain is UNKNOWN
    name = "projects/p/policies/storage.secureHttpTransport"
    policy = resource("gcp:orgpolicy/policy:Policy", name=name, spec={"rules": [{"enforce": "TRUE"}]})
    assert fact_of(_bucket(), InTransit, policy).plain == "refused"
    loose = resource("gcp:orgpolicy/policy:Policy", name=name, spec={"rules": [{"enforce": "FALSE"}]})
    assert fact_of(_bucket(), InTransit, loose).plain == "accepted"


def test_an_unlocked_archive_is_not_locked() -> None:
    sink = resource(SINK, "sink", name="sink", destination="storage.googleapis.com/files", filter="")
    held = {"retentionPeriod": str(400 * DAY), "isLocked": False}
    fact = fact_of(_bucket(retentionPolicy=held), Retained, sink)
    assert (fact.what, fact.locked, fact.days, fact.versions) == ("audit", False, 400, True)


def test_an_unprotected_bucket_without_soft_delete_loses_everything() -> None:
    fact = fact_of(_bucket(softDeletePolicy={"retentionDurationSeconds": 0}), Recoverable)
    assert (fact.restore_days, fact.protected) == (0, False)


def _config(*types: str, service: str = "allServices") -> Resource:
    return resource(CONFIG, "audit", service=service, auditLogConfigs=[{"logType": one} for one in types])


def _archive(days: int, **inputs: Any) -> tuple[Resource, Resource]:
    held = {"retentionPeriod": str(days * DAY), "isLocked": True}
    bucket = resource(BUCKET, "archive", name="archive", location="ASIA-NORTHEAST1", retentionPolicy=held)
    destination = "storage.googleapis.com/archive"
    return bucket, resource(SINK, "sink", name="sink", **{"destination": destination, "filter": "", **inputs})


def test_object_access_is_recorded_where_reads_and_writes_are() -> None:
    assert fact_of(_bucket(), Logged).enabled is False
    assert fact_of(_bucket(), Logged, _config("DATA_WRITE")).enabled is False
    recorded = fact_of(_bucket(), Logged, _config("DATA_READ", "DATA_WRITE"))
    assert (recorded.enabled, recorded.days, recorded.tamper_proof) == (True, 30, False)


def test_a_sink_into_an_archive_keeps_the_record() -> None:
    fact = fact_of(_bucket(), Logged, _config("DATA_READ", "DATA_WRITE"), *_archive(400))
    assert (fact.days, fact.tamper_proof) == (400, True)


@pytest.mark.parametrize(
    "inputs",
    [
        {"disabled": True},
        {"filter": 'resource.labels.bucket_name="other"'},
        {"exclusions": [{"name": "all", "filter": 'logName:"cloudaudit"'}]},
    ],
    ids=["disabled", "filtered", "excluded"],
)
def test_a_sink_that_does_not_take_the_entry_keeps_nothing(inputs: dict[str, Any]) -> None:
    fact = fact_of(_bucket(), Logged, _config("DATA_READ", "DATA_WRITE"), *_archive(400, **inputs))
    assert fact.days == 30


def test_a_lifecycle_that_deletes_early_shortens_the_record() -> None:
    rule = {"action": {"type": "Delete"}, "condition": {"age": 90}}
    bucket = resource(BUCKET, "archive", name="archive", location="ASIA-NORTHEAST1", lifecycleRules=[rule])
    sink = _archive(400)[1]
    fact = fact_of(_bucket(), Logged, _config("DATA_READ", "DATA_WRITE"), bucket, sink)
    assert fact.days == 90


def test_the_trail_covers_everything_only_with_all_types_in_all_services() -> None:
    assert fact_of(_config("ADMIN_READ"), Logged, what="control-plane").everywhere is False
    full = _config("ADMIN_READ", "DATA_READ", "DATA_WRITE")
    fact = fact_of(full, Logged, *_archive(400), what="control-plane")
    assert (fact.everywhere, fact.days, fact.tamper_proof) == (True, 400, True)
    assert fact_of(full, Logged, what="control-plane").tamper_proof is False


def _secret(**inputs: Any) -> Resource:
    replica = {"location": TOKYO, "customerManagedEncryption": {"kmsKeyName": "${CryptoKey:key.id}"}}
    replication = {"userManaged": {"replicas": [replica]}}
    return resource(SECRET, "token", **{"secretId": "token", "replication": replication, **inputs})


def test_a_secret_replicated_automatically_is_nowhere_in_particular() -> None:
    secret = _secret(replication={"auto": {}})
    assert fact_of(secret, Placed).where is Place.GLOBAL
    assert fact_of(secret, AtRest).level is KeyLevel.K0


def test_a_secrets_weakest_copy_counts() -> None:
    replicas = [
        {"location": TOKYO, "customerManagedEncryption": {"kmsKeyName": "${CryptoKey:key.id}"}},
        {"location": "asia-northeast3"},
    ]
    secret = _secret(replication={"userManaged": {"replicas": replicas}})
    assert [fact.where for fact in facts_of(secret, Placed)] == [Place.TOKYO, Place.ABROAD]
    assert fact_of(secret, AtRest, _ring(), _key()).level is KeyLevel.K0


def test_a_rotation_that_tells_nobody_is_none() -> None:
    rotation = {"rotationPeriod": f"{90 * DAY}s", "nextRotationTime": "2027-02-01T00:00:00Z"}
    assert fact_of(_secret(rotation=rotation), Holds).rotation_days == 0
    assert fact_of(_secret(rotation=rotation, topics=[{"name": "t"}]), Holds).rotation_days == 90
    assert fact_of(_secret(), Holds).rotation_days == 0


def test_a_value_in_the_program_shows() -> None:
    token = "gcp:secretmanager/secretVersion:SecretVersion"
    shown = resource(token, "v", secret="${Secret:token.id}", secretData="open sesame")
    assert fact_of(_secret(), Holds, shown).plaintext is True
    hidden = resource(token, "v", secret="${Secret:token.id}", secretDataWo="open sesame")
    assert fact_of(_secret(), Holds, hidden).plaintext is False


def test_a_topic_without_storage_policy_is_anywhere() -> None:
    assert fact_of(resource(TOPIC, name="t"), Placed).where is Place.GLOBAL
    allowed = {"allowedPersistenceRegions": [TOKYO, "asia-northeast3"]}
    assert fact_of(resource(TOPIC, name="t", messageStoragePolicy=allowed), Placed).where is Place.ABROAD
