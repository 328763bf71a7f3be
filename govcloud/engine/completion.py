"""Fills in what a resource's class declares and nobody has given: on top, inside given objects, inside given lists."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from govcloud.engine import schema
from govcloud.engine.schema import Kind, Shape
from govcloud.facts import UNKNOWN
from govcloud.graph import Secret, Value

DEEPEST: Final = 2
"""Objects in lists and objects are answered down to this depth, which the work of a render depends on most.

Texts and lists of texts are answered below it as well. Inside an object that was given, counting starts one lower:
one unknown would make all of it unknown.
"""

Declared = Mapping[str, Shape]
Answer = Callable[[Shape, str, int], Value]
"""A value for a shape at a dotted path at a depth."""


NOTHING: Final[Declared] = MappingProxyType({})


def completed(
    given: Mapping[str, Value], declared: Declared, answer: Answer, *, options: bool, asked: Declared = NOTHING
) -> dict[str, Value]:
    """What was given, completed inside, and an answer for each declared property that was not.

    `asked` are inputs that stay nothing where nobody gave them, also inside objects that were given. `options` says
    whether an optional property that is missing inside a given object is answered too (a text always is). Whoever gave
    the object could have given it and did not, so as a rule the cloud has nothing to say there; and one unknown flag
    inside would make the whole object unknown to the program.
    """
    done = {}
    for key, item in given.items():
        shape = declared.get(key)
        if shape is None or type(item) is str:
            done[key] = item
        else:
            done[key] = _inside(item, shape, answer, key, options, asked.get(key))
    for key, shape in declared.items():
        if key not in done:
            done[key] = None if key in asked else answer(shape, key, 0)
    return done


def _inside(item: Value, shape: Shape, answer: Answer, path: str, options: bool, asked: Shape | None) -> Value:
    """A given value with the objects in it completed; `asked` is its shape as an input."""
    if isinstance(item, Secret):
        return Secret(_inside(item.value, shape, answer, path, options, asked))
    if shape.kind is Kind.OBJECT and isinstance(item, dict) and shape.python is not None:
        return _object(item, schema.object_outputs(shape.python), answer, path, options, asked)
    if shape.kind is Kind.LIST and isinstance(item, list) and shape.of[0].kind is Kind.OBJECT:
        element = asked.of[0] if asked and asked.of else None
        return [_inside(one, shape.of[0], answer, f"{path}.{at}", options, element) for at, one in enumerate(item)]
    if shape.kind in _CONTAINERS and isinstance(item, (dict, list)) and not isinstance(item, _CONTAINERS[shape.kind]):
        return _recast(item, shape, answer, path)
    return item


_CONTAINERS: Final[Mapping[Kind, type]] = {Kind.LIST: list, Kind.MAP: dict, Kind.OBJECT: dict}


def _recast(item: Value, shape: Shape, answer: Answer, path: str) -> Value:
    """The answer for an output that has another form than the input of its name, where an echo would break the SDK.

    A list of names that comes back as a map (the identities of an Azure resource) keeps its names.
    """
    if shape.kind is not Kind.MAP or not all(isinstance(one, str) for one in item):
        return answer(shape, path, 0)
    return {one: answer(shape.of[0], f"{path}.{at}", 1) for at, one in enumerate(item)}


def _object(
    given: Mapping[str, Value], declared: Declared, answer: Answer, path: str, options: bool, asked: Shape | None
) -> dict[str, Value]:
    inputs = schema.inputs(asked.python) if asked and asked.kind is Kind.OBJECT and asked.python else NOTHING
    done = {}
    for key, item in given.items():
        shape = declared.get(key)
        done[key] = item if shape is None else _inside(item, shape, answer, f"{path}.{key}", options, inputs.get(key))
    for key, shape in declared.items():
        if key not in done and key not in inputs and (options or shape.kind is Kind.TEXT or not shape.optional):
            done[key] = answer(shape, f"{path}.{key}", -1)
    return done


def unknown(shape: Shape, path: str, depth: int) -> Value:
    """No answer."""
    return UNKNOWN


def symbol(head: str, shape: Shape, path: str, depth: int) -> Value:
    """`${head.path}` for a text; one element for a list; objects field by field; `UNKNOWN` for what has no symbol."""
    if shape.kind is Kind.TEXT:
        return f"${{{head}.{path}}}"
    if shape.kind is Kind.LIST and shape.of[0].kind is Kind.TEXT:
        return [f"${{{head}.{path}.0}}"]
    if depth >= DEEPEST:
        return UNKNOWN
    if shape.kind is Kind.OBJECT and shape.python is not None:
        fields = schema.object_outputs(shape.python)
        return {key: symbol(head, inner, f"{path}.{key}", depth + 1) for key, inner in fields.items()}
    if shape.kind is Kind.LIST:
        element = symbol(head, shape.of[0], f"{path}.0", depth + 1)
        return UNKNOWN if element is UNKNOWN else [element]
    return UNKNOWN


_PLAUSIBLE: Final[Mapping[Kind, Value]] = {Kind.FLAG: False, Kind.INTEGER: 1, Kind.NUMBER: 1.0}


def plausible(name: str, shape: Shape, path: str, depth: int) -> Value:
    """A value of the right shape that says whose it is: `data-arn` for the text `arn` of the resource `data`."""
    if shape.kind is Kind.TEXT:
        return f"{name}-{path.replace('.', '-')}"
    if shape.kind is Kind.ENUM and shape.python is not None:
        return next(iter(shape.python)).value  # type: ignore[call-overload]
    if shape.kind is Kind.LIST:
        return [plausible(name, shape.of[0], f"{path}.0", depth + 1)] if depth < 2 * DEEPEST else []
    if shape.kind is Kind.OBJECT and shape.python is not None:
        fields = schema.object_outputs(shape.python) if depth < 2 * DEEPEST else {}
        return {key: plausible(name, inner, f"{path}.{key}", depth + 1) for key, inner in fields.items()}
    return {} if shape.kind is Kind.MAP else _PLAUSIBLE.get(shape.kind, "")
