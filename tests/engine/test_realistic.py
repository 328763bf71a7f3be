"""Plausible names are in the clouds' own forms, the same in every run, and need no SDK."""

from __future__ import annotations

import importlib
import re
import subprocess
import sys
from types import ModuleType
from typing import Any

import pytest

from govcloud.graph import Resource
from govcloud.systems.cloud import CLOUDS

LOGS = "arn:aws:logs:ap-northeast-1:111111111111"
POSTGRES = "postgres.database.azure.com"
AZURE = r"/subscriptions/[0-9-]{36}/resourceGroups/rg"
IDENTIFIERS: dict[str, tuple[dict[str, Any], str]] = {
    "aws:ec2/subnet:Subnet": ({}, r"subnet-0[0-9a-f]{16}"),
    "aws:iam/role:Role": ({"name": "api"}, "api"),
    "aws:kms/key:Key": ({}, r"[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}"),
    "aws:lb/loadBalancer:LoadBalancer": ({}, r"arn:aws:elasticloadbalancing:.+:loadbalancer/app/x.+/.+"),
    "aws:sqs/queue:Queue": (
        {"name": "q", "region": "ap-northeast-3"},
        r"https://sqs\.ap-northeast-3\.amazonaws\.com/1+/q",
    ),
    "azure-native:keyvault:Key": (
        {"keyName": "data", "vaultName": "kv", "resourceGroupName": "rg"},
        rf"{AZURE}/providers/Microsoft\.KeyVault/vaults/kv/keys/data",
    ),
    "azure-native:network:Subnet": (
        {"subnetName": "app", "virtualNetworkName": "v", "resourceGroupName": "rg"},
        rf"{AZURE}/providers/Microsoft\.Network/virtualNetworks/v/subnets/app",
    ),
    "azure-native:resources:ResourceGroup": ({"resourceGroupName": "rg"}, AZURE),
    "gcp:kms/cryptoKey:CryptoKey": ({"name": "data", "keyRing": "p/r"}, "p/r/cryptoKeys/data"),
    "gcp:pubsub/topic:Topic": ({"name": "t", "project": "p"}, "projects/p/topics/t"),
    "gcp:storage/bucket:Bucket": ({"name": "gov"}, "gov"),
}
OUTPUTS: dict[str, tuple[dict[str, Any], str, str]] = {
    "aws:cloudwatch/logGroup:LogGroup": ({"name": "/a"}, "arn", f"{LOGS}:log-group:/a"),
    "aws:iam/role:Role": ({"name": "api"}, "arn", "arn:aws:iam::111111111111:role/api"),
    "aws:s3/bucket:Bucket": ({"bucket": "b"}, "bucketRegionalDomainName", "b.s3.ap-northeast-1.amazonaws.com"),
    "azure-native:dbforpostgresql:Server": ({"serverName": "d"}, "fullyQualifiedDomainName", f"d.{POSTGRES}"),
    "azure-native:keyvault:Key": ({"keyName": "k", "vaultName": "v"}, "keyUri", "https://v.vault.azure.net/keys/k"),
    "gcp:serviceaccount/account:Account": ({"accountId": "a", "project": "p"}, "email", "a@p.iam.gserviceaccount.com"),
    "gcp:storage/bucket:Bucket": ({"name": "b"}, "url", "gs://b"),
}


def cloud_of(token: str) -> ModuleType:
    modules = (importlib.import_module(f"govcloud.clouds.{cloud}.realistic") for cloud in CLOUDS)
    return next(module for module in modules if token.startswith(f"{module.PACKAGE}:"))


def made(token: str, inputs: dict[str, Any]) -> Resource:
    return Resource(urn=f"urn:pulumi:s::p::{token}::x", type=token, name="x", inputs=inputs)


@pytest.mark.parametrize("token", sorted(IDENTIFIERS))
def test_an_identifier_has_its_clouds_form(token: str) -> None:
    inputs, form = IDENTIFIERS[token]
    found = cloud_of(token).identifier(made(token, inputs))
    assert re.fullmatch(form, found), found
    assert found == cloud_of(token).identifier(made(token, inputs))


@pytest.mark.parametrize("token", sorted(OUTPUTS))
def test_an_output_has_its_clouds_form(token: str) -> None:
    inputs, key, wanted = OUTPUTS[token]
    assert cloud_of(token).outputs(made(token, inputs))[key] == wanted


def test_no_sdk_is_needed() -> None:
    names = [f"govcloud.clouds.{cloud}.realistic" for cloud in CLOUDS]
    code = f"import sys, importlib; [importlib.import_module(n) for n in {names}]; assert 'pulumi' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)
