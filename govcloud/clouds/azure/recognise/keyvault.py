"""Key vaults, keys and secrets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from govcloud.clouds.azure.recognise.arm import companions, target
from govcloud.clouds.azure.recognise.key_ends import BEFORE, told_of_end, warned
from govcloud.clouds.azure.recognise.keys import KEY, VAULT, WRAPPING, excepted
from govcloud.clouds.azure.recognise.logs import recorded
from govcloud.clouds.azure.recognise.register import GROUP, located, recognise, within
from govcloud.clouds.azure.recognise.roles import grants
from govcloud.clouds.azure.recognise.values import days, flag, given, number, wide, word
from govcloud.facts import UNKNOWN, Fact, Holds, Key, KeyLevel, Logged, Permits, Reachable, Unknown, Watches
from govcloud.graph import Graph, Resource, Value, walk

SECRET: Final = "azure-native:keyvault:Secret"
POLICY: Final = "azure-native:authorization:PolicyAssignment"
MUST_END: Final = "98728c90-32c7-4049-8429-847dc0f4fe37"
ENDS_WITHIN: Final = "342e8053-e12e-4c44-be01-c3c2f318400f"
SOFT_DELETE_DAYS: Final = 90
"""The retention where none is set (the SDK's default)."""


def reach(resource: Resource, access: str, rules: str) -> str | Unknown:
    """Who reaches a platform service: `access` says whether it has a public side at all, `rules` whom that lets in.

    Absent means open: every service here starts with public access enabled and without rules.
    """
    public = word(resource.at(access), "Enabled")
    if public in ("disabled", "securedbyperimeter"):
        return "network"
    action = word(resource.at(f"{rules}.defaultAction"), "Allow")
    if UNKNOWN in (public, action):
        return UNKNOWN
    return _by_rules(resource.each(f"{rules}.ipRules")) if action == "deny" else "internet"


def _by_rules(rules: Iterable[Value]) -> str | Unknown:
    """Selected addresses: they can be selected so widely that they are everybody's."""
    said = [text for rule in rules for text in (rule.values() if isinstance(rule, dict) else (rule,))]
    if any(isinstance(text, str) and wide(text) for text in said):
        return "internet"
    return UNKNOWN if UNKNOWN in said else "network"


@recognise(VAULT, place=located, key=excepted("secret", "key-vault"), data="secret", note="key-vault")
def vault(resource: Resource, graph: Graph) -> Iterator[Fact]:
    """Reach, record of use, and what is asked of the secrets in it. A vault of keys holds no secrets."""
    urn = resource.urn
    yield Reachable(subject=urn, what="platform", by=reach(resource, *_FIREWALL))
    log = recorded(graph, resource, ("AuditEvent",))
    if log.enabled is not False:
        yield Logged(
            subject=urn,
            what="key-use",
            enabled=log.enabled,
            days=log.days,
            tamper_proof=log.tamper_proof,
            everywhere=False,
            into=log.into,
        )
    if not companions(graph, resource, KEY, "vaultName"):
        yield Holds(
            subject=urn, what="secret", plaintext=False, rotation_days=_ends_within(graph, resource), long_lived=False
        )


_FIREWALL: Final = ("properties.publicNetworkAccess", "properties.networkAcls")


def _ends_within(graph: Graph, vault: Resource) -> int | Unknown:
    """Days within which every secret must be renewed: both policies refuse what does not end, or not in time. They are
    assigned to the vault's group, or to the vault."""
    limits: dict[str, int | Unknown] = {}
    group = target(graph, vault, "resourceGroupName", GROUP)
    holders = (vault, group) if isinstance(group, Resource) else (vault,)
    for policy in (policy for holder in holders for policy in companions(graph, holder, POLICY, "scope")):
        effect = word(policy.at("parameters.effect.value"))
        enforced = word(policy.at("enforcementMode"), "Default") == "default"
        if effect == "deny" and enforced:
            definition = str(policy.at("policyDefinitionId")).rpartition("/")[2].casefold()
            limits[definition] = number(policy.at("parameters.maximumValidityInDays.value"))
    return limits.get(ENDS_WITHIN, 0) if MUST_END in limits else 0


@recognise(KEY, place=within("vaultName", VAULT))
def key(resource: Resource, graph: Graph) -> Iterator[Fact]:
    """Level, renewal, hardware, loss; and who may use it. The key that others are brought in with stands for them."""
    vault = target(graph, resource, "vaultName", VAULT)
    inside = vault if isinstance(vault, Resource) else None
    brought = resource.at("properties.keyOps") == WRAPPING
    told = inside is not None and told_of_end(graph, inside)
    kind = word(resource.at("properties.kty"))
    premium = UNKNOWN if inside is None else word(inside.at("properties.sku.name")) == "premium"
    yield Key(
        subject=resource.urn,
        what=_purpose(resource),
        level=KeyLevel.K2 if brought else KeyLevel.K1,
        rotation_days=0 if brought else _rotation(resource),
        renewal_due=brought and told,
        renewable=_can_import(resource) if brought else True,
        hsm=premium if isinstance(kind, str) and kind.endswith("-hsm") else UNKNOWN if kind is UNKNOWN else False,
        deletion_days=UNKNOWN if inside is None else _deletion_days(inside),
        purge_protected=UNKNOWN if inside is None else flag(inside, "properties.enablePurgeProtection", default=False),
    )
    if brought:
        for ahead in BEFORE:
            heard = inside is not None and warned(graph, inside, ahead)
            yield Watches(subject=resource.urn, what=f"key-ends-{ahead}", tells=heard)
    yield from _users(resource, graph, inside)


def _can_import(resource: Resource) -> bool | Unknown:
    """Whether a wrapping key will still bring in new material: in hardware, switched on, without an end. What ends
    cannot be put off through Azure Resource Manager, which never changes a key that exists."""
    kind, on = word(resource.at("properties.kty")), flag(resource, "properties.attributes.enabled", default=True)
    if UNKNOWN in (kind, on):
        return UNKNOWN
    return kind == "rsa-hsm" and on is True and not given(resource.at("properties.attributes.expires"))


def _purpose(resource: Resource) -> str:
    operations = resource.at("properties.keyOps")
    signs = isinstance(operations, list) and bool(operations) and set(operations) <= {"sign", "verify"}
    return "signing" if signs else "encryption"


def _rotation(resource: Resource) -> int | Unknown:
    policy = "properties.rotationPolicy"
    for action in resource.each(f"{policy}.lifetimeActions"):
        if action is UNKNOWN:
            return UNKNOWN
        if not isinstance(action, dict) or word(walk(action, "action.type")) != "rotate":
            continue
        before = days(walk(action, "trigger.timeBeforeExpiry"))
        whole = days(resource.at(f"{policy}.attributes.expiryTime"))
        after = days(walk(action, "trigger.timeAfterCreate"))
        if not (isinstance(after, int) and isinstance(before, int) and isinstance(whole, int)):
            return UNKNOWN
        return after or (whole - before if before else 0)
    return 0


def _deletion_days(vault: Resource) -> int | Unknown:
    # Soft delete can no longer be switched off for new vaults; one that says False is an old one.
    if flag(vault, "properties.enableSoftDelete", default=True) is False:
        return 0
    return number(vault.at("properties.softDeleteRetentionInDays"), default=SOFT_DELETE_DAYS)


def _users(resource: Resource, graph: Graph, vault: Resource | None) -> Iterator[Fact]:
    """Under roles: the subscription's, and each grant on key or vault. Under access policies: each of them."""
    if vault is None:
        return
    roles = flag(vault, "properties.enableRbacAuthorization", default=False)
    if roles is False:
        for policy in vault.each("properties.accessPolicies"):
            yield _policy(resource, vault, policy)
        return
    who = "account" if roles is True else UNKNOWN
    yield Permits(subject=resource.urn, what="key", who=who, broad=False, declared=True, principal="role assignments")
    for holder in (resource, vault):
        yield from grants(graph, holder, resource.urn, "key")


def _policy(resource: Resource, vault: Resource, policy: object) -> Permits:
    if not isinstance(policy, dict):
        return Permits(subject=resource.urn, what="key", who=UNKNOWN, broad=UNKNOWN, declared=UNKNOWN)
    own = policy.get("tenantId") in (None, vault.at("properties.tenantId"))
    named = walk(policy, "permissions.keys")
    operations = tuple(str(one) for one in named) if isinstance(named, list) else ()
    return Permits(
        subject=resource.urn,
        what="key",
        who="identity" if own else "external",
        broad="all" in (one.casefold() for one in operations),
        declared=own,
        principal=str(policy.get("objectId", "")),
        actions=operations,
    )


@recognise(SECRET, place=within("vaultName", VAULT))
def secret(resource: Resource, graph: Graph) -> Iterator[Fact]:
    """A value in a program stands in the state; marked as secret it is encrypted there."""
    vault = target(graph, resource, "vaultName", VAULT)
    written = resource.at("properties.value") is not None
    yield Holds(
        subject=resource.urn,
        what="secret",
        plaintext=written and not resource.holds_secret("properties.value"),
        rotation_days=_ends_within(graph, vault) if isinstance(vault, Resource) else UNKNOWN,
        long_lived=resource.at("properties.attributes.expires") is None,
        name=str(resource.at("secretName", resource.name)),
    )
