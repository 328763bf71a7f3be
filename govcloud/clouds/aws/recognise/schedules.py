"""Facts of EventBridge Scheduler: its schedules' payloads, and the renewals that they remind people of."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Final

from govcloud.clouds.aws.recognise.register import only
from govcloud.clouds.aws.recognise.topics import TOPIC, heard
from govcloud.graph import Graph, Resource, strings

_SCHEDULE: Final = "aws:scheduler/schedule:Schedule"
_RATE: Final = re.compile(r"^rate\((\d+) (minute|hour|day)s?\)$")
_DAYS: Final = {"day": 1.0, "hour": 1 / 24, "minute": 1 / 1440}

only(_SCHEDULE, key="kmsKeyArn", data="messages")
only("aws:scheduler/scheduleGroup:ScheduleGroup")


def due_days(resource: Resource, graph: Graph) -> int:
    """How often people are told that this resource is due for renewal, in days; 0 where nobody is.

    A schedule whose message names the resource, that is on, and whose topic somebody hears.
    """
    found = [_days(one) for one in graph.of_type(_SCHEDULE) if _names(one, resource, graph) and _told(one, graph)]
    return min((days for days in found if days), default=0)


def _names(schedule: Resource, resource: Resource, graph: Graph) -> bool:
    message = schedule.at("target.input")
    try:
        said = json.loads(message) if isinstance(message, str) else None
    except ValueError:
        said = None
    texts = strings(said) if isinstance(said, Mapping) else ()
    return any(graph.resolve(schedule, "target", text, resource.type) is resource for text in texts)


def _told(schedule: Resource, graph: Graph) -> bool:
    topic = graph.resolve(schedule, "target", schedule.at("target.arn"), TOPIC)
    return schedule.at("state", "ENABLED") == "ENABLED" and isinstance(topic, Resource) and heard(topic, graph) is True


def _days(schedule: Resource) -> int:
    """At least one, so that more often than daily is not never."""
    match = _RATE.match(str(schedule.at("scheduleExpression", "")))
    return max(1, round(int(match.group(1)) * _DAYS[match.group(2)])) if match else 0
