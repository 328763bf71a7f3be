"""Renders alarms: mail to the people on call, and rules over the subscription's activity log."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pulumi_azure_native import monitor, resources

from govcloud.blocks import Alerting
from govcloud.clouds.azure import naming
from govcloud.clouds.azure._group import group
from govcloud.clouds.azure.account import Account
from govcloud.clouds.azure.alarms import BY_CALLER, OPERATIONS
from govcloud.clouds.azure.outputs import AzureAlerting
from govcloud.clouds.azure.regions import GLOBAL
from govcloud.clouds.scope import Scope


def render(scope: Scope[Alerting, Account]) -> AzureAlerting:
    """The action group and one rule an event."""
    home = group(scope)
    told = scope.make(
        monitor.ActionGroup,
        "told",
        action_group_name=naming.local(scope.planned.name, "told"),
        group_short_name=naming.short(scope.planned.name),
        enabled=True,
        email_receivers=[
            {"name": f"mail-{position}", "email_address": mail, "use_common_alert_schema": True}
            for position, mail in enumerate(scope.block.mail)
        ],
        resource_group_name=home.name,
        location=GLOBAL,
        tags=scope.labels,
    )
    for event, conditions in _events(scope.account):
        _rule(scope, home, told, event, conditions)
    return AzureAlerting(id=told.id)


def _events(account: Account) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Each event with what an entry of the log must meet."""
    done = {"field": "category", "equals": "Administrative"}
    for event in sorted(OPERATIONS):
        yield event, [done, {"any_of": [{"field": "operationName", "equals": one} for one in OPERATIONS[event]]}]
    ill = [{"field": "properties.currentHealthStatus", "equals": status} for status in ("Degraded", "Unavailable")]
    yield "service-errors", [{"field": "category", "equals": "ResourceHealth"}, {"any_of": ill}]
    if account.break_glass:
        yield BY_CALLER, [done, {"any_of": [{"field": "caller", "equals": user} for user in account.break_glass]}]


def _rule(
    scope: Scope[Alerting, Account],
    home: resources.ResourceGroup,
    told: monitor.ActionGroup,
    event: str,
    conditions: list[dict[str, Any]],
) -> None:
    scope.make(
        monitor.ActivityLogAlert,
        event,
        activity_log_alert_name=naming.local(scope.planned.name, event),
        description=event,
        enabled=True,
        scopes=[f"/subscriptions/{scope.account.subscription}"],
        condition={"all_of": conditions},
        actions={"action_groups": [{"action_group_id": told.id}]},
        resource_group_name=home.name,
        location=GLOBAL,
        tags=scope.labels,
    )
