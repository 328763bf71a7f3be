"""What Azure's blocks promise is what is rendered: every example is valid, classified, kept and judged."""

from __future__ import annotations

import datetime
from collections import defaultdict

import pytest

from govcloud.blocks import EncryptionKey
from govcloud.clouds.azure import SUPPORT
from govcloud.controls import assess
from govcloud.engine import Preview, Realistic, validate
from govcloud.engine.validation import Severity
from govcloud.facts import IN_JAPAN, Classified, Fact, Logged, Placed
from govcloud.graph import Graph
from tests.clouds.azure.plans import example, facts, layout_of, rendered
from tests.examples import ENTRY, EXAMPLES, FIREWALL, SERVICE, system

TODAY = datetime.date(2026, 11, 22)
ROWS = {row.block: row for row in SUPPORT}
DECLARED = {"GC-ENC-04", "GC-KEY-05", "GC-MON-01", "GC-RET-01"}
"""What fails on a lesser key than the highest confidentiality asks for, without a first warning of a brought key's end,
while nobody is on call or no emergency account is named, and until the archive's lock is closed."""


def by_block(graph: Graph) -> dict[tuple[str, type[Fact], str], list[Fact]]:
    """Facts by block, kind and aspect; what the ledger excepts from a place says nothing about the block's own."""
    found: dict[tuple[str, type[Fact], str], list[Fact]] = defaultdict(list)
    for fact in facts(graph):
        component = graph.component(graph[fact.subject])
        if component is not None and not (isinstance(fact, Placed) and fact.exception):
            found[component.name, type(fact), fact.what].append(fact)
    return found


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_promise_is_seen_and_kept_or_declared_lost(name: str) -> None:
    layout, graph = example(name)
    account, found = layout.environment.account("azure"), by_block(graph)
    for planned in layout.blocks.values():
        row = ROWS[type(planned.block)]
        for promised in row.promised(planned, account):
            observed = found[planned.name, type(promised), promised.what]
            assert observed, (planned.name, promised)
            assert [fact for fact in observed if fact.keeps(promised) is not True] == [], (planned.name, promised)
        for _, promise in row.losses(planned, account):
            observed = found[planned.name, type(promise.fact), promise.fact.what]
            assert not all(fact.keeps(promise.fact) is True for fact in observed), (planned.name, promise)


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_sdk_knows_every_input(name: str) -> None:
    problems = validate(example(name)[1])
    assert [str(problem) for problem in problems if problem.severity is Severity.ERROR] == []
    # The SDK's list of values is another resource's: the module has one name for both.
    assert {problem.key for problem in problems} <= {"principalType"}


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_type_is_recognised_and_every_place_is_in_japan_or_excepted(name: str) -> None:
    observed = list(facts(example(name)[1]))
    assert {fact.token for fact in observed if isinstance(fact, Classified) and not fact.known} == set()
    abroad = [fact for fact in observed if isinstance(fact, Placed) and fact.where not in IN_JAPAN]
    assert [fact for fact in abroad if not fact.exception] == []


@pytest.mark.parametrize("name", EXAMPLES)
def test_nothing_mandatory_fails_but_what_is_declared(name: str) -> None:
    judged = assess(facts(example(name)[1]), system="example", today=TODAY, confidentiality=3)
    expected = DECLARED | ({"GC-ENC-02"} if name == "encryption-key-k0" else set())
    if name == "audit-trail-platform":
        expected |= {"GC-LOG-01"}
    refused = {(one.control, one.subject) for one in judged.findings if one.status in ("fail", "unknown")}
    assert {one for one in refused if one[0] not in expected} == set()


@pytest.mark.parametrize("name", ["container-service-uses", "database-replica", "web-entry"])
def test_nothing_is_made_inside_an_apply(name: str) -> None:
    layout, graph = example(name)
    assert set(rendered(layout, model=Preview()).resources) == set(graph.resources)


@pytest.mark.parametrize("name", ["container-service-uses", "database-replica", "web-entry"])
def test_facts_are_the_same_with_ids_in_azures_own_forms(name: str) -> None:
    layout, graph = example(name)

    def compared(one: Graph) -> set[tuple[object, ...]]:
        return {
            (type(fact), fact.subject, fact.what, *(getattr(fact, field) for field in fact.compared()))
            for fact in facts(one)
        }

    assert compared(rendered(layout, model=Realistic())) == compared(graph)


def test_each_log_goes_to_the_archive_its_block_names() -> None:
    data = system(
        foundation={"long": {"kind": "log_archive", "retention_days": 1000}, **_INTO_ARCHIVE},
        workload={
            "api": {**SERVICE, "logs": "long"},
            "waf": {**FIREWALL, "logs": "long"},
            "entry": {**ENTRY, "logs": "archive"},
        },
    )
    layout = layout_of(data)
    found = by_block(rendered(layout))
    for name in ("api", "entry", "waf"):
        for promise in layout.blocks[name].promises():
            if isinstance(promise.fact, Logged):
                observed = found[name, Logged, promise.fact.what]
                assert observed
                assert [fact for fact in observed if fact.keeps(promise.fact) is not True] == []


_INTO_ARCHIVE = {
    "main": {"kind": "network", "cidr": "10.20.0.0/16", "flow_logs": "archive"},
    "trail": {"kind": "audit_trail", "into": "archive"},
}


def test_a_closed_lock_keeps_what_was_degraded() -> None:
    layout = layout_of(EXAMPLES["object-store-locked"], locked_archives=["archive", "files"])
    account = layout.environment.account("azure")
    rows = ((ROWS[type(planned.block)], planned) for planned in layout.blocks.values())
    assert [loss for row, planned in rows for loss in row.losses(planned, account)] == []
    judged = assess(facts(rendered(layout)), system="example", today=TODAY, confidentiality=3)
    assert {one.control for one in judged.findings if one.status == "fail"} == {"GC-ENC-04", "GC-MON-01"}


def test_a_named_emergency_account_is_watched() -> None:
    layout = layout_of(EXAMPLES["alerting"], break_glass=["emergency@example.go.jp"])
    judged = assess(facts(rendered(layout)), system="example", today=TODAY, confidentiality=3)
    assert {one.control for one in judged.findings if one.status in ("fail", "unknown")} == {"GC-ENC-04", "GC-RET-01"}


def test_a_brought_key_has_its_wrapping_key_and_a_due_date() -> None:
    layout = layout_of(system(foundation={"brought": {"kind": "encryption_key", "level": "K2", "place": "osaka"}}))
    found = by_block(rendered(layout))
    account = layout.environment.account("azure")
    for promised in ROWS[EncryptionKey].promised(layout.blocks["brought"], account):
        observed = found["brought", type(promised), promised.what]
        assert observed, promised
        assert [fact for fact in observed if fact.keeps(promised) is not True] == []
