"""Alarms, who hears them, and the record of changes, read from plain resources on Azure."""

from __future__ import annotations

import dataclasses
from typing import Any

from govcloud.facts import (
    Watches,
)
from tests.clouds.azure.plans import GROUP, seen, written

TENANT = "11111111-1111-1111-1111-111111111111"
VAULT_ID = f"{GROUP}/providers/Microsoft.KeyVault/vaults/kv-example"


def alarm(operation: str, **inputs: Any) -> Any:
    conditions = [{"field": "category", "equals": "Administrative"}, {"field": "operationName", "equals": operation}]
    group = f"{GROUP}/providers/Microsoft.Insights/actionGroups/oncall"
    return written(
        "monitor:ActivityLogAlert",
        "alarm",
        condition={"allOf": conditions},
        actions={"actionGroups": [{"actionGroupId": group}]},
        **{"scopes": ["/subscriptions/22222222-2222-2222-2222-222222222222"], **inputs},
    )


def told(**inputs: Any) -> Any:
    group = written("monitor:ActionGroup", "oncall", actionGroupName="oncall", **inputs)
    group.id = f"{GROUP}/providers/Microsoft.Insights/actionGroups/oncall"
    return group


def test_an_alarm_tells_somebody_or_nobody() -> None:
    watch = alarm("Microsoft.Authorization/roleAssignments/write")
    mail = [{"name": "m", "emailAddress": "oncall@example.go.jp"}]
    assert seen(Watches, "iam-change", watch, told(emailReceivers=mail)).tells is True
    assert seen(Watches, "iam-change", watch, told()).tells is False
    assert seen(Watches, "iam-change", watch, told(emailReceivers=mail, enabled=False)).tells is False
    narrow = alarm("Microsoft.Authorization/roleAssignments/write", scopes=[GROUP])
    assert seen(Watches, "iam-change", narrow, told(emailReceivers=mail)).tells is False


def test_several_alarms_together_watch_an_event_and_one_of_them_alone_does_not() -> None:
    group = told(emailReceivers=[{"name": "m", "emailAddress": "oncall@example.go.jp"}])
    made, gone = (alarm(f"Microsoft.Network/networkSecurityGroups/{verb}") for verb in ("write", "delete"))
    gone = dataclasses.replace(gone, urn=f"{gone.urn}-2")
    assert seen(Watches, "network-change", made, group).tells is False
    assert seen(Watches, "network-change", made, gone, group).tells is True


def test_an_event_no_alarm_watches_is_said_where_alarms_end() -> None:
    group = told(emailReceivers=[{"name": "m", "emailAddress": "oncall@example.go.jp"}])
    fact = seen(Watches, "key-change", group, alarm("Microsoft.Authorization/roleAssignments/write"))
    assert fact.tells is False
