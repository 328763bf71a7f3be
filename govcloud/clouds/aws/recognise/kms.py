"""Facts of KMS: keys, their renewal and slow loss, and who their policies admit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from govcloud.clouds.aws import material_end
from govcloud.clouds.aws.recognise import alarms, keys, policies
from govcloud.clouds.aws.recognise.register import only, recognise
from govcloud.clouds.aws.recognise.schedules import due_days
from govcloud.clouds.aws.recognise.truth import Answer, either, present
from govcloud.facts import UNKNOWN, Fact, Holds, Key, KeyLevel, Permits, Unknown, Watches
from govcloud.graph import Graph, Resource

_POLICY: Final = "aws:kms/keyPolicy:KeyPolicy"
_DELETION_DAYS: Final = 30
"""KMS's own waiting time where nobody says one."""
_ROTATION_DAYS: Final = 365
"""How often KMS renews where rotation is on and nobody says how often."""
_SYMMETRIC: Final = "SYMMETRIC_DEFAULT"
_WARNINGS: Final[Mapping[int, int]] = {30: 60, 60: 366}
"""Days before the end at which somebody is told, and how many days ahead is another warning or none."""
_PENDING: Final = "kms:schedulekeydeletionpendingwindowindays"


@recognise("aws:kms/externalKey:ExternalKey", place="itself")
@recognise("aws:kms/key:Key", place="itself")
@recognise("aws:kms/replicaExternalKey:ReplicaExternalKey", place="itself")
@recognise("aws:kms/replicaKey:ReplicaKey", place="itself")
def key(resource: Resource, graph: Graph) -> Iterator[Fact]:
    """Level, renewal and loss of a key, and the grants of its policy."""
    level = keys.level(resource)
    document = _document(resource, graph)
    yield Key(
        subject=resource.urn,
        what="signing" if _signs(resource) else "encryption",
        level=level,
        rotation_days=_rotation(resource, graph, level),
        renewal_due=_renewal_due(resource, graph, level),
        renewable=_renewable(resource, graph),
        # KMS keeps its own keys in validated hardware; behind an external key store it cannot see what keeps them.
        hsm=UNKNOWN if present(resource, "xksKeyId") else True,
        deletion_days=resource.at("deletionWindowInDays", _DELETION_DAYS),
        purge_protected=_slow(document),
    )
    yield from _admitted(resource, graph, document)
    yield from _material(resource, graph) if level is KeyLevel.K2 else ()


def _material(resource: Resource, graph: Graph) -> Iterator[Fact]:
    """What imported material adds: whether its end is told ahead, and whether it was written into the program. There it
    stands in the state, and whoever may read the stack has the key, encrypted there or not."""
    for days, before in _WARNINGS.items():
        yield Watches(subject=resource.urn, what=f"key-ends-{days}", tells=alarms.warns(graph, resource, days, before))
    written = resource.inputs.get("keyMaterialBase64")
    if written is not None:
        yield Holds(subject=resource.urn, what="setting", plaintext=True, name="keyMaterialBase64")


def _renewable(resource: Resource, graph: Graph) -> Answer:
    """KMS takes new material for symmetric keys that encrypt, not for other kinds; a replica is of its primary's."""
    if resource.type == "aws:kms/replicaExternalKey:ReplicaExternalKey":
        primary = graph.ref(resource, "primaryKeyArn", "aws:kms/externalKey:ExternalKey")
        return _renewable(primary, graph) if isinstance(primary, Resource) else UNKNOWN
    spec = resource.at("keySpec", resource.at("customerMasterKeySpec", _SYMMETRIC))
    return UNKNOWN if spec is UNKNOWN else spec == _SYMMETRIC and not _signs(resource)


def _renewal_due(resource: Resource, graph: Graph, level: KeyLevel) -> Answer:
    """Whether imported material ends at some time, the key says when it is renewed, or people are reminded of it."""
    if level < KeyLevel.K2:
        return False
    if present(resource, "validTo"):
        return True
    days = due_days(resource, graph)
    return either(_dated(resource), UNKNOWN if isinstance(days, Unknown) else days > 0)


