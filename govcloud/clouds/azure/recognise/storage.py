"""Storage accounts and what is in them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from govcloud.clouds.azure.recognise.arm import companions, target
from govcloud.clouds.azure.recognise.keys import Found, behind
from govcloud.clouds.azure.recognise.keyvault import reach
from govcloud.clouds.azure.recognise.logs import ACCOUNT, FOREVER, POLICY, ages, is_log_store, recorded, write_once_days
from govcloud.clouds.azure.recognise.register import placed, plain, raw_location, recognise, within
from govcloud.clouds.azure.recognise.values import flag, locked, number, word
from govcloud.clouds.azure.regions import place_of
from govcloud.facts import (
    UNKNOWN,
    AtRest,
    Fact,
    Holds,
    InTransit,
    Logged,
    Permits,
    Place,
    Placed,
    Reachable,
    Recoverable,
    Retained,
    Tls,
    Unknown,
)
from govcloud.graph import Graph, Resource, Value

BLOBS: Final = "azure-native:storage:BlobServiceProperties"
CONTAINER: Final = "azure-native:storage:BlobContainer"

_FLOORS: Final = {"tls1_0": Tls.TLS1_0, "tls1_1": Tls.TLS1_1, "tls1_2": Tls.TLS1_2, "tls1_3": Tls.TLS1_3}
_PAIRS: Final = {Place.OSAKA: Place.TOKYO, Place.TOKYO: Place.OSAKA}
"""The region that geo-redundant storage chooses by itself: Azure's pair, which for Japan stays in the country."""


def _place(resource: Resource, graph: Graph) -> Iterator[Fact]:
    raw = raw_location(resource, graph)
    yield placed(resource, raw)
    sku = word(resource.at("sku.name"))
    if isinstance(sku, str) and sku.endswith(("grs", "gzrs")):
        here = place_of(raw)
        other = _PAIRS.get(here, Place.ABROAD) if isinstance(here, Place) else UNKNOWN
        yield Placed(subject=resource.urn, what="replica", where=other, raw=f"the pair of {raw}")


def _keys(resource: Resource, graph: Graph) -> Iterator[Fact]:
    found = behind(graph, resource, "encryption", _address(resource))
    if _is_half_known(resource):
        found = Found(UNKNOWN, UNKNOWN)
    data = "logs" if is_log_store(graph, resource) else "objects"
    yield AtRest(subject=resource.urn, what=data, level=found.level, known_key=found.known, key=found.name)


def _address(resource: Resource) -> Value:
    """The key's address; absent or Microsoft.Storage means the provider's key (the SDK's default)."""
    source = word(resource.at("encryption.keySource"), "Microsoft.Storage")
    if source == "microsoft.storage":
        return None
    properties = "encryption.keyVaultProperties"
    vault, name = resource.at(f"{properties}.keyVaultUri"), resource.at(f"{properties}.keyName")
    if source is UNKNOWN or vault is UNKNOWN or name is UNKNOWN:
        return UNKNOWN
    return f"{str(vault).rstrip('/')}/keys/{name}" if vault and name else None


def _is_half_known(resource: Resource) -> bool:
    """Whether only the key's name or only its vault is known: what the other was made from then proves nothing."""
    parts = [resource.at(f"encryption.keyVaultProperties.{part}") for part in ("keyName", "keyVaultUri")]
    return UNKNOWN in parts and any(isinstance(part, str) for part in parts)


@recognise(ACCOUNT, place=_place, key=_keys, data="objects")
def account(resource: Resource, graph: Graph) -> Iterator[Fact]:
    """Reach, transport, keys to the account, versions, write-once, deletion; the access log of what is no log store."""
    urn = resource.urn
    by = reach(resource, "publicNetworkAccess", "networkRuleSet")
    yield Reachable(subject=urn, what="objects", by=by)
    yield Reachable(subject=urn, what="platform", by=by)
    yield _transport(resource)
    # Absent means that account keys work (the SDK's docstring).
    yield Holds(
        subject=urn,
        what="credential",
        plaintext=False,
        rotation_days=0,
        long_lived=flag(resource, "allowSharedKeyAccess", default=True),
        name="account keys",
    )
    yield _retained(resource, graph)
    yield _recoverable(resource, graph)
    if not is_log_store(graph, resource):
        # A log store is left out: an account cannot be given its own log.
        log = recorded(graph, resource, ("StorageDelete", "StorageRead", "StorageWrite"))
        yield Logged(
            subject=urn,
            what="access",
            enabled=log.enabled,
            days=log.days,
            tamper_proof=log.tamper_proof,
            everywhere=False,
            into=log.into,
        )


