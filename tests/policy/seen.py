"""A recogniser of the tests' own types, so that what the pack does can be told from what the clouds' see."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from govcloud.facts import UNKNOWN, AtRest, Classified, Fact, Key, KeyLevel, Place, Placed
from govcloud.graph import Graph, Resource

TODAY = datetime.date(2026, 4, 1)
STORE, KEY, SOFT_KEY = "example:index:Store", "example:index:Key", "example:index:SoftKey"
KNOWN = (STORE, KEY, SOFT_KEY)
_PLACES = {"osaka": Place.OSAKA, "tokyo": Place.TOKYO}


def observe(graph: Graph) -> Iterator[Fact]:
    """A store has a place and perhaps a key; a soft key is not in hardware; nothing else is known."""
    for resource in graph:
        if resource.custom and not resource.is_provider:
            yield Classified(subject=resource.urn, what="type", known=resource.type in KNOWN, token=resource.type)
        if resource.type == SOFT_KEY:
            yield Key(subject=resource.urn, what="encryption", level=KeyLevel.K1, hsm=False)
        if resource.type == STORE:
            yield from _store(resource, graph)


def _store(resource: Resource, graph: Graph) -> Iterator[Fact]:
    place = resource.at("place")
    where = UNKNOWN if place is UNKNOWN else _PLACES.get(place, Place.ABROAD)
    yield Placed(subject=resource.urn, what="primary", where=where, raw=str(place))
    key = graph.ref(resource, "key", KEY)
    if key is UNKNOWN:
        yield AtRest(subject=resource.urn, what="objects", level=UNKNOWN, known_key=UNKNOWN)
    elif isinstance(key, Resource):
        yield AtRest(subject=resource.urn, what="objects", level=KeyLevel.K1, known_key=True, key=key.urn)
    else:
        name = getattr(key, "value", "")
        level = KeyLevel.K1 if name else KeyLevel.K0
        yield AtRest(subject=resource.urn, what="objects", level=level, known_key=not name, key=name)
