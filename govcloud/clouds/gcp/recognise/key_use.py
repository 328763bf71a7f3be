"""Which key encrypts what a Google Cloud resource holds, and whether the system has that key."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterator
from typing import Final, TypeAlias

from govcloud.clouds.gcp.recognise.places import owner_place
from govcloud.facts import UNKNOWN, AtRest, KeyLevel, Place, Placed, Unknown
from govcloud.graph import Ambiguous, Graph, Recogniser, Resource, Value, nothing

CRYPTO_KEY: Final = "gcp:kms/cryptoKey:CryptoKey"
_PATH: Final = re.compile(
    r"projects/(?P<project>[^/]+)/locations/(?P<location>[^/]+)/keyRings/(?P<ring>[^/]+)/cryptoKeys/(?P<key>[^/]+)"
)

Data: TypeAlias = str | Callable[[Resource, Graph], str]


def keyed(path: str, data: Data, exception: str, placed: Recogniser) -> Recogniser:
    """The recogniser of a type's encryption; of nothing for a type that holds no data."""
    if not data:
        return nothing

    def read(resource: Resource, graph: Graph) -> Iterator[AtRest]:
        what = data if isinstance(data, str) else data(resource, graph)
        if exception:
            yield own_key(resource, what, exception)
        else:
            yield at_rest(resource, graph, path, what, _place(resource, graph, placed))

    return read


def inherited(path: str, owner_path: str, owner: tuple[str, str], data: str, placed: Recogniser) -> Recogniser:
    """The recogniser of a type whose things take their owner's key where they name none; `owner` is the owner's type
    and the property of its key."""

    def read(resource: Resource, graph: Graph) -> Iterator[AtRest]:
        place = _place(resource, graph, placed)
        holder = graph.ref(resource, owner_path, owner[0])
        if resource.at(path) is not None:
            yield at_rest(resource, graph, path, data, place)
        elif isinstance(holder, Resource):
            found = at_rest(holder, graph, owner[1], data, place)
            yield dataclasses.replace(found, subject=resource.urn)
        else:
            yield AtRest(subject=resource.urn, what=data, level=UNKNOWN, known_key=UNKNOWN)

    return read


def own_key(resource: Resource, what: str, exception: str = "") -> AtRest:
    """Google's own key: everything stored is encrypted at least with that."""
    return AtRest(subject=resource.urn, what=what, level=KeyLevel.K0, known_key=True, exception=exception)


def at_rest(resource: Resource, graph: Graph, path: str, what: str, place: Place | Unknown) -> AtRest:
    """What the property at `path` says about the key of data that is in `place`."""
    value = resource.at(path)
    if value is None or value == "":
        return own_key(resource, what)
    key = key_of(resource, graph, path)
    if isinstance(key, Resource):
        return AtRest(
            subject=resource.urn, what=what, level=level_of(key), known_key=_fits(key, graph, place), key=key.urn
        )
    if key is UNKNOWN or isinstance(key, Ambiguous):
        return AtRest(subject=resource.urn, what=what, level=UNKNOWN, known_key=UNKNOWN)
    return AtRest(subject=resource.urn, what=what, level=KeyLevel.K1, known_key=False, key=str(value))


def key_of(resource: Resource, graph: Graph, path: str) -> Resource | Ambiguous | Unknown | None:
    """The key that a property names: by reference, by id, or by the path that is made of its parts' names."""
    found = graph.ref(resource, path, CRYPTO_KEY)
    if isinstance(found, (Resource, Ambiguous)) or found is UNKNOWN:
        return found  # type: ignore[return-value]
    return _by_path(graph, resource.at(path))


def _by_path(graph: Graph, value: Value) -> Resource | None:
    parts = _PATH.search(value) if isinstance(value, str) else None
    if parts is None:
        return None
    for key in graph.of_type(CRYPTO_KEY):
        if key.at("name") == parts["key"] and _in_ring(key, graph, parts):
            return key
    return None


def _in_ring(key: Resource, graph: Graph, parts: re.Match[str]) -> bool:
    ring = graph.ref(key, "keyRing", "gcp:kms/keyRing:KeyRing")
    if not isinstance(ring, Resource):
        return f"/{parts['location']}/keyRings/{parts['ring']}" in str(key.at("keyRing"))
    project = ring.at("project")
    same_project = project is None or project == parts["project"]
    return ring.at("name") == parts["ring"] and ring.at("location") == parts["location"] and same_project


def level_of(key: Resource) -> KeyLevel | Unknown:
    """Whose material a Cloud KMS key has."""
    protection, imported = key.at("versionTemplate.protectionLevel"), key.at("importOnly")
    if protection is UNKNOWN or imported is UNKNOWN:
        return UNKNOWN
    if str(protection).startswith("EXTERNAL"):
        return KeyLevel.K3
    return KeyLevel.K2 if imported else KeyLevel.K1


def _fits(key: Resource, graph: Graph, place: Place | Unknown) -> bool | Unknown:
    """Whether the key is in the place of its data: Google takes no other, and another region's is not the system's."""
    where = owner_place(key, graph, "keyRing")
    if where is UNKNOWN or place is UNKNOWN:
        return UNKNOWN
    return where is place


def _place(resource: Resource, graph: Graph, placed: Recogniser) -> Place | Unknown:
    """Where the data itself is: the resource's own place, not that of its backups."""
    own = [fact.where for fact in placed(resource, graph) if isinstance(fact, Placed) and fact.what != "backup"]
    return UNKNOWN if not own or own[0] is None else own[0]
