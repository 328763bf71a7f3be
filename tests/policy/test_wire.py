"""The engine's messages make the graph that a stack export makes, and no value comes out as something else."""

from __future__ import annotations

from typing import Any

import pulumi_policy.proxy
import pytest
from google.protobuf import json_format, struct_pb2
from pulumi.runtime.proto import analyzer_pb2 as proto

from govcloud.facts import UNKNOWN
from govcloud.graph import Asset, Graph, Resource, ResourceRef, Secret, read
from govcloud.graph.values import ASSET_SIGNATURE, RESOURCE_SIGNATURE, SECRET_SIGNATURE, SIGNATURE
from govcloud.policy import wire
from tests.policy.recorded import CANARY, EXPORT, stack


@pytest.fixture(scope="module")
def reported() -> Graph:
    members = stack()
    inputs = {one.urn: wire.properties(one.request().properties) for one in members}
    return wire.graph([one.state() for one in members], inputs, "", real=True)


def told(resource: Resource) -> dict[str, object]:
    return {
        "type": resource.type,
        "name": resource.name,
        "custom": resource.custom,
        "parent": resource.parent,
        "provider": resource.provider.rpartition("::")[0],
        "protect": resource.protect,
        "dependencies": set(resource.dependencies),
        "property_dependencies": {key: set(urns) for key, urns in resource.property_dependencies.items() if urns},
    }


def test_the_recorded_stack_makes_the_graph_of_its_export(reported: Graph) -> None:
    exported = read(EXPORT)
    assert (reported.project, reported.stack) == (exported.project, exported.stack)
    assert {one.urn: told(one) for one in reported} == {one.urn: told(one) for one in exported}


def test_references_by_id_are_found_although_the_protocol_has_no_ids(reported: Graph) -> None:
    bucket = next(reported.of_type("gcp:storage/bucket:Bucket"))
    key = reported.ref(bucket, "encryption.defaultKmsKeyName", "gcp:kms/cryptoKey:CryptoKey")
    assert isinstance(key, Resource)
    assert key.name == "key"
    ring = reported.ref(key, "keyRing", "gcp:kms/keyRing:KeyRing")
    assert isinstance(ring, Resource)
    assert ring.name == "ring"


def test_secrets_stay_marked_and_their_text_stays_out_of_sight(reported: Graph) -> None:
    token = next(reported.of_type("aws:ssm/parameter:Parameter"))
    assert token.holds_secret("value")
    assert CANARY not in repr([(one.inputs, one.outputs) for one in reported])


def test_a_secret_that_the_engine_could_not_decrypt_is_unknown() -> None:
    value = {SIGNATURE: SECRET_SIGNATURE, "value": "[secret]"}
    assert _read({"password": value})["password"].value is UNKNOWN


@pytest.mark.parametrize(
    "name", [name for name in vars(pulumi_policy.proxy) if name.startswith("UNKNOWN_") and name.endswith("_VALUE")]
)
def test_every_unknown_that_the_policy_sdk_knows_is_unknown(name: str) -> None:
    text = getattr(pulumi_policy.proxy, name)
    assert _read({"a": {"b": [text]}})["a"]["b"][0] is UNKNOWN


def test_values_keep_their_kind() -> None:
    found = _read(
        {
            "days": 30.0,
            "share": 0.5,
            "on": True,
            "none": None,
            "asset": {SIGNATURE: ASSET_SIGNATURE, "text": "x"},
            "key": {SIGNATURE: RESOURCE_SIGNATURE, "urn": "urn:pulumi:a::b::c::d", "id": "i"},
            "token": {SIGNATURE: SECRET_SIGNATURE, "value": {"n": 1.0}},
        }
    )
    assert (found["days"], found["share"], found["on"], found["none"]) == (30, 0.5, True, None)
    assert isinstance(found["days"], int)
    assert isinstance(found["asset"], Asset)
    assert found["key"] == ResourceRef("urn:pulumi:a::b::c::d", "i")
    assert found["token"] == Secret({"n": 1})


def test_a_default_provider_that_is_not_among_the_resources_is_added() -> None:
    urn = "urn:pulumi:prod::vrs::pulumi:providers:aws::default"
    message = proto.AnalyzerResource(
        urn="urn:pulumi:prod::vrs::aws:s3/bucket:Bucket::files",
        type="aws:s3/bucket:Bucket",
        name="files",
        provider=proto.AnalyzerProviderResource(
            urn=urn, type="pulumi:providers:aws", name="default", properties=_struct({"region": "ap-northeast-1"})
        ),
    )
    graph = wire.graph([message], {}, "vrs", real=True)
    provider = graph.provider_of(next(graph.of_type("aws:s3/bucket:Bucket")))
    assert provider is not None
    assert provider.at("region") == "ap-northeast-1"


def _struct(values: dict[str, Any]) -> struct_pb2.Struct:
    return json_format.ParseDict(values, struct_pb2.Struct())


def _read(values: dict[str, Any]) -> dict[str, Any]:
    return wire.properties(_struct(values))
