"""YAML read for people: plain data plus the line of every key, and a refusal of what could hurt.

Refused: files over 1 MiB, text that is not UTF-8, duplicate and merge keys, tags, and aliases that would expand beyond
measure. A file read here cannot make the reader run code or eat memory. Plain words mean what YAML 1.2 says: `no` and
`on` are words, not booleans. PyYAML only composes; what a scalar is gets decided here.
"""

from __future__ import annotations

import dataclasses
import datetime
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from govcloud.errors import FileError, Problem, Text, UsageError

LARGEST_BYTES: Final = 1024 * 1024
"""A system file has a few hundred lines; a megabyte is somebody's mistake or attack."""
MOST_VALUES: Final = 100_000
"""Values after aliases are expanded."""
DEEPEST: Final = 50
"""Levels of nesting. A system file has eight; composing recurses, and in C it has no floor."""

Path_ = tuple[str, ...]
_ALIAS_HINT: Final = "quote a text that starts with '*' or '&'"
_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_INTEGER: Final = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})")
_NUMBER: Final = re.compile(r"[-+]?([0-9]+\.[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?")
_WORDS: Final[dict[str, bool | None]] = {
    word: value
    for spelling, value in (("true", True), ("false", False), ("null", None))
    for word in (spelling, spelling.capitalize(), spelling.upper())
} | {"~": None, "": None}


@dataclasses.dataclass(frozen=True, slots=True)
class Document:
    """The data of a file and the line (from 1) of every key in it, by the path of keys.

    `problems` are mistakes that leave the rest readable (a key twice, no such date), to be told with all others.
    """

    file: str
    data: dict[str, Any]
    lines: dict[Path_, int]
    problems: tuple[Problem, ...] = ()

    def line(self, path: Path_) -> int:
        """The line of a path, or of the nearest thing above it that the file has."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def read(path: Path) -> Document:
    """The file's document; `UsageError` where it cannot be opened, `FileError` where it cannot be used."""
    try:
        if not path.is_file():
            raise UsageError(
                f"{path}: no such file (start one with 'govcloud new AGENCY SYSTEM')",
                ja=f"{path}: ファイルがない('govcloud new 機関 システム' で作れる)",
            )
        if path.stat().st_size > LARGEST_BYTES:
            raise _refused(
                path,
                Text(f"larger than {LARGEST_BYTES // 1024} KiB", f"{LARGEST_BYTES // 1024} KiBを超えている"),
                Text("a system file has a few hundred lines", "システムファイルは数百行程度である"),
            )
        written = path.read_bytes()
    except OSError as error:
        reason = f"{path}: cannot be read: {error.strerror}"
        raise UsageError(reason, ja=f"{path}: 読めない: {error.strerror}") from None
    try:
        return parse(written.decode("utf-8-sig"), path)
    except UnicodeDecodeError as error:
        line = written[: error.start].count(b"\n") + 1
        raise _refused(
            path,
            Text("not UTF-8 text", "UTF-8の文字列ではない"),
            Text("save it as UTF-8 (not Shift_JIS or EUC-JP)", "UTF-8で保存する(Shift_JISやEUC-JPは不可)"),
            line,
        ) from None


def parse(text: str, path: Path) -> Document:
    """The document in a text; `path` is for messages."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    reader = _Reader(path)
    try:
        _refuse_early(path, yaml.parse(text, Loader=loader))
        node = yaml.compose(text, Loader=loader)
        data = reader.value(node, ()) if node is not None else {}
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        message = str(error.problem or error.context or "not YAML").splitlines()[0]
        hint = (
            _ALIAS_HINT
            if "alias" in message
            else Text(
                "mind the indentation: two spaces a level, no tabs", "字下げを確かめる(1段につき空白2つ、タブ不可)"
            )
        )
        raise _refused(
            path,
            Text(f"not valid YAML: {message}", f"YAMLとして正しくない: {message}"),
            hint,
            mark.line + 1 if mark else 1,
        ) from None
    except yaml.YAMLError as error:
        line = text.count("\n", 0, getattr(error, "position", 0)) + 1
        message = str(error).splitlines()[0]
        raise _refused(
            path,
            Text(f"not valid YAML: {message}", f"YAMLとして正しくない: {message}"),
            Text("remove the invisible character", "見えない文字を取り除く"),
            line,
        ) from None
    if data is None:
        data = {}
    if not isinstance(data, dict):
        raise _refused(
            path,
            Text("not a map of keys", "キーと値の組ではない"),
            Text("a system file starts with 'schema_version: 1'", "システムファイルは 'schema_version: 1' で始まる"),
            1,
        )
    return Document(str(path), data, reader.lines, tuple(reader.problems))


def _refuse_early(path: Path, events: Iterable[Any]) -> None:
    """Refuse what must not even be composed: tags, and nesting that would exhaust the composer's stack."""
    depth = 0
    for event in events:
        if tag := getattr(event, "tag", None):
            line = event.start_mark.line + 1
            raise _refused(
                path,
                Text(f"tag {tag} is not allowed", f"タグ {tag} は使えない"),
                Text("write a plain value, or quote it", "普通の値を書くか、引用符で囲む"),
                line,
            )
        kind = type(event).__name__
        depth += kind in ("MappingStartEvent", "SequenceStartEvent")
        depth -= kind in ("MappingEndEvent", "SequenceEndEvent")
        if depth > DEEPEST:
            line = event.start_mark.line + 1
            raise _refused(
                path,
                Text(f"nested deeper than {DEEPEST} levels", f"入れ子が{DEEPEST}段を超えている"),
                Text("a system file has eight", "システムファイルは8段までである"),
                line,
            )


