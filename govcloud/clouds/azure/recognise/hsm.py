"""Keys of a Managed HSM: what an identity says of the one that it uses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from govcloud.clouds.azure.managed_hsm import KEY_TAG, RENEWAL_TAG, key_at
from govcloud.facts import UNKNOWN, Fact, Key, KeyLevel, Permits, Unknown
from govcloud.graph import Graph, Resource

IDENTITY: Final = "azure-native:managedidentity:UserAssignedIdentity"


def declaring(graph: Graph, address: str) -> Resource | Unknown | None:
    """The identity that says it is for the key at an address, whichever version the address names."""
    wanted = key_at(address)
    if wanted is None:
        return None
    said = [(one, one.at(f"tags.{KEY_TAG}")) for one in graph.of_type(IDENTITY)]
    unseen = UNKNOWN if any(tag is UNKNOWN for _, tag in said) else None
    return next((one for one, tag in said if key_at(tag) == wanted), unseen)


def used(resource: Resource, _graph: Graph) -> Iterator[Fact]:
    """The key that an identity says it is for; nothing about other identities.

    The level and the hardware follow from the address: a Managed HSM has one tenant and no other keys than those in
    hardware. Its deletion settings and its own grants are the HSM's, and not seen.
    """
    if key_at(resource.at(f"tags.{KEY_TAG}")) is None:
        return
    days = resource.at(f"tags.{RENEWAL_TAG}")
    yield Key(
        subject=resource.urn,
        what="encryption",
        level=KeyLevel.K3,
        rotation_days=0,
        renewal_due=UNKNOWN if days is UNKNOWN else str(days).isdecimal(),
        renewable=UNKNOWN,
        hsm=True,
        deletion_days=UNKNOWN,
        purge_protected=UNKNOWN,
    )
    yield Permits(
        subject=resource.urn,
        what="key",
        # Whoever the HSM's administrators let in: nobody that is seen here.
        who="external",
        declared=UNKNOWN,
        principal="role assignments of the Managed HSM",
    )
