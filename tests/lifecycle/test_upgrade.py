"""Golden states: the program of today takes nothing precious from a system that an earlier version deployed."""

from __future__ import annotations

import functools
import json
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml

from govcloud.clouds import accounts
from govcloud.deploy.rehearsal import rehearse
from govcloud.graph import Graph
from govcloud.systems import CLOUDS, Cloud, plan
from govcloud.systems.read import load
from govcloud.testing.simulator import adopt
from tests.golden.states import State, files, foreign, graph, kept, neutral
from tests.golden.upgrading import Remembered, lost, stateful, taken
from tests.lifecycle.project import NO_CHANGES, OK, VRS, Project, Stack
from tests.lifecycle.remains import tallies

engine = pytest.mark.skipif(shutil.which("pulumi") is None, reason="no pulumi program on PATH")
STATES = [
    pytest.param(cloud, pair, id=f"{cloud}-{pair[0].name.removesuffix('-foundation.json.gz')}")
    for cloud in CLOUDS
    for pair in files(cloud)
]
LATEST = [pytest.param(cloud, files(cloud)[-1], id=cloud) for cloud in CLOUDS]

Pair = tuple[Path, Path]


@functools.cache
def golden(pair: Pair) -> Graph:
    return Graph.joined([graph(kept(file)) for file in pair])


@functools.cache
def rendered(cloud: Cloud, pair: Pair, file: Path = VRS / "system.yaml") -> Graph:
    layout = plan(load(file, accounts()).system, "prod")
    return rehearse(layout, cloud, model=Remembered(golden(pair))).graph


@pytest.mark.parametrize("cloud", CLOUDS)
def test_every_cloud_has_a_golden_state(cloud: Cloud) -> None:
    assert files(cloud)
    assert all(file.is_file() for pair in files(cloud) for file in pair)


@pytest.mark.parametrize(("cloud", "pair"), STATES)
def test_a_golden_state_is_of_no_machine_and_no_moment(cloud: Cloud, pair: Pair) -> None:
    for file in pair:
        assert foreign(file) == []
        assert neutral(kept(file)) == kept(file)


@pytest.mark.parametrize(("cloud", "pair"), STATES)
def test_without_pulumi_nothing_precious_would_be_lost(cloud: Cloud, pair: Pair, tmp_path: Path) -> None:
    assert list(lost(golden(pair), rendered(cloud, pair), cloud, tmp_path)) == []


@pytest.mark.parametrize(("cloud", "pair"), LATEST)
def test_without_pulumi_a_new_name_of_anything_precious_is_found(cloud: Cloud, pair: Pair, tmp_path: Path) -> None:
    before, now = golden(pair), rendered(cloud, pair)
    precious = stateful(before, cloud)
    assert {one.urn for one in before if one.protect and one.custom} <= precious.keys()
    assert precious
    renamed = Graph(now.project, now.stack, [one for one in now if one.urn not in precious])
    assert len(list(lost(before, renamed, cloud, tmp_path))) == len(precious)


@pytest.mark.parametrize(("cloud", "pair"), LATEST)
def test_without_pulumi_a_change_of_what_cannot_change_is_found(cloud: Cloud, pair: Pair, tmp_path: Path) -> None:
    system = tmp_path / "system.yaml"
    text = (VRS / "system.yaml").read_text(encoding="utf-8")
    system.write_text(text.replace("confidentiality: 2", "confidentiality: 2\ngeneration: 2"), encoding="utf-8")
    found = list(lost(golden(pair), rendered(cloud, pair, system), cloud, tmp_path))
    assert [one for one in found if "would be replaced" in one]


@engine
@pytest.mark.pulumi_cli
@pytest.mark.parametrize(("cloud", "pair"), STATES)
def test_under_pulumis_engine_nothing_precious_would_be_lost(cloud: Cloud, pair: Pair, tmp_path: Path) -> None:
    precious = stateful(golden(pair), cloud)
    for stack in deployed(tmp_path, cloud, [kept(file) for file in pair]):
        assert taken(previewed(stack), precious) == [], stack.text


@engine
@pytest.mark.pulumi_cli
@pytest.mark.lifecycle
@pytest.mark.parametrize(("cloud", "pair"), LATEST)
def test_under_pulumis_engine_a_new_name_of_anything_precious_is_found(
    cloud: Cloud, pair: Pair, tmp_path: Path
) -> None:
    foundation, workload = (kept(file) for file in pair)
    urn = min(one.urn for one in stateful(graph(workload), cloud).values() if one.protect)
    stacks = deployed(tmp_path, cloud, [foundation, renamed(workload, urn, f"{urn}-before")])
    assert taken(previewed(stacks[1], refused=True), [f"{urn}-before"]) == [f"delete {urn}-before"]


@engine
@pytest.mark.pulumi_cli
@pytest.mark.lifecycle
@pytest.mark.parametrize(("cloud", "pair"), STATES)
def test_under_pulumis_engine_everything_precious_survives_the_upgrade(
    cloud: Cloud, pair: Pair, tmp_path: Path
) -> None:
    stacks = deployed(tmp_path, cloud, [kept(file) for file in pair])
    project = stacks[0].project
    before = tallies(project, stacks)
    for stack in stacks:
        assert stack.up() == OK, stack.text
    after = tallies(project, stacks)
    assert {urn: after.get(urn) for urn in stateful(golden(pair), cloud)}.items() <= before.items()
    assert [stack.up(NO_CHANGES) for stack in stacks] == [OK, OK], project.text


def deployed(home: Path, cloud: Cloud, states: Sequence[State]) -> list[Stack]:
    """The stacks of VRS as if what golden states tell of had been deployed here."""
    project = Project.copied(VRS, home)
    stacks = list(project.parts(cloud))
    for stack, state in zip(stacks, states, strict=True):
        assert stack.import_(sealed(state, project.folder / f"Pulumi.{stack.name}.yaml")) == OK, stack.text
        adopt(project.clouds, graph(state))
    return stacks


def sealed(state: State, settings: Path) -> State:
    """A state for a stack with a passphrase: without its salt Pulumi could not encrypt what is in clear, and panics."""
    salt = yaml.safe_load(settings.read_text(encoding="utf-8"))["encryptionsalt"]
    provider = {"secrets_providers": {"type": "passphrase", "state": {"salt": salt}}}
    return {**state, "deployment": {**state["deployment"], **provider}}


def renamed(state: State, urn: str, other: str) -> State:
    """A state in which a resource has another URN."""
    return json.loads(json.dumps(state).replace(json.dumps(urn), json.dumps(other)))  # type: ignore[no-any-return]


def previewed(stack: Stack, *, refused: bool = False) -> Mapping[str, Any]:
    """The steps that Pulumi would take. It tells them also where it ends by refusing to delete what is protected."""
    assert (stack.preview("--json") != OK) == refused, stack.text
    return json.loads(stack.text[stack.text.index("{\n") :])  # type: ignore[no-any-return]
