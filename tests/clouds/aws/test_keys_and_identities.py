"""Keys, roles, credentials, secrets: what their properties and documents come to."""

from __future__ import annotations

import json
from typing import Any

import pytest

from govcloud.facts import UNKNOWN, Holds, Key, KeyLevel, Permits, Runs
from govcloud.graph import Resource, Secret
from tests.clouds.aws.plain import ACCOUNT, OTHER, TOPIC_ARN, facts, key, made, of, one, policy

HASTE = {
    "Effect": "Deny",
    "Principal": {"AWS": "*"},
    "Action": "kms:ScheduleKeyDeletion",
    "Resource": "*",
    "Condition": {"NumericLessThan": {"kms:ScheduleKeyDeletionPendingWindowInDays": "30"}},
}


@pytest.mark.parametrize(
    ("inputs", "days"),
    [
        ({}, 0),
        ({"enableKeyRotation": True}, 365),
        ({"enableKeyRotation": True, "rotationPeriodInDays": 90}, 90),
        ({"enableKeyRotation": False, "rotationPeriodInDays": 90}, 0),
        ({"enableKeyRotation": UNKNOWN}, UNKNOWN),
    ],
)
def test_a_key_rotates_only_where_it_is_told_to(inputs: dict[str, Any], days: Any) -> None:
    assert one(Key, "encryption", key(**inputs)).rotation_days == days


@pytest.mark.parametrize(
    ("token", "inputs", "level"),
    [
        ("aws:kms/key:Key", {}, KeyLevel.K1),
        ("aws:kms/key:Key", {"customKeyStoreId": ""}, KeyLevel.K1),
        ("aws:kms/externalKey:ExternalKey", {}, KeyLevel.K2),
        ("aws:kms/key:Key", {"customKeyStoreId": "cks-1"}, KeyLevel.K3),
    ],
)
def test_where_the_material_comes_from_is_the_level(token: str, inputs: dict[str, Any], level: KeyLevel) -> None:
    assert one(Key, "encryption", key(token=token, **inputs)).level is level


@pytest.mark.parametrize(
    ("document", "protected"),
    [
        (None, False),
        (policy(HASTE), True),
        (policy({**HASTE, "Condition": {"NumericLessThan": {"kms:ScheduleKeyDeletionPendingWindowInDays": 7}}}), False),
        (policy({**HASTE, "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:role/x"}}), False),
        (policy({**HASTE, "Effect": "Allow"}), False),
        (UNKNOWN, UNKNOWN),
    ],
)
def test_haste_is_impossible_only_where_the_policy_forbids_it(document: Any, protected: Any) -> None:
    inputs = {} if document is None else {"policy": document}
    assert one(Key, "encryption", key(**inputs)).purge_protected is protected


