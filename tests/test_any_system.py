"""Any system that the schema accepts renders on every cloud it names, and nothing fails there unannounced."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from govcloud.deploy.judging import judge_graph, judge_promises, losses, refuse_unsupported
from govcloud.deploy.rehearsal import rehearse
from govcloud.errors import FileError
from govcloud.systems import CLOUDS, Cloud, Layout
from tests.rendering import layout_of
from tests.strategies import systems

PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
"""Without shrinking: each try renders a system, and a drawn one is small enough to read."""
TODAY = datetime.date(2026, 11, 22)


def accepting(data: dict[str, Any], cloud: Cloud) -> Layout:
    """The layout of the system with every loss that the cloud declares accepted."""
    environment = next(iter(data["environments"]))
    accepts = [
        {
            "cloud": cloud,
            "block": loss.block,
            "loses": loss.promise.name,
            "because": "example",
            "approver": "ciso@example.go.jp",
            "until": "2027-03-31",
        }
        for loss in losses(layout_of(data, environment), cloud)
    ]
    return layout_of({**data, "accepts": accepts}, environment)


def accepted_or_refused(data: dict[str, Any], cloud: Cloud) -> Layout | None:
    """The layout, or `None` where the file is refused; then every problem names a key."""
    try:
        layout = accepting(data, cloud)
        refuse_unsupported(layout, cloud, {})
        return layout
    except FileError as refused:
        unnamed = [problem for problem in refused.problems if not problem.key]
    assert unnamed == []
    return None


@pytest.mark.parametrize("cloud", CLOUDS)
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck), phases=PHASES)
@given(data=systems())
def test_what_the_schema_accepts_renders_and_fails_only_where_the_check_said_so(
    cloud: Cloud, data: dict[str, Any]
) -> None:
    data = {**data, "clouds": [cloud]}
    layout = accepted_or_refused(data, cloud)
    if layout is None:
        return
    foreseen = judge_promises(layout, cloud, TODAY, {})
    rendered = judge_graph(layout, cloud, rehearse(layout, cloud).graph, TODAY, {})
    announced = {finding.control for finding in foreseen.assessment.refusing("rehearsal")}
    refusing = rendered.assessment.refusing("rehearsal")
    assert [f"{finding.control} {finding.message()}" for finding in refusing if finding.control not in announced] == []
