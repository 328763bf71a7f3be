"""The ready CI job: no stored credential, nothing unpinned, and only commands that exist."""

from __future__ import annotations

import itertools
import json
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

import govcloud
from govcloud.cli.app import VERBS
from govcloud.policy.settings import NAME, Settings

FILE: Final = Path(__file__).parents[2] / "docs" / "ci" / "github-actions.yml"
TEXT: Final = FILE.read_text(encoding="utf-8")
JOBS: Final[Mapping[str, Any]] = yaml.safe_load(TEXT)["jobs"]


def steps() -> Iterator[Mapping[str, Any]]:
    for job in JOBS.values():
        yield from job["steps"]


def commands() -> list[list[str]]:
    """The lines of all scripts as words."""
    return [shlex.split(line) for step in steps() for line in step.get("run", "").splitlines()]


def test_every_action_is_pinned_to_a_commit_and_says_which_version_that_is() -> None:
    used = re.findall(r"uses: (\S+?)@(\S+)(.*)", TEXT)
    assert {name for name, _, _ in used} == {step["uses"].partition("@")[0] for step in steps() if "uses" in step}
    assert all(re.fullmatch("[0-9a-f]{40}", commit) for _, commit, _ in used)
    assert all(re.fullmatch(r"  # v\d+\.\d+\.\d+", version) for _, _, version in used)


def test_the_cli_comes_from_pulumis_own_action_in_one_version() -> None:
    (step,) = (step for step in steps() if step.get("uses", "").startswith("pulumi/"))
    assert step["uses"].startswith("pulumi/actions@")
    assert re.fullmatch(r"\d+\.\d+\.\d+", step["with"]["pulumi-version"])
    assert step["with"].keys() == {"pulumi-version"}


def test_no_credential_is_stored() -> None:
    assert "secrets." not in TEXT
    assert not re.search(r"ACCESS_TOKEN|SECRET_ACCESS_KEY|PASSPHRASE|PULUMI_BACKEND_URL", TEXT)
    (signing_in,) = (step["with"] for step in steps() if "configure-aws-credentials" in step.get("uses", ""))
    assert signing_in.keys() == {"allowed-account-ids", "aws-region", "role-to-assume"}
    (checkout,) = (step["with"] for step in steps() if "checkout" in step.get("uses", ""))
    assert checkout == {"persist-credentials": False}


def test_rights_are_given_to_the_job_alone() -> None:
    assert yaml.safe_load(TEXT)["permissions"] == {}
    assert [job["permissions"] for job in JOBS.values()] == [{"contents": "read", "id-token": "write"}]


def test_no_script_holds_an_expression() -> None:
    """Whoever opens a pull request chooses what is in one: scripts take variables."""
    assert all("${{" not in step.get("run", "") for step in steps())


def test_a_foundation_comes_before_its_workload_and_nothing_deploys_twice_at_once() -> None:
    (job,) = JOBS.values()
    assert job["strategy"]["max-parallel"] == 1
    assert [stack.rpartition("-")[2] for stack in job["strategy"]["matrix"]["stack"]] == ["foundation", "workload"]
    assert job["concurrency"]["cancel-in-progress"] is False


def test_it_installs_this_version_and_uses_verbs_that_exist() -> None:
    assert f"=={govcloud.__version__}'" in TEXT
    verbs = set(re.findall(r"govcloud ([a-z]+)", TEXT))
    assert verbs == {"check", "policy"}
    assert verbs <= VERBS.keys()


def test_the_policy_pack_is_shown_the_system_and_the_foundation_beside_a_workload() -> None:
    given = [json.loads(words[1]) for words in commands() if words[0] == "echo" and words[-1] == "policies.json"]
    assert [sorted(one[NAME]) for one in given] == [["system_file"], ["beside", "system_file"]]
    assert all(Settings.model_validate(one[NAME]) for one in given)
    packed = [words for words in commands() if "--policy-pack" in words]
    assert [words[-2:] for words in packed] == [["--policy-pack-config", "policies.json"]] * 2


@pytest.mark.pulumi_cli
@pytest.mark.skipif(shutil.which("pulumi") is None, reason="no pulumi program on PATH")
def test_pulumi_knows_every_option() -> None:
    used = [words for words in commands() if words[0] == "pulumi"]
    named = [list(itertools.takewhile(lambda word: not word.startswith("-"), words[1:])) for words in used]
    assert named == [["stack", "export"], ["preview"], ["up"]]
    for words, command in zip(used, named, strict=True):
        told = subprocess.run(["pulumi", *command, "--help"], check=True, capture_output=True, text=True).stdout
        assert all(re.search(rf"{word}\b", told) for word in words if word.startswith("--"))