@pytest.mark.parametrize(
    ("principal", "who"),
    [
        ({"AWS": "*"}, "anyone"),
        ({"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "account"),
        ({"AWS": f"arn:aws:iam::{OTHER}:root"}, "external"),
    ],
)
def test_a_keys_policy_says_who_may_use_it(principal: dict[str, str], who: str) -> None:
    document = policy({"Effect": "Allow", "Principal": principal, "Action": "kms:*", "Resource": "*"})
    assert one(Permits, "key", key(policy=document)).who == who


def test_a_policy_set_beside_a_key_counts_instead_of_its_own() -> None:
    open_ = policy({"Effect": "Allow", "Principal": "*", "Action": "kms:Decrypt", "Resource": "*"})
    beside = made("aws:kms/keyPolicy:KeyPolicy", "open", keyId="data", policy=open_)
    assert one(Permits, "key", beside, key()).who == "anyone"


@pytest.mark.parametrize(
    ("statement", "broad"),
    [
        ({"Action": "*", "Resource": "*"}, True),
        ({"Action": "s3:*", "Resource": "*"}, True),
        ({"Action": ["logs:PutLogEvents", "iam:*"], "Resource": ["*"]}, True),
        ({"NotAction": "iam:*", "Resource": "*"}, True),
        ({"Action": "s3:*", "NotResource": "arn:aws:s3:::x"}, True),
        ({"Action": "s3:*", "Resource": "arn:aws:s3:::x/*"}, False),
        ({"Action": "s3:Get*", "Resource": "*"}, False),
        ({"Action": "ecr:GetAuthorizationToken", "Resource": "*"}, False),
    ],
)
def test_a_grant_is_broad_if_it_reaches_everything(statement: dict[str, Any], broad: bool) -> None:
    resource = made("aws:iam/rolePolicy:RolePolicy", role="api", policy=policy({"Effect": "Allow", **statement}))
    assert one(Permits, "identity", resource).broad is broad


def test_what_is_denied_is_no_grant() -> None:
    document = policy({"Effect": "Deny", "Action": "*", "Resource": "*"})
    assert of(Permits, facts(made("aws:iam/policy:Policy", policy=document)), "identity") == []


@pytest.mark.parametrize(
    ("arn", "broad"),
    [
        ("arn:aws:iam::aws:policy/AdministratorAccess", True),
        ("arn:aws:iam::aws:policy/job-function/AdministratorAccess-Amplify", True),
        ("arn:aws:iam::aws:policy/AmazonS3FullAccess", True),
        ("arn:aws:iam::aws:policy/PowerUserAccess", True),
        ("arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup", False),
        (f"arn:aws:iam::{ACCOUNT}:policy/somewhere-else", UNKNOWN),
    ],
)
def test_a_managed_policy_is_known_by_its_name(arn: str, broad: Any) -> None:
    attached = made("aws:iam/rolePolicyAttachment:RolePolicyAttachment", role="api", policyArn=arn)
    assert one(Permits, "identity", attached).broad is broad


def test_a_role_trusts_another_account_undeclared() -> None:
    trust = policy({"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{OTHER}:root"}, "Action": "sts:AssumeRole"})
    found = one(Permits, "trust", made("aws:iam/role:Role", assumeRolePolicy=trust))
    assert (found.who, found.declared) == ("external", False)


@pytest.mark.parametrize(
    ("condition", "declared"),
    [({"StringEquals": {"token.example:sub": "repo:agency/system"}}, True), ({}, False)],
)
def test_federation_is_declared_with_its_provider_and_a_subject(condition: dict[str, Any], declared: bool) -> None:
    arn = f"arn:aws:iam::{ACCOUNT}:oidc-provider/token.example"
    provider = made("aws:iam/openIdConnectProvider:OpenIdConnectProvider", "pipeline", arn=arn)
    statement = {"Effect": "Allow", "Principal": {"Federated": arn}, "Action": "sts:AssumeRoleWithWebIdentity"}
    role = made("aws:iam/role:Role", assumeRolePolicy=policy({**statement, "Condition": condition}))
    assert one(Permits, "trust", role, provider).declared is declared


@pytest.mark.parametrize("token", ["aws:iam/accessKey:AccessKey", "aws:iam/userLoginProfile:UserLoginProfile"])
def test_an_access_key_has_no_end(token: str) -> None:
    assert one(Holds, "credential", made(token, user="pipeline")).long_lived is True


def test_a_value_in_the_program_is_in_clear() -> None:
    version = made("aws:secretsmanager/secretVersion:SecretVersion", secretId="token", secretString="hunter2")
    hidden = made("aws:secretsmanager/secretVersion:SecretVersion", secretId="token", secretString=Secret("hunter2"))
    assert one(Holds, "setting", version).plaintext is True
    assert one(Holds, "setting", hidden).plaintext is False


def secret() -> Resource:
    arn = f"arn:aws:secretsmanager:ap-northeast-1:{ACCOUNT}:secret:token-abcdef"
    return made("aws:secretsmanager/secret:Secret", "token", arn=arn, name="token")


def reminder(**changes: Any) -> Resource:
    message = json.dumps({"due": secret().outputs["arn"]})
    target = {"arn": TOPIC_ARN, "input": message}
    return made(
        "aws:scheduler/schedule:Schedule",
        "reminder",
        **{"scheduleExpression": "rate(90 days)", "target": target, **changes},
    )


TOPIC = made("aws:sns/topic:Topic", "oncall", arn=TOPIC_ARN, name="oncall")
MAIL = made(
    "aws:sns/topicSubscription:TopicSubscription", "mail", topic=TOPIC_ARN, protocol="email", endpoint="a@example.go.jp"
)


@pytest.mark.parametrize(
    ("beside", "days"),
    [
        ([reminder(), TOPIC, MAIL], 90),
        ([reminder(), TOPIC], 0),
        ([reminder(state="DISABLED"), TOPIC, MAIL], 0),
        ([reminder(scheduleExpression="rate(1 day)"), TOPIC, MAIL], 1),
        ([reminder(target={"arn": TOPIC_ARN, "input": "{}"}), TOPIC, MAIL], 0),
        ([], 0),
    ],
    ids=["heard", "unheard", "off", "daily", "of nothing", "none"],
)
def test_a_renewal_counts_if_somebody_hears_that_it_is_due(beside: list[Resource], days: int) -> None:
    assert one(Holds, "secret", secret(), *beside).rotation_days == days


def test_a_rotation_is_a_renewal() -> None:
    rotation = made(
        "aws:secretsmanager/secretRotation:SecretRotation",
        secretId=secret().outputs["arn"],
        rotationRules={"automaticallyAfterDays": 30},
    )
    assert one(Holds, "secret", secret(), rotation).rotation_days == 30


OWN, STARTER = f"arn:aws:iam::{ACCOUNT}:role/api", f"arn:aws:iam::{ACCOUNT}:role/start"


@pytest.mark.parametrize(
    ("role", "identity"),
    [
        (OWN, "own"),
        (STARTER, "default"),
        (f"arn:aws:iam::{ACCOUNT}:role/ecsTaskExecutionRole", "default"),
        (None, "none"),
        (UNKNOWN, UNKNOWN),
    ],
)
def test_a_task_that_runs_as_what_starts_it_has_no_identity_of_its_own(role: Any, identity: Any) -> None:
    inputs = {"containerDefinitions": '[{"name": "main"}]', "executionRoleArn": STARTER, "taskRoleArn": role}
    assert one(Runs, "container", made("aws:ecs/taskDefinition:TaskDefinition", **inputs)).identity == identity
