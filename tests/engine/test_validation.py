"""Inputs that an SDK does not know or does not take are found, wherever they are nested."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pulumi
import pulumi_aws as aws
import pulumi_azure_native as azure
import pulumi_gcp as gcp
import pytest

from govcloud.engine import Severity, render, validate
from govcloud.engine.schema import Kind, inputs, inputs_class, required, resource_class
from govcloud.graph import Graph, Resource, Secret
from tests.engine.programs import asia, japaneast, store, tokyo
from tests.engine.recorded import RUN, fixture_program

SSE = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"
PARAMETER = "aws:ssm/parameter:Parameter"
ACCOUNT = "azure-native:storage:StorageAccount"
GOOD: dict[str, Any] = {"resourceGroupName": "rg", "kind": "StorageV2", "sku": {"name": "Standard_ZRS"}}

BUCKET, CLUSTER, KEY = "aws:s3/bucket:Bucket", "aws:rds/cluster:Cluster", "aws:kms/key:Key"
ENCRYPTION = {"sseAlgorithm": "aws:kms", "kmsMasterKeyID": "k"}

WRONG: dict[str, tuple[str, dict[str, Any], str, str]] = {
    "a closed enumeration": (ACCOUNT, {**GOOD, "accessTier": "hot"}, "accessTier", "did you mean 'Hot'?"),
    "a flag as text": (ACCOUNT, {**GOOD, "allowBlobPublicAccess": "no"}, "allowBlobPublicAccess", "is 'no'"),
    "a list for a map": (BUCKET, {"tags": ["a"]}, "tags", "must be a map, is list"),
    "a map for a list": (
        CLUSTER,
        {"engine": "aurora-mysql", "availabilityZones": {}},
        "availabilityZones",
        "must be a list",
    ),
    "a misspelling deep inside": (
        SSE,
        {"bucket": "b", "rules": [{"applyServerSideEncryptionByDefault": ENCRYPTION}]},
        "rules[0].applyServerSideEncryptionByDefault.kmsMasterKeyID",
        "did you mean 'kmsMasterKeyId'?",
    ),
    "a number as text": (KEY, {"deletionWindowInDays": "30"}, "deletionWindowInDays", "a whole number"),
    "a required property": ("gcp:kms/cryptoKey:CryptoKey", {"name": "x"}, "keyRing", "'keyRing' is required"),
    "a required one inside": (ACCOUNT, {**GOOD, "sku": {}}, "sku.name", "required"),
    "a secret of a wrong shape": (PARAMETER, {"type": "String", "value": Secret(["canary"])}, "value", "secret"),
    "a snake_case key": (
        "gcp:storage/bucket:Bucket",
        {"location": "x", "versioning": {"enabled": True, "is_enabled": True}},
        "versioning.is_enabled",
        "unknown property",
    ),
    "an open enumeration": (ACCOUNT, {**GOOD, "minimumTlsVersion": "TLS1_9"}, "minimumTlsVersion", "TLS1"),
    "an unknown property": (BUCKET, {"buckt": "x"}, "buckt", "did you mean 'bucket'?"),
    "text as a number": (BUCKET, {"bucket": 5}, "bucket", "must be text, is int"),
}
ONLY_WARNED = {"an open enumeration"}


def judged(token: str, given: dict[str, Any]) -> list[Any]:
    one = Resource(urn=f"urn:pulumi:s::p::{token}::x", type=token, name="x", inputs=given, source="main.py:3")
    return validate(Graph("p", "s", [one]))


@pytest.mark.parametrize("what", sorted(WRONG))
def test_it_is_found_with_its_path(what: str) -> None:
    token, given, path, said = WRONG[what]
    severity = Severity.WARNING if what in ONLY_WARNED else Severity.ERROR
    found = judged(token, given)
    assert [(one.key, one.severity, one.file, one.line) for one in found] == [(path, severity, "main.py", 3)]
    assert said in str(found[0])
    assert "canary" not in str(found[0])


def test_right_inputs_are_fine() -> None:
    for graph in (render(fixture_program, **RUN), render(store, project="p", stack="s")):
        assert validate(graph) == []


def test_what_is_not_known_or_symbolic_is_not_judged() -> None:
    def program() -> None:
        on_aws, on_azure, on_gcp = tokyo(), japaneast(), asia()
        cluster = aws.rds.Cluster("db", engine="aurora-postgresql", opts=on_aws)
        aws.kms.Key("key", deletion_window_in_days=cluster.port, tags=cluster.tags_all, opts=on_aws)
        group = azure.resources.ResourceGroup("rg", opts=on_azure)
        azure.storage.StorageAccount(
            "st",
            resource_group_name=group.name,
            kind=group.type,
            sku={"name": pulumi.Output.concat(group.name, "x")},
            opts=on_azure,
        )
        gcp.storage.Bucket("data", location="x", opts=on_gcp)

    assert validate(render(program, project="p", stack="s")) == []


def test_types_of_packages_that_are_not_installed_are_left_out() -> None:
    assert judged("unheardof:index:Thing", {"a": 1}) == []
    assert resource_class("aws:s3/bucket:Nothing") is None


def test_threads_that_ask_for_classes_before_their_packages_are_loaded_get_them() -> None:
    """In a process of its own: here the packages have been loaded already."""
    code = """
import concurrent.futures, sys, threading
from govcloud.engine.schema import asked, resource_class
tokens = sys.argv[1:]
together = threading.Barrier(2 * len(tokens))
def ask(token):
    together.wait()
    return resource_class(token) is not None and bool(asked(token))
sys.setswitchinterval(1e-5)
with concurrent.futures.ThreadPoolExecutor(2 * len(tokens)) as pool:
    assert list(pool.map(ask, 2 * tokens)) == [True] * (2 * len(tokens))
"""
    subprocess.run([sys.executable, "-c", code, *SAMPLES], check=True, cwd=Path(__file__).parents[2])


SAMPLES = (
    "aws:ec2/securityGroup:SecurityGroup",
    "aws:wafv2/webAcl:WebAcl",
    "azure-native:keyvault:Vault",
    "azure-native:network:Subnet",
    "gcp:cloudrunv2/service:Service",
    "gcp:sql/databaseInstance:DatabaseInstance",
)


@pytest.mark.parametrize("token", SAMPLES)
def test_every_declared_input_has_a_shape(token: str) -> None:
    python = resource_class(token)
    assert python is not None
    arguments = inputs_class(python)
    assert arguments is not None
    declared = inputs(arguments)
    assert required(arguments) <= set(declared)
    vague = [key for key, shape in declared.items() if shape.kind is Kind.ANY]
    assert vague == []
