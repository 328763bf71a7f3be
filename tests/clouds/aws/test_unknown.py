"""What cannot be seen: recognisers say so and never break, whichever property of whichever type is not known."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable
from typing import Any

import pytest

from govcloud.clouds import observe
from govcloud.deploy.rehearsal import rehearse
from govcloud.engine import Preview
from govcloud.facts import UNKNOWN, Classified, Fact, Placed
from govcloud.graph import Graph
from tests.mutations.everything import EVERYTHING
from tests.rendering import layout_of


def inside(value: Any) -> Any:
    """Something is there, and nobody can see what."""
    if isinstance(value, dict):
        return dict.fromkeys(value, UNKNOWN)
    return [UNKNOWN for _ in value] if isinstance(value, list) else UNKNOWN


def emptied(value: Any) -> Any:
    """As a running stack answers what nobody set."""
    return type(value)() if isinstance(value, (dict, list, str)) else value


WAYS: dict[str, Callable[[Any], Any]] = {"unknown": lambda _: UNKNOWN, "unknown inside": inside, "empty": emptied}


@functools.cache
def plan() -> Graph:
    return rehearse(layout_of(EVERYTHING), "aws").graph


def changed(way: Callable[[Any], Any], token: str) -> Graph:
    """The plan with every property of a type changed in a way."""
    resources = [
        dataclasses.replace(one, inputs={key: way(value) for key, value in one.inputs.items()})
        if one.type == token
        else one
        for one in plan()
    ]
    return Graph(plan().project, plan().stack, resources, tokens=plan().tokens)


def unsaid(fact: Fact) -> set[str]:
    return {name for name in fact.compared() if getattr(fact, name) is None} - {"replica"}


@pytest.mark.parametrize("way", WAYS)
def test_no_property_that_is_not_known_breaks_a_recogniser(way: str) -> None:
    for token in {one.type for one in plan() if one.type.startswith("aws:")}:
        for fact in observe(changed(WAYS[way], token)):
            assert unsaid(fact) == set(), fact


def test_a_preview_is_classified_and_placed() -> None:
    graph = rehearse(layout_of(EVERYTHING), "aws", model=Preview()).graph
    found = list(observe(graph))
    assert all(fact.known for fact in found if isinstance(fact, Classified))
    unplaced = [fact for fact in found if isinstance(fact, Placed) and fact.where is UNKNOWN]
    # A copy's vault is one of two that the plan depends on: which one, only its ARN says.
    assert [(fact.what, graph[fact.subject].name) for fact in unplaced] == [("backup", "records-copies")]