def _dated(resource: Resource) -> Answer:
    """The tag with which a key says within how many days the ceremony renews it."""
    tags = resource.at("tags")
    said = tags.get(material_end.RENEWAL_TAG) if isinstance(tags, Mapping) else tags
    if said is UNKNOWN:
        return UNKNOWN
    return isinstance(said, str) and said.isdigit() and 0 < int(said) <= _ROTATION_DAYS + 1


def _signs(resource: Resource) -> bool:
    return resource.at("keyUsage", "ENCRYPT_DECRYPT") != "ENCRYPT_DECRYPT"


def _rotation(resource: Resource, graph: Graph, level: KeyLevel) -> int | Unknown:
    """A replica's material is its primary's, and so is its rotation."""
    if resource.type == "aws:kms/replicaKey:ReplicaKey":
        primary = graph.ref(resource, "primaryKeyArn", "aws:kms/key:Key")
        return _rotation(primary, graph, level) if isinstance(primary, Resource) else UNKNOWN
    if level >= KeyLevel.K2:
        return 0
    on = resource.at("enableKeyRotation", False)
    if on is UNKNOWN:
        return UNKNOWN
    period: int | Unknown = resource.at("rotationPeriodInDays", _ROTATION_DAYS)
    return period if on else 0


def _document(resource: Resource, graph: Graph) -> Any:
    """The key's policy: its own, or the one set beside it; `None` where KMS's default stands."""
    beside = graph.companions(resource, _POLICY, "keyId")
    if beside:
        return graph.document(beside[0], "policy")
    return graph.document(resource, "policy")


def _slow(document: Any) -> bool | Unknown:
    """Whoever orders a deletion chooses the wait, from 7 days, unless the policy takes the choice away."""
    if document is UNKNOWN:
        return UNKNOWN
    return any(_forbids_haste(statement) for statement in policies.statements(document))


def _forbids_haste(statement: Mapping[str, Any]) -> bool:
    said = statement.get("Condition")
    tests = said.get("NumericLessThan") if isinstance(said, Mapping) and len(said) == 1 else None
    if statement.get("Effect") != "Deny" or not isinstance(tests, Mapping):
        return False
    days = {name.lower(): value for name, value in tests.items()}.get(_PENDING, 0)
    actions = statement.get("Action")
    covered = {"kms:*", "kms:ScheduleKeyDeletion"} & set([actions] if isinstance(actions, str) else actions or ())
    everybody = statement.get("Principal") in ("*", {"AWS": "*"}, {"AWS": ["*"]})
    return bool(covered) and everybody and str(days).isdigit() and int(days) >= _DELETION_DAYS


def _admitted(resource: Resource, graph: Graph, document: Any) -> Iterator[Permits]:
    if graph.companions(resource, _POLICY, "keyId"):
        return
    if document is None and not present(resource, "policy"):
        # KMS's default policy admits the account, whose own policies then decide.
        yield Permits(subject=resource.urn, what="key", who="account", broad=False, declared=True)
        return
    yield from policies.grants(resource, graph, "policy", "key")


@recognise(_POLICY, place="itself")
def policy(resource: Resource, graph: Graph) -> Iterator[Fact]:
    """Who a key's policy admits."""
    yield from policies.grants(resource, graph, "policy", "key")


@recognise("aws:kms/grant:Grant", place="itself")
def grant(resource: Resource, graph: Graph) -> Iterator[Fact]:
    """A grant on a key, to one principal."""
    document = {
        "Statement": {
            "Effect": "Allow",
            "Principal": {"AWS": resource.at("granteePrincipal", "")},
            "Action": [f"kms:{one}" for one in resource.each("operations")],
        }
    }
    unknown = resource.at("granteePrincipal") is UNKNOWN
    yield from [policies.unseen(resource, "key")] if unknown else policies.given(resource, graph, document, "key")


@recognise("aws:kms/customKeyStore:CustomKeyStore", place="itself")
def store(resource: Resource, _graph: Graph) -> Iterator[Fact]:
    """A custom key store is signed in to with a password or access key that the state then holds."""
    held = any(present(resource, path) for path in ("keyStorePassword", "xksProxyAuthenticationCredential"))
    if held:
        yield Holds(subject=resource.urn, what="credential", plaintext=False, rotation_days=0, long_lived=True)


only("aws:kms/alias:Alias", place="itself")
only("aws:kms/ciphertext:Ciphertext", place="itself")
