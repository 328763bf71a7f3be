"""`new` makes a whole project or nothing; templates and projects are what `pulumi` and `check` expect."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from govcloud.cli import starting
from govcloud.clouds import accounts, state
from govcloud.systems.read import load
from govcloud.systems.yaml import read
from tests.cli.conftest import ROOT, VRS, Cli

TEMPLATE = ROOT / "templates" / "web-system"
FILES = {".gitignore", "Pulumi.yaml", "README.md", "__main__.py", "system.yaml"}


def test_a_new_project_loads_and_says_what_is_next(cli: Cli, tmp_path: Path) -> None:
    said = cli("new", "example-agency", "permits")
    folder = tmp_path / "projects" / "example-agency" / "permits"
    assert said.code == 0
    assert "govcloud check projects/example-agency/permits" in said.out
    assert {one.name for one in folder.iterdir()} == FILES
    system = load(folder, accounts()).system
    assert (system.agency, system.system, system.clouds) == ("example-agency", "permits", ("aws", "azure", "gcp"))


def test_a_new_project_is_judged_and_only_losses_are_open(cli: Cli) -> None:
    cli("new", "example-agency", "permits", "--cloud", "gcp")
    judged = cli("check", "projects/example-agency/permits", "--json").data["judgements"]
    assert [one["cloud"] for one in judged] == ["gcp"]
    assert "mandatory" not in {one["level"] for one in judged[0]["findings"] if one["status"] == "fail"}


def test_only_the_clouds_asked_for_are_in_it(cli: Cli, tmp_path: Path) -> None:
    cli("new", "example-agency", "permits", "--cloud", "gcp", "--cloud", "aws")
    data = read(tmp_path / "projects" / "example-agency" / "permits" / "system.yaml").data
    assert data["clouds"] == ["gcp", "aws"]
    assert data["environments"]["prod"].keys() == {"domain", "aws", "gcp"}


STORE = "s3://example-city-state?region=ap-northeast-1&awssdk=v2"
KEY = "awskms://alias/example-city-state?region=ap-northeast-1"


def test_state_and_its_key_are_set_and_the_next_command_says_so(cli: Cli, tmp_path: Path) -> None:
    said = cli("new", "example-city", "tax", "--cloud", "aws", "--backend", STORE, "--secrets-provider", KEY)
    assert f"state: {STORE} (in tokyo)" in said.out
    assert f"pulumi stack init prod-aws-foundation --secrets-provider='{KEY}'" in said.out
    folder = tmp_path / "projects" / "example-city" / "tax"
    data = read(folder / "Pulumi.yaml").data
    assert data["backend"] == {"url": STORE}
    assert data["config"]["govcloud:secrets-provider"] == {"value": KEY}
    assert starting.MARK not in (folder / "Pulumi.yaml").read_text(encoding="utf-8")
    assert f"--secrets-provider='{KEY}'" in (folder / "README.md").read_text(encoding="utf-8")


def test_without_them_state_stays_here_for_trials_and_is_marked(cli: Cli, tmp_path: Path) -> None:
    said = cli("new", "example-city", "tax", "--cloud", "gcp")
    assert "for trials; what lasts needs --backend, such as gs://" in said.out
    text = (tmp_path / "projects" / "example-city" / "tax" / "Pulumi.yaml").read_text(encoding="utf-8")
    assert text.count(starting.MARK) == 2
    assert "url: file://~" in text


@pytest.mark.parametrize(
    ("option", "url", "said"),
    [
        ("--backend", "https://api.pulumi.com", "outside Japan"),
        ("--backend", STORE.replace("ap-northeast-1", "us-east-1"), "outside Japan"),
        ("--secrets-provider", "awskms://alias/state", "no 'region='"),
        ("--secrets-provider", "default", "it is one of"),
    ],
)
def test_state_abroad_or_nowhere_makes_no_project(cli: Cli, tmp_path: Path, option: str, url: str, said: str) -> None:
    answer = cli("new", "example-city", "tax", option, url)
    assert answer.code == 2
    assert said in answer.err
    assert not (tmp_path / "projects").exists()


def test_what_cannot_be_placed_is_said(cli: Cli) -> None:
    said = cli("new", "example-city", "tax", "--backend", "azblob://state?storage_account=examplestate")
    assert "the URL cannot tell where that is" in said.out


def test_every_example_value_is_marked(cli: Cli, tmp_path: Path) -> None:
    cli("new", "some-agency", "permits")
    text = (tmp_path / "projects" / "some-agency" / "permits" / "system.yaml").read_text(encoding="utf-8")
    values = [line for line in text.splitlines() if re.search(r"example|sha256|11111", line) and line[0] != "#"]
    assert len(values) >= 15
    assert all(line.endswith(starting.MARK) for line in values)


def test_an_existing_project_is_not_touched(cli: Cli, tmp_path: Path) -> None:
    folder = tmp_path / "projects" / "some-agency" / "permits"
    folder.mkdir(parents=True)
    said = cli("new", "some-agency", "permits")
    assert said.code == 2
    assert "nothing was written" in said.err
    assert list(folder.iterdir()) == []


def test_a_failure_half_way_leaves_nothing(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "rename", full)
    said = cli("new", "some-agency", "permits")
    assert said.code == 2
    assert "No space left" in said.err
    assert list((tmp_path / "projects" / "some-agency").iterdir()) == []


def test_the_template_is_a_valid_system_and_a_pulumi_template() -> None:
    assert load(TEMPLATE, accounts()).system.template is None
    project = read(TEMPLATE / "Pulumi.yaml").data
    assert project["name"] == "${PROJECT}"
    assert project["description"] == "${DESCRIPTION}"
    assert project["template"]["description"]


def test_placeholders_stand_where_any_text_may() -> None:
    """`pulumi new` puts the value and a line break in place of a placeholder in a YAML file."""
    text = (TEMPLATE / "system.yaml").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if "${" in line]
    assert lines
    assert all(line.startswith("#") and line.endswith("${PROJECT}") for line in lines)


@pytest.mark.parametrize("folder", [TEMPLATE, VRS, ROOT], ids=["template", "project", "organisation"])
def test_every_pulumi_project_switches_default_providers_off(folder: Path) -> None:
    config = read(folder / "Pulumi.yaml").data["config"]
    assert config["pulumi:disable-default-providers"] == {"value": ["*"]}


@pytest.mark.parametrize("folder", [TEMPLATE, VRS, ROOT], ids=["template", "project", "organisation"])
def test_every_pulumi_project_names_its_own_backend_and_key(folder: Path) -> None:
    data = read(folder / "Pulumi.yaml").data
    store = state.backend(data["backend"]["url"])
    key = state.secrets_provider(data["config"]["govcloud:secrets-provider"]["value"])
    assert store.is_for_trials == key.is_for_trials == (folder == TEMPLATE)
    assert not store.is_service


@pytest.mark.parametrize("folder", [TEMPLATE, VRS], ids=["template", "project"])
def test_every_program_is_two_lines(folder: Path) -> None:
    lines = (folder / "__main__.py").read_text(encoding="utf-8").split()
    assert lines == ["import", "govcloud", 'govcloud.run("system.yaml")']
