"""Which changes replace a resource, which are made in place, and which are refused."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import grpc
import pytest

from govcloud.testing.simulator import Plan
from tests.testing.simulator.driver import Driver, driving
from tests.testing.simulator.test_rules import (
    AWS_CLUSTER,
    AWS_SUBNET,
    AZURE_GROUP,
    AZURE_VAULT,
    GCP_BUCKET,
    RING,
    SQL,
    SQL_INPUTS,
    VAULT_INPUTS,
    VPC,
)


@pytest.fixture
def driver(tmp_path: Path) -> Iterator[Driver]:
    with driving(tmp_path) as one:
        yield one


REPLACED: list[tuple[str, dict[str, Any], dict[str, Any], list[str]]] = [
    (SQL, SQL_INPUTS, {"region": "asia-northeast2"}, ["region"]),
    (SQL, SQL_INPUTS, {"encryptionKeyName": "projects/p/locations/l/keyRings/r/cryptoKeys/k"}, ["encryptionKeyName"]),
    (SQL, SQL_INPUTS, {"maintenanceVersion": "x"}, []),
    (
        AWS_CLUSTER,
        {"clusterIdentifier": "records", "engine": "aurora-postgresql"},
        {"kmsKeyId": "arn:aws:kms:ap-northeast-1:1:key/k", "databaseName": "app"},
        ["databaseName", "kmsKeyId"],
    ),
    (
        AWS_SUBNET,
        {"vpcId": "vpc-1", "cidrBlock": "10.0.0.0/24"},
        {"availabilityZone": "ap-northeast-1a"},
        ["availabilityZone"],
    ),
    (AWS_SUBNET, {"vpcId": "vpc-1", "cidrBlock": "10.0.0.0/24"}, {"mapPublicIpOnLaunch": False}, []),
    (AZURE_VAULT, VAULT_INPUTS, {"location": "japanwest"}, ["location"]),
    (AZURE_VAULT, VAULT_INPUTS, {"vaultName": "kv-2"}, ["vaultName"]),
    (AZURE_VAULT, VAULT_INPUTS, {"tags": {"a": "b"}}, []),
    (RING, {"name": "vrs", "location": "asia-northeast1"}, {"location": "asia-northeast2"}, ["location"]),
    (
        "gcp:compute/subnetwork:Subnetwork",
        {"name": "s", "network": "n", "ipCidrRange": "10.0.0.0/24"},
        {"ipv6AccessType": "EXTERNAL"},
        [],
    ),
]


@pytest.mark.parametrize(("token", "inputs", "change", "replaces"), REPLACED)
def test_immutable_properties_replace_and_others_do_not(
    tmp_path: Path, token: str, inputs: dict[str, Any], change: dict[str, Any], replaces: list[str]
) -> None:
    with driving(tmp_path, Plan(existing=("*",))) as driver:
        driver.up(token, "it", inputs)
        diff = driver.diff(token, "it", {**inputs, **change})
        assert sorted(diff.replaces) == replaces
        assert sorted(diff.diffs) == sorted(change)


@pytest.mark.parametrize(
    ("token", "inputs", "other"),
    [
        (AZURE_GROUP, {"resourceGroupName": "rg", "location": "japaneast"}, "Japan East"),
        (GCP_BUCKET, {"name": "b", "location": "asia-northeast1"}, "ASIA-NORTHEAST1"),
    ],
)
def test_a_place_in_another_spelling_is_no_change(
    driver: Driver, token: str, inputs: dict[str, Any], other: str
) -> None:
    driver.up(token, "it", inputs)
    assert not driver.diff(token, "it", {**inputs, "location": other}).diffs


def test_a_default_that_is_written_out_replaces_nothing(driver: Driver) -> None:
    driver.up(VPC, "main", {"cidrBlock": "10.0.0.0/16"})
    assert not driver.diff(VPC, "main", {"cidrBlock": "10.0.0.0/16", "region": "ap-northeast-1"}).replaces
    assert driver.diff(VPC, "main", {"cidrBlock": "10.0.0.0/16", "region": "ap-northeast-3"}).replaces == ["region"]


def test_the_sdks_own_words_say_what_is_final(tmp_path: Path) -> None:
    token, inputs = "aws:docdb/cluster:Cluster", {"clusterIdentifier": "old"}
    with driving(tmp_path) as driver:
        driver.up(token, "it", inputs)
        changed = {**inputs, "availabilityZones": ["ap-northeast-1a"], "port": 5432}
        assert list(driver.diff(token, "it", changed).replaces) == ["availabilityZones"]


@pytest.mark.parametrize(
    ("token", "inputs", "path", "versions", "allowed"),
    [
        (
            AWS_CLUSTER,
            {"clusterIdentifier": "r", "engine": "aurora-postgresql"},
            "engineVersion",
            ("16.4", "17.1"),
            "allowMajorVersionUpgrade",
        ),
        (SQL, SQL_INPUTS, "databaseVersion", ("POSTGRES_16", "POSTGRES_17"), ""),
    ],
)
def test_an_engine_goes_up_in_place_and_never_down(
    driver: Driver, token: str, inputs: dict[str, Any], path: str, versions: tuple[str, str], allowed: str
) -> None:
    old, new = versions
    driver.up(token, "it", {**inputs, path: old})
    if allowed:
        with pytest.raises(grpc.RpcError, match=allowed):
            driver.up(token, "it", {**inputs, path: new})
    permission = {allowed: True} if allowed else {}
    assert driver.up(token, "it", {**inputs, **permission, path: new}).outputs[path] == new
    with pytest.raises(grpc.RpcError, match="cannot go down from 17 to 16"):
        driver.up(token, "it", {**inputs, **permission, path: old})
