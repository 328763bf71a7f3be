"""A dashboard on Google Cloud: a Cloud Monitoring page with a row a block."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from pulumi_gcp import monitoring

from govcloud.blocks import ContainerService, Dashboard, Database, WebEntry
from govcloud.clouds.documents import json_text
from govcloud.clouds.gcp import naming
from govcloud.clouds.gcp.account import Account
from govcloud.clouds.outputs import DashboardOutputs
from govcloud.clouds.scope import Scope

_COLUMNS: Final = 48
_HEIGHT: Final = 16


@dataclasses.dataclass(frozen=True, slots=True)
class _Chart:
    title: str
    metric: str
    aligner: str
    reducer: str = "REDUCE_SUM"
    group: str = ""


_RUN: Final = (
    _Chart("requests by class", "run.googleapis.com/request_count", "ALIGN_RATE", group="response_code_class"),
    _Chart("latency, 99th percentile", "run.googleapis.com/request_latencies", "ALIGN_PERCENTILE_99", "REDUCE_MAX"),
    _Chart("instances", "run.googleapis.com/container/instance_count", "ALIGN_MAX"),
)
_SQL: Final = (
    _Chart("CPU", "cloudsql.googleapis.com/database/cpu/utilization", "ALIGN_MEAN", "REDUCE_MAX"),
    _Chart("disk", "cloudsql.googleapis.com/database/disk/utilization", "ALIGN_MEAN", "REDUCE_MAX"),
    _Chart("connections", "cloudsql.googleapis.com/database/postgresql/num_backends", "ALIGN_MEAN"),
)
_ENTRY: Final = (
    _Chart(
        "requests by class",
        "loadbalancing.googleapis.com/https/external/regional/request_count",
        "ALIGN_RATE",
        group="response_code_class",
    ),
    _Chart(
        "latency, 99th percentile",
        "loadbalancing.googleapis.com/https/external/regional/total_latencies",
        "ALIGN_PERCENTILE_99",
        "REDUCE_MAX",
    ),
)


def render(scope: Scope[Dashboard, Account]) -> DashboardOutputs:
    """Load, errors and capacity of each block that is shown."""
    made = scope.make(
        monitoring.Dashboard,
        "dashboard",
        project=scope.account.project,
        dashboard_json=json_text(_page(scope), sort_keys=True),
    )
    return DashboardOutputs(id=made.id)


def _page(scope: Scope[Dashboard, Account]) -> dict[str, Any]:
    tiles = [tile for row, name in enumerate(scope.block.shows) for tile in _row(scope, row, name)]
    return {
        "displayName": naming.plain(scope.layout, scope.planned.name),
        "mosaicLayout": {"columns": _COLUMNS, "tiles": tiles},
    }


def _row(scope: Scope[Dashboard, Account], row: int, name: str) -> Iterator[dict[str, Any]]:
    charts, chosen = _SHOWN[type(scope.layout.blocks[name].block)]
    width = _COLUMNS // len(charts)
    for column, chart in enumerate(charts):
        place = {"xPos": column * width, "yPos": row * _HEIGHT, "width": width, "height": _HEIGHT}
        yield {**place, "widget": _widget(name, chart, chosen(scope, name))}


def _widget(name: str, chart: _Chart, resource: str) -> dict[str, Any]:
    aggregation: dict[str, Any] = {
        "alignmentPeriod": "60s",
        "perSeriesAligner": chart.aligner,
        "crossSeriesReducer": chart.reducer,
    }
    if chart.group:
        aggregation["groupByFields"] = [f"metric.labels.{chart.group}"]
    series = {"filter": f'metric.type="{chart.metric}" AND {resource}', "aggregation": aggregation}
    query = {"timeSeriesQuery": {"timeSeriesFilter": series}, "plotType": "LINE"}
    return {"title": f"{name}: {chart.title}", "xyChart": {"dataSets": [query]}}


def _service(scope: Scope[Dashboard, Account], name: str) -> str:
    service = naming.service(scope.layout, name)
    return f'resource.type="cloud_run_revision" AND resource.labels.service_name="{service}"'


def _database(scope: Scope[Dashboard, Account], name: str) -> str:
    instance = f"{scope.account.project}:{naming.instance(scope.layout, name)}"
    return f'resource.type="cloudsql_database" AND resource.labels.database_id="{instance}"'


def _entry(scope: Scope[Dashboard, Account], name: str) -> str:
    rule = naming.plain(scope.layout, name, "https")
    return f'resource.type="http_external_regional_lb_rule" AND resource.labels.forwarding_rule_name="{rule}"'


_SHOWN: Final[Mapping[type, tuple[tuple[_Chart, ...], Callable[[Scope[Dashboard, Account], str], str]]]] = {
    ContainerService: (_RUN, _service),
    Database: (_SQL, _database),
    WebEntry: (_ENTRY, _entry),
}
