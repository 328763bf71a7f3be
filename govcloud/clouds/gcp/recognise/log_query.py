"""Cloud Logging's query language, as far as filters of sinks and alarms go: does a filter take in this entry?"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from typing import Final, TypeAlias

from govcloud.facts import UNKNOWN
from govcloud.graph import Value

Entry: TypeAlias = Mapping[str, str]
"""A log entry by dotted field. A field that is absent is not known, not empty."""

_TOKEN: Final = re.compile(
    r'\s*(?:(?P<text>"(?:[^"\\]|\\.)*")|(?P<op>=~|!~|!=|>=|<=|[=:<>])|(?P<paren>[()])|(?P<word>[^\s()=:!<>"]+))'
)
_WORDS: Final = frozenset({"AND", "NOT", "OR"})


class _Unreadable(Exception):
    """The filter uses what is not understood here."""


def takes_in(query: Value, entry: Entry) -> bool | None:
    """Whether a filter takes in an entry; `None` where that cannot be told. An empty filter takes in everything."""
    if query is UNKNOWN:
        return None
    if not isinstance(query, str) or not query.strip():
        return True
    try:
        reader = _Reader(_tokens(query), entry)
        answer = reader.either()
        return answer if reader.done() else None
    except _Unreadable:
        return None


def _tokens(query: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    position, query = 0, query.strip()
    while position < len(query):
        match = _TOKEN.match(query, position)
        if match is None:
            raise _Unreadable(query[position:])
        kind = str(match.lastgroup)
        found.append((kind, match.group(kind)))
        position = match.end()
    return found


@dataclasses.dataclass
class _Reader:
    """Reads and answers at once. NOT binds closest, then OR, then AND, as Cloud Logging has it."""

    tokens: list[tuple[str, str]]
    entry: Entry
    position: int = 0

    def done(self) -> bool:
        return self.position >= len(self.tokens)

    def peek(self) -> tuple[str, str]:
        return ("end", "") if self.done() else self.tokens[self.position]

    def take(self, value: str = "") -> str:
        kind, found = self.peek()
        if kind == "end" or (value and found.upper() != value):
            raise _Unreadable(found)
        self.position += 1
        return found

    def either(self) -> bool | None:
        """A conjunction of disjunctions; terms side by side are joined by AND."""
        answers = [self.some()]
        while not self.done() and self.peek()[1] != ")":
            if self.peek()[1].upper() == "AND":
                self.take()
            answers.append(self.some())
        return _all(answers)

    def some(self) -> bool | None:
        answers = [self.one()]
        while self.peek()[1].upper() == "OR" and self.peek()[0] == "word":
            self.take()
            answers.append(self.one())
        return _any(answers)

    def one(self) -> bool | None:
        kind, value = self.peek()
        if kind == "word" and value.upper() == "NOT":
            self.take()
            answer = self.one()
            return None if answer is None else not answer
        if value == "(" and kind == "paren":
            return self.enclosed()
        return self.term()

    def enclosed(self) -> bool | None:
        self.take("(")
        answer = self.either()
        self.take(")")
        return answer

    def term(self) -> bool | None:
        kind, name = self.peek()
        if kind != "word" or name.upper() in _WORDS:
            raise _Unreadable(name)
        self.take()
        if name.lower() == "log_id":
            self.take("(")
            wanted = _text(self.take())
            self.take(")")
            return _log_id(self.entry, wanted)
        if self.peek()[0] != "op":
            raise _Unreadable(name)
        operator = self.take()
        return _any([_compared(self.entry.get(name), operator, value) for value in self.values()])

    def values(self) -> list[str]:
        """One value, or several in parentheses, joined by OR."""
        if self.peek() != ("paren", "("):
            return [_text(self.take())]
        self.take("(")
        found = [_text(self.take())]
        while self.peek()[1].upper() == "OR":
            self.take()
            found.append(_text(self.take()))
        self.take(")")
        return found


def _text(token: str) -> str:
    return re.sub(r"\\(.)", r"\1", token[1:-1]) if token.startswith('"') else token


def _log_id(entry: Entry, wanted: str) -> bool | None:
    name = entry.get("logName")
    return None if name is None else name.replace("%2F", "/").endswith(f"/logs/{wanted}")


def _compared(seen: str | None, operator: str, wanted: str) -> bool | None:
    if seen is None:
        return None
    if operator == ":":
        return wanted == "*" or wanted.lower() in seen.replace("%2F", "/").lower()
    if operator in ("=~", "!~"):
        return _matches(seen, wanted) is (operator == "=~")
    if operator in ("=", "!="):
        return (seen.lower() == wanted.lower()) is (operator == "=")
    raise _Unreadable(operator)


def _matches(seen: str, wanted: str) -> bool:
    try:
        return re.search(wanted, seen) is not None
    except re.error as error:
        raise _Unreadable(wanted) from error


def _all(answers: list[bool | None]) -> bool | None:
    if False in answers:
        return False
    return None if None in answers else True


def _any(answers: list[bool | None]) -> bool | None:
    if True in answers:
        return True
    return None if None in answers else False
