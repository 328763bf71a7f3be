"""Cloud Logging's query language, as far as filters of sinks and alarms go: does a filter take in this entry?"""

from __future__ import annotations

import dataclasses
import functools
import re
from collections.abc import Callable, Mapping
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


Answer: TypeAlias = bool | None
_Test: TypeAlias = Callable[[Entry], Answer]


def takes_in(query: Value, entry: Entry) -> Answer:
    """Whether a filter takes in an entry; `None` where that cannot be told. An empty filter takes in everything."""
    if query is UNKNOWN:
        return None
    if not isinstance(query, str) or not query.strip():
        return True
    test = _read(query)
    return None if test is None else test(entry)


@functools.lru_cache(maxsize=256)
def _read(query: str) -> _Test | None:
    """The filter as a test; `None` where it is not understood. A large system asks one filter hundreds of times."""
    try:
        reader = _Reader(_tokens(query))
        test = reader.either()
        return test if reader.done() else None
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
    """Makes tests of tokens. NOT binds closest, then OR, then AND, as Cloud Logging has it."""

    tokens: list[tuple[str, str]]
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

    def either(self) -> _Test:
        """A conjunction of disjunctions; terms side by side are joined by AND."""
        tests = [self.some()]
        while not self.done() and self.peek()[1] != ")":
            if self.peek()[1].upper() == "AND":
                self.take()
            tests.append(self.some())
        return _all(tests)

    def some(self) -> _Test:
        tests = [self.one()]
        while self.peek()[1].upper() == "OR" and self.peek()[0] == "word":
            self.take()
            tests.append(self.one())
        return _any(tests)

    def one(self) -> _Test:
        kind, value = self.peek()
        if kind == "word" and value.upper() == "NOT":
            self.take()
            return _not(self.one())
        if value == "(" and kind == "paren":
            return self.enclosed()
        return self.term()

    def enclosed(self) -> _Test:
        self.take("(")
        test = self.either()
        self.take(")")
        return test

    def term(self) -> _Test:
        kind, name = self.peek()
        if kind != "word" or name.upper() in _WORDS:
            raise _Unreadable(name)
        self.take()
        if name.lower() == "log_id":
            self.take("(")
            wanted = _text(self.take())
            self.take(")")
            return _log_id(wanted)
        if self.peek()[0] != "op":
            raise _Unreadable(name)
        operator = self.take()
        return _compared(name, operator, self.values())

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


def _log_id(wanted: str) -> _Test:
    def test(entry: Entry) -> Answer:
        name = entry.get("logName")
        return None if name is None else name.replace("%2F", "/").endswith(f"/logs/{wanted}")

    return test


def _compared(field: str, operator: str, wanted: list[str]) -> _Test:
    """Whether a field compares with any of the values. Of an absent field nothing is known."""
    compare = _comparison(operator, wanted)

    def test(entry: Entry) -> Answer:
        seen = entry.get(field)
        return None if seen is None else compare(seen)

    return test


def _comparison(operator: str, wanted: list[str]) -> Callable[[str], bool]:
    lower = frozenset(value.lower() for value in wanted)
    if operator == "=":
        return lambda seen: seen.lower() in lower
    if operator == "!=":
        return lambda seen: lower != {seen.lower()}
    if operator == ":":
        return lambda seen: any(value == "*" or value in seen.replace("%2F", "/").lower() for value in lower)
    if operator in ("=~", "!~"):
        patterns = [_pattern(value) for value in wanted]
        return lambda seen: any((pattern.search(seen) is not None) is (operator == "=~") for pattern in patterns)
    raise _Unreadable(operator)


def _pattern(text: str) -> re.Pattern[str]:
    try:
        return re.compile(text)
    except re.error as error:
        raise _Unreadable(text) from error


def _not(test: _Test) -> _Test:
    def turned(entry: Entry) -> Answer:
        answer = test(entry)
        return None if answer is None else not answer

    return turned


def _all(tests: list[_Test]) -> _Test:
    return tests[0] if len(tests) == 1 else lambda entry: _first(tests, entry, False)


def _any(tests: list[_Test]) -> _Test:
    return tests[0] if len(tests) == 1 else lambda entry: _first(tests, entry, True)


def _first(tests: list[_Test], entry: Entry, decides: bool) -> Answer:
    """`decides` as soon as one test says so; else nothing is known where one does not know."""
    unknown = False
    for test in tests:
        answer = test(entry)
        if answer is decides:
            return decides
        unknown = unknown or answer is None
    return None if unknown else not decides
