"""Recognisers: for each resource type, where it is, what encrypts it, and which further facts it yields."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator
from typing import Final, TypeAlias

from govcloud.errors import GovcloudError
from govcloud.facts import Classified, Fact, blurred
from govcloud.graph.graph import Graph
from govcloud.graph.resource import Resource

Recogniser: TypeAlias = Callable[[Resource, Graph], Iterable[Fact]]


@dataclasses.dataclass(frozen=True, slots=True)
class Entry:
    """One type's row in the residency ledger and the key register.

    `place` says where resources of the type are: a function of resource and graph that yields `Placed` facts.
    `keys` says what encrypts them, the same way; it yields nothing for a type that holds no data.
    `data` names what the type holds ("" for nothing). `note` is the reason of a named exception, for the ledgers.
    """

    token: str
    place: Recogniser
    keys: Recogniser
    facts: Recogniser
    data: str = ""
    note: str = ""

    def read(self, resource: Resource, graph: Graph) -> Iterator[Fact]:
        """All facts of one resource."""
        yield Classified(subject=resource.urn, what="type", known=True, token=self.token)
        yield from self.place(resource, graph)
        yield from self.keys(resource, graph)
        yield from self.facts(resource, graph)


class Register:
    """The recognisers of one cloud, by type token. Filled at import of the cloud's `recognise` package."""

    def __init__(self, package: str) -> None:
        self.package: Final = package
        self.entries: dict[str, Entry] = {}

    def add(self, entry: Entry) -> None:
        """Take in one type; a second recogniser for it is a mistake in the library."""
        if entry.token in self.entries:
            raise GovcloudError(f"two recognisers for {entry.token}")
        self.entries[entry.token] = entry

    def read(self, resource: Resource, graph: Graph) -> Iterator[Fact]:
        """The facts of one resource; a type without a recogniser yields that it is not classified.

        Where nobody can see whether something is a companion of it (in a preview), the facts that depend on it are
        not known: they are read without it and with it, and what differs is blurred.
        """
        entry = self.entries.get(resource.type)
        if entry is None:
            yield Classified(subject=resource.urn, what="type", known=False, token=resource.type)
            return
        with graph.reading() as doubted:
            seen = list(entry.read(resource, graph))
            if not doubted():
                yield from seen
                return
        with graph.reading(supposing=True):
            supposed = list(entry.read(resource, graph))
        yield from blurred(seen, supposed)


def nothing(_resource: Resource, _graph: Graph) -> Iterator[Fact]:
    """The recogniser of a type about which nothing more is to be said."""
    yield from ()
