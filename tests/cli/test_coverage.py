"""What counts as covered by a customer key, and what counts as in Japan."""

from __future__ import annotations

import types
from typing import Any

import pytest

from govcloud.deploy import coverage
from govcloud.facts import UNKNOWN, AtRest, Fact, KeyLevel, Place, Placed
from govcloud.graph import Graph, Resource

TYPES = frozenset({"x:store:Store"})


@pytest.fixture(autouse=True)
def _one_type_bears_data(monkeypatch: pytest.MonkeyPatch) -> None:
    page = types.SimpleNamespace(DATA_BEARING="x:y")
    monkeypatch.setattr(coverage, "load", lambda _cloud: page)
    monkeypatch.setattr(coverage, "load_address", lambda _address: TYPES)


def store(name: str, token: str = "x:store:Store") -> Resource:
    return Resource(urn=f"urn:pulumi:s::p::{token}::{name}", type=token, name=name)


def at_rest(resource: Resource, **said: Any) -> AtRest:
    return AtRest(subject=resource.urn, what=said.pop("what", "objects"), **said)


ONE = store("one")

CASES: dict[str, tuple[list[Fact], tuple[int, int, int]]] = {
    "a known customer key": ([at_rest(ONE, level=KeyLevel.K1, known_key=True)], (1, 0, 0)),
    "brought material": ([at_rest(ONE, level=KeyLevel.K2, known_key=True)], (1, 0, 0)),
    "the provider's key": ([at_rest(ONE, level=KeyLevel.K0, known_key=True)], (0, 1, 0)),
    "somebody else's key": ([at_rest(ONE, level=KeyLevel.K1, known_key=False)], (0, 1, 0)),
    "a key nobody can see": ([at_rest(ONE, level=UNKNOWN, known_key=UNKNOWN)], (0, 1, 0)),
    "nothing said": ([], (0, 1, 0)),
    "a named exception": ([at_rest(ONE, level=KeyLevel.K0, exception="lb-logs: SSE-S3 only")], (0, 0, 1)),
    "one of two without": (
        [at_rest(ONE, level=KeyLevel.K1, known_key=True), at_rest(ONE, what="logs", level=KeyLevel.K0)],
        (0, 1, 0),
    ),
    "one of two excepted": (
        [at_rest(ONE, level=KeyLevel.K1, known_key=True), at_rest(ONE, what="logs", level=KeyLevel.K0, exception="e")],
        (0, 0, 1),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_store_is_covered_excepted_or_neither(name: str) -> None:
    facts, expected = CASES[name]
    found = coverage.key_coverage(Graph("p", "s", [ONE, store("other", "x:net:Net")]), facts, "aws")
    assert (len(found.covered), len(found.uncovered), len(found.excepted)) == expected
    assert found.total == 1


def placed(name: str, where: Any, **said: Any) -> Placed:
    return Placed(subject=name, what=said.pop("what", "primary"), where=where, **said)


def test_resources_are_counted_by_place_and_those_outside_are_named() -> None:
    found = coverage.residency(
        [
            placed("a", Place.TOKYO),
            placed("a", Place.TOKYO, what="backup"),
            placed("a", Place.OSAKA, what="replica"),
            placed("b", Place.GLOBAL, exception="iam: has no region"),
            placed("c", Place.GLOBAL),
            placed("d", Place.ABROAD),
            placed("e", UNKNOWN),
            placed("f", Place.JAPAN),
        ]
    )
    assert found.places == {"abroad": 1, "global": 2, "japan": 1, "osaka": 1, "tokyo": 1, "unknown": 1}
    assert found.excepted == {"iam: has no region": 1}
    assert found.outside == ("c", "d", "e")
