"""PostgreSQL Flexible Servers and their parts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from govcloud.clouds.azure.recognise.arm import companions, target
from govcloud.clouds.azure.recognise.keys import at_rest
from govcloud.clouds.azure.recognise.logs import recorded
from govcloud.clouds.azure.recognise.register import placed, plain, raw_location, recognise, within
from govcloud.clouds.azure.recognise.roles import SERVER
from govcloud.clouds.azure.recognise.values import given, locked, number, word
from govcloud.clouds.azure.regions import place_of
from govcloud.facts import (
    UNKNOWN,
    Fact,
    Holds,
    InTransit,
    Logged,
    Patched,
    Place,
    Placed,
    Reachable,
    Recoverable,
    Tls,
    Unknown,
)
from govcloud.graph import Graph, Resource, Value

SETTING: Final = "azure-native:dbforpostgresql:Configuration"

SUPPORTED: Final = frozenset({"15", "16", "17", "18"})
"""Major versions that the PostgreSQL project still mends. November 2026: 14 ended on the 12th."""
_FLOORS: Final = {"tlsv1.2": Tls.TLS1_2, "tlsv1.3": Tls.TLS1_3}
_PAIRS: Final = {Place.OSAKA: Place.TOKYO, Place.TOKYO: Place.OSAKA}
_DEFAULTS: Final = {
    "log_statement": "none",
    "pgaudit.log": "none",
    "require_secure_transport": "on",
    "ssl_min_protocol_version": "TLSv1.2",
}
"""Azure's own values of the settings asked about (believed; a running server's own settings are not resources)."""


def is_copy(resource: Resource) -> bool:
    """Whether the server is a copy of another."""
    return word(resource.at("createMode")) == "replica" or word(resource.at("replicationRole")) in (
        "asyncreplica",
        "georeplica",
    )


def _place(resource: Resource, graph: Graph) -> Iterator[Fact]:
    raw = raw_location(resource, graph)
    yield placed(resource, raw, "replica" if is_copy(resource) else "primary")
    if word(resource.at("backup.geoRedundantBackup"), "Disabled") != "disabled":
        here = place_of(raw)
        other = _PAIRS.get(here, Place.ABROAD) if isinstance(here, Place) else UNKNOWN
        yield Placed(subject=resource.urn, what="backup", where=other, raw=f"the pair of {raw}")


def _address(resource: Resource) -> tuple[str, Value]:
    # Absent or SystemManaged: the provider's key (the service's own).
    kind = word(resource.at("dataEncryption.type"), "SystemManaged")
    uri = resource.at("dataEncryption.primaryKeyURI", resource.at("dataEncryption.primaryKeyUri"))
    return "dataEncryption", UNKNOWN if kind is UNKNOWN else uri if kind == "azurekeyvault" else None


@recognise(SERVER, place=_place, key=at_rest("database", _address), data="database")
def server(resource: Resource, graph: Graph) -> Iterator[Fact]:
    """Reach, transport, sign-in, record, versions; recovery is said of the source, which a copy belongs to."""
    urn = resource.urn
    source = target(graph, resource, "sourceServerResourceId", SERVER) if is_copy(resource) else None
    head = source if isinstance(source, Resource) else resource
    by = _by(resource)
    yield Reachable(subject=urn, what="database", by=by)
    yield Reachable(subject=urn, what="platform", by=by)
    yield _transport(urn, head, graph)
    # Absent means that passwords work (the SDK's default).
    passwords = word(resource.at("authConfig.passwordAuth"), "Enabled")
    yield Holds(
        subject=urn,
        what="credential",
        plaintext=False,
        rotation_days=0,
        long_lived=UNKNOWN if passwords is UNKNOWN else passwords != "disabled",
        name="database passwords",
    )
    yield _logged(resource, head, graph)
    version = head.at("version")
    supported = UNKNOWN if version is UNKNOWN else str(version) in SUPPORTED
    # Minor versions arrive in the maintenance window; nobody can switch that off.
    yield Patched(subject=urn, what="database", supported=supported, automatic=True, version=str(version))
    if head is resource:
        yield _recoverable(resource, graph)


def _by(resource: Resource) -> str | Unknown:
    """A delegated subnet has no public side; otherwise a public address answers unless it is switched off."""
    if given(resource.at("network.delegatedSubnetResourceId")):
        return "network"
    public = word(resource.at("network.publicNetworkAccess"), "Enabled")
    return UNKNOWN if public is UNKNOWN else "network" if public == "disabled" else "internet"


def _setting(head: Resource, graph: Graph, name: str) -> str | Unknown:
    for setting in companions(graph, head, SETTING, "serverName"):
        if setting.at("configurationName") == name:
            return word(setting.at("value"), _DEFAULTS[name])
    return _DEFAULTS[name].casefold()


def _transport(urn: str, head: Resource, graph: Graph) -> InTransit:
    """A copy follows its source's settings."""
    required = _setting(head, graph, "require_secure_transport")
    version = _setting(head, graph, "ssl_min_protocol_version")
    return InTransit(
        subject=urn,
        what="database",
        floor=UNKNOWN if version is UNKNOWN else _FLOORS.get(str(version), Tls.TLS1_0),
        plain=UNKNOWN if required is UNKNOWN else "refused" if required == "on" else "accepted",
        client_certificate=False,
    )


def _logged(resource: Resource, head: Resource, graph: Graph) -> Logged:
    """Statements are recorded by the engine, and kept by the diagnostic setting: it takes both."""
    log = recorded(graph, resource, ("PostgreSQLLogs",))
    said = [_setting(head, graph, name) for name in ("log_statement", "pgaudit.log")]
    records = UNKNOWN if UNKNOWN in said else said != ["none", "none"]
    return Logged(
        subject=resource.urn,
        what="database",
        enabled=log.enabled if records is True else records,
        days=log.days,
        tamper_proof=log.tamper_proof,
        everywhere=False,
        into=log.into,
    )


def _recoverable(resource: Resource, graph: Graph) -> Recoverable:
    mode = word(resource.at("highAvailability.mode"), "Disabled")
    copies = [
        place_of(raw_location(copy, graph)) for copy in companions(graph, resource, SERVER, "sourceServerResourceId")
    ]
    return Recoverable(
        subject=resource.urn,
        what="database",
        zones=UNKNOWN if mode is UNKNOWN else 2 if mode == "zoneredundant" else 1,
        # Absent: 7 days (the SDK's default).
        restore_days=number(resource.at("backup.backupRetentionDays"), default=7),
        replica=copies[0] if copies else None,
        protected=locked(graph, resource),
    )


plain(
    SETTING,
    "azure-native:dbforpostgresql:Administrator",
    "azure-native:dbforpostgresql:AdministratorsMicrosoftEntra",
    "azure-native:dbforpostgresql:Database",
    "azure-native:dbforpostgresql:VirtualEndpoint",
    place=within("serverName", SERVER),
)


@recognise("azure-native:dbforpostgresql:FirewallRule", place=within("serverName", SERVER))
def firewall_rule(resource: Resource, _graph: Graph) -> Iterator[Fact]:
    """A rule lets addresses in to the database's port. 0.0.0.0 to 0.0.0.0 stands for everybody's machines in Azure."""
    first, last = resource.at("startIpAddress"), resource.at("endIpAddress")
    unseen = UNKNOWN in (first, last)
    wide = str(first) == "0.0.0.0" or str(last) == "255.255.255.255"
    by: str | Unknown = UNKNOWN if unseen else "internet" if wide else "network"
    yield Reachable(subject=resource.urn, what="ports", by=by, ports=((5432, 5432),))
