"""Whose key encrypts something: a key's address followed to the key's own resource."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from typing import Final

from govcloud.clouds.azure.managed_hsm import is_in_hsm
from govcloud.clouds.azure.recognise.arm import companions, resolved, vault_and_key
from govcloud.clouds.azure.recognise.hsm import declaring
from govcloud.clouds.azure.recognise.register import raw_location
from govcloud.clouds.azure.regions import place_of
from govcloud.facts import UNKNOWN, AtRest, Fact, KeyLevel, Unknown
from govcloud.graph import Graph, Recogniser, Resource, Value

KEY: Final = "azure-native:keyvault:Key"
VAULT: Final = "azure-native:keyvault:Vault"
WRAPPING: Final = ["import"]
"""What the key may do that others are brought in with."""

EXCEPTIONS: Final[dict[str, str]] = {
    "key-vault": "secrets are encrypted by Key Vault's own keys in hardware; the service takes no other",
    "log-analytics": "a workspace takes a customer key only on a dedicated cluster of 100 GB a day and more",
}
"""Types that do without a customer key, each with its reason. November 2026."""


@dataclasses.dataclass(frozen=True, slots=True)
class Found:
    """What an address leads to."""

    level: KeyLevel | Unknown
    known: bool | Unknown
    name: str = ""


PROVIDER: Final = Found(KeyLevel.K0, True)
"""Azure encrypts everything it stores; without another key, with its own."""


def behind(graph: Graph, resource: Resource, path: str, address: Value) -> Found:
    """The key at an address. One that this graph does not declare, or that is in another region, is not known."""
    if address is None or (isinstance(address, str) and not address):
        return PROVIDER
    if isinstance(address, str) and is_in_hsm(address):
        return _in_hsm(graph, resource, address)
    key = resolved(graph, resource, path, address, KEY)
    if isinstance(key, Resource):
        level = KeyLevel.K2 if key.at("properties.keyOps") == WRAPPING else KeyLevel.K1
        vault = resolved(graph, key, "vaultName", key.at("vaultName"), VAULT)
        if _elsewhere(graph, resource, path, address, vault):
            return Found(level, False, str(address))
        return Found(level, _same_place(graph, resource, vault), key.urn)
    if key is UNKNOWN or not isinstance(address, str):
        return Found(UNKNOWN, UNKNOWN)
    return _in_vault(graph, resource, path, address)


def _elsewhere(graph: Graph, resource: Resource, path: str, address: Value, vault: object) -> bool:
    """Whether an address names the key's name in a vault that is not the key's: the name alone proves nothing."""
    host = address.partition("/keys/")[0] if isinstance(address, str) and "/keys/" in address else ""
    if not host.startswith("https://") or not isinstance(vault, Resource):
        return False
    named = resolved(graph, resource, path, host if "${" in host else vault_and_key(host)[0], VAULT)
    return named is not UNKNOWN and not (isinstance(named, Resource) and named.urn == vault.urn)


def _in_vault(graph: Graph, resource: Resource, path: str, address: str) -> Found:
    """A key by name only: one the vault declares, or one that was brought into a vault with a wrapping key."""
    vault_name, name = vault_and_key(address)
    vault = resolved(graph, resource, path, address if "${" in address else vault_name, VAULT)
    if not isinstance(vault, Resource):
        return Found(KeyLevel.K1, False, address)
    known = _same_place(graph, resource, vault)
    for key in companions(graph, vault, KEY, "vaultName"):
        if key.at("keyName") == name:
            return Found(KeyLevel.K1, known, key.urn)
        if key.at("properties.keyOps") == WRAPPING:
            return Found(KeyLevel.K2, known, address)
    return Found(KeyLevel.K1, False, address)


def _in_hsm(graph: Graph, resource: Resource, address: str) -> Found:
    """A key of a Managed HSM is no resource. The system declares it by an identity that says it is for this key and
    stands beside its HSM; one that nobody declares is somebody else's."""
    identity = declaring(graph, address)
    name = identity.urn if isinstance(identity, Resource) else address
    return Found(KeyLevel.K3, _same_place(graph, resource, identity), name)


def _same_place(graph: Graph, resource: Resource, holder: object) -> bool | Unknown:
    """Whether a store is where the key's vault, or its HSM's identity, is: Azure takes no key of another region."""
    if not isinstance(holder, Resource):
        return UNKNOWN if holder is UNKNOWN else False
    here, there = place_of(raw_location(resource, graph)), place_of(raw_location(holder, graph))
    if here is UNKNOWN or there is UNKNOWN:
        return UNKNOWN
    return here is there


def at_rest(data: str, address: Callable[[Resource], tuple[str, Value]]) -> Recogniser:
    """The key row of a type: `address` gives the property and the key's address in it (`None`: the provider's key)."""

    def read(resource: Resource, graph: Graph) -> Iterator[Fact]:
        path, value = address(resource)
        found = behind(graph, resource, path, value)
        yield AtRest(subject=resource.urn, what=data, level=found.level, known_key=found.known, key=found.name)

    return read


def excepted(data: str, name: str) -> Recogniser:
    """The key row of a type that takes no customer key."""

    def read(resource: Resource, _graph: Graph) -> Iterator[Fact]:
        reason = f"{name}: {EXCEPTIONS[name]}"
        yield AtRest(subject=resource.urn, what=data, level=KeyLevel.K0, known_key=True, exception=reason)

    return read
