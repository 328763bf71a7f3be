"""What an SDK class says of itself: which outputs and inputs it has, of what shape, which are required.

The Python SDKs carry the providers' schemas in their annotations, so no schema file is needed. Everything here is read
once a class and kept.
"""

from __future__ import annotations

import enum
import functools
import importlib
import inspect
import threading
import types
import typing
from collections import abc
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import pulumi

from govcloud.engine import sdk


class Kind(enum.Enum):
    """The shapes that a property can have."""

    ANY = enum.auto()
    ENUM = enum.auto()
    FLAG = enum.auto()
    INTEGER = enum.auto()
    LIST = enum.auto()
    MAP = enum.auto()
    NUMBER = enum.auto()
    OBJECT = enum.auto()
    RESOURCE = enum.auto()
    TEXT = enum.auto()
    UNION = enum.auto()


@dataclass(frozen=True, slots=True)
class Shape:
    """The shape of one property.

    `of` is the element of a list or map, or the members of a union; `python` is the class of an object or enum.
    `optional` says that the SDK's type admits nothing.
    """

    kind: Kind
    of: tuple[Shape, ...] = ()
    python: type | None = None
    optional: bool = False


_PLAIN: Final[Mapping[Any, Kind]] = {bool: Kind.FLAG, float: Kind.NUMBER, int: Kind.INTEGER, str: Kind.TEXT}
_IMPORTING: Final = threading.RLock()
"""The SDKs load their packages lazily, and a second thread would see one half loaded."""
_LISTS: Final = (list, abc.Sequence)
_MAPS: Final = (dict, abc.Mapping)


@functools.cache
def outputs(resource_class: type) -> Mapping[str, Shape]:
    """The declared outputs of a resource class by their wire names, without `id` and `urn`."""
    declared = sdk.resource_types(resource_class)
    return {name: shape(hint) for name, hint in declared.items() if name not in ("id", "urn")}


@functools.cache
def object_outputs(python: type) -> Mapping[str, Shape]:
    """The fields of an output class by their wire names; optional is what its constructor has a default for."""
    names = sdk.output_names(python)
    parameters = inspect.signature(python).parameters
    fields = {}
    for name, hint in sdk.output_type_types(python).items():
        parameter = parameters.get(names.get(name, name))
        found = shape(hint)
        fields[name] = Shape(found.kind, found.of, found.python, parameter is None or parameter.default is None)
    return fields


@functools.cache
def inputs(python: type) -> Mapping[str, Shape]:
    """The properties of an input class by their wire names."""
    names = sdk.input_type_py_to_pulumi_names(python)
    hints = sdk.input_type_types(python)
    return {wire: shape(hints.get(wire, hints.get(name))) for name, wire in names.items()}


@functools.cache
def required(python: type) -> frozenset[str]:
    """The wire names that the constructor of an input class has no default for."""
    names = sdk.input_type_py_to_pulumi_names(python)
    parameters = inspect.signature(python).parameters.values()
    needed = (one for one in parameters if one.default is one.empty and one.kind is not one.VAR_KEYWORD)
    return frozenset(names.get(parameter.name, parameter.name) for parameter in needed)


def inputs_class(resource_class: type) -> type | None:
    """The class of a resource's inputs. It stands in the module that defines the resource."""
    home = importlib.import_module(resource_class.__module__)
    for suffix in ("InitArgs", "Args"):
        found = getattr(home, f"{resource_class.__name__}{suffix}", None)
        if isinstance(found, type) and sdk.is_input_type(found):
            return found
    return None


@functools.cache
def asked(token: str) -> Mapping[str, Shape]:
    """The inputs of a type token by their wire names; none where its package is not installed."""
    python = resource_class(token)
    arguments = inputs_class(python) if python else None
    return inputs(arguments) if arguments else types.MappingProxyType({})


@functools.cache
def resource_class(token: str) -> type | None:
    """The SDK class of a type token, its package imported if need be; nothing where the package is not installed. Any
    thread may ask."""
    with _IMPORTING:
        return _imported_class(token)


def _imported_class(token: str) -> type | None:
    package = token.partition(":")[0]
    try:
        importlib.import_module(f"pulumi_{package.replace('-', '_')}")
    except ImportError:
        return None
    for module in sdk.resource_modules(token):
        info = module.mod_info
        name = info["classes"].get(token)
        if name:
            return typing.cast(type, getattr(importlib.import_module(info["fqn"]), name))
    return None


@functools.cache
def _shape_of_class(hint: type) -> Shape:
    if hint in _PLAIN:
        return Shape(_PLAIN[hint])
    if issubclass(hint, enum.Enum):
        return Shape(Kind.ENUM, python=hint)
    if issubclass(hint, pulumi.Resource):
        return Shape(Kind.RESOURCE, python=hint)
    if sdk.is_input_type(hint) or sdk.is_output_type(hint):
        return Shape(Kind.OBJECT, python=hint)
    if issubclass(hint, (list, dict)):
        return Shape(Kind.LIST if issubclass(hint, list) else Kind.MAP, (Shape(Kind.ANY),))
    return Shape(Kind.ANY)


def shape(hint: Any) -> Shape:
    """The shape that a type annotation of an SDK describes."""
    if hint is None or hint is Any:
        return Shape(Kind.ANY, optional=True)
    bare = sdk.unwrap_type(hint)
    optional = type(None) in typing.get_args(bare) or type(None) in typing.get_args(hint)
    inner = sdk.unwrap_optional_type(bare)
    found = _shape_of_class(inner) if inspect.isclass(inner) and not typing.get_args(inner) else _generic(inner)
    return Shape(found.kind, found.of, found.python, optional)


def _generic(hint: Any) -> Shape:
    origin, members = typing.get_origin(hint), typing.get_args(hint)
    if origin in _LISTS:
        return Shape(Kind.LIST, (shape(members[0]),) if members else (Shape(Kind.ANY),))
    if origin in _MAPS:
        return Shape(Kind.MAP, (shape(members[1]),) if len(members) == 2 else (Shape(Kind.ANY),))
    if origin in (typing.Union, types.UnionType):
        return _union(members)
    if origin is typing.Literal:
        return _shape_of_class(type(members[0]))
    return Shape(Kind.ANY)


def _union(members: tuple[Any, ...]) -> Shape:
    """A union without the plumbing that the SDK adds to inputs (awaitables, outputs, the dict form of a class)."""
    real = [member for member in members if not sdk.is_plumbing(member) and member is not type(None)]
    shapes = tuple(dict.fromkeys(shape(member) for member in real))
    if len(shapes) == 1:
        return shapes[0]
    return Shape(Kind.UNION, shapes) if shapes else Shape(Kind.ANY)
