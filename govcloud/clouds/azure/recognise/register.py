"""How a type's row is written: its place, its key, what data it holds; and the ways in which places are read."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from typing import Final

from govcloud.clouds.azure.recognise.arm import target
from govcloud.clouds.azure.regions import exception, place_of
from govcloud.facts import UNKNOWN, Fact, Place, Placed
from govcloud.graph import Entry, Graph, Recogniser, Register, Resource, nothing

REGISTER: Final = Register("azure-native")
GROUP: Final = "azure-native:resources:ResourceGroup"


def recognise(
    token: str, *, place: Recogniser, key: Recogniser = nothing, data: str = "", note: str = ""
) -> Callable[[Recogniser], Recogniser]:
    """Register a type: its row in the residency ledger (`place`) and in the key register (`key`, `data`)."""

    def of(facts: Recogniser) -> Recogniser:
        REGISTER.add(Entry(token, place, key, facts, data, note))
        return facts

    return of


def plain(*tokens: str, place: Recogniser, note: str = "") -> None:
    """Register types that hold no data and about which nothing is to be said but where they are."""
    for token in tokens:
        recognise(token, place=place, note=note)(nothing)


def raw_location(resource: Resource, graph: Graph) -> object:
    """The location that holds: the resource's own, else its group's, else the provider's (the SDK's order)."""
    own = resource.at("location")
    if own is not None:
        return own
    group = target(graph, resource, "resourceGroupName", GROUP)
    if isinstance(group, Resource) and group.at("location") is not None:
        return group.at("location")
    provider = graph.provider_of(resource)
    return UNKNOWN if provider is None else provider.at("location", UNKNOWN)


def located(resource: Resource, graph: Graph) -> Iterator[Fact]:
    """A regional resource: where its `location` says."""
    yield placed(resource, raw_location(resource, graph))


def placed(resource: Resource, raw: object, what: str = "primary", excepted: str = "") -> Placed:
    """The fact for one location; a named exception goes with `global` only."""
    where = place_of(raw)
    allowed = exception(excepted) if excepted and where is Place.GLOBAL else ""
    return Placed(subject=resource.urn, what=what, where=where, exception=allowed, raw=str(raw))


def worldwide(name: str) -> Recogniser:
    """A service without a region: `global`, under a named exception. Another location is read as it stands."""

    def read(resource: Resource, _graph: Graph) -> Iterator[Fact]:
        yield placed(resource, resource.at("location", "global"), excepted=name)

    return read


def placeless(name: str) -> Recogniser:
    """Something that Azure Resource Manager keeps without a region, under a named exception. A `location` on it would
    be its identity's."""

    def read(resource: Resource, _graph: Graph) -> Iterator[Fact]:
        yield placed(resource, "global", excepted=name)

    return read


def within(path: str, *types: str) -> Recogniser:
    """A child, which is where its parent is; the parent is named at `path`."""

    def read(resource: Resource, graph: Graph) -> Iterator[Fact]:
        parent = target(graph, resource, path, *types)
        entry = REGISTER.entries.get(parent.type) if isinstance(parent, Resource) else None
        if entry is None or not isinstance(parent, Resource):
            yield placed(resource, UNKNOWN)
            return
        for fact in entry.place(parent, graph):
            yield dataclasses.replace(fact, subject=resource.urn)

    return read
