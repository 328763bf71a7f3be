"""Whether somebody is told that a brought key ends: by the vault's own event, or by a log alert on the day."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from govcloud.clouds.azure import material_end
from govcloud.clouds.azure.recognise.alerts import tells
from govcloud.clouds.azure.recognise.arm import companions, resolved, vault_and_key
from govcloud.clouds.azure.recognise.keys import KEY, VAULT
from govcloud.clouds.azure.recognise.register import located, plain, within
from govcloud.clouds.azure.recognise.values import given, number, word
from govcloud.facts import UNKNOWN, Unknown
from govcloud.graph import Graph, Resource, walk

TOPIC: Final = "azure-native:eventgrid:SystemTopic"
SUBSCRIPTION: Final = "azure-native:eventgrid:SystemTopicEventSubscription"
RULE: Final = "azure-native:monitor:ScheduledQueryRule"

_EVENT_DAYS: Final = 30
"""Key Vault tells so many days ahead; another time is in a policy that only the vault's own interface sets."""
BEFORE: Final = {30: 60, 60: 366}
"""Days before the end at which somebody is told, and how many days ahead is another warning or none."""
_ASKED: Final = (
    "dimensions",
    "failingPeriods.numberOfEvaluationPeriods",
    "metricMeasureColumn",
    "operator",
    "query",
    "threshold",
    "timeAggregation",
)
_ONE_ROW: Final = frozenset({("equal", 1), ("equals", 1), ("greaterthan", 0), ("greaterthanorequal", 1)})
"""Comparisons that the query's one row meets and no row does not."""

plain(TOPIC, place=located)
plain(SUBSCRIPTION, place=within("systemTopicName", TOPIC))
plain(RULE, place=located)


def warned(graph: Graph, vault: Resource, days: int) -> bool | Unknown:
    """Whether somebody is told of the end of a key in this vault, at least `days` ahead and not much earlier."""
    if days == _EVENT_DAYS and told_of_end(graph, vault):
        return True
    said = {_warns(rule, graph, vault, days) for rule in graph.of_type(RULE)}
    return True if True in said else UNKNOWN if UNKNOWN in said else False


def told_of_end(graph: Graph, vault: Resource) -> bool:
    """Whether the vault's own event reaches somebody: one a version."""
    for topic in companions(graph, vault, TOPIC, "source"):
        for subscription in companions(graph, topic, SUBSCRIPTION, "systemTopicName"):
            events = {str(event).rpartition(".")[2] for event in subscription.each("filter.includedEventTypes")}
            if "KeyNearExpiry" in events and given(subscription.at("destination.actionGroups")):
                return True
    return False


def _warns(rule: Resource, graph: Graph, vault: Resource, days: int) -> bool | Unknown:
    fires = _fires(rule)
    if fires is not True:
        return fires
    ahead = material_end.told(str(walk(next(iter(rule.each("criteria.allOf"))), "query")))
    if ahead is None or not days <= ahead.days < BEFORE[days] or not _is_in(rule, graph, vault, ahead.key):
        return False
    return tells(rule, graph, list(rule.each("actions.actionGroups")))


def _fires(rule: Resource) -> bool | Unknown:
    """Whether one row is enough, the first time there is one."""
    conditions = list(rule.each("criteria.allOf"))
    asked = {name: walk(one, name) for one in conditions if isinstance(one, dict) for name in _ASKED}
    if UNKNOWN in (rule.at("kind"), *conditions, *asked.values()):
        return UNKNOWN
    # Several conditions must all be met at once.
    if len(conditions) != 1 or not asked or word(rule.at("kind"), "LogAlert") != "logalert":
        return False
    rows = word(asked["timeAggregation"]) == "count" and not asked["metricMeasureColumn"] and not asked["dimensions"]
    periods = number(asked["failingPeriods.numberOfEvaluationPeriods"], default=1)
    return rows and periods == 1 and (word(asked["operator"]), asked["threshold"]) in _ONE_ROW


def _is_in(rule: Resource, graph: Graph, vault: Resource, address: str) -> bool:
    """Whether the address is of a brought key in this vault: what the vault declares itself is none."""
    named, name = vault_and_key(address)
    found = resolved(graph, rule, "criteria", named, VAULT)
    if not name or not isinstance(found, Resource) or found.urn != vault.urn:
        return False
    return name not in set(_declared(graph, vault))


def _declared(graph: Graph, vault: Resource) -> Iterator[Any]:
    return (key.at("keyName") for key in companions(graph, vault, KEY, "vaultName"))
