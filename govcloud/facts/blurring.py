"""Two readings of one thing, of which nobody can see which is right: what they agree in is known, the rest is not."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from govcloud.facts.fact import Fact
from govcloud.facts.values import UNKNOWN


def blurred(one: Iterable[Fact], other: Iterable[Fact]) -> Iterator[Fact]:
    """The facts of both readings, each once. A field in which they differ is `UNKNOWN`, as is all of a fact that only
    one of them has: neither a pass nor a failure may come of it."""
    readings = _grouped(one), _grouped(other)
    for key in dict.fromkeys((*readings[0], *readings[1])):
        mine, theirs = (reading.get(key, []) for reading in readings)
        if len(mine) == len(theirs) == 1:
            yield _agreed(mine[0], theirs[0])
        else:
            yield from (fact for fact in mine if fact in theirs)
            yield from (_unseen(fact) for fact in (*mine, *theirs) if (fact in mine) != (fact in theirs))


def _grouped(facts: Iterable[Fact]) -> dict[tuple[type[Fact], str, str], list[Fact]]:
    groups: defaultdict[tuple[type[Fact], str, str], list[Fact]] = defaultdict(list)
    for fact in facts:
        groups[type(fact), fact.subject, fact.what].append(fact)
    return groups


def _fields(fact: Fact) -> Iterator[str]:
    """The fields that can be unknown, by their annotation; the others only explain."""
    return (field.name for field in dataclasses.fields(fact) if "Unknown" in str(field.type))


def _agreed(one: Fact, other: Fact) -> Fact:
    return _without(one, (name for name in _fields(one) if getattr(one, name) != getattr(other, name)))


def _unseen(fact: Fact) -> Fact:
    return _without(fact, _fields(fact))


def _without(fact: Fact, fields: Iterable[str]) -> Fact:
    unknown: dict[str, Any] = dict.fromkeys(fields, UNKNOWN)
    return dataclasses.replace(fact, **unknown)
