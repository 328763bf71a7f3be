"""What can be true of a resource. Knows no cloud and no Pulumi."""

from govcloud.facts.blurring import blurred
from govcloud.facts.fact import Fact
from govcloud.facts.kinds import (
    DATA,
    AtRest,
    Classified,
    Filters,
    Holds,
    InTransit,
    Isolated,
    Key,
    Labelled,
    Logged,
    Patched,
    Permits,
    Placed,
    Reachable,
    Recoverable,
    Retained,
    Runs,
    Scans,
    Watches,
)
from govcloud.facts.promise import Promise, merged
from govcloud.facts.secrecy import secret_by_name, secret_by_value
from govcloud.facts.values import IN_JAPAN, UNKNOWN, KeyLevel, Place, Tls, Unknown

__all__ = [
    "DATA",
    "IN_JAPAN",
    "UNKNOWN",
    "AtRest",
    "Classified",
    "Fact",
    "Filters",
    "Holds",
    "InTransit",
    "Isolated",
    "Key",
    "KeyLevel",
    "Labelled",
    "Logged",
    "Patched",
    "Permits",
    "Place",
    "Placed",
    "Promise",
    "Reachable",
    "Recoverable",
    "Retained",
    "Runs",
    "Scans",
    "Tls",
    "Unknown",
    "Watches",
    "blurred",
    "merged",
    "secret_by_name",
    "secret_by_value",
]
