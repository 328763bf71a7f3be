"""Each control finds its fault on each cloud: in our own plan, and in the same resources written by hand."""

from __future__ import annotations

import datetime
import functools

import pytest

from govcloud.clouds import observe
from govcloud.controls import ALL, Assessment, assess
from govcloud.deploy.rehearsal import rehearse
from govcloud.engine import Realistic, export
from govcloud.graph import Graph, exported
from govcloud.systems import CLOUDS, Cloud
from tests.mutations import aws, azure, gcp
from tests.mutations.everything import EVERYTHING
from tests.mutations.mutation import Mutation, mutated, plain
from tests.rendering import layout_of

TODAY = datetime.date(2026, 11, 22)
TABLES = {"aws": aws, "azure": azure, "gcp": gcp}
CASES = [
    pytest.param(cloud, mutation, id=f"{cloud}-{mutation.control}-{mutation.fault.replace(' ', '_')}")
    for cloud in CLOUDS
    for mutation in TABLES[cloud].MUTATIONS
]


@functools.cache
def ours(cloud: Cloud) -> Graph:
    """The plan of a system with every block in it."""
    return rehearse(layout_of(EVERYTHING), cloud).graph


@functools.cache
def by_hand(cloud: Cloud) -> Graph:
    """What a stack export of the same resources says when nobody used blocks: names and ids, no references."""
    rendered = rehearse(layout_of(EVERYTHING), cloud, model=Realistic())
    return plain(Graph.joined([exported(export(graph)) for graph in rendered.parts.values()]))


def judged(graph: Graph) -> Assessment:
    return assess(observe(graph), system="example", today=TODAY, confidentiality=3)


def failing(graph: Graph, control: str) -> set[tuple[str, str, str]]:
    """What fails by one control: subject, aspect and part."""
    return {
        (finding.subject, finding.what, finding.part)
        for finding in judged(graph).findings
        if finding.control == control and finding.status == "fail"
    }


@pytest.mark.parametrize("cloud", CLOUDS)
def test_every_control_has_a_fault_or_a_reason(cloud: Cloud) -> None:
    table = TABLES[cloud]
    mutated_controls = {mutation.control for mutation in table.MUTATIONS}
    assert mutated_controls | set(table.CANNOT) == {control.id for control in ALL}
    assert not mutated_controls & set(table.CANNOT)


@pytest.mark.parametrize(("cloud", "mutation"), CASES)
def test_a_fault_in_our_plan_is_found(cloud: Cloud, mutation: Mutation) -> None:
    before, after = failing(ours(cloud), mutation.control), failing(mutated(ours(cloud), mutation), mutation.control)
    assert after - before


@pytest.mark.parametrize(("cloud", "mutation"), CASES)
def test_the_same_fault_written_by_hand_is_found(cloud: Cloud, mutation: Mutation) -> None:
    before = failing(by_hand(cloud), mutation.control)
    after = failing(mutated(by_hand(cloud), mutation), mutation.control)
    assert after - before
