"""What the simulated clouds refuse, and what they take."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import grpc
import pytest

from govcloud.facts import UNKNOWN
from govcloud.graph import Secret
from govcloud.testing.simulator import Choice, Plan, Store
from tests.testing.simulator.driver import Driver, driving, refusal

AWS_CLUSTER = "aws:rds/cluster:Cluster"
AWS_SUBNET = "aws:ec2/subnet:Subnet"
AZURE_GROUP = "azure-native:resources:ResourceGroup"
AZURE_LOCK = "azure-native:authorization:ManagementLockByScope"
AZURE_VAULT = "azure-native:keyvault:Vault"
BUCKET = "aws:s3/bucket:Bucket"
GCP_BUCKET = "gcp:storage/bucket:Bucket"
GCP_OBJECT = "gcp:storage/bucketObject:BucketObject"
GRANT = {"roleAssignmentName": "r", "roleDefinitionId": "reader", "scope": "/subscriptions/s"}
KEY = "aws:kms/key:Key"
RECORD = "aws:route53/record:Record"
RING = "gcp:kms/keyRing:KeyRing"
SECRET = "aws:secretsmanager/secret:Secret"
SQL = "gcp:sql/databaseInstance:DatabaseInstance"
VPC = "aws:ec2/vpc:Vpc"

VAULT_INPUTS = {
    "vaultName": "kv-vrs",
    "resourceGroupName": "rg",
    "location": "japaneast",
    "properties": {
        "tenantId": "11111111-1111-1111-1111-111111111111",
        "sku": {"family": "A", "name": "premium"},
        "softDeleteRetentionInDays": 90,
    },
}
SQL_INPUTS = {"name": "records", "databaseVersion": "POSTGRES_16", "region": "asia-northeast1"}
OPEN_SQL = {**SQL_INPUTS, "deletionProtection": False}


@pytest.fixture
def driver(tmp_path: Path) -> Iterator[Driver]:
    with driving(tmp_path) as one:
        yield one


@pytest.mark.parametrize(
    ("token", "inputs"),
    [
        (BUCKET, {"bucket": "gov-data"}),
        (AZURE_GROUP, {"resourceGroupName": "rg", "location": "japaneast"}),
        (AZURE_VAULT, VAULT_INPUTS),
        (RING, {"name": "vrs", "location": "asia-northeast1"}),
        ("aws:iam/role:Role", {"name": "app", "assumeRolePolicy": "{}"}),
        ("aws:kms/alias:Alias", {"name": "alias/vrs", "targetKeyId": "it-is-there"}),
        (RECORD, {"zoneId": "it-is-there", "name": "vrs.example.go.jp", "type": "A"}),
        (GCP_OBJECT, {"bucket": "it-is-there", "name": "1.html"}),
        ("aws:s3/bucketObject:BucketObject", {"bucket": "it-is-there", "key": "1.html"}),
    ],
)
def test_what_exists_is_not_made_twice(tmp_path: Path, token: str, inputs: dict[str, Any]) -> None:
    with driving(tmp_path, Plan(existing=("it-is-there",))) as driver:
        driver.up(token, "one", inputs)
        with pytest.raises(grpc.RpcError, match="exists already"):
            driver.up(token, "other", inputs)
        assert "other" not in driver.state


@pytest.mark.parametrize(
    ("token", "one", "other"),
    [
        (BUCKET, {"bucket": "gov-data"}, {"bucket": "gov-logs"}),
        ("gcp:sql/database:Database", {"name": "app", "instance": "a"}, {"name": "app", "instance": "b"}),
        (
            "aws:lambda/permission:Permission",
            {"action": "lambda:InvokeFunction", "function": "f", "principal": "s3.amazonaws.com"},
            {"action": "lambda:InvokeFunction", "function": "f", "principal": "sns.amazonaws.com"},
        ),
        (VPC, {"cidrBlock": "10.0.0.0/16"}, {"cidrBlock": "10.0.0.0/16"}),
        ("aws:s3/bucketMetric:BucketMetric", {"bucket": "a", "name": "all"}, {"bucket": "a", "name": "old"}),
        ("aws:s3/bucketObject:BucketObject", {"bucket": "a", "key": "1.html"}, {"bucket": "a", "key": "2.html"}),
        (
            "aws:s3/filesFileSystem:FilesFileSystem",
            {"bucket": "a", "roleArn": "b", "prefix": "1/"},
            {"bucket": "a", "roleArn": "b", "prefix": "2/"},
        ),
        (
            "aws:secretsmanager/secretVersion:SecretVersion",
            {"secretId": "a", "secretString": Secret("old")},
            {"secretId": "a", "secretString": Secret("new")},
        ),
        (RECORD, {"zoneId": "a", "name": "b", "type": "A"}, {"zoneId": "a", "name": "b", "type": "AAAA"}),
        (GCP_OBJECT, {"bucket": "a", "name": "1.html"}, {"bucket": "a", "name": "2.html"}),
        (GCP_OBJECT, {"bucket": "a", "name": "1.html"}, {"bucket": "b", "name": "1.html"}),
    ],
)
def test_what_differs_is_made_beside_it(tmp_path: Path, token: str, one: dict[str, Any], other: dict[str, Any]) -> None:
    with driving(tmp_path, Plan(existing=("a", "b"))) as driver:
        assert driver.up(token, "one", one).id != driver.up(token, "other", other).id


@pytest.mark.parametrize(
    ("token", "inputs", "changed", "same_id"),
    [
        (
            "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
            {"policyArn": "there", "role": "there"},
            {"policyArn": "there", "role": UNKNOWN},
            False,
        ),
        (
            "azure-native:authorization:RoleAssignment",
            {**GRANT, "principalId": "there"},
            {**GRANT, "principalId": UNKNOWN},
            True,
        ),
        (SECRET, {"name": "token"}, {"name": "token", "region": UNKNOWN}, False),
    ],
)
def test_what_may_not_repeat_need_not_be_known_in_a_preview(
    tmp_path: Path, token: str, inputs: dict[str, Any], changed: dict[str, Any], same_id: bool
) -> None:
    """It may turn out to be another, so the new one is made before the old one goes, unless its id is the same."""
    with driving(tmp_path, Plan(existing=("there",))) as driver:
        driver.up(token, "it", inputs)
        diff = driver.diff(token, "it", changed)
        assert list(diff.replaces) == [key for key, item in changed.items() if item is UNKNOWN]
        assert diff.deleteBeforeReplace is same_id


def test_azures_ids_are_the_same_in_any_case(driver: Driver) -> None:
    driver.up(AZURE_GROUP, "one", {"resourceGroupName": "rg-vrs", "location": "japaneast"})
    with pytest.raises(grpc.RpcError, match="exists already"):
        driver.up(AZURE_GROUP, "other", {"resourceGroupName": "RG-VRS", "location": "japaneast"})


HELD: list[tuple[str, dict[str, Any], int | None]] = [
    (AZURE_VAULT, VAULT_INPUTS, 90),
    (RING, {"name": "vrs", "location": "asia-northeast1"}, None),
    (SECRET, {"name": "token"}, 30),
    (SECRET, {"name": "token", "recoveryWindowInDays": 7}, 7),
]


@pytest.mark.parametrize(("token", "inputs", "days"), HELD)
def test_a_name_that_the_cloud_keeps_stays_taken(
    tmp_path: Path, token: str, inputs: dict[str, Any], days: int | None
) -> None:
    with driving(tmp_path) as driver:
        driver.up(token, "it", inputs)
        driver.delete(token, "it")
        with pytest.raises(grpc.RpcError, match=r"never given back|not given back before 20"):
            driver.up(token, "it", inputs)
    for passed, free in ((0, False), ((days or 3650) - 0.5, False), (1, days is not None)):
        Store(tmp_path).pass_days(passed)
        with driving(tmp_path) as driver:
            assert made(driver, token, inputs) is free


def made(driver: Driver, token: str, inputs: Mapping[str, Any]) -> bool:
    try:
        driver.up(token, "it", inputs)
    except grpc.RpcError:
        return False
    return True


def test_a_name_that_the_cloud_gives_back_is_free_at_once(driver: Driver) -> None:
    for _ in range(2):
        driver.up(BUCKET, "data", {"bucket": "gov-data"})
        driver.delete(BUCKET, "data")
    driver.up(SECRET, "token", {"name": "token", "recoveryWindowInDays": 0})
    driver.delete(SECRET, "token")
    assert made(driver, SECRET, {"name": "token"})
    driver.up(SQL, "records", OPEN_SQL)
    driver.delete(SQL, "records")
    assert made(driver, SQL, OPEN_SQL)


def test_a_vault_may_be_recovered_by_its_name(driver: Driver) -> None:
    driver.up(AZURE_VAULT, "it", VAULT_INPUTS)
    driver.delete(AZURE_VAULT, "it")
    recovering = {**VAULT_INPUTS, "properties": {**VAULT_INPUTS["properties"], "createMode": "recover"}}  # type: ignore[dict-item]
    assert made(driver, AZURE_VAULT, recovering)


def test_the_move_of_a_vault_fails_because_its_name_is_held(driver: Driver) -> None:
    driver.up(AZURE_VAULT, "it", VAULT_INPUTS)
    with pytest.raises(grpc.RpcError, match="not given back before"):
        driver.up(AZURE_VAULT, "it", {**VAULT_INPUTS, "location": "japanwest"})
    assert driver.read(AZURE_VAULT, "it") is None


def test_the_move_of_a_database_goes_through_once_nothing_protects_it(driver: Driver) -> None:
    driver.up(SQL, "it", SQL_INPUTS)
    with pytest.raises(grpc.RpcError, match="is protected by deletionProtection"):
        driver.up(SQL, "it", {**SQL_INPUTS, "region": "asia-northeast2"})
    driver.up(SQL, "it", OPEN_SQL)
    assert driver.up(SQL, "it", {**OPEN_SQL, "region": "asia-northeast2"}).outputs["region"] == "asia-northeast2"


def test_a_primary_stays_while_it_has_replicas(driver: Driver) -> None:
    driver.up(SQL, "primary", OPEN_SQL)
    driver.up(SQL, "replica", {**OPEN_SQL, "name": "replica", "masterInstanceName": "records"})
    with pytest.raises(grpc.RpcError, match="is needed by replica"):
        driver.delete(SQL, "primary")


def test_a_reference_to_nothing_is_refused(driver: Driver) -> None:
    with pytest.raises(grpc.RpcError) as caught:
        driver.up(AWS_SUBNET, "app", {"vpcId": "vpc-0gone", "cidrBlock": "10.0.0.0/24"})
    assert "vpcId: no Vpc is 'vpc-0gone'" in refusal(caught.value)
    assert "existing" in refusal(caught.value)


def test_a_reference_may_be_an_id_an_arn_or_a_name(driver: Driver) -> None:
    key = driver.up(KEY, "key", {})
    for at, word in enumerate((key.id, key.outputs["arn"])):
        driver.up(SECRET, f"secret-{at}", {"name": f"secret-{at}", "kmsKeyId": word})
    with pytest.raises(grpc.RpcError, match="kmsKeyId: no "):
        driver.up(SECRET, "secret-2", {"name": "secret-2", "kmsKeyId": "arn:aws:kms:ap-northeast-1:1:key/other"})


def test_what_exists_elsewhere_can_be_named(tmp_path: Path) -> None:
    with driving(tmp_path, Plan(existing=("vpc-0platform*",))) as driver:
        assert driver.up(AWS_SUBNET, "app", {"vpcId": "vpc-0platform1", "cidrBlock": "10.0.0.0/24"}).id


def test_what_others_need_is_not_deleted(driver: Driver) -> None:
    vpc = driver.up(VPC, "main", {"cidrBlock": "10.0.0.0/16"})
    subnet = driver.up(AWS_SUBNET, "app", {"vpcId": vpc.id, "cidrBlock": "10.0.0.0/24"})
    with pytest.raises(grpc.RpcError, match=f"{vpc.id} is needed by {subnet.id}"):
        driver.delete(VPC, "main")
    driver.delete(AWS_SUBNET, "app")
    driver.delete(VPC, "main")


PROTECTED: list[tuple[str, dict[str, Any], dict[str, Any] | None]] = [
    (
        AWS_CLUSTER,
        {"clusterIdentifier": "records", "engine": "aurora-postgresql", "deletionProtection": True},
        {"deletionProtection": False, "skipFinalSnapshot": True},
    ),
    (
        AWS_CLUSTER,
        {"clusterIdentifier": "records", "engine": "aurora-postgresql"},
        {"finalSnapshotIdentifier": "records-final"},
    ),
    (SQL, SQL_INPUTS, {"deletionProtection": False}),
    (
        GCP_BUCKET,
        {"name": "b", "location": "ASIA-NORTHEAST1", "deletionPolicy": "PREVENT"},
        {"deletionPolicy": "DELETE"},
    ),
    (
        "gcp:secretmanager/secret:Secret",
        {"secretId": "s", "replication": {"auto": {}}, "deletionProtection": True},
        None,
    ),
]


@pytest.mark.parametrize(("token", "inputs", "lifting"), PROTECTED)
def test_what_is_protected_is_not_deleted_until_the_protection_is_lifted(
    driver: Driver, token: str, inputs: dict[str, Any], lifting: dict[str, Any] | None
) -> None:
    driver.up(token, "it", inputs)
    with pytest.raises(grpc.RpcError, match=r"is protected by|needs one of"):
        driver.delete(token, "it")
    if lifting:
        driver.up(token, "it", {**inputs, **lifting})
        driver.delete(token, "it")


def test_a_lock_keeps_what_is_at_below_and_above_it(driver: Driver) -> None:
    group = driver.up(AZURE_GROUP, "rg", {"resourceGroupName": "rg", "location": "japaneast"})
    vault = driver.up(AZURE_VAULT, "kv", VAULT_INPUTS)
    driver.up(AZURE_LOCK, "lock", {"scope": vault.id, "lockName": "keep", "level": "CanNotDelete"})
    for name, token in (("kv", AZURE_VAULT), ("rg", AZURE_GROUP)):
        with pytest.raises(grpc.RpcError, match="because of the lock"):
            driver.delete(token, name)
    driver.delete(AZURE_LOCK, "lock")
    driver.delete(AZURE_VAULT, "kv")
    driver.delete(AZURE_GROUP, "rg")
    assert group.id not in {made.id for made in driver.state.values()}


def test_a_group_takes_everything_in_it_along(driver: Driver) -> None:
    driver.up(AZURE_GROUP, "rg", {"resourceGroupName": "rg", "location": "japaneast"})
    driver.up(AZURE_VAULT, "kv", VAULT_INPUTS)
    driver.delete(AZURE_GROUP, "rg")
    assert driver.read(AZURE_VAULT, "kv") is None


def test_a_database_that_was_left_goes_with_its_instance(driver: Driver) -> None:
    database, inputs = "gcp:sql/database:Database", {"name": "app", "instance": "records", "deletionPolicy": "ABANDON"}
    for _ in range(2):
        driver.up(SQL, "records", OPEN_SQL)
        driver.up(database, "app", inputs)
        driver.delete(database, "app")
        with pytest.raises(grpc.RpcError, match="exists already"):
            driver.up(database, "app", inputs)
        driver.delete(SQL, "records")


@pytest.mark.parametrize(
    ("token", "inputs", "emptying"),
    [
        (BUCKET, {"bucket": "gov-data"}, {"forceDestroy": True}),
        (GCP_BUCKET, {"name": "gov-data", "location": "ASIA-NORTHEAST1"}, {"forceDestroy": True}),
        (BUCKET, {"bucket": "gov-data", "objectLockEnabled": True, "forceDestroy": True}, None),
        (
            GCP_BUCKET,
            {
                "name": "gov-data",
                "location": "ASIA-NORTHEAST1",
                "forceDestroy": True,
                "retentionPolicy": {"retentionPeriod": "86400", "isLocked": True},
            },
            None,
        ),
    ],
)
def test_what_holds_data_is_not_deleted(
    tmp_path: Path, token: str, inputs: dict[str, Any], emptying: dict[str, Any] | None
) -> None:
    with driving(tmp_path) as driver:
        driver.up(token, "it", inputs)
        state = driver.state
    with driving(tmp_path, Plan(fill=(Choice(name="it"),))) as driver:
        driver.state = state
        with pytest.raises(grpc.RpcError, match="holds data"):
            driver.delete(token, "it")
        if emptying:
            driver.up(token, "it", {**inputs, **emptying})
            driver.delete(token, "it")


def test_what_is_to_stay_stays_when_it_is_deleted(driver: Driver) -> None:
    inputs = {"name": "b", "location": "ASIA-NORTHEAST1", "deletionPolicy": "ABANDON"}
    driver.up(GCP_BUCKET, "it", inputs)
    driver.delete(GCP_BUCKET, "it")
    with pytest.raises(grpc.RpcError, match="exists already"):
        driver.up(GCP_BUCKET, "it", inputs)


def test_an_abandoned_connection_keeps_its_network(driver: Driver) -> None:
    network = driver.up("gcp:compute/network:Network", "main", {"name": "main"})
    connection = "gcp:servicenetworking/connection:Connection"
    inputs = {"network": network.id, "service": "s", "reservedPeeringRanges": [], "deletionPolicy": "ABANDON"}
    driver.up(connection, "services", inputs)
    driver.delete(connection, "services")
    with pytest.raises(grpc.RpcError, match="is needed by"):
        driver.delete("gcp:compute/network:Network", "main")


EXTERNAL_KEY = "aws:kms/externalKey:ExternalKey"
GOOGLE_KEY = "gcp:kms/cryptoKey:CryptoKey"
EMPTY = {"name": "vrs", "keyRing": "ring", "importOnly": True, "skipInitialVersionCreation": True}


@pytest.mark.parametrize(
    ("token", "inputs", "beside", "user", "told"),
    [
        (
            EXTERNAL_KEY,
            {"description": "vrs"},
            ("aws:kms/alias:Alias", "targetKeyId", {"name": "alias/vrs"}),
            ("aws:backup/vault:Vault", "kmsKeyArn", {"name": "vrs"}),
            {"keyState": "Enabled"},
        ),
        (
            GOOGLE_KEY,
            EMPTY,
            ("gcp:kms/cryptoKeyIAMMember:CryptoKeyIAMMember", "cryptoKeyId", {"member": "user:x", "role": "roles/x"}),
            (SQL, "encryptionKeyName", OPEN_SQL),
            {"primaries": [{"name": "1", "state": "ENABLED"}]},
        ),
    ],
    ids=["aws", "gcp"],
)
def test_a_key_without_material_may_be_named_and_encrypts_nothing(
    tmp_path: Path, token: str, inputs: dict[str, Any], beside: Any, user: Any, told: dict[str, Any]
) -> None:
    existing = ("ring",)
    with driving(tmp_path, Plan(existing=existing)) as driver:
        key = driver.up(token, "key", inputs).id
        driver.up(beside[0], "beside", {**beside[2], beside[1]: key})
        with pytest.raises(grpc.RpcError) as caught:
            driver.up(user[0], "user", {**user[2], user[1]: key})
        assert "cannot be used" in refusal(caught.value)
    plan = Plan.model_validate({"existing": existing, "drift": [{"type": token, "set": told}]})
    with driving(tmp_path, plan) as driver:
        driver.up(user[0], "user", {**user[2], user[1]: key})
