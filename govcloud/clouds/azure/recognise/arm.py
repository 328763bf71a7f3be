"""How Azure names things: resource ids and vault addresses, read back into the resources of a graph."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from weakref import WeakKeyDictionary

from govcloud.facts import UNKNOWN, Unknown
from govcloud.graph import Ambiguous, External, Graph, Resource, Value, revealed

_GROUP_ID: Final = 4
"""Segments of `subscriptions/…/resourceGroups/…`."""
_SHORTEST_ID: Final = 8
"""Segments of `subscriptions/…/resourceGroups/…/providers/…/<type>/<name>`."""

NAMED_BY: Final[dict[str, str]] = {
    "azure-native:app:ManagedEnvironment": "environmentName",
    "azure-native:managedidentity:UserAssignedIdentity": "resourceName",
    "azure-native:monitor:ActionGroup": "actionGroupName",
    "azure-native:network:ApplicationGateway": "applicationGatewayName",
    "azure-native:network:NetworkSecurityGroup": "networkSecurityGroupName",
    "azure-native:network:VirtualNetwork": "virtualNetworkName",
    "azure-native:network:WebApplicationFirewallPolicy": "policyName",
    "azure-native:operationalinsights:Workspace": "workspaceName",
    "azure-native:privatedns:PrivateZone": "privateZoneName",
    "azure-native:resources:ResourceGroup": "resourceGroupName",
}
"""The input that names a resource, for types whose name is asked for here and that graphs do not know by it."""

_OWN_NAMES: Final[WeakKeyDictionary[Graph, dict[tuple[str, str], tuple[Resource, ...]]]] = WeakKeyDictionary()
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
    named = _by_own_name(graph, revealed(value), types)
    if len(named) == 1:
        return named[0]
    several = several or bool(named)
    # A short name that two groups have names one of them; which one, nobody can see.
    return UNKNOWN if several else External(str(value))


def _by_own_name(graph: Graph, value: Value, types: tuple[str, ...]) -> tuple[Resource, ...]:
    """The resources of these types whose own name stands in an id, or is the value: what a program that has not run
    yet says of them."""
    if not isinstance(value, str) or "${" in value:
        return ()
    names = _indexed_names(graph)
    steps = value.strip("/").split("/")
    whole = steps[-1:] if len(steps) == _GROUP_ID else steps[_SHORTEST_ID - 1 :: 2]
    given = whole if value.startswith("/subscriptions/") else [value]
    return next(
        (found for name in reversed(given) for token in types if (found := names.get((token, name.casefold())))), ()
    )


def _indexed_names(graph: Graph) -> dict[tuple[str, str], tuple[Resource, ...]]:
    names = _OWN_NAMES.get(graph)
    if names is None:
        names = _OWN_NAMES[graph] = {}
        for token, key in NAMED_BY.items():
            for resource in graph.of_type(token):
                own = revealed(resource.inputs.get(key))
                if isinstance(own, str) and "${" not in own:
                    names[token, own.casefold()] = (*names.get((token, own.casefold()), ()), resource)
    return names


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
    return graph.with_possible(index.get(resource.urn, ()), resource, token, path)


def vault_and_key(address: str) -> tuple[str, str]:
    """Vault name and key name in `https://<vault>.vault.azure.net/keys/<key>[/<version>]`; "" for what is not there."""
    host, _, rest = address.removeprefix("https://").partition("/")
    steps = rest.split("/")
    name = steps[1] if len(steps) > 1 and steps[0] == "keys" else ""
    return (host.partition(".")[0] if not host.startswith("${") else host.partition(".vault.")[0]), name