def _transport(resource: Resource) -> InTransit:
    # Absent: TLS 1.0 and HTTPS only (the SDK's docstring, API since 2019-04-01).
    version = word(resource.at("minimumTlsVersion"), "TLS1_0")
    only = flag(resource, "enableHttpsTrafficOnly", default=True)
    return InTransit(
        subject=resource.urn,
        what="objects",
        floor=UNKNOWN if version is UNKNOWN else _FLOORS.get(str(version), UNKNOWN),
        plain=UNKNOWN if only is UNKNOWN else "refused" if only else "accepted",
        client_certificate=False,
    )


def _versions(resource: Resource, graph: Graph) -> bool | Unknown:
    services = companions(graph, resource, BLOBS, "accountName")
    seen = [flag(service, "isVersioningEnabled", default=False) for service in services]
    return True if True in seen else UNKNOWN if UNKNOWN in seen else False


def _retained(resource: Resource, graph: Graph) -> Retained:
    state = word(resource.at("immutableStorageWithVersioning.immutabilityPolicy.state"))
    once = write_once_days(resource)
    return Retained(
        subject=resource.urn,
        what="audit" if is_log_store(graph, resource) else "objects",
        days=once,
        locked=UNKNOWN if UNKNOWN in (once, state) else state == "locked" and once != 0,
        versions=_versions(resource, graph),
    )


def _recoverable(resource: Resource, graph: Graph) -> Recoverable:
    sku = word(resource.at("sku.name"))
    return Recoverable(
        subject=resource.urn,
        what="objects",
        zones=UNKNOWN if sku is UNKNOWN else 3 if "zrs" in str(sku) else 1,
        restore_days=_restore_days(resource, graph),
        protected=locked(graph, resource),
    )


def _restore_days(resource: Resource, graph: Graph) -> int | Unknown:
    """Days for which an overwritten or deleted blob can be had back: as long as versions stay.

    A rule that ends versions counts from when their content was written, not from when it was replaced, so that the
    first old blob to be replaced is gone the same day; from then on it is undeletion that keeps it.
    """
    versions = _versions(resource, graph)
    if versions is not True:
        return UNKNOWN if versions is UNKNOWN else 0
    ends: list[int | Unknown] = []
    for policy in companions(graph, resource, POLICY, "accountName"):
        for rule in policy.each("policy.rules"):
            ends += [UNKNOWN] if rule is UNKNOWN else list(ages(rule, "version"))
    return _undelete_days(resource, graph) if ends else FOREVER


def _undelete_days(resource: Resource, graph: Graph) -> int | Unknown:
    policy = "deleteRetentionPolicy"
    for service in companions(graph, resource, BLOBS, "accountName"):
        on = flag(service, f"{policy}.enabled", default=False)
        return number(service.at(f"{policy}.days")) if on is True else UNKNOWN if on is UNKNOWN else 0
    return 0


@recognise(CONTAINER, place=within("accountName", ACCOUNT))
def container(resource: Resource, graph: Graph) -> Iterator[Fact]:
    """Anonymous reading needs the container's consent and the account's. The account's is absent: no."""
    parent = target(graph, resource, "accountName", ACCOUNT)
    allowed = flag(parent, "allowBlobPublicAccess", default=False) if isinstance(parent, Resource) else UNKNOWN
    asked = word(resource.at("publicAccess"), "None")
    who: str | Unknown = "account"
    if asked != "none" and allowed is not False:
        who = UNKNOWN if UNKNOWN in (asked, allowed) else "anyone"
    yield Permits(subject=resource.urn, what="resource", who=who, broad=False, declared=who == "account")


plain(
    BLOBS,
    POLICY,
    "azure-native:storage:Blob",
    "azure-native:storage:BlobContainerImmutabilityPolicy",
    "azure-native:storage:FileServiceProperties",
    "azure-native:storage:FileShare",
    "azure-native:storage:Queue",
    "azure-native:storage:StorageAccountStaticWebsite",
    "azure-native:storage:Table",
    place=within("accountName", ACCOUNT),
    note="part of a storage account, whose row says what encrypts it",
)
