"""A resource's life over the protocol: checked, previewed, made, read, changed, replaced, deleted."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path
from typing import Any

import grpc
import pytest
from google.protobuf import empty_pb2
from pulumi.runtime.proto import plugin_pb2, provider_pb2

from govcloud.engine.wire import written
from govcloud.facts import UNKNOWN
from govcloud.graph import Secret
from govcloud.testing.simulator import Plan, serving
from tests.testing.simulator.driver import CONFIG, Driver, connected, driving, refusal, urn

BUCKET = "aws:s3/bucket:Bucket"
GROUP = "azure-native:resources:ResourceGroup"
PARAMETER = "aws:ssm/parameter:Parameter"
RING = "gcp:kms/keyRing:KeyRing"
VPC = "aws:ec2/vpc:Vpc"

MADE: list[tuple[str, dict[str, Any], str, dict[str, str]]] = [
    (BUCKET, {"bucket": "gov-data"}, "gov-data", {"arn": "arn:aws:s3:::gov-data"}),
    (
        "aws:sns/topic:Topic",
        {"name": "oncall"},
        "arn:aws:sns:ap-northeast-1:333333333333:oncall",
        {"arn": "arn:aws:sns:ap-northeast-1:333333333333:oncall"},
    ),
    (
        GROUP,
        {"resourceGroupName": "rg", "location": "japaneast"},
        "/subscriptions/44444444-4444-4444-4444-444444444444/resourceGroups/rg",
        {"name": "rg"},
    ),
    (
        RING,
        {"name": "vrs", "location": "asia-northeast1"},
        "projects/example-rehearsal/locations/asia-northeast1/keyRings/vrs",
        {"project": "example-rehearsal"},
    ),
]


@pytest.fixture
def driver(tmp_path: Path) -> Any:
    with driving(tmp_path) as one:
        yield one


@pytest.mark.parametrize(("token", "inputs", "identifier", "outputs"), MADE)
def test_a_resource_is_made_in_the_account_that_its_provider_names(
    driver: Driver, token: str, inputs: dict[str, Any], identifier: str, outputs: dict[str, str]
) -> None:
    made = driver.up(token, "it", inputs)
    assert made.id == identifier
    assert made.outputs.items() >= {**inputs, **outputs}.items()


@pytest.mark.parametrize(("token", "inputs", "identifier", "outputs"), MADE)
def test_a_preview_knows_the_inputs_and_nothing_else(
    driver: Driver, token: str, inputs: dict[str, Any], identifier: str, outputs: dict[str, str]
) -> None:
    seen = driver.preview(token, "it", inputs)
    assert seen.items() >= inputs.items()
    assert all(item is UNKNOWN for key, item in seen.items() if key not in inputs)


@pytest.mark.parametrize(("token", "inputs", "identifier", "outputs"), MADE)
def test_what_was_made_is_read_as_it_was_made_and_nothing_changes(
    driver: Driver, token: str, inputs: dict[str, Any], identifier: str, outputs: dict[str, str]
) -> None:
    made = driver.up(token, "it", inputs)
    assert driver.read(token, "it") == made
    assert driver.up(token, "it", inputs) == made


@pytest.mark.parametrize(("token", "inputs", "identifier", "outputs"), MADE)
def test_what_was_deleted_is_read_as_gone(
    driver: Driver, token: str, inputs: dict[str, Any], identifier: str, outputs: dict[str, str]
) -> None:
    made = driver.up(token, "it", inputs)
    driver.delete(token, "it")
    driver.state["it"] = made
    assert driver.read(token, "it") is None


def test_a_change_of_a_tag_is_made_in_place(driver: Driver) -> None:
    made = driver.up(BUCKET, "data", {"bucket": "gov-data", "tags": {"owner": "a"}})
    diff = driver.diff(BUCKET, "data", {"bucket": "gov-data", "tags": {"owner": "b", "a.b/c": "d"}})
    assert not diff.replaces
    assert sorted(diff.detailedDiff) == ["tags.owner", 'tags["a.b/c"]']
    changed = driver.up(BUCKET, "data", {"bucket": "gov-data", "tags": {"owner": "b"}})
    assert (changed.id, changed.outputs["tags"]) == (made.id, {"owner": "b"})


def test_ignored_changes_are_no_changes(driver: Driver) -> None:
    driver.up(BUCKET, "data", {"bucket": "gov-data", "tags": {"owner": "a"}})
    diff = driver.diff(BUCKET, "data", {"bucket": "gov-data", "tags": {"owner": "b"}}, ignore=("tags",))
    assert diff.changes == provider_pb2.DiffResponse.DIFF_NONE


def test_a_replaced_resource_without_a_name_of_its_own_is_made_before_the_old_one_goes(driver: Driver) -> None:
    old = driver.up(VPC, "main", {"cidrBlock": "10.0.0.0/16"})
    assert not driver.diff(VPC, "main", {"cidrBlock": "10.1.0.0/16"}).deleteBeforeReplace
    new = driver.up(VPC, "main", {"cidrBlock": "10.1.0.0/16"})
    assert new.id.startswith("vpc-")
    assert new.id != old.id


def test_a_replaced_resource_with_a_fixed_name_goes_before_the_new_one_is_made(driver: Driver) -> None:
    topic = "aws:sns/topic:Topic"
    driver.up(topic, "oncall", {"name": "oncall"})
    diff = driver.diff(topic, "oncall", {"name": "oncall", "fifoTopic": True})
    assert (list(diff.replaces), diff.deleteBeforeReplace) == (["fifoTopic"], True)
    assert driver.up(topic, "oncall", {"name": "oncall", "fifoTopic": True}).outputs["fifoTopic"] is True


def test_a_name_that_was_left_out_is_given_and_kept(driver: Driver) -> None:
    name = driver.up(BUCKET, "data", {}).outputs["bucket"]
    assert name.startswith("data-")
    assert driver.up(BUCKET, "data", {"tags": {"a": "b"}}).outputs["bucket"] == name


@pytest.mark.parametrize(
    ("token", "inputs", "key", "reason"),
    [
        (BUCKET, {"buckett": "x"}, "buckett", "did you mean 'bucket'"),
        (BUCKET, {"forceDestroy": "yes"}, "forceDestroy", "must be true or false"),
        (RING, {"name": "vrs"}, "location", "is required"),
        (
            "azure-native:storage:StorageAccount",
            {"resourceGroupName": "rg", "kind": "StorageV2", "sku": {"name": "Standard_ZRS"}, "encryption": {"a": 1}},
            "encryption.a",
            "unknown property",
        ),
    ],
)
def test_inputs_are_held_against_the_sdks_types(
    driver: Driver, token: str, inputs: dict[str, Any], key: str, reason: str
) -> None:
    _, failures = driver.check(token, "it", inputs)
    assert [property_ for property_, _ in failures] == [key]
    assert reason in failures[0][1]


def test_a_secret_of_the_wrong_form_is_refused_without_being_told(driver: Driver) -> None:
    _, failures = driver.check(PARAMETER, "token", {"type": "SecureString", "name": Secret(["canary-4711"])})
    assert [property_ for property_, _ in failures] == ["name"]
    assert "canary" not in json.dumps(failures)


def test_one_process_serves_providers_of_several_accounts(tmp_path: Path) -> None:
    osaka = {"region": "ap-northeast-3", "allowedAccountIds": '["555555555555"]'}
    with serving(tmp_path, Plan()) as ports, contextlib.ExitStack() as stack:
        one, other = (connected(stack, "aws", ports["aws"], config) for config in (CONFIG["aws"], osaka))
        token, inputs = "aws:sns/topic:Topic", {"name": "oncall"}
        ids = [Driver({"aws": stub}).up(token, "oncall", inputs).id for stub in (one, other)]
    assert ids == ["arn:aws:sns:ap-northeast-1:333333333333:oncall", "arn:aws:sns:ap-northeast-3:555555555555:oncall"]


def test_data_sources_are_refused_with_a_reason(driver: Driver) -> None:
    token = "aws:index/getCallerIdentity:getCallerIdentity"
    answer = driver.stubs["aws"].Invoke(provider_pb2.InvokeRequest(tok=token))
    assert token in answer.failures[0].reason


def test_a_provider_takes_only_settings_that_its_sdk_knows(driver: Driver) -> None:
    provider = "urn:pulumi:dev::vrs::pulumi:providers:aws::main"
    news = written({"region": "ap-northeast-1", "regoin": "x", "version": "7.51.1"})
    answer = driver.stubs["aws"].CheckConfig(provider_pb2.CheckRequest(urn=provider, news=news))
    assert [one.property for one in answer.failures] == ["regoin"]
    assert "did you mean 'region'" in answer.failures[0].reason


def test_a_changed_setting_of_a_provider_is_an_update(driver: Driver) -> None:
    def changes(region: str) -> int:
        request = provider_pb2.DiffRequest(
            old_inputs=written({"region": "ap-northeast-1"}), news=written({"region": region})
        )
        answer = driver.stubs["aws"].DiffConfig(request)
        assert not answer.replaces
        return int(answer.changes)

    assert changes("ap-northeast-1") == provider_pb2.DiffResponse.DIFF_NONE
    assert changes("ap-northeast-3") == provider_pb2.DiffResponse.DIFF_SOME


def test_a_provider_is_as_new_as_its_sdk(driver: Driver) -> None:
    versions = {package: stub.GetPluginInfo(empty_pb2.Empty()).version for package, stub in driver.stubs.items()}
    assert all(tuple(map(int, version.split("."))) > (1, 0, 0) for version in versions.values())


def test_an_engine_attaches_and_cancels(driver: Driver) -> None:
    for stub in driver.stubs.values():
        assert stub.Attach(plugin_pb2.PluginAttach(address="127.0.0.1:1")) == empty_pb2.Empty()
        assert stub.Cancel(empty_pb2.Empty()) == empty_pb2.Empty()


def test_there_is_no_schema_to_hand_out(driver: Driver) -> None:
    with pytest.raises(grpc.RpcError, match="no schema") as caught:
        driver.stubs["gcp"].GetSchema(provider_pb2.GetSchemaRequest())
    assert caught.value.code() is grpc.StatusCode.UNIMPLEMENTED  # type: ignore[attr-defined]


def test_an_import_of_what_is_not_there_finds_nothing(driver: Driver) -> None:
    answer = driver.stubs["aws"].Read(provider_pb2.ReadRequest(urn=urn(BUCKET, "other"), id="nobody-made-this"))
    assert answer.id == ""


def test_a_defect_names_its_place_and_no_value(driver: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise KeyError("canary-4711")

    monkeypatch.setattr("govcloud.testing.simulator.cloud.Cloud.create", broken)
    with pytest.raises(grpc.RpcError) as caught:
        driver.up(BUCKET, "data", {})
    assert refusal(caught.value).startswith("defect in the simulation: KeyError in broken")
    assert "canary" not in refusal(caught.value)
