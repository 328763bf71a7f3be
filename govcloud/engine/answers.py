"""What the SDK reads as the answer to a request: plain values where it takes them, a message where it must be one.

The SDK turns a response's struct into dicts and lists before it uses them, and leaves what already is a dict or list
alone. So an answer that holds no asset and no resource is handed over as it is, which saves building a message that
would be taken apart at once (a third of a render's time).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from google.protobuf import struct_pb2
from pulumi.output import UNKNOWN as SDK_UNKNOWN
from pulumi.runtime.proto import resource_pb2

from govcloud.engine import wire
from govcloud.facts import UNKNOWN
from govcloud.graph import Secret, Value
from govcloud.graph.values import SECRET_SIGNATURE, SIGNATURE, UNKNOWN_STRING

FAIL: Final = resource_pb2.Result.FAIL
SKIP: Final = 2
"""The SDK's messages have no name for it: not made, because something it stands on was not."""
SUCCESS: Final = resource_pb2.Result.SUCCESS


class Registered:
    """The answer to a registration, with the fields of `RegisterResourceResponse` that the SDK reads."""

    __slots__ = ("id", "object", "propertyDependencies", "result", "unknown", "urn")

    def __init__(self, urn: str, identifier: Value, values: Mapping[str, Value], result: int = SUCCESS) -> None:
        self.urn = urn
        self.id = identifier if isinstance(identifier, str) else ""
        self.object = answered(values)
        self.propertyDependencies = None
        self.result = result
        self.unknown = False


class Read:
    """The answer to a read, with the fields of `ReadResourceResponse` that the SDK reads."""

    __slots__ = ("id", "properties", "result", "unknown", "urn")

    def __init__(self, urn: str, identifier: Value, values: Mapping[str, Value]) -> None:
        self.urn = urn
        self.id = identifier if isinstance(identifier, str) else ""
        self.properties = answered(values)
        self.result = SUCCESS
        self.unknown = False


class _NeedsMessage(Exception):
    """A value that only a message can carry."""


def answered(values: Mapping[str, Value]) -> Mapping[str, Value] | struct_pb2.Struct:
    """Values as the SDK takes them. Numbers become floats, as on the wire; secrets move up to their property."""
    try:
        return {key: _top(item) for key, item in values.items() if item is not None}
    except _NeedsMessage:
        return wire.written(values)


def _top(item: Value) -> Value:
    kind = type(item)
    if kind is str or kind is bool:
        return item
    if item is UNKNOWN:
        return UNKNOWN_STRING
    hidden: list[bool] = []
    plain = _plain(item, hidden)
    return {SIGNATURE: SECRET_SIGNATURE, "value": plain} if hidden else plain


def _plain(item: Value, hidden: list[bool]) -> Value:
    if item is None or isinstance(item, (str, bool)):
        return item
    if isinstance(item, (int, float)):
        return float(item)
    if isinstance(item, dict):
        return {key: _plain(inner, hidden) for key, inner in item.items() if inner is not None}
    if isinstance(item, (list, tuple)):
        return [_plain(inner, hidden) for inner in item]
    if item is UNKNOWN:
        return SDK_UNKNOWN
    if isinstance(item, Secret):
        hidden.append(True)
        return _plain(item.value, hidden)
    raise _NeedsMessage
