"""The values that resource properties hold besides plain JSON: secrets, references to resources, assets, unknowns."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator, Mapping
from typing import Any, Final, TypeAlias

from govcloud.facts import UNKNOWN

Value: TypeAlias = Any
"""JSON, or one of the markers below, nested to any depth. The edge where types end."""

SIGNATURE: Final = "4dabf18193072939515e22adb298388d"
"""The key under which Pulumi's wire and file formats mark a special value."""
SECRET_SIGNATURE: Final = "1b47061264138c4ac30d75fd1eb44270"
RESOURCE_SIGNATURE: Final = "5cf8f73096256a8f31e491e813e4eb8e"
OUTPUT_SIGNATURE: Final = "d0e6a833031e9bbcd3f4e8bde6ca49a4"
ASSET_SIGNATURE: Final = "c44067f5952c0a294b673a41bacd8c17"
ARCHIVE_SIGNATURE: Final = "0def7320c3a5731c473e5ecbe6d01bc7"
UNKNOWN_STRING: Final = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
"""How those formats write a value that is not known yet."""
HIDDEN: Final = "[secret]"
"""What stands for a secret text wherever it could be shown, in Pulumi's previews as here."""


@dataclasses.dataclass(frozen=True, slots=True)
class Secret:
    """A value that must not be shown: its `repr` hides it, and plain JSON refuses it."""

    value: Value = dataclasses.field(repr=False)


@dataclasses.dataclass(frozen=True, slots=True)
class ResourceRef:
    """A resource passed as a value."""

    urn: str
    id: Value = None


@dataclasses.dataclass(frozen=True, slots=True)
class Asset:
    """A file or archive passed as a value; `body` is as Pulumi writes it (path, uri, text or hash)."""

    body: Mapping[str, Value]
    archive: bool = False


def revealed(value: Value) -> Value:
    """The value inside a secret (at any depth of wrapping), or the value itself."""
    while isinstance(value, Secret):
        value = value.value
    return value


def strings(value: Value) -> Iterator[str]:
    """Every string inside a value, keys of maps left out."""
    value = revealed(value)
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from strings(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from strings(item)


def decoded(value: Value) -> Value:
    """A value of a stack export or preview, with Pulumi's markers turned into the classes above."""
    if isinstance(value, str):
        return UNKNOWN if value == UNKNOWN_STRING else value
    if isinstance(value, list):
        return [decoded(item) for item in value]
    if not isinstance(value, dict):
        return value
    marker = _MARKERS.get(str(value.get(SIGNATURE)))
    return marker(value) if marker else {key: decoded(item) for key, item in value.items()}


def unhidden(value: Value) -> Value:
    """A preview's value with its secrets marked again: Pulumi prints "[secret]" for them, which is nobody's value."""
    if value == HIDDEN:
        return {SIGNATURE: SECRET_SIGNATURE}
    if isinstance(value, dict):
        return {key: unhidden(item) for key, item in value.items()}
    return [unhidden(item) for item in value] if isinstance(value, list) else value


def _secret(value: Mapping[str, Value]) -> Secret:
    """A secret; its value is unknown where it is encrypted, or where its plain text is not the JSON it should be."""
    if "value" in value:
        return Secret(decoded(value["value"]))
    try:
        return Secret(decoded(json.loads(value["plaintext"])))
    except (KeyError, TypeError, ValueError):
        return Secret(UNKNOWN)


def _body(value: Mapping[str, Value]) -> dict[str, Value]:
    return {key: item for key, item in value.items() if key != SIGNATURE}


_MARKERS: Final = {
    ARCHIVE_SIGNATURE: lambda value: Asset(_body(value), archive=True),
    ASSET_SIGNATURE: lambda value: Asset(_body(value)),
    OUTPUT_SIGNATURE: lambda value: decoded(value["value"]) if "value" in value else UNKNOWN,
    RESOURCE_SIGNATURE: lambda value: ResourceRef(str(value.get("urn")), decoded(value.get("id"))),
    SECRET_SIGNATURE: _secret,
}
