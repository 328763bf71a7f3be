"""What a bucket is: read from its companions, by reference or by plain name, and from their absence."""

from __future__ import annotations

from typing import Any

import pytest

from govcloud.facts import (
    UNKNOWN,
    AtRest,
    InTransit,
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
from tests.clouds.aws.plain import (
    ACCOUNT,
    BUCKET,
    KEY_ARN,
    OSAKA,
    OTHER,
    SEOUL,
    facts,
    graph,
    key,
    made,
    of,
    one,
    policy,
)

NAME = "gov-data"
TLS_ONLY = {
    "Effect": "Deny",
    "Principal": "*",
    "Action": "s3:*",
    "Resource": [f"arn:aws:s3:::{NAME}", f"arn:aws:s3:::{NAME}/*"],
    "Condition": {"Bool": {"aws:SecureTransport": "false"}},
}


def bucket(**inputs: Any) -> Resource:
    return made(BUCKET, "data", **{"bucket": NAME, **inputs})


def beside(kind: str, **inputs: Any) -> Resource:
    token = f"aws:s3/{kind[0].lower()}{kind[1:]}:{kind}"
    return made(token, kind, **{"bucket": NAME, **inputs})


def encryption(**default: Any) -> Resource:
    return beside("BucketServerSideEncryptionConfiguration", rules=[{"applyServerSideEncryptionByDefault": default}])


def blocked(**changes: Any) -> Resource:
    every = dict.fromkeys(("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"), True)
    return beside("BucketPublicAccessBlock", **{**every, **changes})


def test_a_key_named_by_its_arn_is_the_systems() -> None:
    found = one(AtRest, "objects", bucket(), encryption(sseAlgorithm="aws:kms", kmsMasterKeyId=KEY_ARN), key())
    assert (found.level, found.known_key) == (KeyLevel.K1, True)


def test_a_key_behind_an_alias_is_the_systems() -> None:
    alias = made("aws:kms/alias:Alias", "alias", name="alias/data", targetKeyId=KEY_ARN)
    named = encryption(sseAlgorithm="aws:kms", kmsMasterKeyId="alias/data")
    assert one(AtRest, "objects", bucket(), named, alias, key()).known_key is True


@pytest.mark.parametrize(
    ("default", "level", "known"),
    [
        ({"sseAlgorithm": "AES256"}, KeyLevel.K0, True),
        ({"sseAlgorithm": "aws:kms"}, KeyLevel.K0, True),
        ({"sseAlgorithm": "aws:kms", "kmsMasterKeyId": "alias/aws/s3"}, KeyLevel.K0, True),
        ({"sseAlgorithm": "aws:kms", "kmsMasterKeyId": f"arn:aws:kms:x:{OTHER}:key/theirs"}, KeyLevel.K1, False),
        ({"sseAlgorithm": "aws:kms", "kmsMasterKeyId": UNKNOWN}, UNKNOWN, UNKNOWN),
    ],
)
def test_what_encrypts_is_what_the_rule_names(default: dict[str, Any], level: Any, known: Any) -> None:
    found = one(AtRest, "objects", bucket(), encryption(**default), key())
    assert (found.level, found.known_key) == (level, known)


def test_without_a_rule_s3_encrypts_with_its_own_key() -> None:
    assert one(AtRest, "objects", bucket()).level is KeyLevel.K0


def test_a_key_of_another_region_is_not_the_systems() -> None:
    away = key("far", OSAKA)
    named = encryption(sseAlgorithm="aws:kms", kmsMasterKeyId=away.outputs["arn"])
    assert one(AtRest, "objects", bucket(), named, away).known_key is False


@pytest.mark.parametrize(
    ("companions", "by"),
    [
        ([blocked()], "network"),
        ([], "internet"),
        ([blocked(blockPublicPolicy=False)], "internet"),
        ([blocked(ignorePublicAcls=UNKNOWN)], UNKNOWN),
    ],
)
def test_a_bucket_is_closed_only_by_all_four_blocks(companions: list[Resource], by: Any) -> None:
    assert one(Reachable, "objects", bucket(), *companions).by == by


def test_somebody_elses_block_closes_nothing() -> None:
    other = made("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", "x", **{**blocked().inputs, "bucket": "x"})
    assert one(Reachable, "objects", bucket(), other).by == "internet"


def test_plain_requests_are_refused_only_for_everybody_and_everything() -> None:
    weaker = {**TLS_ONLY, "Condition": {**TLS_ONLY["Condition"], "StringEquals": {"aws:username": "x"}}}  # type: ignore[dict-item]
    reading = {**TLS_ONLY, "Action": "s3:GetObject"}
    for statement, plain in ((TLS_ONLY, "refused"), (weaker, "accepted"), (reading, "accepted")):
        found = one(InTransit, "objects", bucket(), beside("BucketPolicy", policy=policy(statement)))
        assert found.plain == plain


@pytest.mark.parametrize(
    ("principal", "condition", "who", "declared"),
    [
        ("*", None, "anyone", False),
        ({"AWS": "*"}, {"StringEquals": {"aws:PrincipalOrgID": "o-example"}}, "organisation", True),
        ({"AWS": "*"}, {"StringEquals": {"aws:SourceVpce": "vpce-1"}}, "account", True),
        ({"AWS": "*"}, {"StringNotEquals": {"aws:SourceVpce": "vpce-1"}}, "anyone", False),
        ({"AWS": "*"}, {"StringEqualsIfExists": {"aws:PrincipalAccount": ACCOUNT}}, "anyone", False),
        ({"AWS": "*"}, {"StringEquals": {"aws:PrincipalAccount": OTHER}}, "external", False),
        ({"AWS": "*"}, {"StringLike": {"aws:PrincipalArn": "*"}}, "anyone", False),
        ({"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, None, "account", True),
        ({"AWS": ACCOUNT}, None, "account", True),
        ({"AWS": f"arn:aws:iam::{ACCOUNT}:role/api"}, None, "identity", True),
        ({"AWS": f"arn:aws:iam::{OTHER}:role/theirs"}, None, "external", False),
        ({"Service": "cloudtrail.amazonaws.com"}, None, "service", True),
        ({"CanonicalUser": "abc"}, None, "external", False),
    ],
)
def test_a_policy_says_who_is_let_in(principal: Any, condition: Any, who: str, declared: bool) -> None:
    statement = {"Effect": "Allow", "Principal": principal, "Action": "s3:GetObject", "Resource": "*"}
    document = policy({**statement, **({"Condition": condition} if condition else {})})
    found = one(Permits, "resource", beside("BucketPolicy", policy=document), bucket())
    assert (found.who, found.declared) == (who, declared)


def test_everybody_but_some_is_anyone() -> None:
    document = policy({"Effect": "Allow", "NotPrincipal": {"AWS": ACCOUNT}, "Action": "s3:*", "Resource": "*"})
    assert one(Permits, "resource", beside("BucketPolicy", policy=document), bucket()).who == "anyone"


def test_a_document_that_cannot_be_read_is_unknown() -> None:
    assert one(Permits, "resource", beside("BucketPolicy", policy=UNKNOWN), bucket()).who is UNKNOWN


def lifecycle(days: int) -> Resource:
    rule = {"id": "end", "status": "Enabled", "expiration": {"days": days}}
    return made(
        "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration", "end", bucket="gov-logs", rules=[rule]
    )


def test_access_logs_are_kept_as_long_as_their_bucket_keeps_them() -> None:
    into = made(BUCKET, "logs", bucket="gov-logs")
    found = one(Logged, "access", bucket(), beside("BucketLogging", targetBucket="gov-logs"), into, lifecycle(90))
    assert (found.enabled, found.days) == (True, 90)


def test_a_bucket_without_access_logs_says_so() -> None:
    assert one(Logged, "access", bucket()).enabled is False


def trail(**inputs: Any) -> Resource:
    return made("aws:cloudtrail/trail:Trail", "trail", **{"s3BucketName": "gov-logs", **inputs})


def selector(**arn: Any) -> dict[str, Any]:
    fields = [
        {"field": "eventCategory", "equals": ["Data"]},
        {"field": "resources.type", "equals": ["AWS::S3::Object"]},
        *([{"field": "resources.ARN", **arn}] if arn else []),
    ]
    return {"fieldSelectors": fields}


@pytest.mark.parametrize(
    ("arn", "enabled"),
    [
        ({}, True),
        ({"startsWiths": [f"arn:aws:s3:::{NAME}/"]}, True),
        ({"startsWiths": ["arn:aws:s3:::other/"]}, False),
        ({"notStartsWiths": ["arn:aws:s3:::other/"]}, True),
        ({"notStartsWiths": [f"arn:aws:s3:::{NAME}/"]}, False),
    ],
)
def test_a_trails_data_events_are_an_access_log(arn: dict[str, Any], enabled: bool) -> None:
    into = made(BUCKET, "logs", bucket="gov-logs")
    found = one(Logged, "access", bucket(), trail(advancedEventSelectors=[selector(**arn)]), into, lifecycle(400))
    assert (found.enabled, found.days) == (enabled, 400 if enabled else 0)


@pytest.mark.parametrize(
    ("retention", "days", "locked"),
    [
        ({"mode": "COMPLIANCE", "days": 400}, 400, True),
        ({"mode": "COMPLIANCE", "years": 2}, 730, True),
        ({"mode": "GOVERNANCE", "days": 400}, 400, False),
    ],
)
def test_only_compliance_locks_against_everybody(retention: dict[str, Any], days: int, locked: bool) -> None:
    lock = beside("BucketObjectLockConfiguration", rule={"defaultRetention": retention})
    found = one(Retained, "objects", bucket(objectLockEnabled=True), lock)
    assert (found.days, found.locked, found.versions) == (days, locked, True)


def test_a_bucket_that_a_trail_writes_to_holds_audit_records() -> None:
    named = made("aws:cloudtrail/trail:Trail", "trail", s3BucketName=NAME)
    found = facts(bucket(), named)
    assert of(Retained, found, "audit")
    assert of(AtRest, found, "logs")


def test_a_bucket_that_is_emptied_on_deletion_is_not_protected() -> None:
    assert one(Recoverable, "objects", bucket(forceDestroy=True)).protected is False
    assert one(Recoverable, "objects", bucket()).protected is True


@pytest.mark.parametrize(
    ("region", "what", "where"),
    [
        (None, "primary", Place.TOKYO),
        (OSAKA, "replica", Place.OSAKA),
        (SEOUL, "primary", Place.ABROAD),
        (UNKNOWN, "primary", UNKNOWN),
    ],
)
def test_a_bucket_is_in_its_own_region_else_its_providers(region: Any, what: str, where: Any) -> None:
    inputs = {} if region is None else {"region": region}
    assert one(Placed, what, bucket(**inputs)).where is where


def test_without_a_known_provider_nobody_knows_where_it_is() -> None:
    (found,) = of(Placed, facts(bucket(), region=UNKNOWN), "primary")
    assert found.where is UNKNOWN


def test_a_copy_goes_where_its_bucket_is() -> None:
    away = made(BUCKET, "copy", bucket="gov-copy", region=SEOUL)
    rule = {"status": "Enabled", "destination": {"bucket": "arn:aws:s3:::gov-copy"}}
    replication = beside("BucketReplicationConfig", rules=[rule])
    found = of(Placed, facts(replication, bucket(), away), "replica")
    assert [each.where for each in found] == [Place.ABROAD]
    assert len(graph(away)) == 2


@pytest.mark.parametrize(
    ("service", "exempt"),
    [("logging.s3.amazonaws.com", True), ("cloudtrail.amazonaws.com", False), ("config.amazonaws.com", False)],
)
def test_only_a_bucket_for_access_logs_may_do_without_a_key(service: str, exempt: bool) -> None:
    allows = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "s3:PutObject", "Resource": "*"}
    (found,) = [
        fact for fact in facts(bucket(), beside("BucketPolicy", policy=policy(allows))) if isinstance(fact, AtRest)
    ]
    assert bool(found.exception) is exempt
