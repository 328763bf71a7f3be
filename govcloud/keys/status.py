"""What ends when: wrapping keys and tokens, imported material, and the renewals that are due; read from the records."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, Literal, TypeAlias

from govcloud.clouds.wrapping import service
from govcloud.keys.record import Line
from govcloud.keys.step import Event, Step

Ends: TypeAlias = Literal["material", "renewal", "token"]
"""What it is that ends: imported material is deleted; a renewal falls due; a wrapping key with its token lapses."""
Urgency: TypeAlias = Literal["far", "near", "urgent", "over"]

NEAR: Final = 60
URGENT: Final = 30
"""Days ahead of an end at which to say so, and to say so again."""


@dataclasses.dataclass(frozen=True, slots=True)
class Due:
    """One end, as of the time it was asked about."""

    ends: Ends
    key: str
    target: str
    at: datetime.datetime
    urgency: Urgency


def due(
    lines: Iterable[Line], at: datetime.datetime, rotation_days: Mapping[str, int] | None = None
) -> tuple[Due, ...]:
    """Everything that ends, the soonest first. Of a target only its newest import counts.

    `rotation_days`: by target, how often its material is to be renewed. A token shows only while what was wrapped for
    it waits to be imported.
    """
    newest = {(event.target, event.step): event for event in _done(lines)}
    found = [*_imported(newest, rotation_days or {}), *_waiting(newest)]
    told = (Due(ends, str(e.key), str(e.target), end, urgency(end - at, ends)) for ends, e, end in found)
    return tuple(sorted(told, key=lambda one: (one.at, one.target, one.ends)))


def unturned(lines: Iterable[Line]) -> tuple[Event, ...]:
    """Imports beside present material that no cloud was turned to afterwards: new data goes on under the old."""
    used: dict[str | None, str | None] = {}
    newest: dict[str | None, Event] = {}
    for event in _done(lines):
        if event.step is Step.IMPORTED:
            newest[event.target] = event
            used.setdefault(event.target, event.key)
        if event.step is Step.ROTATED:
            used[event.target] = event.key
    return tuple(event for target, event in newest.items() if event.key != used[target])


def _done(lines: Iterable[Line]) -> list[Event]:
    """What was done in the order of time, in whatever order the records were given."""
    return sorted((line.event for line in lines if line.event.outcome == "done"), key=lambda event: event.when)


_Newest: TypeAlias = Mapping[tuple[str | None, Step], Event]
_Found: TypeAlias = Iterator[tuple[Ends, Event, datetime.datetime]]


def _imported(newest: _Newest, rotation_days: Mapping[str, int]) -> _Found:
    for (target, step), event in newest.items():
        if step is not Step.IMPORTED:
            continue
        if event.until:
            yield "material", event, _time(event.until)
        if target in rotation_days:
            yield "renewal", event, _time(event.when) + datetime.timedelta(days=rotation_days[target])


def _waiting(newest: _Newest) -> _Found:
    for (target, step), event in newest.items():
        imported = newest.get((target, Step.IMPORTED))
        if step is not Step.WRAPPED or (imported and imported.blob == event.blob):
            continue
        hours = service(str(event.service)).token_hours
        if hours:
            # Where the record does not have the token's end: the latest that it can be.
            latest = _time(event.when) + datetime.timedelta(hours=hours)
            yield "token", event, _time(event.until) if event.until else latest


def urgency(left: datetime.timedelta, ends: Ends) -> Urgency:
    """How pressing an end is that is so far ahead. A token's hours are always urgent."""
    if left <= datetime.timedelta():
        return "over"
    if ends == "token" or left <= datetime.timedelta(days=URGENT):
        return "urgent"
    return "near" if left <= datetime.timedelta(days=NEAR) else "far"


def _time(written: str) -> datetime.datetime:
    return datetime.datetime.strptime(written, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=datetime.UTC)
