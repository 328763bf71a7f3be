"""How Azure names things: resource ids and vault addresses, read back into the resources of a graph."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from weakref import WeakKeyDictionary

from govcloud.facts import UNKNOWN, Unknown
from govcloud.graph import Ambiguous, External, Graph, Resource, Value, revealed

_SHORTEST_ID: Final = 8
"""Segments of `subscriptions/…/resourceGroups/…/providers/…/<type>/<name>`."""

_Index = dict[str, tuple[Resource, ...]]
_INDEXES: Final[WeakKeyDictionary[Graph, dict[tuple[str, str, str], _Index]]] = WeakKeyDictionary()


def target(graph: Graph, resource: Resource, path: str, *types: str) -> Resource | Unknown | External | None:
    """What the property at `path` names: a resource, something outside, something unseen, nothing."""
    return resolved(graph, resource, path, resource.at(path), *types)


def resolved(
    graph: Graph, resource: Resource, path: str, value: Value, *types: str
) -> Resource | Unknown | External | None:
    """What a value names. An id of a part (`…/storageAccounts/a/blobServices/default`) names the whole."""
    several = False
    for candidate in _candidates(revealed(value)):
        found = graph.resolve(resource, path, candidate, *types)
        if isinstance(found, Resource) or found is UNKNOWN or found is None:
            return found
        several = several or isinstance(found, Ambiguous)
    # A short name that two groups have names one of them; which one, nobody can see.
    return UNKNOWN if several else External(str(value))


def _candidates(value: Value) -> Iterator[Value]:
    """The value, the ids it begins with (longest first), and the names in it (last first)."""
    yield value
    if not isinstance(value, str) or not value.startswith("/subscriptions/"):
        return
    steps = value.strip("/").split("/")
    for end in range(len(steps) - 2, _SHORTEST_ID - 1, -2):
        yield "/" + "/".join(steps[:end])
    yield from reversed(steps[_SHORTEST_ID - 1 :: 2])


def companions(graph: Graph, resource: Resource, token: str, path: str) -> tuple[Resource, ...]:
    """The resources of type `token` whose `path` names this one, or a part of it: by reference, id or plain name."""
    indexes = _INDEXES.setdefault(graph, {})
    key = (token, path, resource.type)
    index = indexes.get(key)
    if index is None:
        index = indexes[key] = {}
        for other in graph.of_type(token):
            for value in other.each(path):
                found = resolved(graph, other, path, value, resource.type)
                if isinstance(found, Resource) and found is not other:
                    index[found.urn] = (*index.get(found.urn, ()), other)
    return index.get(resource.urn, ())


def vault_and_key(address: str) -> tuple[str, str]:
    """Vault name and key name in `https://<vault>.vault.azure.net/keys/<key>[/<version>]`; "" for what is not there."""
    host, _, rest = address.removeprefix("https://").partition("/")
    steps = rest.split("/")
    name = steps[1] if len(steps) > 1 and steps[0] == "keys" else ""
    return (host.partition(".")[0] if not host.startswith("${") else host.partition(".vault.")[0]), name
