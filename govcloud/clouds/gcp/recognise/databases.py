"""Cloud SQL: reach, transport, record, recovery, version."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from govcloud.clouds.gcp import regions
from govcloud.clouds.gcp.recognise import kept
from govcloud.clouds.gcp.recognise.asked import asked
from govcloud.clouds.gcp.recognise.places import place_by_property
from govcloud.clouds.gcp.recognise.register import only, recognise
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
from govcloud.graph import Graph, Resource

INSTANCE: Final = "gcp:sql/databaseInstance:DatabaseInstance"
SUPPORTED: Final = frozenset(
    {f"POSTGRES_{major}" for major in (14, 15, 16, 17, 18)}
    | {"MYSQL_8_0", "MYSQL_8_4", "SQLSERVER_2019_STANDARD", "SQLSERVER_2022_STANDARD"}
)
"""Versions that their makers support, as of 2026-11 (PostgreSQL 14 ends on 2026-11-12 with its last release)."""
_ENCRYPTED: Final = frozenset({"ENCRYPTED_ONLY", "TRUSTED_CLIENT_CERTIFICATE_REQUIRED"})
_PLAIN_LOG_DAYS: Final = 7
"""Days of transaction log where nobody says otherwise (SDK, transaction_log_retention_days)."""
_WRITES: Final = frozenset({"all", "ddl", "mod"})


def _places(resource: Resource, graph: Graph) -> Iterator[Placed]:
    """A primary with its backups, or a replica."""
    where, raw = place_by_property(resource, graph, "region")
    text = raw if isinstance(raw, str) else ""
    if asked(resource, "masterInstanceName") is not None:
        yield Placed(subject=resource.urn, what="replica", where=where, raw=text)
        return
    yield Placed(subject=resource.urn, what="primary", where=where, raw=text)
    if resource.at("settings.backupConfiguration.enabled"):
        # Absent: the multi-region nearest to the instance, here `asia` (SDK, backup_configuration.location).
        raw = resource.at("settings.backupConfiguration.location", "asia")
        yield Placed(subject=resource.urn, what="backup", where=regions.place_of(raw), raw=str(raw))


@recognise(INSTANCE, place=_places, key="encryptionKeyName", data="database")
def instance(resource: Resource, graph: Graph) -> Iterator[Fact]:
    """A Cloud SQL instance, primary or replica."""
    urn = resource.urn
    yield Reachable(subject=urn, what="database", by=_reach(resource))
    yield _transport(resource)
    yield _record(resource, graph)
    if asked(resource, "masterInstanceName") is None:
        yield _recovery(resource, graph)
    yield _patched(resource)
    if asked(resource, "rootPassword") is not None:
        yield Holds(
            subject=urn, what="credential", plaintext=False, rotation_days=0, long_lived=True, name="rootPassword"
        )


def _reach(resource: Resource) -> str | Unknown:
    # Absent: an instance without ip_configuration gets a public address (SDK, ipv4_enabled).
    public = resource.at("settings.ipConfiguration.ipv4Enabled", True)
    if public is UNKNOWN:
        return UNKNOWN
    return "internet" if public else "network"


def _transport(resource: Resource) -> InTransit:
    # Absent: ALLOW_UNENCRYPTED_AND_ENCRYPTED (SDK, ssl_mode). PostgreSQL's own floor has been TLS 1.2 since 12.
    mode = resource.at("settings.ipConfiguration.sslMode", "ALLOW_UNENCRYPTED_AND_ENCRYPTED")
    enforced = mode in _ENCRYPTED
    return InTransit(
        subject=resource.urn,
        what="database",
        floor=UNKNOWN if mode is UNKNOWN else (Tls.TLS1_2 if enforced else Tls.PLAIN),
        plain=UNKNOWN if mode is UNKNOWN else ("refused" if enforced else "accepted"),
        client_certificate=UNKNOWN if mode is UNKNOWN else mode == "TRUSTED_CLIENT_CERTIFICATE_REQUIRED",
    )


def _flags(resource: Resource) -> dict[str, str] | Unknown:
    found = list(resource.each("settings.databaseFlags"))
    if UNKNOWN in found:
        return UNKNOWN
    return {str(one.get("name")): str(one.get("value")) for one in found if isinstance(one, dict)}


def _record(resource: Resource, graph: Graph) -> Logged:
    """Connections and statements in the engine's log. pgaudit's flags alone say nothing: the extension must be made in
    the database, which is not seen from here."""
    flags = _flags(resource)
    name, project = resource.at("name"), resource.at("project")
    named = isinstance(name, str) and isinstance(project, str)
    entry = {
        "logName": "projects/_/logs/cloudsql.googleapis.com%2Fpostgres.log",
        "resource.type": "cloudsql_database",
        **({"resource.labels.database_id": f"{project}:{name}"} if named else {}),
    }
    return kept.logged(resource, graph, "database", entry, enabled=_recorded(flags))


def _recorded(flags: dict[str, str] | Unknown) -> bool | Unknown:
    if isinstance(flags, Unknown):
        return UNKNOWN
    if flags.get("log_connections") == "on" and flags.get("log_statement") in _WRITES:
        return True
    return UNKNOWN if flags.get("cloudsql.enable_pgaudit") == "on" and flags.get("pgaudit.log") else False


def _recovery(resource: Resource, graph: Graph) -> Recoverable:
    return Recoverable(
        subject=resource.urn,
        what="database",
        zones=_zones(resource),
        restore_days=_restore_days(resource),
        replica=_replica(resource, graph),
        protected=_protected(resource),
    )


def _zones(resource: Resource) -> int | Unknown:
    # Absent: ZONAL (SDK, availability_type).
    kind = resource.at("settings.availabilityType", "ZONAL")
    return UNKNOWN if kind is UNKNOWN else (2 if kind == "REGIONAL" else 1)


def _restore_days(resource: Resource) -> int | Unknown:
    """Days to any moment of which it can be restored: of log, and no more than there are daily backups."""
    backups = "settings.backupConfiguration"
    on = (resource.at(f"{backups}.enabled"), resource.at(f"{backups}.pointInTimeRecoveryEnabled"))
    if UNKNOWN in on:
        return UNKNOWN
    if not all(on):
        return 0
    log = resource.at(f"{backups}.transactionLogRetentionDays", _PLAIN_LOG_DAYS)
    copies = resource.at(f"{backups}.backupRetentionSettings.retainedBackups", _PLAIN_LOG_DAYS)
    if log is UNKNOWN or copies is UNKNOWN:
        return UNKNOWN
    longest = 35 if resource.at("settings.edition") == "ENTERPRISE_PLUS" else _PLAIN_LOG_DAYS
    return min(int(log), int(copies), longest)


def _replica(resource: Resource, graph: Graph) -> Place | Unknown | None:
    for other in graph.companions(resource, INSTANCE, "masterInstanceName"):
        return place_by_property(other, graph, "region")[0]
    return None


def _protected(resource: Resource) -> bool | Unknown:
    """Protected by the API's own flag, which holds against the console, too, or by the provider's. Pulumi's `protect`
    alone is not counted: it holds against Pulumi only, where both flags were turned off on purpose."""
    flag = resource.at("settings.deletionProtectionEnabled")
    if flag is True:
        return True
    # Absent: true (SDK, DatabaseInstance.deletion_protection); it binds the provider only.
    own = resource.at("deletionProtection", True)
    if flag is UNKNOWN or own is UNKNOWN:
        return UNKNOWN
    return bool(own)


def _patched(resource: Resource) -> Patched:
    version = resource.at("databaseVersion")
    return Patched(
        subject=resource.urn,
        what="database",
        supported=UNKNOWN if version is UNKNOWN else version in SUPPORTED,
        # Minor versions arrive in the maintenance window; a pinned one does not move.
        automatic=asked(resource, "maintenanceVersion") is None,
        version=str(version),
    )


@recognise("gcp:sql/user:User", place="of:instance")
def user(resource: Resource, _graph: Graph) -> Iterator[Fact]:
    """A user with a password of the database's own is a credential without an end; an IAM user is none."""
    # Absent: BUILT_IN (SDK, User.type).
    if resource.at("type", "BUILT_IN") == "BUILT_IN":
        yield Holds(
            subject=resource.urn,
            what="credential",
            plaintext=asked(resource, "password") is not None and not resource.holds_secret("password"),
            rotation_days=0,
            long_lived=True,
            name=str(resource.at("name")),
        )


only("gcp:sql/database:Database", place="of:instance")
only("gcp:sql/sslCert:SslCert", place="of:instance")
