"""What is wrong with a value, in a person's words: pydantic's errors retold with key, suggestion and Japanese."""

from __future__ import annotations

import datetime
import types
import typing
from collections.abc import Mapping
from typing import Any, Final

from pydantic import BaseModel

from govcloud.blocks import KINDS, AnyBlock
from govcloud.errors import Text, did_you_mean
from govcloud.systems.cloud import CLOUDS, Account
from govcloud.systems.environment import Environment
from govcloud.systems.system import System

Complaint = tuple[tuple[str, ...], str, str, str]
"""Path of keys, message, hint, Japanese."""

_JA: Final[Mapping[str, str]] = {
    "bool_parsing": "true か false を書く",
    "bool_type": "true か false を書く",
    "dict_type": "キーと値の組を書く",
    "extra_forbidden": "知らない項目",
    "greater_than_equal": "値が小さすぎる",
    "int_from_float": "整数を書く",
    "int_parsing": "整数を書く",
    "int_parsing_size": "整数が大きすぎる",
    "int_type": "整数を書く",
    "ip_v4_network": "IPv4のアドレス範囲を書く(例: 10.20.0.0/16)",
    "less_than_equal": "値が大きすぎる",
    "list_type": "リストを書く",
    "literal_error": "許される値ではない",
    "mapping_type": "キーと値の組を書く",
    "missing": "必須の項目がない",
    "model_attributes_type": "キーと値の組を書く",
    "model_type": "キーと値の組を書く",
    "string_pattern_mismatch": "形式が違う",
    "string_too_long": "長すぎる",
    "string_too_short": "短すぎる",
    "string_type": "文字列を書く",
    "too_long": "多すぎる",
    "too_short": "足りない",
    "tuple_type": "リストを書く",
    "union_tag_invalid": "知らない種類(kind)",
    "union_tag_not_found": "kind がない",
}


def complaint(item: Mapping[str, Any], accounts: Mapping[str, type[Account]]) -> Complaint:
    """One of pydantic's errors retold. `accounts` are the clouds' account models, for suggestions."""
    path = tuple(_path(item["loc"], named=item["type"] == "extra_forbidden"))
    kind, context = item["type"], item.get("ctx", {})
    if kind == "extra_forbidden":
        message: str = Text(f"unknown key '{path[-1]}'", f"知らない項目 '{path[-1]}'")
        hint: str = did_you_mean(path[-1], fields_at(item["loc"][:-1], accounts))
    else:
        message, hint = _TOLD.get(kind, _plain)(item, path, context)
    ja = message.ja if isinstance(message, Text) else _JA.get(kind, "") or context.get("ja", "")
    return path, message, hint, ja


def _path(loc: tuple[int | str, ...], *, named: bool) -> list[str]:
    """Without the steps that pydantic adds: the tag of a union, "[key]" at the end (unless a key is really `named`
    so), and our own `accounts` level."""
    steps = [str(step) for step in loc]
    if steps[:1] == ["environments"] and len(steps) > 2 and steps[2] == "accounts":
        del steps[2]
    if len(steps) > 2 and steps[0] in ("foundation", "workload") and steps[2] in KINDS:
        del steps[2]
    return steps[:-1] if steps[-1] == "[key]" and len(steps) > 1 and not named else steps


def _missing(_item: Mapping[str, Any], path: tuple[str, ...], _context: Mapping[str, Any]) -> tuple[str, str]:
    name = path[-1]
    return Text(f"'{name}' is missing", f"必須の項目 '{name}' がない"), Text(f"add '{name}:'", f"'{name}:' を加える")


def _no_kind(_item: Mapping[str, Any], _path: tuple[str, ...], _context: Mapping[str, Any]) -> tuple[str, str]:
    kinds = ", ".join(KINDS)
    return "a block without a kind", Text(f"add 'kind:' with one of {kinds}", f"'kind:' を加える。種類: {kinds}")


def _wrong_kind(_item: Mapping[str, Any], _path: tuple[str, ...], context: Mapping[str, Any]) -> tuple[str, str]:
    kind = str(context["tag"])
    return Text(f"no kind of block '{kind}'", f"知らない種類(kind) '{kind}'"), did_you_mean(kind, KINDS)


def _wrong_word(item: Mapping[str, Any], _path: tuple[str, ...], context: Mapping[str, Any]) -> tuple[str, str]:
    known = [word.strip().strip("'") for word in str(context["expected"]).replace(" or ", ", ").split(",")]
    given, listed = shown(item["input"]), ", ".join(known)
    if isinstance(item["input"], str) and item["input"] in known and "'" not in str(context["expected"]):
        return (
            Text(f"the text '{given}' is not allowed here", f"文字列 '{given}' は許される値ではない"),
            _without_quotes(given),
        )
    return (
        Text(f"'{given}' is not allowed here", f"'{given}' は許される値ではない"),
        Text(f"one of {listed}", f"次のいずれか: {listed}"),
    )


def _without_quotes(given: str) -> Text:
    return Text(f"write it without quotes: {given}", f"引用符なしで書く: {given}")


def _wrong_form(item: Mapping[str, Any], _path: tuple[str, ...], context: Mapping[str, Any]) -> tuple[str, str]:
    given, pattern = shown(item["input"]), context["pattern"]
    return (
        Text(f"'{given}' does not have the form asked for", f"'{given}' の形式が違う"),
        Text(f"it must match {pattern}", f"正しい形式: {pattern}"),
    )


