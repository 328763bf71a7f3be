"""The tables name types, inputs and values that the SDKs know; a misspelt guess would never be noticed otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from govcloud.engine import schema
from govcloud.engine.schema import Kind, Shape
from govcloud.testing.simulator import tables
from govcloud.testing.simulator.tables import Row

ROWS = [
    pytest.param(package, token, row, id=token)
    for package, table in tables().items()
    for token, row in table.rows.items()
]


def paths(row: Row) -> Iterator[str]:
    yield from (*row.unique, *row.immutable, *row.needs, *row.seeks, *row.protected_by, *row.released_by)
    yield from (*row.retained_by, *(row.emptied_by or ()), *row.kept_by, *row.defaults)
    if row.majors:
        yield from filter(None, (row.majors.path, row.majors.allowed_by))
    if row.held:
        yield from filter(None, (row.held.days_from, *row.held.unless))


def inner(shape: Shape, step: str) -> Shape | None:
    """The shape one step down; a union is entered by the member that has the step."""
    if shape.kind is Kind.UNION:
        return next((found for one in shape.of if (found := inner(one, step)) is not None), None)
    if step == "*":
        return shape.of[0] if shape.kind is Kind.LIST else None
    if shape.kind is Kind.OBJECT and shape.python is not None:
        return schema.inputs(shape.python).get(step)
    return None


def declared(token: str, path: str) -> bool:
    python = schema.resource_class(token)
    arguments = schema.inputs_class(python) if python else None
    assert arguments is not None, token
    shape: Shape | None = Shape(Kind.OBJECT, python=arguments)
    for step in path.split("."):
        shape = inner(shape, step) if shape else None
    return shape is not None


@pytest.mark.parametrize(("package", "token", "row"), ROWS)
def test_every_path_is_an_input_of_the_type(package: str, token: str, row: Row) -> None:
    assert [path for path in paths(row) if not declared(token, path)] == []


@pytest.mark.parametrize(("package", "token", "row"), ROWS)
def test_every_type_that_is_referred_to_exists(package: str, token: str, row: Row) -> None:
    named = {one for types in (*row.needs.values(), *row.seeks.values()) for one in types}
    assert [one for one in named if schema.resource_class(one) is None] == []
    assert set(row.holds) <= {*row.needs, *row.seeks}
    assert not row.part_of or row.part_of in row.needs


@pytest.mark.parametrize(("package", "token", "row"), ROWS)
def test_every_row_says_where_it_was_read(package: str, token: str, row: Row) -> None:
    assert row.sources
    assert set(row.sources) <= set(tables()[package].sources)


def test_every_source_is_dated_or_versioned() -> None:
    for table in tables().values():
        assert all(re.search(r"20\d\d|\d+\.\d+\.\d+", text) for text in table.sources.values())


def test_every_cloud_words_every_refusal() -> None:
    words = {package: set(table.errors) for package, table in tables().items()}
    assert len(set(map(frozenset, words.values()))) == 1, words
