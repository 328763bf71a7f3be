"""Secret Manager: secrets, their copies, their renewal, their values."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from govcloud.clouds.gcp import regions
from govcloud.clouds.gcp.recognise.kept import days
from govcloud.clouds.gcp.recognise.key_use import at_rest
from govcloud.clouds.gcp.recognise.register import REGISTER, recognise
from govcloud.clouds.gcp.recognise.stores import is_protected
from govcloud.facts import UNKNOWN, AtRest, Fact, Holds, Place, Placed, Recoverable, Unknown
from govcloud.graph import Entry, Graph, Resource

_SECRET: Final = "gcp:secretmanager/secret:Secret"
_VERSIONS: Final = (
    "gcp:secretmanager/regionalSecretVersion:RegionalSecretVersion",
    "gcp:secretmanager/secretVersion:SecretVersion",
)


def _replicas(resource: Resource) -> int:
    return sum(1 for _ in resource.each("replication.userManaged.replicas"))


def _places(resource: Resource, _graph: Graph) -> Iterator[Placed]:
    """A secret is where its copies are; with automatic replication, anywhere."""
    if resource.at("replication.userManaged") is None:
        where = UNKNOWN if resource.at("replication") is UNKNOWN else Place.GLOBAL
        yield Placed(subject=resource.urn, what="primary", where=where, raw="automatic")
        return
    for index in range(_replicas(resource)):
        raw = resource.at(f"replication.userManaged.replicas.{index}.location")
        what = "primary" if index == 0 else "replica"
        yield Placed(subject=resource.urn, what=what, where=regions.place_of(raw), raw=str(raw))


def _keys(resource: Resource, graph: Graph) -> Iterator[AtRest]:
    """The weakest key of a secret's copies."""
    if not _replicas(resource):
        yield at_rest(resource, graph, "replication.auto.customerManagedEncryption.kmsKeyName", "secret", Place.GLOBAL)
        return
    found = []
    for index in range(_replicas(resource)):
        path = f"replication.userManaged.replicas.{index}"
        where = regions.place_of(resource.at(f"{path}.location"))
        found.append(at_rest(resource, graph, f"{path}.customerManagedEncryption.kmsKeyName", "secret", where))
    yield min(found, key=_strength)


def _strength(fact: AtRest) -> tuple[bool, int]:
    return fact.known_key is True, fact.level if isinstance(fact.level, int) else 0


def secret_facts(resource: Resource, graph: Graph) -> Iterator[Fact]:
    """Whether its values show, when it is renewed, and whether it is protected."""
    yield Holds(
        subject=resource.urn,
        what="secret",
        plaintext=_shows(resource, graph),
        rotation_days=_rotation(resource),
        long_lived=False,
        name=str(resource.at("secretId")),
    )
    flag = resource.at("deletionProtection")
    yield Recoverable(
        subject=resource.urn,
        what="secret",
        zones=2,
        restore_days=days(resource.at("versionDestroyTtl")) or 0,
        protected=True if flag is True else is_protected(resource),
    )


def _rotation(resource: Resource) -> int | Unknown:
    """Days between renewals. Without a topic Secret Manager tells nobody, and refuses the rotation."""
    period = days(resource.at("rotation.rotationPeriod"))
    if period is None:
        return 0
    return period if resource.at("topics") else 0


def _shows(resource: Resource, graph: Graph) -> bool:
    """Whether a version of this secret has its value in the program and so in the state."""
    for token in _VERSIONS:
        for version in graph.companions(resource, token, "secret"):
            if version.at("secretData") is not None:
                return True
    return False


REGISTER.add(Entry(_SECRET, _places, _keys, secret_facts, "secret"))


@recognise(
    "gcp:secretmanager/regionalSecret:RegionalSecret",
    place="location",
    key="customerManagedEncryption.kmsKeyName",
    data="secret",
)
def regional_secret(resource: Resource, graph: Graph) -> Iterator[Fact]:
    """A secret in one region."""
    yield from secret_facts(resource, graph)


@recognise("gcp:secretmanager/regionalSecretVersion:RegionalSecretVersion", place="of:secret")
@recognise("gcp:secretmanager/secretVersion:SecretVersion", place="of:secret")
def version(resource: Resource, _graph: Graph) -> Iterator[Fact]:
    """A value. Given as secret_data it lies in the state; given as secret_data_wo it does not."""
    if resource.at("secretData") is not None:
        yield Holds(
            subject=resource.urn,
            what="setting",
            plaintext=not resource.holds_secret("secretData"),
            rotation_days=0,
            long_lived=False,
            name="secretData",
        )