def _no_text(item: Mapping[str, Any], path: tuple[str, ...], _context: Mapping[str, Any]) -> tuple[str, str]:
    if isinstance(item["input"], (bool, int, float, datetime.date)):
        said = _said(item, path)
        hint = Text(f"put it in quotes{said}", f"引用符で囲む{said.ja}")
        return "a text is needed here, and this reads as something else", hint
    return "a text is needed here", ""


def _no_map(item: Mapping[str, Any], path: tuple[str, ...], _context: Mapping[str, Any]) -> tuple[str, str]:
    return "a map of keys is needed here", _alone(_said(item, path))


def _no_list(item: Mapping[str, Any], path: tuple[str, ...], _context: Mapping[str, Any]) -> tuple[str, str]:
    given = shown(item["input"])
    return "a list is needed here", Text(f"write [{given}]", f"[{given}] と書く") if isinstance(
        item["input"], str
    ) else ""


def _no_number(item: Mapping[str, Any], path: tuple[str, ...], _context: Mapping[str, Any]) -> tuple[str, str]:
    given = item["input"]
    if isinstance(given, str) and given.isdecimal():
        return "a whole number is needed here, and this is a text", _without_quotes(given)
    return "a whole number is needed here", _alone(_said(item, path))


def _no_date(item: Mapping[str, Any], path: tuple[str, ...], _context: Mapping[str, Any]) -> tuple[str, str]:
    said = _said(item, path)
    hint = Text(f"write it as 2027-04-01{said}", f"2027-04-01 の形で書く{said.ja}")
    return Text("a date is needed here", "日付が必要である"), hint


def _own(item: Mapping[str, Any], _path: tuple[str, ...], _context: Mapping[str, Any]) -> tuple[str, str]:
    return str(item["msg"]).removeprefix("Value error, "), ""


def _plain(item: Mapping[str, Any], path: tuple[str, ...], _context: Mapping[str, Any]) -> tuple[str, str]:
    message = str(item["msg"]).replace("Input should be ", "must be ").replace("Tuple should", "a list should")
    return f"{message[:1].lower()}{message[1:]}", _alone(_said(item, path))


def _said(item: Mapping[str, Any], path: tuple[str, ...]) -> Text:
    """What stands there, as the end of a hint. Never below settings and options: it may be a secret."""
    given = item.get("input")
    if not isinstance(given, (str, int, float, datetime.date)) or not _HIDING.isdisjoint(path):
        return Text("", "")
    return Text(f"; it says '{shown(given)}'", f"。今の値: '{shown(given)}'")


def _alone(said: Text) -> Text:
    """The same where nothing is in front of it."""
    return Text(said.removeprefix("; "), said.ja.removeprefix("。"))


def shown(value: object) -> str:
    """A value short enough for a message; what could be a secret is long, and is cut."""
    text = str(value)
    return text if len(text) <= 40 else f"{text[:20]}…"


_HIDING: Final = frozenset({"options", "settings"})

_TOLD: Final = {
    "date_from_datetime_inexact": _no_date,
    "date_from_datetime_parsing": _no_date,
    "date_parsing": _no_date,
    "date_type": _no_date,
    "dict_type": _no_map,
    "int_type": _no_number,
    "list_type": _no_list,
    "literal_error": _wrong_word,
    "mapping_type": _no_map,
    "missing": _missing,
    "model_attributes_type": _no_map,
    "model_type": _no_map,
    "refused": _own,
    "string_pattern_mismatch": _wrong_form,
    "string_type": _no_text,
    "tuple_type": _no_list,
    "union_tag_invalid": _wrong_kind,
    "union_tag_not_found": _no_kind,
    "value_error": _own,
}


def fields_at(loc: tuple[int | str, ...], accounts: Mapping[str, type[Account]]) -> list[str]:
    """The keys that may stand at a place in the file, found by walking the models' types."""
    if loc[:1] == ("environments",) and loc[2:3] == ("accounts",):
        hint: Any = accounts.get(str(loc[3]))
        loc = loc[4:]
    else:
        hint = System
    for step in loc:
        hint = _below(hint, str(step))
    return _names(hint)


def _below(hint: Any, step: str) -> Any:
    if isinstance(hint, type) and issubclass(hint, BaseModel):
        by_alias = {field.alias or name: field.annotation for name, field in hint.model_fields.items()}
        return by_alias.get(step)
    if hint == AnyBlock:
        return KINDS.get(step)
    arguments = [part for part in typing.get_args(hint) if part not in (type(None), Ellipsis)]
    if typing.get_origin(hint) is typing.Annotated:
        return _below(arguments[0], step)
    if len(arguments) == 1 and isinstance(hint, types.UnionType):
        return _below(arguments[0], step)
    return arguments[-1] if arguments else None


def _names(hint: Any) -> list[str]:
    if hint is Environment:
        return [*(name for name in hint.model_fields if name != "accounts"), *CLOUDS]
    if isinstance(hint, type) and issubclass(hint, BaseModel):
        return [field.alias or name for name, field in hint.model_fields.items()]
    return [name for part in typing.get_args(hint) for name in _names(part)]
