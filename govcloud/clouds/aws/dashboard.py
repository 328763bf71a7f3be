"""A dashboard on AWS: load, errors and capacity of the shown blocks, each widget in Tokyo."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from pulumi_aws import cloudwatch

from govcloud.blocks import ContainerService, Dashboard, Database, WebEntry
from govcloud.clouds.aws import naming
from govcloud.clouds.aws.account import Account
from govcloud.clouds.aws.outputs import AwsDatabase, AwsEntry, AwsService
from govcloud.clouds.aws.regions import TOKYO
from govcloud.clouds.documents import json_text
from govcloud.clouds.outputs import DashboardOutputs
from govcloud.clouds.scope import Scope

_WIDTH: Final = 8
_HEIGHT: Final = 6
_SECONDS: Final = 300

Shown = list[tuple[str, list[tuple[list[Any], str]]]]
"""Widgets: a title, and lines of metric (namespace, name, dimensions) and statistic."""


def render(scope: Scope[Dashboard, Account]) -> DashboardOutputs:
    """One row a block, three widgets a row."""
    widgets = [
        _widget(f"{name}: {title}", lines, column, row)
        for row, name in enumerate(scope.block.shows)
        for column, (title, lines) in enumerate(_SHOWN[type(scope.layout.blocks[name].block)](scope, name))
    ]
    made = scope.make(
        cloudwatch.Dashboard,
        "dashboard",
        dashboard_name=naming.plain(scope.layout, scope.planned.name),
        region=TOKYO,
        dashboard_body=json_text({"widgets": widgets}),
    )
    return DashboardOutputs(id=made.dashboard_arn)


def _widget(title: str, lines: list[tuple[list[Any], str]], column: int, row: int) -> dict[str, Any]:
    return {
        "type": "metric",
        "x": column * _WIDTH,
        "y": row * _HEIGHT,
        "width": _WIDTH,
        "height": _HEIGHT,
        "properties": {
            "title": title,
            "region": TOKYO,
            "view": "timeSeries",
            "period": _SECONDS,
            "metrics": [[*metric, {"stat": statistic}] for metric, statistic in lines],
        },
    }


def _entry(scope: Scope[Any, Any], name: str) -> Shown:
    on = ["LoadBalancer", scope.of(name, AwsEntry).dimension]
    space = "AWS/ApplicationELB"
    errors = [([space, f"HTTPCode_{side}_5XX_Count", *on], "Sum") for side in ("ELB", "Target")]
    return [
        ("requests", [([space, "RequestCount", *on], "Sum")]),
        ("errors", errors),
        ("response time (s)", [([space, "TargetResponseTime", *on], "p95")]),
    ]


def _service(scope: Scope[Any, Any], name: str) -> Shown:
    found = scope.of(name, AwsService)
    on = ["ClusterName", found.cluster, "ServiceName", found.service]
    return [
        ("CPU (%)", [(["AWS/ECS", "CPUUtilization", *on], "Average")]),
        ("memory (%)", [(["AWS/ECS", "MemoryUtilization", *on], "Average")]),
        ("running", [(["ECS/ContainerInsights", "RunningTaskCount", *on], "Average")]),
    ]


def _database(scope: Scope[Any, Any], name: str) -> Shown:
    on = ["DBClusterIdentifier", scope.of(name, AwsDatabase).cluster]
    return [
        ("CPU (%)", [(["AWS/RDS", "CPUUtilization", *on], "Average")]),
        ("connections", [(["AWS/RDS", "DatabaseConnections", *on], "Sum")]),
        ("storage (bytes)", [(["AWS/RDS", "VolumeBytesUsed", *on], "Average")]),
    ]


_SHOWN: Final[Mapping[type, Callable[[Scope[Any, Any], str], Shown]]] = {
    ContainerService: _service,
    Database: _database,
    WebEntry: _entry,
}
