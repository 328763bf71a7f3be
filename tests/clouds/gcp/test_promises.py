"""What is rendered is what was promised, and no mandatory control fails or stays unknown."""

from __future__ import annotations

import datetime

import pytest

from govcloud.controls import ALL, assess
from govcloud.facts import Classified, Fact
from govcloud.systems import Planned
from tests.clouds.gcp.plans import ROWS, example, facts, layout
from tests.examples import EXAMPLES

NEEDS_MORE = {"GC-MON-01": "a system without alerting lacks its alarms", "GC-LOG-01": "the platform records"}
"""What an example leaves out on purpose: missing altogether, so without a fact."""


def _below(name: str, planned: Planned) -> list[Fact]:
    graph = example(name)
    component = next(one for one in graph if one.name == planned.name and one.type.startswith("govcloud:"))
    urns = {one.urn for one in graph.below(component.urn)}
    return [fact for fact in facts(name) if fact.subject in urns and not getattr(fact, "exception", "")]


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_promise_is_kept_by_every_fact_that_speaks_of_it(name: str) -> None:
    account = layout(name).environment.account("gcp")
    for planned in layout(name).blocks.values():
        own = _below(name, planned)
        for promised in ROWS[type(planned.block)].promised(planned, account):
            speaking = [fact for fact in own if type(fact) is type(promised) and fact.what == promised.what]
            assert speaking, f"{planned.name}: nothing says {promised}"
            broken = [fact for fact in speaking if fact.keeps(promised) is not True]
            assert not broken, f"{planned.name}: {promised} is broken by {broken}"


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_type_is_classified(name: str) -> None:
    assert [fact for fact in facts(name) if isinstance(fact, Classified) and not fact.known] == []


@pytest.mark.parametrize("name", EXAMPLES)
def test_no_mandatory_control_fails_or_stays_unknown(name: str) -> None:
    found = assess(facts(name), system=name, today=datetime.date(2026, 11, 22), controls=ALL, whole=True).findings
    bad = [
        finding
        for finding in found
        if finding.level == "mandatory"
        and finding.status in ("fail", "unknown")
        and not (finding.fact is None and finding.control in NEEDS_MORE)
    ]
    declared = {"encryption-key-k0": {"GC-ENC-02"}, "encryption-key-k2": {"GC-KEY-05"}}
    assert {finding.control for finding in bad} == declared.get(name, set())


def test_an_example_with_alerting_has_all_alarms() -> None:
    found = assess(facts("alerting"), system="example", today=datetime.date(2026, 11, 22), controls=ALL).findings
    assert {finding.status for finding in found if finding.control == "GC-MON-01"} == {"pass"}
