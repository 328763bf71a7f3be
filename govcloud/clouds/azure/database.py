"""Renders databases: PostgreSQL Flexible Server, private endpoint and Entra sign-in only, a standby in another zone."""

from __future__ import annotations

from pulumi_azure_native import dbforpostgresql

from govcloud.blocks import Database
from govcloud.clouds.azure._database import DatabasePlace, configured, server
from govcloud.clouds.azure._endpoint import endpoint
from govcloud.clouds.azure._group import group
from govcloud.clouds.azure._keys import after
from govcloud.clouds.azure._logging import record
from govcloud.clouds.azure._replica import replica
from govcloud.clouds.azure._storage import guarded
from govcloud.clouds.azure.account import Account
from govcloud.clouds.azure.outputs import AzureDatabase, AzureNetwork, AzureStore
from govcloud.clouds.scope import Scope
from govcloud.facts import Place

PORT = "5432"
AUTH = "entra: sign in with an access token of the workload's identity for https://ossrdbms-aad.database.windows.net"


def render(scope: Scope[Database, Account]) -> AzureDatabase:
    """The server, its settings and its one database. A service's role in it is made by an administrator, in SQL: ARM
    knows administrators only."""
    home = group(scope)
    network = scope.of(scope.block.network, AzureNetwork)
    made = server(scope, home, DatabasePlace(Place.TOKYO, scope.block.key))
    last = configured(scope, home, made)
    admins = scope.account.database_admins
    administrators = scope.make(
        dbforpostgresql.AdministratorsMicrosoftEntra,
        "administrators",
        object_id=admins.object_id,
        principal_name=admins.name,
        principal_type=admins.kind,
        tenant_id=scope.account.tenant,
        server_name=made.name,
        resource_group_name=home.name,
        opts={"depends_on": [last]},
    )
    data = scope.make(
        dbforpostgresql.Database,
        "database",
        database_name=scope.planned.name.replace("-", "_"),
        charset="UTF8",
        collation="en_US.utf8",
        server_name=made.name,
        resource_group_name=home.name,
        opts={"depends_on": [administrators], "protect": True},
    )
    logged = record(
        scope, "audit-log", of=made.id, into=scope.of(scope.block.logs, AzureStore), categories=("PostgreSQLLogs",)
    )
    names = endpoint(
        scope,
        home,
        "endpoint",
        to=made.id,
        service="postgresqlServer",
        subnet=network.subnet_data,
        zone=network.zone_database,
        after=[data],
    )
    guarded(scope, made)
    if scope.block.replica:
        replica(scope, home, made, data)
    host = after(made.fully_qualified_domain_name, names, data, logged)
    return AzureDatabase(id=made.id, host=host, port=PORT, name=after(data.name, names), auth=AUTH)
