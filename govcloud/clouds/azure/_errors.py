"""Alarms on a web entry's errors. Entry and alerting name each other nowhere, so that the later one makes the alarm."""

from __future__ import annotations

from typing import Any

from pulumi_azure_native import monitor, resources

from govcloud.blocks import Alerting, WebEntry
from govcloud.clouds.azure import naming
from govcloud.clouds.azure.outputs import AzureAlerting, AzureEntry
from govcloud.clouds.azure.regions import GLOBAL
from govcloud.clouds.outputs import Text
from govcloud.clouds.scope import Scope

ERRORS_IN_5_MINUTES = 10


def watch_entry(scope: Scope[WebEntry, Any], home: resources.ResourceGroup, entry: Text) -> None:
    """From the entry's side: every alerting block that is there already."""
    for name, _ in scope.layout.of_kind(Alerting):
        if name in scope.outputs:
            _alarm(scope, home, f"errors-{name}", entry, scope.of(name, AzureAlerting).id)


def watch_entries(scope: Scope[Alerting, Any], home: resources.ResourceGroup, told: Text) -> None:
    """From the alerting's side: every entry that is there already."""
    for name, _ in scope.layout.of_kind(WebEntry):
        if name in scope.outputs:
            _alarm(scope, home, f"errors-{name}", scope.of(name, AzureEntry).id, told)


def _alarm(scope: Scope[Any, Any], home: resources.ResourceGroup, role: str, entry: Text, told: Text) -> None:
    failed = {
        "name": "failed",
        "criterion_type": "StaticThresholdCriterion",
        "metric_namespace": "Microsoft.Network/applicationGateways",
        "metric_name": "ResponseStatus",
        "dimensions": [{"name": "HttpStatusGroup", "operator": "Include", "values": ["5xx"]}],
        "operator": "GreaterThan",
        "threshold": ERRORS_IN_5_MINUTES,
        "time_aggregation": "Total",
    }
    scope.make(
        monitor.MetricAlert,
        role,
        rule_name=naming.local(scope.planned.name, role),
        description="service-errors",
        enabled=True,
        severity=1,
        scopes=[entry],
        evaluation_frequency="PT1M",
        window_size="PT5M",
        auto_mitigate=True,
        criteria={
            "odata_type": "Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria",
            "all_of": [failed],
        },
        actions=[{"action_group_id": told}],
        resource_group_name=home.name,
        location=GLOBAL,
        tags=scope.labels,
    )
