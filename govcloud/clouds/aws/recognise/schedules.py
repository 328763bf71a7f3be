"""Facts of EventBridge Scheduler: its schedules' payloads, and the renewals that they remind people of."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Final

from govcloud.clouds.aws.recognise.register import only
from govcloud.clouds.aws.recognise.topics import TOPIC, heard
from govcloud.clouds.aws.recognise.truth import Answer, both
from govcloud.facts import UNKNOWN, Unknown
from govcloud.graph import Graph, Resource, strings

_SCHEDULE: Final = "aws:scheduler/schedule:Schedule"
_RATE: Final = re.compile(r"^rate\((\d+) (minute|hour|day)s?\)$")
_DAYS: Final = {"day": 1.0, "hour": 1 / 24, "minute": 1 / 1440}

only(_SCHEDULE, key="kmsKeyArn", data="messages")
only("aws:scheduler/scheduleGroup:ScheduleGroup")


def due_days(resource: Resource, graph: Graph) -> int | Unknown:
    """How often people are told that this resource is due for renewal, in days; 0 where nobody is.

    A schedule whose message names the resource, that is on, and whose topic somebody hears. `UNKNOWN` where one that
    cannot be read yet may say it, and sooner than those that can.
    """
    found = [(both(_names(one, resource, graph), _told(one, graph)), _days(one)) for one in graph.of_type(_SCHEDULE)]
    sure = min((days for answer, days in found if answer is True and isinstance(days, int) and days), default=0)
    possible = [days for answer, days in found if answer is not False and UNKNOWN in (answer, days)]
    return UNKNOWN if any(_sooner(days, sure) for days in possible) else sure


def _sooner(days: int | Unknown, sure: int) -> bool:
    return isinstance(days, Unknown) or (days > 0 and (sure == 0 or days < sure))


def _names(schedule: Resource, resource: Resource, graph: Graph) -> Answer:
    message = schedule.at("target.input")
    if message is UNKNOWN:
        return UNKNOWN if graph.may_name(schedule, "target", resource) else False
    try:
        said = json.loads(message) if isinstance(message, str) else None
    except ValueError:
        said = None
    texts = strings(said) if isinstance(said, Mapping) else ()
    return any(graph.resolve(schedule, "target", text, resource.type) is resource for text in texts)


def _told(schedule: Resource, graph: Graph) -> Answer:
    state, named = schedule.at("state", "ENABLED"), schedule.at("target.arn")
    topic = graph.resolve(schedule, "target", named, TOPIC)
    unheard = UNKNOWN if named is UNKNOWN else False
    hears = heard(topic, graph) if isinstance(topic, Resource) else unheard
    return both(UNKNOWN if state is UNKNOWN else state == "ENABLED", hears)


def _days(schedule: Resource) -> int | Unknown:
    """At least one, so that more often than daily is not never."""
    rate = schedule.at("scheduleExpression", "")
    if rate is UNKNOWN:
        return UNKNOWN
    match = _RATE.match(str(rate))
    return max(1, round(int(match.group(1)) * _DAYS[match.group(2)])) if match else 0
