"""Alarms: action groups, rules over the activity log and over metrics; dashboards."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from govcloud.clouds.azure.alarms import BY_CALLER, BY_CATEGORY, BY_OPERATION, CRITICAL, ESSENTIAL
from govcloud.clouds.azure.recognise.arm import resolved
from govcloud.clouds.azure.recognise.register import located, plain, recognise, worldwide
from govcloud.clouds.azure.recognise.values import flag, given, word
from govcloud.facts import UNKNOWN, Fact, Unknown, Watches
from govcloud.graph import Graph, Resource

ACTION_GROUP: Final = "azure-native:monitor:ActionGroup"
ALERT: Final = "azure-native:monitor:ActivityLogAlert"
METRIC: Final = "azure-native:monitor:MetricAlert"

_SUBSCRIPTION: Final = re.compile(r"/subscriptions/[^/]+/?")
_WIDE: Final = frozenset({"category", "operationname", "properties.currenthealthstatus"})
"""What a condition may ask about without leaving some resource or person out."""
_TOLD: Final = "actions.actionGroups"
_METRICS: Final = {
    "failedrequests": "service-errors",
    "responsestatus": "service-errors",
    "unhealthyhostcount": "service-errors",
    "cpu_percent": "database-load",
    "usagenanocores": "service-load",
}


@recognise(ALERT, place=worldwide("activity-log-alerts"))
def alert(resource: Resource, graph: Graph) -> Iterator[Fact]:
    """Every event that its conditions mean."""
    own = _heard(resource, graph)
    telling = [one for one in graph.of_type(ALERT) if one is resource or _heard(one, graph) is True]
    watched = {operation for one in telling for operation in _operations(one)}
    for event in sorted(_events(resource)):
        complete = ESSENTIAL.get(event, frozenset()) <= watched
        yield Watches(subject=resource.urn, what=event, tells=own if complete else False)


def _heard(resource: Resource, graph: Graph) -> bool | Unknown:
    """Whether somebody is told, wherever in a subscription it happens and whoever does it."""
    groups = [one.get("actionGroupId") if isinstance(one, dict) else one for one in resource.each(_TOLD)]
    return tells(resource, graph, groups) if _everywhere(resource) else False


def _everywhere(resource: Resource) -> bool:
    """No narrower than a subscription, and no condition that leaves most of its entries out."""
    scopes = list(resource.each("scopes"))
    whole = any(scope is UNKNOWN or _SUBSCRIPTION.fullmatch(str(scope)) for scope in scopes)
    fields = {field for field, _ in _fields(list(resource.each("condition.allOf"))) if field}
    by_caller = fields <= {"caller", "category"}
    return whole and (fields <= _WIDE or by_caller)


def _operations(resource: Resource) -> set[str]:
    return {value for field, value in _fields(list(resource.each("condition.allOf"))) if field == "operationname"}


def _events(resource: Resource) -> set[str]:
    fields = list(_fields(list(resource.each("condition.allOf"))))
    callers = {BY_CALLER for field, _ in fields if field == "caller"}
    operations = {BY_OPERATION[value] for field, value in fields if field == "operationname" and value in BY_OPERATION}
    categories = {BY_CATEGORY[value] for field, value in fields if field == "category" and value in BY_CATEGORY}
    return operations | categories | callers


def _fields(conditions: list[Any]) -> Iterator[tuple[str, str]]:
    for condition in conditions:
        if isinstance(condition, dict):
            yield str(condition.get("field", "")).casefold(), str(condition.get("equals", "")).casefold()
            several = condition.get("anyOf")
            yield from _fields(several if isinstance(several, list) else [])


def tells(resource: Resource, graph: Graph, groups: list[Any]) -> bool | Unknown:
    """Whether a rule is on and one of its action groups is on and reaches somebody."""
    on = flag(resource, "enabled", default=True)
    heard = [_reaches(graph, resource, group) for group in groups]
    if on is False or not heard:
        return False
    return True if on is True and True in heard else UNKNOWN if UNKNOWN in (on, *heard) else False


def _reaches(graph: Graph, resource: Resource, group: Any) -> bool | Unknown:
    found = resolved(graph, resource, "actions", group, ACTION_GROUP)
    if not isinstance(found, Resource):
        return UNKNOWN
    receivers = ("armRole", "azureAppPush", "email", "eventHub", "logicApp", "sms", "voice", "webhook")
    somebody = any(given(found.at(f"{kind}Receivers")) for kind in receivers)
    on = flag(found, "enabled", default=True)
    return on if somebody else False


@recognise(METRIC, place=worldwide("metric-alerts"))
def metric(resource: Resource, graph: Graph) -> Iterator[Fact]:
    """An alarm on a figure."""
    groups = [one.get("actionGroupId") if isinstance(one, dict) else one for one in resource.each("actions")]
    heard = tells(resource, graph, groups)
    names = {word(one.get("metricName")) for one in resource.each("criteria.allOf") if isinstance(one, dict)}
    for event in sorted({_METRICS[name] for name in names if isinstance(name, str) and name in _METRICS}):
        yield Watches(subject=resource.urn, what=event, tells=heard)


@recognise(ACTION_GROUP, place=worldwide("action-groups"))
def action_group(resource: Resource, graph: Graph) -> Iterator[Fact]:
    """Where alarms over the activity log end, it is also said which critical event no alarm at all watches."""
    alerts = list(graph.of_type(ALERT))
    if not any(resource.urn in _groups(graph, one) for one in alerts):
        return
    watched = {event for one in alerts for event in _events(one)}
    for event in CRITICAL:
        if event not in watched:
            yield Watches(subject=resource.urn, what=event, tells=False)


def _groups(graph: Graph, alert: Resource) -> Iterator[str]:
    for one in alert.each(_TOLD):
        group = one.get("actionGroupId") if isinstance(one, dict) else one
        found = resolved(graph, alert, "actions", group, ACTION_GROUP)
        if isinstance(found, Resource):
            yield found.urn


plain("azure-native:portal:Dashboard", place=located)
