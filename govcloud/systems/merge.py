"""A system file over its template: maps merge by key, `null` removes, everything else replaces."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """`above` laid over `below`. A block whose `kind` changes is replaced whole: its old fields mean nothing to it."""
    result = dict(below)
    for key, value in above.items():
        before = result.get(key)
        if value is None:
            result.pop(key, None)
        elif isinstance(value, Mapping) and isinstance(before, Mapping) and not _other_kind(before, value):
            result[key] = merged(before, value)
        else:
            result[key] = merged({}, value) if isinstance(value, Mapping) else value
    return result


def _other_kind(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    return "kind" in before and "kind" in after and before["kind"] != after["kind"]
