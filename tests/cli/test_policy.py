"""`policy path` prints the pack's folder and nothing else."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.cli.conftest import ROOT, Cli


def test_the_path_is_the_packs_and_that_of_the_module(cli: Cli) -> None:
    said = cli("policy", "path")
    assert said.code == 0
    assert (Path(said.out.rstrip("\n")) / "PulumiPolicy.yaml").is_file()
    module = subprocess.run([sys.executable, "-m", "govcloud.policy"], cwd=ROOT, capture_output=True, text=True)
    assert said.out == module.stdout


def test_anything_else_is_told_what_there_is(cli: Cli) -> None:
    said = cli("policy", "paht")
    assert said.code == 2
    assert "did you mean 'path'?" in said.err


def test_it_loads_no_pulumi() -> None:
    code = "import sys; from govcloud.cli import main; main(['policy', 'path']); assert 'pulumi' not in sys.modules"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True).returncode == 0
