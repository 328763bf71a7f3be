"""What a stack's export tells of exists in the simulated clouds afterwards, with all that holds it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import grpc
import pytest

from govcloud.graph import Graph, Resource, Secret
from govcloud.testing.simulator import Store, adopt
from tests.golden.states import files, graph, kept
from tests.lifecycle.project import CLOUDS
from tests.testing.simulator.driver import Driver, Made, driving, refusal

ACCOUNT = "111111111111"
CONFIG = {"aws": {"region": "ap-northeast-1", "allowedAccountIds": f'["{ACCOUNT}"]'}, "azure-native": {}, "gcp": {}}


def found(state: Path) -> dict[str, str]:
    with contextlib.closing(Store(state)) as store:
        return {thing.urn: thing.id for thing in store.all()}


@pytest.mark.parametrize("cloud", CLOUDS)
def test_everything_of_an_export_exists_by_its_id(cloud: str, tmp_path: Path) -> None:
    told = graph(kept(files(cloud)[-1][0]))
    count = adopt(tmp_path, told)
    exist = found(tmp_path)
    assert len(exist) == count > len([one for one in told if one.protect])
    assert exist == {one.urn: one.id for one in told if one.custom and not one.type.startswith("pulumi:")}
    assert adopt(tmp_path, told) == count
    assert found(tmp_path) == exist


@pytest.fixture
def driver(tmp_path: Path) -> Iterator[Driver]:
    told = graph(kept(files("aws")[-1][0]))
    adopt(tmp_path, told)
    with driving(tmp_path, config=CONFIG) as one:
        one.state = {
            resource.name: Made(resource.urn, str(resource.id), dict(resource.inputs), dict(resource.outputs))
            for resource in told
            if resource.custom
        }
        yield one


def test_what_is_needed_cannot_be_deleted(driver: Driver) -> None:
    with pytest.raises(grpc.RpcError) as caught:
        driver.delete("aws:ec2/vpc:Vpc", "main-vpc")
    assert "is needed by" in refusal(caught.value)
    driver.delete("aws:cloudtrail/trail:Trail", "trail-trail")


def test_what_exists_is_not_made_twice(driver: Driver) -> None:
    inputs = driver.state.pop("archive-bucket").inputs
    with pytest.raises(grpc.RpcError) as caught:
        driver.up("aws:s3/bucket:Bucket", "another", inputs)
    assert "exists already" in refusal(caught.value)


def test_what_exists_is_changed_in_place(driver: Driver) -> None:
    before = driver.state["archive-bucket"]
    after = driver.up("aws:s3/bucket:Bucket", "archive-bucket", {**before.inputs, "tags": {"owner": "municipality"}})
    assert (after.id, after.outputs["tags"]) == (before.id, {"owner": "municipality"})


def test_secrets_and_what_nobody_simulates_stay_out(tmp_path: Path) -> None:
    resources = [
        Resource(
            urn=f"urn:pulumi:s::p::{token}::{name}", type=token, name=name, id=name, inputs={"value": Secret("4711")}
        )
        for token, name in (("aws:ssm/parameter:Parameter", "token"), ("random:index/randomPet:RandomPet", "pet"))
    ]
    assert adopt(tmp_path, Graph("p", "s", resources)) == 1
    assert not [file for file in tmp_path.iterdir() if b"4711" in file.read_bytes()]
