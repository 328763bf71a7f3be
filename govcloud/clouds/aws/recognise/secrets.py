"""Facts of secrets and parameters: what encrypts them, whether the program knows them, how they are renewed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from govcloud.clouds.aws.recognise import policies
from govcloud.clouds.aws.recognise.keys import encrypted
from govcloud.clouds.aws.recognise.places import placed
from govcloud.clouds.aws.recognise.register import only, recognise
from govcloud.clouds.aws.recognise.schedules import due_days
from govcloud.clouds.aws.recognise.settings import tells
from govcloud.clouds.aws.recognise.truth import present
from govcloud.facts import UNKNOWN, Fact, Holds, KeyLevel, Unknown
from govcloud.graph import Graph, Resource

SECRET: Final = "aws:secretsmanager/secret:Secret"
_ROTATION: Final = "aws:secretsmanager/secretRotation:SecretRotation"
_POLICY: Final = "aws:secretsmanager/secretPolicy:SecretPolicy"


@recognise(SECRET, key="kmsKeyId", data="secret")
def secret(resource: Resource, graph: Graph) -> Iterator[Fact]:
    """A place for a value: renewed by a rotation, or by people whom a schedule reminds."""
    yield Holds(
        subject=resource.urn,
        what="secret",
        plaintext=False,
        rotation_days=_renewal(resource, graph),
        long_lived=False,
        name=str(resource.at("name", "")),
    )
    for replica in resource.each("replicas"):
        yield placed(resource, "replica", replica.get("region") if isinstance(replica, dict) else UNKNOWN)
    if not graph.companions(resource, _POLICY, "secretArn"):
        yield from policies.grants(resource, graph, "policy", "resource")


def _renewal(secret: Resource, graph: Graph) -> int | Unknown:
    for rotation in graph.companions(secret, _ROTATION, "secretId"):
        days = rotation.at("rotationRules.automaticallyAfterDays")
        if days is UNKNOWN or days:
            return days  # type: ignore[no-any-return]
        if present(rotation, "rotationRules.scheduleExpression"):
            return UNKNOWN
    return due_days(secret, graph)


@recognise(_POLICY)
def policy(resource: Resource, graph: Graph) -> Iterator[Fact]:
    """Who may read a secret."""
    yield from policies.grants(resource, graph, "policy", "resource")


@recognise("aws:secretsmanager/secretVersion:SecretVersion")
def version(resource: Resource, _graph: Graph) -> Iterator[Fact]:
    """A value in the program: the state holds it, and whoever reads the program knows it."""
    said = next((path for path in _VALUES if present(resource, path)), "")
    if said:
        yield _written(resource, plaintext=not resource.holds_secret(said))


_VALUES: Final = ("secretString", "secretBinary", "secretStringWo")


def _written(resource: Resource, *, plaintext: bool) -> Holds:
    return Holds(subject=resource.urn, what="setting", plaintext=plaintext, rotation_days=0, long_lived=False)


def _parameter_key(resource: Resource, graph: Graph) -> Iterator[Fact]:
    """Only secure parameters are encrypted with a key of one's own choice."""
    if resource.at("type") == "SecureString":
        yield encrypted(resource, graph, "keyId", "secret", KeyLevel.K0)


@recognise("aws:ssm/parameter:Parameter", key=_parameter_key, data="secret")
def parameter(resource: Resource, _graph: Graph) -> Iterator[Fact]:
    """A parameter that is a secret and not kept as one."""
    value = resource.at("value", resource.at("insecureValue"))
    open_ = resource.at("type") != "SecureString" and tells(str(resource.at("name", "")), value)
    yield _written(resource, plaintext=open_)


only(_ROTATION)
