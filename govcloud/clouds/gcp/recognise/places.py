"""Where a Google Cloud resource is: by its own property, by what it belongs to, or by a named exception."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from govcloud.clouds.gcp import regions
from govcloud.facts import UNKNOWN, Place, Placed, Unknown
from govcloud.graph import Graph, Recogniser, Resource, Value

_IN_PATH: Final = re.compile(r"/(?:locations|regions|zones)/([a-z0-9-]+)(?:/|$)")
_OWN: Final = ("region", "location", "zone", "replication.userManaged.replicas.0.location")


def located(spec: str) -> Recogniser:
    """The recogniser of a type's place; see `register.recognise` for the spelling."""
    if spec.startswith("global:"):
        return _exception(spec.removeprefix("global:"))
    if spec.startswith("of:"):
        return _owned(spec.removeprefix("of:"))
    return _by_property(spec)


def fact(resource: Resource, where: Place | Unknown, raw: Value = "", what: str = "primary") -> Placed:
    """One `Placed`; a location whose place is without region has no exception of its own."""
    return Placed(subject=resource.urn, what=what, where=where, raw=raw if isinstance(raw, str) else "")


def place_in(value: Value) -> Place | Unknown:
    """The place that a resource's path names."""
    found = _IN_PATH.search(value) if isinstance(value, str) else None
    return regions.place_of(found.group(1)) if found else UNKNOWN


def place_by_property(resource: Resource, graph: Graph, path: str) -> tuple[Place | Unknown, Value]:
    """The place in a property. Most compute resources take region and zone from the provider where they are left out
    (provider reference, "Provider Default Values")."""
    raw = resource.at(path)
    if raw is None:
        provider = graph.provider_of(resource)
        raw = provider.at(path) if provider is not None and path in ("region", "zone") else UNKNOWN
    return (UNKNOWN if raw is None else regions.place_of(raw)), raw


def _by_property(path: str) -> Recogniser:
    def read(resource: Resource, graph: Graph) -> Iterator[Placed]:
        where, raw = place_by_property(resource, graph, path)
        yield fact(resource, where, raw)

    return read


def _exception(name: str) -> Recogniser:
    reason = regions.exception(name)

    def read(resource: Resource, _graph: Graph) -> Iterator[Placed]:
        yield Placed(subject=resource.urn, what="primary", where=Place.GLOBAL, exception=reason)

    return read


def _owned(path: str) -> Recogniser:
    def read(resource: Resource, graph: Graph) -> Iterator[Placed]:
        yield fact(resource, owner_place(resource, graph, path))

    return read


def owner_place(resource: Resource, graph: Graph, path: str, depth: int = 3) -> Place | Unknown:
    """The place of what a property refers to, followed through owners that have none of their own."""
    owner = graph.ref(resource, path)
    if not isinstance(owner, Resource):
        named = sought(resource, graph, path)
        if named is None:
            return place_in(resource.at(path))
        owner = named
    for own in _OWN:
        if owner.at(own) is not None:
            return regions.place_of(owner.at(own))
    above = next((key for key in ("keyRing", "instance", "repository") if owner.at(key) is not None), "")
    return owner_place(owner, graph, above, depth - 1) if above and depth else UNKNOWN


_OWNERS: Final = {
    "bucket": ("gcp:storage/bucket:Bucket",),
    "cluster": ("gcp:alloydb/cluster:Cluster",),
    "cryptoKey": ("gcp:kms/cryptoKey:CryptoKey",),
    "cryptoKeyId": ("gcp:kms/cryptoKey:CryptoKey",),
    "datasetId": ("gcp:bigquery/dataset:Dataset",),
    "instance": ("gcp:sql/databaseInstance:DatabaseInstance",),
    "keyRing": ("gcp:kms/keyRing:KeyRing",),
    "repository": ("gcp:artifactregistry/repository:Repository",),
    "secret": (
        "gcp:secretmanager/regionalSecret:RegionalSecret",
        "gcp:secretmanager/secret:Secret",
    ),
    "topic": ("gcp:pubsub/topic:Topic",),
}
"""Properties that name their owner by a bare name, and the types that may bear it."""


def sought(resource: Resource, graph: Graph, path: str) -> Resource | None:
    """The owner that a bare name in a property stands for."""
    found = graph.ref(resource, path, *_OWNERS[path]) if path in _OWNERS else None
    return found if isinstance(found, Resource) else None
