"""How property values look in Pulumi's messages, and how they become the graph's values and back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from google.protobuf import struct_pb2

from govcloud.facts import UNKNOWN
from govcloud.graph import Asset, ResourceRef, Secret, Value
from govcloud.graph.values import (
    ARCHIVE_SIGNATURE,
    ASSET_SIGNATURE,
    OUTPUT_SIGNATURE,
    RESOURCE_SIGNATURE,
    SECRET_SIGNATURE,
    SIGNATURE,
    UNKNOWN_STRING,
)

_EXACT: Final = 2.0**53
"""Beyond this a float no longer holds every integer, so it stays a float."""


def struct(message: struct_pb2.Struct) -> Value:
    """The value in a struct: a dict with sorted keys (the wire keeps no order), or what its signature says it is."""
    fields = message.fields
    if SIGNATURE in fields:
        return _SPECIAL[fields[SIGNATURE].string_value](fields)
    return {key: _READERS[fields[key].WhichOneof("kind")](fields[key]) for key in sorted(fields)}


def value(message: struct_pb2.Value) -> Value:
    """The value in a message; whole numbers come back as integers."""
    return _READERS[message.WhichOneof("kind")](message)


def _string(message: struct_pb2.Value) -> Value:
    text = message.string_value
    return UNKNOWN if text == UNKNOWN_STRING else text


def _number(message: struct_pb2.Value) -> Value:
    number = message.number_value
    return int(number) if number.is_integer() and -_EXACT < number < _EXACT else number


_READERS: Final[Mapping[str | None, Callable[[struct_pb2.Value], Value]]] = {
    None: lambda message: None,
    "bool_value": lambda message: message.bool_value,
    "list_value": lambda message: [value(item) for item in message.list_value.values],
    "null_value": lambda message: None,
    "number_value": _number,
    "string_value": _string,
    "struct_value": lambda message: struct(message.struct_value),
}


def _body(fields: Mapping[str, struct_pb2.Value]) -> dict[str, Value]:
    return {key: value(fields[key]) for key in sorted(fields) if key != SIGNATURE}


def _reference(fields: Mapping[str, struct_pb2.Value]) -> ResourceRef:
    return ResourceRef(fields["urn"].string_value, value(fields["id"]) if "id" in fields else None)


def _output(fields: Mapping[str, struct_pb2.Value]) -> Value:
    inner = value(fields["value"]) if "value" in fields else UNKNOWN
    return Secret(inner) if "secret" in fields and fields["secret"].bool_value else inner


_SPECIAL: Final[Mapping[str, Callable[[Mapping[str, struct_pb2.Value]], Value]]] = {
    ARCHIVE_SIGNATURE: lambda fields: Asset(_body(fields), archive=True),
    ASSET_SIGNATURE: lambda fields: Asset(_body(fields)),
    OUTPUT_SIGNATURE: _output,
    RESOURCE_SIGNATURE: _reference,
    SECRET_SIGNATURE: lambda fields: Secret(value(fields["value"])),
}


def encoded(item: Value) -> Value:
    """A value with its markers written as messages and files write them; the opposite of `govcloud.graph.decoded`."""
    if item is UNKNOWN:
        return UNKNOWN_STRING
    if isinstance(item, Mapping):
        return {key: encoded(inner) for key, inner in item.items()}
    if isinstance(item, (list, tuple)):
        return [encoded(inner) for inner in item]
    if isinstance(item, Secret):
        return {SIGNATURE: SECRET_SIGNATURE, "value": encoded(item.value)}
    if isinstance(item, ResourceRef):
        body = {} if item.id is None else {"id": encoded(item.id)}
        return {SIGNATURE: RESOURCE_SIGNATURE, "urn": item.urn, **body}
    if isinstance(item, Asset):
        return {SIGNATURE: ARCHIVE_SIGNATURE if item.archive else ASSET_SIGNATURE, **encoded(item.body)}
    return item


def written(values: Mapping[str, Value]) -> struct_pb2.Struct:
    """A struct message that holds these values."""
    message = struct_pb2.Struct()
    message.update(encoded(values))
    return message