def scalar(text: str) -> Any:
    """What a plain (unquoted) scalar means by YAML 1.2's core schema, and dates as `YYYY-MM-DD`."""
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    if _NUMBER.fullmatch(text):
        return float(text)
    return datetime.date.fromisoformat(text) if _DATE.fullmatch(text) else text


class _Reader:
    """Turns composed nodes into data, noting lines. Aliases are the same node again: each time they count anew."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.lines: dict[Path_, int] = {}
        self.problems: list[Problem] = []
        self.count = 0
        self.open: set[int] = set()

    def value(self, node: Any, path: Path_) -> Any:
        self.count += 1
        line = node.start_mark.line + 1
        if self.count > MOST_VALUES:
            raise _refused(
                self.path,
                Text("aliases expand to too much", "エイリアスの展開が大きすぎる"),
                Text("write the values out", "値をそのまま書く"),
                line,
            )
        if id(node) in self.open:
            raise _refused(
                self.path,
                Text("an alias contains itself", "エイリアスが自分自身を含む"),
                Text("write the values out", "値をそのまま書く"),
                line,
            )
        self.open.add(id(node))
        try:
            return self._read(node, path)
        finally:
            self.open.discard(id(node))

    def _read(self, node: Any, path: Path_) -> Any:
        if isinstance(node.value, str):
            return self._scalar(node, path)
        if str(node.tag).endswith(":seq"):
            return [self._at(item, (*path, str(index))) for index, item in enumerate(node.value)]
        result: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = self._key(key_node)
            here = (*path, key)
            if key in result:
                first = self.lines[here]
                self._problem(
                    f"'{key}' is here twice (first in line {first})",
                    key_node,
                    here,
                    Text("remove one", "一方を消す"),
                    "重複",
                )
            if key == "<<" and key_node.style in (None, ""):
                self._problem(
                    "'<<' merges nothing here",
                    key_node,
                    here,
                    Text("write the values out", "値をそのまま書く"),
                    "'<<' は使えない",
                )
            self.lines.setdefault(here, key_node.start_mark.line + 1)
            result[key] = self.value(value_node, here)
        return result

    def _scalar(self, node: Any, path: Path_) -> Any:
        try:
            return scalar(node.value) if node.style in (None, "") else str(node.value)
        except ValueError:
            self._problem(
                f"'{node.value}' is no date",
                node,
                path,
                Text("write a real date, or quote it", "実在の日付を書くか、引用符で囲む"),
                "日付ではない",
            )
            return str(node.value)

    def _at(self, node: Any, path: Path_) -> Any:
        self.lines[path] = node.start_mark.line + 1
        return self.value(node, path)

    def _key(self, node: Any) -> str:
        if not isinstance(node.value, str):
            raise _refused(
                self.path,
                Text("a key that is a list or map", "キーがリストまたは組になっている"),
                Text("write plain keys", "普通のキーを書く"),
                node.start_mark.line + 1,
            )
        return str(node.value)

    def _problem(self, message: str, node: Any, path: Path_, hint: str, ja: str) -> None:
        key, line = ".".join(path), node.start_mark.line + 1
        self.problems.append(Problem(message, str(self.path), line, key, hint, ja=f"'{key}': {ja}"))


def _refused(path: Path, message: str, hint: str, line: int = 0) -> FileError:
    return FileError([Problem(message, file=str(path), line=line, hint=hint)])
