"""Alarms on a web entry's errors: made beside the entry for everybody who is on call, once all blocks are there."""

from __future__ import annotations

from typing import Any

from pulumi_azure_native import monitor, resources

from govcloud.blocks import Alerting, WebEntry
from govcloud.clouds.azure import naming
from govcloud.clouds.azure.outputs import AzureAlerting
from govcloud.clouds.azure.regions import GLOBAL
from govcloud.clouds.outputs import Text
from govcloud.clouds.scope import Scope

ERRORS_IN_5_MINUTES = 10


def watched(scope: Scope[WebEntry, Any], home: resources.ResourceGroup, entry: Text) -> None:
    """One alarm for each alerting block. It may be rendered after the entry, so that this waits for it."""

    def alarms() -> None:
        for name, _ in scope.layout.of_kind(Alerting):
            _alarm(scope, home, f"errors-{name}", entry, scope.of(name, AzureAlerting).id)

    scope.afterwards.append(alarms)


def _alarm(scope: Scope[Any, Any], home: resources.ResourceGroup, role: str, entry: Text, told: Text) -> None:
    # Classes and no dicts: one of three kinds may stand as criteria, and only the class says which.
    failed = monitor.MetricCriteriaArgs(
        name="failed",
        criterion_type="StaticThresholdCriterion",
        metric_namespace="Microsoft.Network/applicationGateways",
        metric_name="ResponseStatus",
        dimensions=[monitor.MetricDimensionArgs(name="HttpStatusGroup", operator="Include", values=["5xx"])],
        operator="GreaterThan",
        threshold=ERRORS_IN_5_MINUTES,
        time_aggregation="Total",
    )
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
        criteria=monitor.MetricAlertSingleResourceMultipleMetricCriteriaArgs(
            odata_type="Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria",
            all_of=[failed],
        ),
        actions=[{"action_group_id": told}],
        resource_group_name=home.name,
        location=GLOBAL,
        tags=scope.labels,
    )
