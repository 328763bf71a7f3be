"""What is wrong with a value, in a person's words: pydantic's errors retold with key, suggestion and Japanese."""

from __future__ import annotations

import typing
from collections.abc import Mapping
from typing import Any, Final

from pydantic import BaseModel

from govcloud.blocks import KINDS
from govcloud.errors import did_you_mean
from govcloud.systems.system import System

Complaint = tuple[tuple[str, ...], str, str, str]
"""Path of keys, message, hint, Japanese."""

_JA: Final[Mapping[str, str]] = {
    "bool_type": "true か false を書く",
    "extra_forbidden": "知らない項目",
    "greater_than_equal": "値が小さすぎる",
    "int_parsing": "整数を書く",
    "int_type": "整数を書く",
    "less_than_equal": "値が大きすぎる",
    "list_type": "リストを書く",
    "literal_error": "許される値ではない",
    "mapping_type": "キーと値の組を書く",
    "missing": "必須の項目がない",
    "string_pattern_mismatch": "形式が違う",
    "string_type": "文字列を書く",
    "too_long": "多すぎる",
    "too_short": "足りない",
    "union_tag_invalid": "知らない種類(kind)",
    "union_tag_not_found": "kind がない",
}


def complaint(item: Mapping[str, Any]) -> Complaint:
    """One of pydantic's errors retold."""
    path = tuple(_path(item["loc"]))
    kind, context = item["type"], item.get("ctx", {})
    message, hint = _TOLD.get(kind, _plain)(item, path, context)
    return path, message, hint, _JA.get(kind, "")


def _path(loc: tuple[int | str, ...]) -> list[str]:
    """Without the steps that pydantic adds: the tag of a union, "[key]", and our own `accounts` level."""
    steps = [str(step) for step in loc]
    if steps[:1] == ["environments"] and len(steps) > 2 and steps[2] == "accounts":
        del steps[2]
    if len(steps) > 2 and steps[0] in ("foundation", "workload") and steps[2] in KINDS:
        del steps[2]
    return [step for step in steps if step != "[key]"]


def _unknown_key(_item: Mapping[str, Any], path: tuple[str, ...], _context: Mapping[str, Any]) -> tuple[str, str]:
    return f"unknown key '{path[-1]}'", did_you_mean(path[-1], _fields_at(_item["loc"][:-1]))


def _missing(_item: Mapping[str, Any], path: tuple[str, ...], _context: Mapping[str, Any]) -> tuple[str, str]:
    return f"'{path[-1]}' is missing", f"add '{path[-1]}:'"


def _no_kind(_item: Mapping[str, Any], _path: tuple[str, ...], _context: Mapping[str, Any]) -> tuple[str, str]:
    return "a block without a kind", f"add 'kind:' with one of {', '.join(KINDS)}"


def _wrong_kind(_item: Mapping[str, Any], _path: tuple[str, ...], context: Mapping[str, Any]) -> tuple[str, str]:
    kind = str(context["tag"])
    return f"no kind of block '{kind}'", did_you_mean(kind, KINDS)


def _wrong_word(item: Mapping[str, Any], _path: tuple[str, ...], context: Mapping[str, Any]) -> tuple[str, str]:
    known = [word.strip().strip("'") for word in str(context["expected"]).replace(" or ", ", ").split(",")]
    return f"'{shown(item['input'])}' is not allowed here", f"one of {', '.join(known)}"


def _wrong_form(item: Mapping[str, Any], _path: tuple[str, ...], context: Mapping[str, Any]) -> tuple[str, str]:
    return f"'{shown(item['input'])}' does not have the form asked for", f"it must match {context['pattern']}"


def _own(item: Mapping[str, Any], _path: tuple[str, ...], _context: Mapping[str, Any]) -> tuple[str, str]:
    return str(item["msg"]).removeprefix("Value error, "), ""


def _plain(item: Mapping[str, Any], _path: tuple[str, ...], _context: Mapping[str, Any]) -> tuple[str, str]:
    message = str(item["msg"])
    given = item.get("input")
    scalar = isinstance(given, (str, int, float, bool)) or given is None
    return f"{message[:1].lower()}{message[1:]}", f"it says '{shown(given)}'" if scalar else ""


def shown(value: object) -> str:
    """A value short enough for a message; what could be a secret is long, and is cut."""
    text = str(value)
    return text if len(text) <= 40 else f"{text[:20]}…"


_TOLD: Final = {
    "extra_forbidden": _unknown_key,
    "literal_error": _wrong_word,
    "missing": _missing,
    "string_pattern_mismatch": _wrong_form,
    "union_tag_invalid": _wrong_kind,
    "union_tag_not_found": _no_kind,
    "value_error": _own,
}


def _fields_at(loc: tuple[int | str, ...]) -> list[str]:
    """The keys that may stand at a place in the file, found by walking the models' types."""
    hint: Any = System
    for step in loc:
        hint = _below(hint, str(step))
    return _names(hint)


def _below(hint: Any, step: str) -> Any:
    if isinstance(hint, type) and issubclass(hint, BaseModel):
        by_alias = {field.alias or name: field.annotation for name, field in hint.model_fields.items()}
        return by_alias.get(step, hint)
    if step in KINDS:
        return KINDS[step]
    arguments = [part for part in typing.get_args(hint) if part is not type(None)]
    if typing.get_origin(hint) is typing.Annotated:
        return _below(arguments[0], step)
    return arguments[-1] if arguments else hint


def _names(hint: Any) -> list[str]:
    if isinstance(hint, type) and issubclass(hint, BaseModel):
        return [field.alias or name for name, field in hint.model_fields.items()]
    return [name for part in typing.get_args(hint) for name in _names(part)]
