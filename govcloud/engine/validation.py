"""Whether the inputs of a graph's resources are what the SDKs say they must be: names, types, enumerations.

Nothing else checks them before the cloud does: a misspelt key in a nested dict reaches the provider as it is.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from govcloud.engine import schema
from govcloud.engine.schema import Kind, Shape
from govcloud.errors import Problem, did_you_mean
from govcloud.facts import UNKNOWN
from govcloud.graph import Asset, Graph, Resource, ResourceRef, Secret, Value, revealed


class Severity(enum.StrEnum):
    """How bad a finding is: wrong for certain, or not in a list that the cloud may have outgrown."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class InputProblem(Problem):
    """One input that its SDK does not know or does not take. `key` is the path in the inputs, `file` the program's."""

    severity: Severity = Severity.ERROR
    urn: str = ""


def validate(graph: Graph) -> list[InputProblem]:
    """Every input of every custom resource against its SDK's own types; empty is good.

    Resources whose SDK is not installed are left out, as are values that are not known yet. A value outside an
    enumeration that the SDK itself leaves open is a warning.
    """
    managed = (resource for resource in graph if resource.custom and not resource.external)
    return [problem for resource in managed for problem in _checked(resource)]


def _checked(resource: Resource) -> Iterator[InputProblem]:
    if resource.is_provider or resource.package == "pulumi":
        return
    python = schema.resource_class(resource.type)
    arguments = schema.inputs_class(python) if python else None
    if arguments is None:
        return
    file, _, line = resource.source.rpartition(":")
    for severity, key, message, hint in _object(resource.inputs, arguments, ""):
        yield InputProblem(
            f"{resource.type} '{resource.name}': {message}",
            file=file,
            line=int(line or 0),
            key=key,
            hint=hint,
            severity=severity,
            urn=resource.urn,
        )


_Found = tuple[Severity, str, str, str]


def _object(given: Value, python: type, path: str) -> Iterator[_Found]:
    if not isinstance(given, Mapping):
        yield _wrong(path, "an object", given)
        return
    declared = schema.inputs(python)
    for key in given:
        if key not in declared:
            yield Severity.ERROR, f"{path}.{key}".lstrip("."), f"unknown property '{key}'", did_you_mean(key, declared)
    for key in sorted(schema.required(python)):
        if given.get(key) is None:
            yield Severity.ERROR, f"{path}.{key}".lstrip("."), f"'{key}' is required", ""
    for key, item in given.items():
        if key in declared:
            yield from _value(item, declared[key], f"{path}.{key}".lstrip("."))


def _value(item: Value, shape: Shape, path: str) -> Iterator[_Found]:
    if isinstance(item, Secret):
        for severity, key, _, _ in _value(revealed(item), shape, path):
            yield severity, key, "the secret value here has the wrong shape or an unknown key", ""
    elif not (item is None or item is UNKNOWN or isinstance(item, (Asset, ResourceRef))):
        yield from _CHECKS[shape.kind](item, shape, path)


def _list(item: Value, shape: Shape, path: str) -> Iterator[_Found]:
    if not isinstance(item, (list, tuple)):
        yield _wrong(path, "a list", item)
        return
    for at, one in enumerate(item):
        yield from _value(one, shape.of[0], f"{path}[{at}]")


def _map(item: Value, shape: Shape, path: str) -> Iterator[_Found]:
    if not isinstance(item, Mapping):
        yield _wrong(path, "a map", item)
        return
    for key, one in item.items():
        yield from _value(one, shape.of[0], f"{path}.{key}")


def _enum(item: Value, shape: Shape, path: str) -> Iterator[_Found]:
    known = _members(shape)
    if item not in known:
        yield Severity.ERROR, path, f"{_told(item)} is not one of its values", did_you_mean(str(item), map(str, known))


def _union(item: Value, shape: Shape, path: str) -> Iterator[_Found]:
    """Fine if one member takes it. Text beside an enumeration is an open one: unknown words only warn."""
    found = [list(_value(item, member, path)) for member in shape.of]
    open_enum = next((one for one in shape.of if one.kind is Kind.ENUM), None)
    if open_enum is not None and isinstance(item, str):
        for _, key, message, hint in _enum(item, open_enum, path) if "${" not in item else ():
            yield Severity.WARNING, key, message, hint
    elif all(found):
        yield from min(found, key=len)


def _plain(wanted: str, *kinds: type) -> Callable[[Value, Shape, str], Iterator[_Found]]:
    def check(item: Value, shape: Shape, path: str) -> Iterator[_Found]:
        symbolic = isinstance(item, str) and "${" in item and str not in kinds
        if not symbolic and (not isinstance(item, kinds) or (isinstance(item, bool) and bool not in kinds)):
            yield _wrong(path, wanted, item)

    return check


def _nested(item: Value, shape: Shape, path: str) -> Iterator[_Found]:
    if shape.python is not None:
        yield from _object(item, shape.python, path)


def _nothing(item: Value, shape: Shape, path: str) -> Iterator[_Found]:
    yield from ()


_CHECKS: Final[Mapping[Kind, Callable[[Value, Shape, str], Iterator[_Found]]]] = {
    Kind.ANY: _nothing,
    Kind.ENUM: _enum,
    Kind.FLAG: _plain("true or false", bool),
    Kind.INTEGER: _plain("a whole number", int),
    Kind.LIST: _list,
    Kind.MAP: _map,
    Kind.NUMBER: _plain("a number", int, float),
    Kind.OBJECT: _nested,
    Kind.RESOURCE: _nothing,
    Kind.TEXT: _plain("text", str),
    Kind.UNION: _union,
}


def _members(shape: Shape) -> list[Value]:
    return [member.value for member in shape.python] if shape.python else []  # type: ignore[attr-defined]


def _wrong(path: str, wanted: str, item: Value) -> _Found:
    return Severity.ERROR, path, f"must be {wanted}, is {_told(item)}", ""


def _told(item: Value) -> str:
    """A value in a message, short. What is secret never gets here."""
    return f"'{item[:40]}'" if isinstance(item, str) else type(item).__name__
