"""A PostgreSQL Flexible Server: its size, key, standby and settings."""

from __future__ import annotations

import dataclasses
from typing import Any, Final

import pulumi
from pulumi_azure_native import dbforpostgresql, resources

from govcloud.blocks import Database
from govcloud.clouds.azure import naming
from govcloud.clouds.azure._grant import key_user
from govcloud.clouds.azure._group import located
from govcloud.clouds.azure._keys import chosen
from govcloud.clouds.azure.account import Account
from govcloud.clouds.scope import Scope
from govcloud.facts import Place

SIZES: Final = {"large": "Standard_D8ds_v5", "medium": "Standard_D4ds_v5", "small": "Standard_D2ds_v5"}
"""General purpose: 2, 4 and 8 vCPU with 4 GiB each. Burstable sizes have no zone-redundant standby."""

SETTINGS: Final[dict[str, str]] = {
    "azure.extensions": "PGAUDIT",
    "log_connections": "on",
    "log_disconnections": "on",
    "log_statement": "mod",
    "pgaudit.log": "ddl,role,write",
    "require_secure_transport": "on",
    "shared_preload_libraries": "pg_cron,pg_stat_statements,pgaudit",
    "ssl_min_protocol_version": "TLSv1.2",
}
"""`log_statement` records at once; pgaudit's finer record begins when an administrator has restarted the server and
run CREATE EXTENSION. The first two preloaded libraries are Azure's own default."""

PGAUDIT: Final = ("azure.extensions", "shared_preload_libraries", "pgaudit.log")
"""pgaudit's settings are refused before its library is loaded, so that they come in this order."""


@dataclasses.dataclass(frozen=True, slots=True)
class DatabasePlace:
    """One server of a database: where it stands, on which key, and of which server it is the copy."""

    place: Place
    key: str | None
    source: dbforpostgresql.Server | None = None
    after: tuple[Any, ...] = ()
    """What must be complete before it is made."""

    @property
    def suffix(self) -> str:
        """What sets a copy's roles and names apart from its source's."""
        return "" if self.source is None else "replica"


def server(
    scope: Scope[Database, Account], home: resources.ResourceGroup, where: DatabasePlace
) -> dbforpostgresql.Server:
    """Primary or copy. Both are closed to the internet and reached through private endpoints, which, unlike a subnet
    of the server's own, lead to another region as well."""
    encryption, first = _encryption(scope, home, where)
    block = scope.block
    return scope.make(
        dbforpostgresql.Server,
        where.suffix or "server",
        server_name=naming.server(scope.layout, scope.account.number, scope.planned.name, where.suffix),
        sku={"name": SIZES[block.size], "tier": "GeneralPurpose"},
        storage={"storage_size_gb": block.storage_gib, "auto_grow": "Enabled"},
        network={"public_network_access": "Disabled"},
        auth_config={
            "active_directory_auth": "Enabled",
            "password_auth": "Disabled",
            "tenant_id": scope.account.tenant,
        },
        **encryption,
        **(_primary(block) if where.source is None else _copy(where.source)),
        **located(scope, home, where.place),
        opts={"protect": True, "depends_on": [*first, *where.after]},
    )


def _primary(block: Database) -> dict[str, Any]:
    return {
        "create_mode": "Default",
        "version": str(block.major),
        "availability_zone": "1",
        "high_availability": {"mode": "ZoneRedundant", "standby_availability_zone": "2"},
        "backup": {"backup_retention_days": block.restore_days, "geo_redundant_backup": "Disabled"},
        # Sunday 02:00 in Japan (UTC+9) is Saturday 17:00 UTC, which is how Azure reads it.
        "maintenance_window": {"custom_window": "Enabled", "day_of_week": 6, "start_hour": 17, "start_minute": 0},
    }


def _copy(source: dbforpostgresql.Server) -> dict[str, Any]:
    return {"create_mode": "Replica", "source_server_resource_id": source.id}


def _encryption(
    scope: Scope[Database, Account], home: resources.ResourceGroup, where: DatabasePlace
) -> tuple[dict[str, Any], list[Any]]:
    key = chosen(scope, where.key)
    if key is None:
        return {"data_encryption": {"type": "SystemManaged"}}, []
    who, first = key_user(scope, home, key, f"-{where.suffix}" if where.suffix else "", where.place)
    encryption = {
        "type": "AzureKeyVault",
        "primary_key_uri": key.id,
        "primary_user_assigned_identity_id": who,
    }
    ids = pulumi.Output.from_input(who).apply(lambda it: {it: {}})
    own = {"type": "UserAssigned", "user_assigned_identities": ids}
    return {"data_encryption": encryption, "identity": own}, first


def configured(
    scope: Scope[Database, Account], home: resources.ResourceGroup, made: dbforpostgresql.Server
) -> dbforpostgresql.Configuration:
    """The settings, one after the other: the server refuses two changes at once. Returns the last."""
    order = (*(name for name in SETTINGS if name not in PGAUDIT), *PGAUDIT)
    before: list[dbforpostgresql.Configuration] = []
    for name in order:
        setting = scope.make(
            dbforpostgresql.Configuration,
            f"set-{name.replace('.', '-').replace('_', '-')}",
            configuration_name=name,
            value=SETTINGS[name],
            source="user-override",
            server_name=made.name,
            resource_group_name=home.name,
            opts={"depends_on": before},
        )
        before = [setting]
    return before[0]
