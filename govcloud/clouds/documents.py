"""JSON documents whose values may come later: policies, dashboards, container definitions."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pulumi


def json_text(document: Any, *, sort_keys: bool = False) -> pulumi.Input[str]:
    """The document as JSON, in the words of `json.dumps`; plain text where nothing in it is an output.

    `pulumi.Output.json_dumps` makes an output of every key and value on the way, some hundred for one policy. Here
    only the outputs that the document has are waited for. Keys are plain.
    """
    awaited: list[pulumi.Output[Any]] = []
    bare = _bare(document, awaited)
    if not awaited:
        return json.dumps(bare, sort_keys=sort_keys)
    return pulumi.Output.all(*awaited).apply(lambda known: json.dumps(_filled(bare, known), sort_keys=sort_keys))


class _Place(int):
    """Where the output of this number belongs."""


def _bare(value: Any, awaited: list[pulumi.Output[Any]]) -> Any:
    if isinstance(value, pulumi.Output):
        awaited.append(value)
        return _Place(len(awaited) - 1)
    if isinstance(value, Mapping):
        return {key: _bare(item, awaited) for key, item in value.items()}
    return [_bare(item, awaited) for item in value] if isinstance(value, (list, tuple)) else value


def _filled(value: Any, known: list[Any]) -> Any:
    if type(value) is _Place:
        return known[value]
    if isinstance(value, dict):
        return {key: _filled(item, known) for key, item in value.items()}
    return [_filled(item, known) for item in value] if isinstance(value, list) else value
