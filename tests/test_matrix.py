"""Every block on every cloud: what is rendered is what was promised (invariant 5), and is valid, classified, judged."""

from __future__ import annotations

import datetime

import pytest

from govcloud.blocks import BLOCKS, KINDS
from govcloud.clouds import observe, support
from govcloud.deploy.judging import judge_graph, losses
from govcloud.deploy.rehearsal import refuse_invalid
from govcloud.facts import IN_JAPAN, Classified, Placed
from govcloud.systems import CLOUDS, Cloud
from tests.examples import EXAMPLES, system
from tests.keeping import broken
from tests.rendering import example, layout_of

TODAY = datetime.date(2026, 11, 22)
CASES = [pytest.param(name, cloud, id=f"{name}-{cloud}") for cloud in CLOUDS for name in EXAMPLES]


def test_every_block_has_an_example() -> None:
    used = {
        block["kind"]
        for data in EXAMPLES.values()
        for part in ("foundation", "workload")
        for block in data[part].values()
    }
    assert used == set(KINDS)


@pytest.mark.parametrize("cloud", CLOUDS)
def test_every_block_has_a_row_on_every_cloud(cloud: Cloud) -> None:
    assert set(support(cloud)) == set(BLOCKS)


@pytest.mark.parametrize("cloud", CLOUDS)
def test_a_degraded_row_names_a_promise_and_says_why(cloud: Cloud) -> None:
    brought = system(foundation={"brought": {"kind": "encryption_key", "level": "K2", "place": "osaka"}})
    promised = {
        (type(planned.block), promise.name)
        for data in (*EXAMPLES.values(), brought)
        for planned in layout_of(data).blocks.values()
        for promise in planned.promises()
    }
    for block, row in support(cloud).items():
        for degraded in row.degraded:
            assert (block, degraded.loses) in promised
            assert all((degraded.reason, degraded.reason_ja, degraded.compensated_by, degraded.compensated_by_ja))


@pytest.mark.parametrize(("name", "cloud"), CASES)
def test_what_is_rendered_is_what_was_promised(name: str, cloud: Cloud) -> None:
    assert list(broken(layout_of(EXAMPLES[name]), cloud, example(name, cloud))) == []


@pytest.mark.parametrize(("name", "cloud"), CASES)
def test_the_provider_knows_every_input_and_every_type_is_recognised(name: str, cloud: Cloud) -> None:
    graph = example(name, cloud)
    refuse_invalid(graph)
    unknown = {fact.token for fact in observe(graph) if isinstance(fact, Classified) and not fact.known}
    assert unknown == set()


@pytest.mark.parametrize(("name", "cloud"), CASES)
def test_everything_is_in_japan_or_a_named_exception(name: str, cloud: Cloud) -> None:
    abroad = [fact for fact in observe(example(name, cloud)) if isinstance(fact, Placed) and fact.where not in IN_JAPAN]
    assert [fact for fact in abroad if not fact.exception] == []


@pytest.mark.parametrize(("name", "cloud"), CASES)
def test_only_what_is_declared_lost_fails(name: str, cloud: Cloud) -> None:
    """The system accepts each loss that the cloud declares; then nothing mandatory fails or stays unknown, but that
    the example of provider-managed keys has its store on one and that examples without alerting watch nothing."""
    data = dict(EXAMPLES[name])
    layout = layout_of(data)
    data["accepts"] = [
        {
            "cloud": cloud,
            "block": loss.block,
            "loses": loss.promise.name,
            "because": "example",
            "approver": "ciso@example.go.jp",
            "until": "2027-03-31",
        }
        for loss in losses(layout, cloud)
    ]
    judged = judge_graph(layout_of(data), cloud, example(name, cloud), TODAY, {})
    expected = {"GC-ENC-02"} if name == "encryption-key-k0" else set()
    if "alerting" not in {planned.block.kind for planned in layout.blocks.values()}:
        expected.add("GC-MON-01")
    refusing = {
        (finding.control, finding.subject, finding.message()) for finding in judged.assessment.refusing("rehearsal")
    }
    assert {one for one in refusing if one[0] not in expected} == set()
    assert judged.unaccepted == ()
