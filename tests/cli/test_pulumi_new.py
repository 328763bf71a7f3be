"""`pulumi new ./templates/web-system` makes a project that loads, with the real program."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from govcloud.clouds import accounts
from govcloud.systems.read import load
from govcloud.systems.yaml import read
from tests.cli.conftest import ROOT, Cli

pytestmark = [
    pytest.mark.pulumi_cli,
    pytest.mark.skipif(shutil.which("pulumi") is None, reason="the pulumi program is not on PATH"),
]


def made(folder: Path, name: str) -> Path:
    state, project = folder / "state", folder / "made"
    state.mkdir()
    project.mkdir()
    environment = {
        **os.environ,
        "PULUMI_HOME": str(folder / "home"),
        "PULUMI_BACKEND_URL": state.as_uri(),
        "PULUMI_CONFIG_PASSPHRASE": "example",
        "PULUMI_SKIP_UPDATE_CHECK": "1",
        "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
    }
    arguments = ["--generate-only", "--yes", "--non-interactive", "--name", name, "--description", "An example: of it"]
    subprocess.run(
        ["pulumi", "new", str(ROOT / "templates" / "web-system"), *arguments, "--stack", "dev"],
        cwd=project,
        env=environment,
        check=True,
        capture_output=True,
    )
    return project


def test_the_copy_is_a_valid_system(tmp_path: Path, cli: Cli) -> None:
    project = made(tmp_path, "example-agency-web")
    assert load(project, accounts()).system.project == "example-agency-web"
    data = read(project / "Pulumi.yaml").data
    assert (data["name"], "template" in data) == ("example-agency-web", False)
    assert data["config"]["pulumi:disable-default-providers"] == {"value": ["*"]}
    assert "${" not in (project / "system.yaml").read_text(encoding="utf-8")
    assert cli("check", project, "--cloud", "aws").code in (0, 1)


def test_check_says_where_the_names_must_meet(tmp_path: Path, cli: Cli) -> None:
    said = cli("check", made(tmp_path, "some-city-tax"))
    assert said.code == 2
    assert "'some-city-tax'" in said.err
    assert "example-agency-web" in said.err
