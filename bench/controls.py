"""How long all controls take over the facts of a large system: `python bench/controls.py [resources]` from the root.

Each size runs in a process of its own, so that the peak is its own: Python, the library, facts, findings and all.
"""

from __future__ import annotations

import datetime
import itertools
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

RUNS = 5
TODAY = datetime.date(2026, 4, 1)

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from govcloud.controls import ALL, assess  # noqa: E402
from govcloud.facts import (  # noqa: E402
    AtRest,
    Classified,
    Fact,
    Filters,
    Holds,
    InTransit,
    Key,
    KeyLevel,
    Logged,
    Patched,
    Permits,
    Place,
    Placed,
    Reachable,
    Recoverable,
    Retained,
    Runs,
    Tls,
)


def _database(urn: str) -> Iterator[Fact]:
    yield AtRest(subject=urn, what="database", level=KeyLevel.K1, known_key=True, key="key")
    yield Reachable(subject=urn, what="database", by="network")
    yield InTransit(subject=urn, what="database", floor=Tls.TLS1_2, plain="refused")
    yield Recoverable(subject=urn, what="database", zones=2, restore_days=35, protected=True)
    yield Logged(subject=urn, what="database", enabled=True, days=400)
    yield Patched(subject=urn, what="database", supported=True, automatic=True, version="16")


def _store(urn: str) -> Iterator[Fact]:
    yield AtRest(subject=urn, what="objects", level=KeyLevel.K1, known_key=True, key="key")
    yield Reachable(subject=urn, what="objects", by="network")
    yield InTransit(subject=urn, what="objects", floor=Tls.TLS1_2, plain="refused")
    yield Retained(subject=urn, what="audit", days=400, locked=True)
    yield Permits(subject=urn, what="resource", who="service", broad=False, principal="logs", actions=("put",))


def _key(urn: str) -> Iterator[Fact]:
    yield Key(
        subject=urn, what="encryption", level=KeyLevel.K1, rotation_days=365, deletion_days=30, purge_protected=True
    )
    yield Permits(subject=urn, what="key", who="account", broad=False, principal="root", actions=("*",))
    yield Permits(subject=urn, what="key", who="identity", broad=False, principal="api", actions=("decrypt",))


def _service(urn: str) -> Iterator[Fact]:
    yield Runs(subject=urn, what="container", pinned=True, trusted=True, privileged=False, identity="own")
    yield Permits(subject=urn, what="identity", who="identity", broad=False, principal="api", actions=("get", "put"))
    yield Holds(subject=urn, what="setting", plaintext=False, name="DATABASE_HOST")
    yield Reachable(subject=urn, what="compute", by="network")


def _rule(urn: str) -> Iterator[Fact]:
    yield Reachable(subject=urn, what="ports", by="internet", ports=((443, 443),))


def _entry(urn: str) -> Iterator[Fact]:
    yield Reachable(subject=urn, what="web", by="internet")
    yield Filters(subject=urn, what="web", present=True, managed_rules=True, blocks=True)
    yield InTransit(subject=urn, what="web", floor=Tls.TLS1_2, plain="redirected")
    yield Logged(subject=urn, what="access", enabled=True, days=400)


KINDS: tuple[tuple[str, Callable[[str], Iterator[Fact]]], ...] = (
    ("database", _database),
    ("entry", _entry),
    ("key", _key),
    ("rule", _rule),
    ("rule", _rule),
    ("service", _service),
    ("store", _store),
)


def facts(resources: int) -> Iterator[Fact]:
    """Facts of a system of this many resources, all as they should be."""
    for number, (kind, said) in zip(range(resources), itertools.cycle(KINDS), strict=False):
        urn = f"urn:pulumi:prod-example-workload::vrs::example:index:{kind}::{kind}-{number}"
        yield Classified(subject=urn, what="type", known=True, token=f"example:index:{kind}")
        yield Placed(subject=urn, what="primary", where=Place.TOKYO)
        yield from said(urn)


def _measure(resources: int) -> str:
    given = list(facts(resources))
    assess((), system="warm", today=TODAY)
    before = _peak()
    seconds = []
    for _run in range(RUNS):
        start = time.perf_counter()
        assessment = assess(given, system="vrs", today=TODAY)
        seconds.append(time.perf_counter() - start)
    size = f"| {resources} | {len(given)} | {len(assessment.findings)}"
    return f"{size} | {statistics.median(seconds):.3f} s | {before:.0f} MiB | {_peak():.0f} MiB |"


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Print one row of the table for each size."""
    if len(sys.argv) > 1:
        print(_measure(int(sys.argv[1])))
        return
    print(f"{len(ALL)} controls, median of {RUNS} runs")
    print("| resources | facts | findings | judging | peak before | peak after |")
    for size in ("1000", "5000", "20000"):
        subprocess.run([sys.executable, __file__, size], check=True)


if __name__ == "__main__":
    main()
