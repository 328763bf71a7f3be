"""A system that `run` lets pass is let pass by the pack: each part's stack, with the other beside it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

import pytest

from govcloud.clouds import accounts
from govcloud.deploy.rehearsal import rehearse
from govcloud.engine import Realistic
from govcloud.engine.export import export
from govcloud.policy.analyzer import Analyzer
from govcloud.systems import CLOUDS, Cloud, plan
from govcloud.systems.read import load
from tests.policy.engine import InProcess, run, setting
from tests.policy.recorded import reported

SYSTEM: Final = Path(__file__).parents[2] / "projects" / "digital-agency" / "vrs" / "system.yaml"


@pytest.mark.parametrize("cloud", CLOUDS)
def test_the_example_project_passes_on_every_cloud(cloud: Cloud, tmp_path: Path) -> None:
    """As a preview, in which a pack goes by inputs: a model's invented answers are no cloud's defaults. What the system
    file accepts is told, with who accepted it, and refuses nothing."""
    layout = plan(load(SYSTEM, accounts()).system, "prod")
    beside: list[str] = []
    for part, graph in rehearse(layout, cloud, model=Realistic()).parts.items():
        written = json.loads(json.dumps(export(graph, reveal=True)))
        config = setting(system_file=str(SYSTEM), beside=list(beside))
        told = run(InProcess(Analyzer()), reported(written), preview=True, stack=graph.stack, config=config)
        refusing = [(one.policy, one.message) for one in told if one.mandatory or "R-005" not in one.message]
        assert refusing == [], part
        (tmp_path / f"{part}.json").write_text(json.dumps(written), encoding="utf-8")
        beside.append(str(tmp_path / f"{part}.json"))
