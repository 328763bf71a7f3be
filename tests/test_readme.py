"""What the READMEs show works: the system file, the program, the commands, the names."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from govcloud.blocks import KINDS
from govcloud.cli.app import run
from govcloud.clouds import accounts
from govcloud.controls import ALL
from govcloud.deploy.rehearsal import rehearse
from govcloud.systems import plan
from govcloud.systems.read import load

ROOT = Path(__file__).parents[1]
READMES = ["README.md", "README.ja.md"]


def blocks(readme: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", (ROOT / readme).read_text("utf-8"), re.DOTALL)


@pytest.mark.parametrize("readme", READMES)
def test_the_system_file_renders(readme: str, tmp_path: Path) -> None:
    (text,) = blocks(readme, "yaml")
    (tmp_path / "system.yaml").write_text(text, "utf-8")
    system = load(tmp_path, accounts()).system
    assert list(system.environments) == ["prod"]
    assert len(rehearse(plan(system, "prod"), "aws").graph) > 100


@pytest.mark.parametrize("readme", READMES)
def test_the_program_is_the_example_projects(readme: str) -> None:
    (text,) = blocks(readme, "python")
    shown = [line for line in text.splitlines() if line and not line.startswith("#")]
    program = (ROOT / "projects/digital-agency/vrs/__main__.py").read_text("utf-8")
    assert shown == [line for line in program.splitlines() if line]


@pytest.mark.parametrize("readme", READMES)
def test_every_command_exists(readme: str) -> None:
    lines = [line for text in blocks(readme, "sh") for line in text.splitlines()]
    verbs = {shlex.split(line, comments=True)[1] for line in lines if line.startswith("govcloud ")}
    assert verbs == {"check", "new", "plan", "simulate"}
    for verb in verbs:
        assert run([verb, "--help"]) == 0
    targets = {line.split()[1] for line in lines if line.startswith("make ")}
    assert all(re.search(rf"^{target}:", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE) for target in targets)


def test_the_blocks_and_controls_it_counts_are_there() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    assert all(f"`{kind}`" in text for kind in KINDS)
    assert f"by {sum(not control.entry.own for control in ALL)} controls" in text.replace("\n", " ")
