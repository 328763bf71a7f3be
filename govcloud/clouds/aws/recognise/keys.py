"""What encrypts an AWS resource: the key its property names, that key's level, and whether the system declares it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from govcloud.clouds.aws.recognise.places import region
from govcloud.clouds.aws.recognise.truth import present
from govcloud.facts import UNKNOWN, AtRest, Fact, KeyLevel, Unknown
from govcloud.graph import External, Graph, Referent, Resource

ALIAS: Final = "aws:kms/alias:Alias"
LEVELS: Final = {
    "aws:kms/externalKey:ExternalKey": KeyLevel.K2,
    "aws:kms/key:Key": KeyLevel.K1,
    "aws:kms/replicaExternalKey:ReplicaExternalKey": KeyLevel.K2,
    "aws:kms/replicaKey:ReplicaKey": KeyLevel.K1,
}
"""Types that are keys, and their level; a key in a custom key store is K3."""

Data = str | Callable[[Resource, Graph], str]
"""What a type holds: one word, or a function where it depends."""


def level(key: Resource) -> KeyLevel:
    """The level of a key's resource."""
    return KeyLevel.K3 if present(key, "customKeyStoreId") else LEVELS[key.type]


def encrypted(
    resource: Resource, graph: Graph, path: str, data: str, without: KeyLevel = KeyLevel.K0, exception: str = ""
) -> AtRest:
    """What the key property at `path` comes to; `without` is the level where nobody set it."""
    return resolved(resource, graph, path, resource.at(path), data, without, exception)


def resolved(
    resource: Resource,
    graph: Graph,
    path: str,
    value: object,
    data: str,
    without: KeyLevel = KeyLevel.K0,
    exception: str | Unknown = "",
) -> AtRest:
    """The same for a value that was found elsewhere: in a companion, in a list."""
    subject = resource.urn
    if value is None or value == "" or _is_amazons(value):
        return AtRest(
            subject=subject,
            what=data,
            level=without,
            known_key=True,
            exception=exception,
        )
    found = key_of(graph, graph.resolve(resource, path, value, *LEVELS, ALIAS))
    if isinstance(found, Resource):
        known = _same_region(resource, found, graph)
        return AtRest(subject=subject, what=data, level=level(found), known_key=known, key=found.urn)
    if isinstance(found, External) and "${" not in found.value:
        return AtRest(subject=subject, what=data, level=KeyLevel.K1, known_key=False, key=found.value)
    return AtRest(subject=subject, what=data, level=UNKNOWN, known_key=UNKNOWN)


def key_of(graph: Graph, found: Referent) -> Referent:
    """The key behind an alias; anything else as it is."""
    if isinstance(found, Resource) and found.type == ALIAS:
        return graph.ref(found, "targetKeyId", *LEVELS)
    return found


def keyed(path: str, data: Data, without: KeyLevel, exception: str) -> Callable[[Resource, Graph], Iterator[Fact]]:
    """The key-register row of a type."""

    def of(resource: Resource, graph: Graph) -> Iterator[Fact]:
        what = data if isinstance(data, str) else data(resource, graph)
        yield encrypted(resource, graph, path, what, without, exception)

    return of


def _is_amazons(value: object) -> bool:
    """AWS's own keys go by aliases that begin like this."""
    return isinstance(value, str) and (value.startswith("alias/aws/") or ":alias/aws/" in value)


def _same_region(resource: Resource, key: Resource, graph: Graph) -> bool:
    """A key works in its own region only; where a region is not known, that is not held against it."""
    mine, its = region(resource, graph), region(key, graph)
    return mine == its or UNKNOWN in (mine, its)
