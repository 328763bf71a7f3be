"""How a log alert tells ahead that a brought key ends: its query, as it is written here and recognised by."""

from __future__ import annotations

import dataclasses
import datetime
import re
from typing import Final

TABLE: Final = "Operation"
"""A log alert has to read a table, and this one is in every workspace, whether anything is collected or not ("Monitor
operational issues in your Azure Monitor Log Analytics workspace"; read November 2026)."""

_ADDRESS: Final = re.compile(r"extend\s+\w+\s*=\s*(['\"])(?P<key>https://[^'\"\s]+)\1")
_AHEAD: Final = (
    r"datetime\((?P<ends>\d{4}-\d{2}-\d{2}[T0-9:.Z]*)\)\s*-\s*now\(\)\s*<=?\s*(?P<days>\d{1,4})d",
    r"now\(\)\s*>=?\s*datetime\((?P<ends>\d{4}-\d{2}-\d{2}[T0-9:.Z]*)\)\s*-\s*(?P<days>\d{1,4})d",
)
_WHEN: Final = tuple(re.compile(rf"where\s+{how}") for how in _AHEAD)
_COUNTED: Final = re.compile(r"summarize\s+(\w+\s*=\s*)?count\(\)")
_TABLE: Final = re.compile(r"\w+")
_LEAST: Final = 4
"""Steps of a query: a table, its one row, the key, the day."""


@dataclasses.dataclass(frozen=True, slots=True)
class Ahead:
    """A query that has a row from so many days before a day on, and the address of the key it is about."""

    key: str
    days: int


def query(key: str, ends: datetime.date, days: int) -> str:
    """A query that has one row from `days` before `ends` on, and none before.

    The table may be empty: a count without groups is one row even then ("summarize operator"). `now()` stands in the
    query itself, as "Create or edit a log search alert rule" asks for. `ends` begins at 00:00 UTC, as the end that the
    ceremony gives a version does. No secret is in it: a key's address and its end.
    """
    steps = (
        TABLE,
        "summarize Entries = count()",
        f"extend Key = '{key}'",
        f"where datetime({ends.isoformat()}) - now() <= {days}d",
    )
    return "\n| ".join(steps)


def told(text: str) -> Ahead | None:
    """What a query warns of. Only the steps written here are read, in any order after the count; whatever else may
    leave the row out."""
    table, *steps = (step.strip() for step in text.split("|"))
    if not _TABLE.fullmatch(table) or len(steps) != _LEAST - 1 or not _COUNTED.fullmatch(steps[0]):
        return None
    keys = [found for step in steps if (found := _ADDRESS.fullmatch(step))]
    ways = [found for step in steps for how in _WHEN if (found := how.fullmatch(step))]
    if len(keys) != 1 or len(ways) != 1:
        return None
    return Ahead(keys[0]["key"], int(ways[0]["days"]))
