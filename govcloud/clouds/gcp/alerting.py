"""Alarms on Google Cloud: notification channels, and an alert policy an event."""

from __future__ import annotations

from typing import Any

from pulumi_gcp import monitoring

from govcloud.blocks import Alerting, Secret
from govcloud.blocks.alerting import STANDARD
from govcloud.clouds.gcp import naming
from govcloud.clouds.gcp._project import needs
from govcloud.clouds.gcp.account import Account
from govcloud.clouds.gcp.alert_filters import FILTERS, RENEWALS, SERVICE_ERRORS, watched
from govcloud.clouds.outputs import AlertingOutputs
from govcloud.clouds.scope import Scope

_Scope = Scope[Alerting, Account]


def render(scope: _Scope) -> AlertingOutputs:
    """A channel an address, and policies for the standard catalogue; and for secrets whose renewal nobody has done."""
    channels = [_channel(scope, number, mail) for number, mail in enumerate(scope.block.mail)]
    names = [channel.name for channel in channels]
    for event in STANDARD:
        if event in FILTERS:
            _policy(scope, event, names, _log_condition(event, scope.account), limited=True)
    _policy(scope, "service-errors", names, _metric_condition("service-errors", SERVICE_ERRORS, "ALIGN_RATE", 1.0))
    for secret, _ in scope.layout.of_kind(Secret):
        waiting = f'{RENEWALS}"{naming.topic(scope.layout, secret)}"'
        _policy(scope, f"renew-{secret}", names, _metric_condition("renewal due", waiting, "ALIGN_MAX", 0))
    return AlertingOutputs(id=names[0])


def _channel(scope: _Scope, number: int, mail: str) -> Any:
    return scope.make(
        monitoring.NotificationChannel,
        f"mail-{number}",
        project=scope.account.project,
        display_name=f"{scope.layout.system.system} {scope.planned.name} {number + 1}",
        type="email",
        labels={"email_address": mail},
        enabled=True,
        user_labels=scope.labels,
        opts={"depends_on": needs(scope, "monitoring")},
    )


def _policy(scope: _Scope, event: str, channels: list[Any], condition: dict[str, Any], *, limited: bool = False) -> Any:
    """A policy that tells all channels. Policies on logs must say how often they tell at most."""
    limit = {"notification_rate_limit": {"period": "300s"}} if limited else {}
    return scope.make(
        monitoring.AlertPolicy,
        f"alert-{event}",
        project=scope.account.project,
        display_name=naming.plain(scope.layout, scope.planned.name, event),
        combiner="OR",
        enabled=True,
        severity="ERROR" if event == "service-errors" else "CRITICAL",
        conditions=[condition],
        notification_channels=channels,
        alert_strategy={"auto_close": "86400s", **limit},
        documentation={"content": f"{event}: {scope.layout.system.system}", "mime_type": "text/markdown"},
        user_labels=scope.labels,
    )


def _log_condition(event: str, account: Account) -> dict[str, Any]:
    return {"display_name": event, "condition_matched_log": {"filter": watched(event, account)}}


def _metric_condition(name: str, chosen: str, aligner: str, threshold: float) -> dict[str, Any]:
    return {
        "display_name": name,
        "condition_threshold": {
            "filter": chosen,
            "comparison": "COMPARISON_GT",
            "threshold_value": threshold,
            "duration": "300s",
            "aggregations": [{"alignment_period": "300s", "per_series_aligner": aligner}],
        },
    }
