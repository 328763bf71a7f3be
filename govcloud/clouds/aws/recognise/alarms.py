"""Facts of CloudWatch and EventBridge: log groups, and which alarm watches what and tells whom."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from govcloud.clouds.aws import events, material_end
from govcloud.clouds.aws.recognise import policies, retention
from govcloud.clouds.aws.recognise.register import only, recognise
from govcloud.clouds.aws.recognise.topics import TOPIC, heard
from govcloud.clouds.aws.recognise.trails import TRAIL
from govcloud.clouds.aws.recognise.truth import Answer, both, either, said
from govcloud.facts import UNKNOWN, Fact, Watches
from govcloud.graph import Graph, Resource, strings

_ALARM: Final = "aws:cloudwatch/metricAlarm:MetricAlarm"
_FILTER: Final = "aws:cloudwatch/logMetricFilter:LogMetricFilter"
_TARGET: Final = "aws:cloudwatch/eventTarget:EventTarget"
_NAME: Final = re.compile(r'eventName\s*=\s*"?(\w+)"?')
_ROOT: Final = re.compile(r'userIdentity\.type\s*=\s*"?Root\b')
_ERRORS: Final = re.compile(r"5XX|UnHealthyHostCount|FailedInvocations|Errors\b")
_LOAD: Final = re.compile(r"CPUUtilization|MemoryUtilization|RunningTaskCount")

only(retention.GROUP, key="kmsKeyId", data="logs")


@recognise(_ALARM)
def alarm(resource: Resource, graph: Graph) -> Iterator[Fact]:
    """What an alarm watches, by the metric it is on and the events that feed the metric."""
    told = both(_acts(resource), _told(resource, graph))
    filters = _feeding(resource, graph)
    patterns = " ".join(str(one.at("pattern", "")) for one in filters)
    fed = both(*(_fed(one, graph) for one in filters))
    for event in _watched(patterns):
        yield Watches(subject=resource.urn, what=event, tells=both(told, fed, _fires_at_once(resource)))
    measured = f"{resource.at('metricName', '')} {' '.join(strings(resource.at('metricQueries')))}"
    space = f"{resource.at('namespace', '')} {measured}"
    if _ERRORS.search(measured):
        yield Watches(subject=resource.urn, what="service-errors", tells=told)
    if _LOAD.search(measured):
        what = "database-load" if "AWS/RDS" in space else "service-load"
        yield Watches(subject=resource.urn, what=what, tells=told)
    if "DaysToExpiry" in measured:
        yield Watches(subject=resource.urn, what="certificate-expiry", tells=told)


def _fires_at_once(alarm: Resource) -> Answer:
    """One such event is enough: an alarm that waits for more may never speak."""
    how, limit = alarm.at("comparisonOperator", "GreaterThanOrEqualToThreshold"), alarm.at("threshold", 1)
    if UNKNOWN in (how, limit):
        return UNKNOWN
    least = {"GreaterThanOrEqualToThreshold": 1, "GreaterThanThreshold": 0}.get(str(how))
    return least is not None and isinstance(limit, (int, float)) and limit <= least


def _told(alarm: Resource, graph: Graph) -> Answer:
    """Somebody has subscribed to a topic that the alarm sends to. Somebody else's topic cannot be seen."""
    found = list(graph.refs(alarm, "alarmActions", TOPIC))
    return either(*(heard(one, graph) if isinstance(one, Resource) else UNKNOWN for one in found))


def warns(graph: Graph, key: Resource, days: int, before: int) -> Answer:
    """Whether somebody is told that a key's imported material ends, at least `days` ahead and less than `before`."""
    return either(
        *(
            both(_on_end(one), _of_key(one, graph, key), _ahead(one, days, before), _told(one, graph), _acts(one))
            for one in graph.of_type(_ALARM)
        )
    )


def _on_end(alarm: Resource) -> Answer:
    metric, space = alarm.at("metricName"), alarm.at("namespace")
    return both(
        UNKNOWN if metric is UNKNOWN else metric == material_end.METRIC,
        UNKNOWN if space is UNKNOWN else space == material_end.NAMESPACE,
    )


