"""What the clouds would answer: the outputs of a resource nobody has made, in three ways.

Every declared output gets an answer or says `UNKNOWN`. One that says nothing at all would reach the program as `None`,
and whatever was built from it would lose its dependency without a word.
"""

from __future__ import annotations

import abc
import functools
import hashlib
import importlib
from collections.abc import Mapping
from types import ModuleType
from typing import Final

from govcloud.engine import schema
from govcloud.engine.schema import Kind, Shape
from govcloud.facts import UNKNOWN
from govcloud.graph import Resource, Secret, Tokens, Value

DEEPEST: Final = 4
"""Objects inside objects are answered down to this depth; types that hold themselves end here."""

Declared = Mapping[str, Shape]


class Model(abc.ABC):
    """How outputs are answered. Without state: one model serves any number of renders.

    `dry_run` is what the program is told: a preview (values may be unknown) or an update (every value is known).
    """

    dry_run: bool = True
    symbolic: bool = False

    @abc.abstractmethod
    def identifier(self, resource: Resource, head: str) -> Value:
        """The resource's id, or `UNKNOWN`. `head` is the head of its symbolic values."""

    @abc.abstractmethod
    def outputs(self, resource: Resource, head: str, declared: Declared) -> dict[str, Value]:
        """All outputs by wire name: the inputs as they were sent, and an answer for every other declared one."""

    def unread(self, resource: Resource, head: str, name: str) -> Value:
        """An export of another stack that this stack reads and nobody knows."""
        return UNKNOWN


class Preview(Model):
    """What a first preview knows: the inputs and nothing else."""

    def identifier(self, resource: Resource, head: str) -> Value:
        """Not known before the resource exists."""
        return UNKNOWN

    def outputs(self, resource: Resource, head: str, declared: Declared) -> dict[str, Value]:
        """The inputs; every other declared output is unknown."""
        return {**dict.fromkeys(declared, UNKNOWN), **resource.inputs}


class Symbolic(Model):
    """Every string nobody has set is a readable token: `${Bucket:data.arn}`. Documents built from it can be read.

    Numbers, flags, maps and enumerations have no symbol and are unknown. A list that nobody has set has one element.
    """

    symbolic = True

    def identifier(self, resource: Resource, head: str) -> Value:
        """`${Bucket:data.id}`."""
        return Tokens.write(head, "id")

    def outputs(self, resource: Resource, head: str, declared: Declared) -> dict[str, Value]:
        """The inputs, completed inside where the class declares more, and a token for all else."""
        return _completed(resource.inputs, declared, head, "", 0)

    def unread(self, resource: Resource, head: str, name: str) -> Value:
        """A token. One unknown export would otherwise make the SDK treat all exports of that stack as unknown."""
        return Tokens.write(head, f"outputs.{name}")


class Realistic(Model):
    """Plausible ARNs, resource ids, hosts and numbers, the same in every run: an update that really happened."""

    dry_run = False

    def identifier(self, resource: Resource, head: str) -> Value:
        """What the resource's cloud would call it; `<name>-<hash of the URN>` where no cloud knows the type."""
        module = _cloud(resource.package)
        return module.identifier(resource) if module else f"{resource.name}-{digest(resource.urn)}"

    def outputs(self, resource: Resource, head: str, declared: Declared) -> dict[str, Value]:
        """The inputs, what the resource's cloud says of the type, and a plausible value of the right shape."""
        module = _cloud(resource.package)
        said = module.outputs(resource) if module else {}
        given = {**{key: item for key, item in said.items() if key in declared}, **resource.inputs}
        filled = {
            key: plausible(resource, key, shape, 0) for key, shape in declared.items() if given.get(key) is None
        }
        return {**filled, **given}


def digest(text: str) -> str:
    """Eight hexadecimal digits that stay the same for the same text."""
    return hashlib.blake2b(text.encode(), digest_size=4).hexdigest()


@functools.cache
def _cloud(package: str) -> ModuleType | None:
    """The module that knows how a package's cloud names things, found by the cloud's contents page."""
    from govcloud import clouds

    for cloud in clouds.CLOUDS:
        if clouds.load(cloud).PACKAGE == package:
            return importlib.import_module(f"govcloud.clouds.{cloud}.realistic")
    return None


def _completed(given: Mapping[str, Value], declared: Declared, head: str, path: str, depth: int) -> dict[str, Value]:
    """What was given, each object in it completed, then an answer for each declared property that nobody gave."""
    done = {key: _inside(item, declared.get(key), head, f"{path}{key}", depth) for key, item in given.items()}
    for key, shape in declared.items():
        if key not in done:
            done[key] = _symbol(shape, head, f"{path}{key}", depth)
    return done


def _inside(item: Value, shape: Shape | None, head: str, path: str, depth: int) -> Value:
    if shape is None or type(item) is str:
        return item
    if isinstance(item, Secret):
        return Secret(_inside(item.value, shape, head, path, depth))
    if shape.kind is Kind.OBJECT and isinstance(item, dict) and shape.python is not None:
        return _completed_object(item, schema.object_outputs(shape.python), head, f"{path}.", depth + 1)
    if shape.kind is Kind.LIST and isinstance(item, list) and shape.of[0].kind is Kind.OBJECT:
        return [_inside(one, shape.of[0], head, f"{path}.{at}", depth) for at, one in enumerate(item)]
    return item


def _completed_object(given: Mapping[str, Value], declared: Declared, head: str, path: str, depth: int) -> Value:
    """Inside an object that was given, strings and what the cloud always answers get symbols; options are unknown."""
    done = {key: _inside(item, declared.get(key), head, f"{path}{key}", depth) for key, item in given.items()}
    for key, shape in declared.items():
        if key not in done:
            text = shape.kind is Kind.TEXT or not shape.optional
            done[key] = _symbol(shape, head, f"{path}{key}", depth) if text else UNKNOWN
    return done


def _symbol(shape: Shape, head: str, path: str, depth: int) -> Value:
    if shape.kind is Kind.TEXT:
        return f"${{{head}.{path}}}"
    if depth >= DEEPEST:
        return UNKNOWN
    if shape.kind is Kind.OBJECT and shape.python is not None:
        return _completed({}, schema.object_outputs(shape.python), head, f"{path}.", depth + 1)
    if shape.kind is Kind.LIST:
        element = _symbol(shape.of[0], head, f"{path}.0", depth + 1)
        return UNKNOWN if element is UNKNOWN else [element]
    return UNKNOWN


_PLAUSIBLE: Final[Mapping[Kind, Value]] = {Kind.FLAG: False, Kind.INTEGER: 1, Kind.NUMBER: 1.0}


def plausible(resource: Resource, path: str, shape: Shape, depth: int) -> Value:
    """A value of the right shape that says whose it is: `data-arn` for the text `arn` of the resource `data`."""
    if shape.kind is Kind.TEXT:
        return f"{resource.name}-{path.replace('.', '-')}"
    if shape.kind is Kind.ENUM and shape.python is not None:
        return next(iter(shape.python)).value  # type: ignore[call-overload]
    if shape.kind is Kind.LIST:
        return [plausible(resource, f"{path}.0", shape.of[0], depth + 1)] if depth < DEEPEST else []
    if shape.kind is Kind.OBJECT and shape.python is not None:
        fields = schema.object_outputs(shape.python) if depth < DEEPEST else {}
        return {key: plausible(resource, f"{path}.{key}", inner, depth + 1) for key, inner in fields.items()}
    return {} if shape.kind is Kind.MAP else _PLAUSIBLE.get(shape.kind, "")
