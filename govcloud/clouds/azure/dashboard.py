"""Renders dashboards: load, errors and capacity of the shown blocks, from Azure's own metrics."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from pulumi_azure_native import portal

from govcloud.blocks import Dashboard
from govcloud.clouds.azure import naming
from govcloud.clouds.azure._group import group, located
from govcloud.clouds.azure.account import Account
from govcloud.clouds.azure.outputs import AzureDatabase, AzureEntry, AzureService
from govcloud.clouds.outputs import DashboardOutputs, Outputs, Text
from govcloud.clouds.scope import Scope

METRICS: Final[dict[str, tuple[tuple[str, str, str], ...]]] = {
    "container_service": (
        ("microsoft.app/containerapps", "Requests", "Total"),
        ("microsoft.app/containerapps", "UsageNanoCores", "Average"),
        ("microsoft.app/containerapps", "Replicas", "Maximum"),
    ),
    "database": (
        ("microsoft.dbforpostgresql/flexibleservers", "cpu_percent", "Average"),
        ("microsoft.dbforpostgresql/flexibleservers", "active_connections", "Average"),
        ("microsoft.dbforpostgresql/flexibleservers", "storage_percent", "Maximum"),
    ),
    "web_entry": (
        ("microsoft.network/applicationgateways", "TotalRequests", "Total"),
        ("microsoft.network/applicationgateways", "FailedRequests", "Total"),
        ("microsoft.network/applicationgateways", "UnhealthyHostCount", "Maximum"),
    ),
}
"""Three charts a block: namespace, metric, aggregation."""

_OUTPUTS: Final[dict[str, type[Outputs]]] = {
    "container_service": AzureService,
    "database": AzureDatabase,
    "web_entry": AzureEntry,
}
_AGGREGATIONS: Final = {"Average": 4, "Maximum": 3, "Total": 1}
_WIDTH, _HEIGHT = 6, 4


def render(scope: Scope[Dashboard, Account]) -> DashboardOutputs:
    """A row a block, a chart a metric."""
    home = group(scope)
    made = scope.make(
        portal.Dashboard,
        "dashboard",
        dashboard_name=naming.local(scope.planned.name, "dashboard"),
        properties={"lenses": [{"order": 0, "parts": list(_charts(scope))}], "metadata": {"model": {}}},
        **located(scope, home),
    )
    return DashboardOutputs(id=made.id)


def _charts(scope: Scope[Dashboard, Account]) -> Iterator[dict[str, Any]]:
    for row, name in enumerate(scope.block.shows):
        kind = scope.layout.blocks[name].block.kind
        shown: Any = scope.of(name, _OUTPUTS[kind])
        for column, (namespace, metric, aggregation) in enumerate(METRICS[kind]):
            yield {
                "position": {"x": column * _WIDTH, "y": row * _HEIGHT, "col_span": _WIDTH, "row_span": _HEIGHT},
                "metadata": _chart(f"{name}: {metric}", shown.id, namespace, metric, aggregation),
            }


def _chart(title: str, resource: Text, namespace: str, metric: str, aggregation: str) -> dict[str, Any]:
    """The portal reads these names as they stand, so that they are in its own spelling."""
    drawn = {
        "resourceMetadata": {"id": resource},
        "name": metric,
        "namespace": namespace,
        "aggregationType": _AGGREGATIONS[aggregation],
    }
    chart = {"title": title, "titleKind": 2, "metrics": [drawn], "visualization": {"chartType": 2}}
    return {
        "type": "Extension/HubsExtension/PartType/MonitorChartPart",
        "inputs": [{"name": "options", "isOptional": True}],
        "settings": {"content": {"options": {"chart": chart}}},
    }
