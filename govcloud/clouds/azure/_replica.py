"""A database's copy in Osaka: on Osaka's key, reached from the same network, its log in a workspace."""

from __future__ import annotations

from typing import Final

import pulumi
from pulumi_azure_native import dbforpostgresql, monitor, operationalinsights, resources

from govcloud.blocks import Database
from govcloud.clouds.azure import naming
from govcloud.clouds.azure._database import DatabasePlace, server
from govcloud.clouds.azure._endpoint import endpoint
from govcloud.clouds.azure._group import group
from govcloud.clouds.azure._storage import guarded
from govcloud.clouds.azure._workspace import workspace
from govcloud.clouds.azure.account import Account
from govcloud.clouds.azure.outputs import AzureNetwork
from govcloud.clouds.scope import Scope
from govcloud.facts import Place

TABLE: Final = "PGSQLServerLogs"
INTERACTIVE_DAYS: Final = 365
TOTAL_DAYS: Final = (365, 730, 1095, 1460, 1826, 2191, 2556, 2922, 3288, 3653, 4018, 4383)
"""The totals that a table can be kept for beyond two years are whole years."""


def replica(
    scope: Scope[Database, Account],
    home: resources.ResourceGroup,
    source: dbforpostgresql.Server,
    after: pulumi.CustomResource,
) -> dbforpostgresql.Server:
    """The copy, made when its source is complete: it takes over settings and sign-in from it."""
    assert scope.block.replica is not None
    there = group(scope, Place.OSAKA, "replica-group")
    where = DatabasePlace(Place(scope.block.replica.place), scope.block.replica.key, source, (after,))
    made = server(scope, there, where)
    network = scope.of(scope.block.network, AzureNetwork)
    endpoint(
        scope,
        home,
        "replica-endpoint",
        to=made.id,
        service="postgresqlServer",
        subnet=network.subnet_data,
        zone=network.zone_database,
    )
    guarded(scope, made, "replica-lock")
    _log(scope, home, made)
    return made


def _log(scope: Scope[Database, Account], home: resources.ResourceGroup, made: dbforpostgresql.Server) -> None:
    """Into a workspace in Tokyo: diagnostic settings reach a storage account in the resource's own region only."""
    days = next(total for total in TOTAL_DAYS if total >= scope.planned.log_days(scope.block.logs))
    space = workspace(scope, home, "replica-logs", days=INTERACTIVE_DAYS)
    kept = scope.make(
        operationalinsights.Table,
        "replica-logs-kept",
        table_name=TABLE,
        workspace_name=space.name,
        resource_group_name=home.name,
        plan="Analytics",
        retention_in_days=INTERACTIVE_DAYS,
        total_retention_in_days=days,
    )
    scope.make(
        monitor.DiagnosticSetting,
        "replica-audit-log",
        name=naming.local(scope.planned.name, "replica-audit-log"),
        resource_uri=made.id,
        workspace_id=space.id,
        log_analytics_destination_type="Dedicated",
        logs=[{"category": "PostgreSQLLogs", "enabled": True}],
        opts={"depends_on": [kept]},
    )
