"""Promises: the facts a block guarantees, named so that a cloud can declare one lost and a system can accept that."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator

from govcloud.facts.fact import Fact


@dataclasses.dataclass(frozen=True, slots=True)
class Promise:
    """One guarantee. `name` is unique within its block: `accepts: [{loses: <name>}]` refers to it."""

    name: str
    fact: Fact


def merged(facts: Iterable[Fact]) -> Iterator[Fact]:
    """Facts of one kind, subject and aspect joined into one that says all they say.

    Later facts win where two say the same field differently: a degradation follows the promise it weakens.
    """
    joined: dict[tuple[type[Fact], str, str], Fact] = {}
    for fact in facts:
        key = (type(fact), fact.subject, fact.what)
        before = joined.get(key)
        joined[key] = fact if before is None else _joined(before, fact)
    yield from joined.values()


def _joined(before: Fact, after: Fact) -> Fact:
    said = {f.name: getattr(after, f.name) for f in dataclasses.fields(after)}
    return dataclasses.replace(before, **{name: value for name, value in said.items() if value not in (None, "", ())})
