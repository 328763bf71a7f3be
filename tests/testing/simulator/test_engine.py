"""Pulumi's own engine on the simulated clouds: deployed, deployed again, refreshed, drifted, broken off, destroyed."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from govcloud.errors import UsageError
from govcloud.testing.simulator import run
from tests.lifecycle.project import NEEDS_ENGINE, NO_CHANGES, OK, Project, Stack

HERE = Path(__file__).parent
CANARY = "canary-4711"


def engine(test: Callable[..., Any]) -> Callable[..., Any]:
    """A test that starts Pulumi's program."""
    for mark in NEEDS_ENGINE:
        test = mark(test)
    return test


@pytest.fixture
def rehearsal(tmp_path: Path) -> Iterator[Stack]:
    project = Project.copied(HERE / "program", tmp_path, CANARY=CANARY)
    one = project.stack("dev")
    yield one
    assert project.holding(CANARY) == []
    assert CANARY not in one.text


@engine
def test_a_program_is_deployed_unchanged_refreshed_and_destroyed(rehearsal: Stack) -> None:
    assert rehearsal.preview() == OK, rehearsal.text
    assert rehearsal.project.ids() == {}
    assert rehearsal.up() == OK, rehearsal.text
    assert (
        rehearsal.project.ids().items()
        >= {
            "data": "gov-data",
            "ring": "projects/example-rehearsal/locations/asia-northeast1/keyRings/vrs",
            "group": "/subscriptions/44444444-4444-4444-4444-444444444444/resourceGroups/rg-vrs",
        }.items()
    )
    assert "arn:aws:ec2:ap-northeast-3:333333333333:vpc/" in rehearsal.text
    assert rehearsal.up(NO_CHANGES) == OK, rehearsal.text
    assert rehearsal.refresh(NO_CHANGES) == OK, rehearsal.text
    assert rehearsal.destroy() == OK, rehearsal.text
    assert rehearsal.project.ids() == {}
    for asked, told in (
        ("KeyRing", "the name of a deleted gcp:kms/keyRing:KeyRing is never given back"),
        ("Vault", "the name of a deleted azure-native:keyvault:Vault is not given back before"),
    ):
        assert rehearsal.up("--target", f"**:{asked}::*", "--target", "**:ResourceGroup::*") != OK
        assert told in rehearsal.text


@engine
def test_drift_is_found_by_a_refresh_and_mended_by_an_update(rehearsal: Stack) -> None:
    assert rehearsal.up() == OK, rehearsal.text
    rehearsal.project.told(
        drift=[{"name": "data", "set": {"tags.owner": "somebody"}}, {"name": "archive", "gone": True}]
    )
    assert rehearsal.drifted() != OK
    assert "~ 1 to update" in rehearsal.text
    assert "- 1 to delete" in rehearsal.text
    assert rehearsal.up("--refresh") == OK, rehearsal.text
    assert "+ 1 created" in rehearsal.text
    assert "~ 1 updated" in rehearsal.text
    assert rehearsal.refresh(NO_CHANGES) == OK, rehearsal.text


@engine
def test_a_deployment_that_failed_half_way_goes_on_where_it_stopped(rehearsal: Stack) -> None:
    operation = 5
    rehearsal.project.told(fail=[{"operation": operation, "message": "Throttling: slow down"}])
    assert rehearsal.up("--parallel", "1") != OK
    assert "Throttling: slow down" in rehearsal.text
    assert len(rehearsal.project.ids()) == operation - 1
    rehearsal.project.told()
    assert rehearsal.up() == OK, rehearsal.text
    assert rehearsal.up(NO_CHANGES) == OK, rehearsal.text


@engine
def test_a_change_of_what_cannot_change_replaces_it_and_what_stands_on_it(rehearsal: Stack) -> None:
    assert rehearsal.up() == OK, rehearsal.text
    before = rehearsal.project.ids()
    rehearsal.project.environment |= {"CIDR": "10.20.0.0/17", "OWNER": "municipality"}
    assert rehearsal.up() == OK, rehearsal.text
    assert "+-2 replaced" in rehearsal.text
    assert "~ 1 updated" in rehearsal.text
    after = rehearsal.project.ids()
    assert {name for name in before if before[name] != after[name]} == {"main", "app"}


@engine
def test_what_is_locked_outlives_a_destruction(rehearsal: Stack) -> None:
    rehearsal.project.environment["LOCKED"] = "yes"
    assert rehearsal.up() == OK, rehearsal.text
    assert rehearsal.destroy() != OK
    assert "because of the lock" in rehearsal.text
    assert {"vault", "lock"} <= set(rehearsal.project.ids())


def test_a_command_gets_the_ports_a_backend_of_its_own_and_its_exit_code_comes_back(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PULUMI_BACKEND_URL", "https://example.go.jp/real")
    code = "import os; [print(os.environ[key]) for key in ('PULUMI_DEBUG_PROVIDERS', 'PULUMI_BACKEND_URL')]; exit(3)"
    assert run([sys.executable, "-c", code], tmp_path) == 3
    ports, backend = capfd.readouterr().out.split()
    assert [one.partition(":")[0] for one in ports.split(",")] == ["aws", "azure-native", "gcp"]
    assert backend.partition("?")[0] == f"file://{tmp_path}/backend"


def test_a_command_that_a_signal_ends_says_so(tmp_path: Path) -> None:
    assert run([sys.executable, "-c", "import os; os.kill(os.getpid(), 9)"], tmp_path) == 128 + 9


@pytest.mark.parametrize("command", [[], ["no-such-program-anywhere"]])
def test_a_command_that_cannot_run_is_an_error(tmp_path: Path, command: list[str]) -> None:
    with pytest.raises(UsageError, match=r"no command to run|cannot be run"):
        run(command, tmp_path)