def _of_key(alarm: Resource, graph: Graph, key: Resource) -> Answer:
    named = alarm.at("dimensions.KeyId")
    if named is UNKNOWN:
        return UNKNOWN if graph.may_name(alarm, "dimensions", key) else False
    return graph.resolve(alarm, "dimensions", named, key.type) is key


def _ahead(alarm: Resource, days: int, before: int) -> Answer:
    how, limit = alarm.at("comparisonOperator", ""), alarm.at("threshold", 0)
    if UNKNOWN in (how, limit):
        return UNKNOWN
    falls = how in ("LessThanOrEqualToThreshold", "LessThanThreshold")
    return falls and material_end.seconds(days) <= limit < material_end.seconds(before)


def _acts(alarm: Resource) -> Answer:
    return said(alarm.at("actionsEnabled", True))


def _feeding(alarm: Resource, graph: Graph) -> list[Resource]:
    name, space = alarm.at("metricName"), alarm.at("namespace")
    if name is None:
        return []
    return [
        one
        for one in graph.of_type(_FILTER)
        if one.at("metricTransformation.name") == name and one.at("metricTransformation.namespace") == space
    ]


def _fed(found: Resource, graph: Graph) -> Answer:
    """The filter reads a group that a trail of all regions writes to. One that is not of this system is the
    platform's: the system names it, and takes its word."""
    group = retention.destination(found, graph, "logGroupName")
    if not isinstance(group, Resource):
        return UNKNOWN if group is UNKNOWN else True
    trails = [
        one
        for one in graph.of_type(TRAIL)
        if retention.destination(one, graph, "cloudWatchLogsGroupArn") is group
        or group.urn in graph.token_urns(str(one.at("cloudWatchLogsGroupArn", "")))
    ]
    return either(*(both(said(one.at("enableLogging", True)), said(one.at("isMultiRegionTrail"))) for one in trails))


def _watched(patterns: str) -> Iterator[str]:
    """The changes whose core the patterns count."""
    names = set(_NAME.findall(patterns))
    yield from (event for event, core in events.CORE.items() if core <= names)
    if _ROOT.search(patterns):
        yield "root-use"


@recognise("aws:cloudwatch/eventRule:EventRule")
def rule(resource: Resource, graph: Graph) -> Iterator[Fact]:
    """A rule on API calls. Events of IAM and root's sign-in arrive in us-east-1 only, so that a rule elsewhere tells
    nobody of them."""
    pattern = graph.document(resource, "eventPattern")
    names = set(strings(pattern)) if isinstance(pattern, (dict, list)) else set()
    on = either(said(resource.at("state", "ENABLED") != "DISABLED"))
    told = both(on, _targets(resource, graph))
    for event, core in events.CORE.items():
        if core <= names:
            yield Watches(subject=resource.urn, what=event, tells=both(told, _arrives(event, resource)))
    if "Root" in names:
        yield Watches(subject=resource.urn, what="root-use", tells=both(told, _arrives("root-use", resource)))


def _arrives(event: str, rule: Resource) -> bool:
    return event not in events.FROM_VIRGINIA or rule.at("region") == "us-east-1"


def _targets(rule: Resource, graph: Graph) -> Answer:
    found = [graph.ref(one, "arn", TOPIC) for one in graph.companions(rule, _TARGET, "rule")]
    return either(*(heard(one, graph) if isinstance(one, Resource) else UNKNOWN for one in found))


@recognise("aws:cloudwatch/logResourcePolicy:LogResourcePolicy")
def log_policy(resource: Resource, graph: Graph) -> Iterator[Fact]:
    """Which services may write to log groups."""
    yield from policies.grants(resource, graph, "policyDocument", "resource")


only("aws:cloudwatch/dashboard:Dashboard", place="dashboard")
only(
    "aws:cloudwatch/compositeAlarm:CompositeAlarm",
    "aws:cloudwatch/eventBus:EventBus",
    "aws:cloudwatch/logDataProtectionPolicy:LogDataProtectionPolicy",
    "aws:cloudwatch/logStream:LogStream",
    "aws:cloudwatch/logSubscriptionFilter:LogSubscriptionFilter",
    _FILTER,
    _TARGET,
)
