"""The facts of one system, found by kind and by subject, in an order that does not depend on how they arrived."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Final, TypeVar

from govcloud.facts import Fact, Holds, Permits, Reachable

_F = TypeVar("_F", bound=Fact)


def _single(_fact: Fact) -> str:
    return ""


def _grant(fact: Fact) -> str:
    return f"{fact.principal} on {fact.on}: {' '.join(fact.actions)}".strip() if isinstance(fact, Permits) else ""


def _ports(fact: Fact) -> str:
    return " ".join(f"{low}-{high}" for low, high in fact.ports) if isinstance(fact, Reachable) else ""


def _name(fact: Fact) -> str:
    return fact.name if isinstance(fact, Holds) else ""


_PART: Final[dict[type[Fact], Callable[[Fact], str]]] = {Holds: _name, Permits: _grant, Reachable: _ports}
"""Kinds of which one subject often has several facts, and what tells those apart while their values change."""


class Facts:
    """An index over facts. Facts that are equal in everything count once."""

    def __init__(self, facts: Iterable[Fact]) -> None:
        arrived: defaultdict[type[Fact], list[Fact]] = defaultdict(list)
        for fact in facts:
            arrived[type(fact)].append(fact)
        self._rows = {kind: tuple(_rows(members)) for kind, members in arrived.items()}
        self._subjects: dict[type[Fact], dict[str, list[Fact]]] = {}

    def rows(self, kind: type[Fact]) -> tuple[tuple[Fact, str], ...]:
        """The facts of one kind, each with what tells it from others of its kind, subject and aspect ("" if alone)."""
        return self._rows.get(kind, ())

    def of(self, kind: type[_F]) -> Iterator[_F]:
        """The facts of one kind, by subject and aspect."""
        return (fact for fact, _part in self.rows(kind) if isinstance(fact, kind))

    def on(self, subject: str, kind: type[_F], what: str) -> tuple[_F, ...]:
        """The facts of one kind and aspect on one subject. Indexed at first use of the kind."""
        if kind not in self._subjects:
            index = self._subjects[kind] = defaultdict(list)
            for fact, _part in self.rows(kind):
                index[fact.subject].append(fact)
        found = self._subjects[kind].get(subject, ())
        return tuple(fact for fact in found if isinstance(fact, kind) and fact.what == what)

    def speaks_of(self, kind: type[Fact], what: str) -> bool:
        """Whether any subject has a fact of this kind and aspect."""
        return any(fact.what == what for fact, _part in self.rows(kind))

    def __iter__(self) -> Iterator[Fact]:
        for rows in self._rows.values():
            yield from (fact for fact, _part in rows)


def _place(fact: Fact) -> tuple[str, str]:
    return fact.subject, fact.what


def _rows(facts: list[Fact]) -> Iterator[tuple[Fact, str]]:
    part = _PART.get(type(facts[0]), _single)
    facts.sort(key=_place)
    for _key, group in itertools.groupby(facts, _place):
        alike = list(group)
        if len(alike) == 1:
            yield alike[0], part(alike[0])
        else:
            yield from _told_apart(sorted(alike, key=repr), part)


def _told_apart(facts: list[Fact], part: Callable[[Fact], str]) -> Iterator[tuple[Fact, str]]:
    seen: defaultdict[str, int] = defaultdict(int)
    for fact in dict.fromkeys(facts):
        name = part(fact)
        seen[name] += 1
        yield fact, f"{name}#{seen[name]}" if seen[name] > 1 else name
