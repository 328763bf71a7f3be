"""How property values are read: flags with a default, enabled log categories, ISO 8601 durations, locks."""

from __future__ import annotations

import re
from ipaddress import ip_network
from typing import Final

from govcloud.clouds.azure.recognise.arm import companions
from govcloud.facts import UNKNOWN, Unknown
from govcloud.graph import Graph, Resource, Value

LOCK: Final = "azure-native:authorization:ManagementLockByScope"
WIDEST: Final = 8
"""A prefix shorter than this is the internet by another name."""
_DURATION: Final = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?$")


def flag(resource: Resource, path: str, *, default: bool) -> bool | Unknown:
    """A boolean; `default` where it is not set. Strings as in JSON files count, too."""
    value = resource.at(path)
    if value is UNKNOWN:
        return UNKNOWN
    if value is None:
        return default
    return value if isinstance(value, bool) else str(value).casefold() == "true"


def number(value: Value, default: int = 0) -> int | Unknown:
    """A whole number; `default` where there is none."""
    if value is UNKNOWN:
        return UNKNOWN
    return int(value) if isinstance(value, (int, float)) else default


def word(value: Value, default: str = "") -> str | Unknown:
    """A word of an enumeration, without regard to case."""
    if value is UNKNOWN:
        return UNKNOWN
    return value.casefold() if isinstance(value, str) else default.casefold()


def given(value: Value) -> bool:
    """Whether something stands there; what is not known yet stands there, too."""
    return value is UNKNOWN or bool(value)


def wide(source: str) -> bool:
    """Whether an address range is most of the internet. What is no range is not."""
    try:
        return ip_network(source, strict=False).prefixlen < WIDEST
    except ValueError:
        return False


def days(value: Value) -> int | Unknown:
    """The days of an ISO 8601 duration such as `P365D` or `P1Y`; 0 for what is none."""
    if value is UNKNOWN:
        return UNKNOWN
    found = _DURATION.match(value) if isinstance(value, str) else None
    if found is None:
        return 0
    years, months, rest = (int(part or 0) for part in found.groups())
    return years * 365 + months * 30 + rest


def locked(graph: Graph, resource: Resource) -> bool:
    """Whether a lock stands against deleting this very resource."""
    levels = (lock.at("level") for lock in companions(graph, resource, LOCK, "scope"))
    return any(str(level).casefold() in ("cannotdelete", "readonly") for level in levels)
