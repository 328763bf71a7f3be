"""Pulumi's own engine on the simulated clouds: deployed, deployed again, refreshed, drifted, broken off, destroyed."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from govcloud.errors import UsageError
from govcloud.testing.simulator import Store, run
from govcloud.testing.simulator.control import FILE

HERE = Path(__file__).parent
CANARY = "canary-4711"
NO_CHANGES = ("--expect-no-changes",)
OK = 0
engine = pytest.mark.skipif(shutil.which("pulumi") is None, reason="no pulumi program on PATH")


@dataclass
class Rehearsal:
    """A project with a stack, and the simulated clouds it is deployed to."""

    state: Path
    printed: pytest.CaptureFixture[str]
    text: str = ""

    def pulumi(self, *words: str) -> int:
        """The exit code; `text` has all that was printed."""
        code = run(["pulumi", *words, "--non-interactive", "--color", "never"], self.state)
        self.text = "".join(self.printed.readouterr())
        return code

    def up(self, *words: str) -> int:
        return self.pulumi("up", "--yes", "--skip-preview", *words)

    def refresh(self, *words: str) -> int:
        return self.pulumi("refresh", "--yes", "--skip-preview", *words)

    def destroy(self) -> int:
        return self.pulumi("destroy", "--yes", "--skip-preview")

    def told(self, **plan: Any) -> None:
        (self.state / FILE).write_text(json.dumps(plan), encoding="utf-8")

    def ids(self) -> dict[str, str]:
        """What exists in the clouds: the id by the name in the program."""
        return {thing.name: thing.id for thing in Store(self.state).all()}


@pytest.fixture
def rehearsal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Iterator[Rehearsal]:
    program = tmp_path / "program"
    shutil.copytree(HERE / "program", program)
    described = (program / "Pulumi.yaml").read_text(encoding="utf-8").replace("VIRTUALENV", sys.prefix)
    (program / "Pulumi.yaml").write_text(described, encoding="utf-8")
    monkeypatch.chdir(program)
    monkeypatch.setenv("PULUMI_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("CANARY", CANARY)
    one = Rehearsal(tmp_path / "clouds", capfd)
    assert one.pulumi("stack", "init", "dev") == OK, one.text
    yield one
    found = [str(file) for file in tmp_path.rglob("*") if file.is_file() and CANARY.encode() in file.read_bytes()]
    assert found == []
    assert CANARY not in one.text


@engine
@pytest.mark.pulumi_cli
def test_a_program_is_deployed_unchanged_refreshed_and_destroyed(rehearsal: Rehearsal) -> None:
    assert rehearsal.pulumi("preview") == OK, rehearsal.text
    assert rehearsal.ids() == {}
    assert rehearsal.up() == OK, rehearsal.text
    assert (
        rehearsal.ids().items()
        >= {
            "data": "gov-data",
            "ring": "projects/example-rehearsal/locations/asia-northeast1/keyRings/vrs",
            "group": "/subscriptions/44444444-4444-4444-4444-444444444444/resourceGroups/rg-vrs",
        }.items()
    )
    assert "arn:aws:ec2:ap-northeast-3:333333333333:vpc/" in rehearsal.text
    assert rehearsal.up(*NO_CHANGES) == OK, rehearsal.text
    assert rehearsal.refresh(*NO_CHANGES) == OK, rehearsal.text
    assert rehearsal.destroy() == OK, rehearsal.text
    assert rehearsal.ids() == {}
    for asked, told in (
        ("KeyRing", "the name of a deleted gcp:kms/keyRing:KeyRing is never given back"),
        ("Vault", "the name of a deleted azure-native:keyvault:Vault is not given back before"),
    ):
        assert rehearsal.up("--target", f"**:{asked}::*", "--target", "**:ResourceGroup::*") != OK
        assert told in rehearsal.text


@engine
@pytest.mark.pulumi_cli
def test_drift_is_found_by_a_refresh_and_mended_by_an_update(rehearsal: Rehearsal) -> None:
    assert rehearsal.up() == OK, rehearsal.text
    rehearsal.told(drift=[{"name": "data", "set": {"tags.owner": "somebody"}}, {"name": "archive", "gone": True}])
    assert rehearsal.pulumi("refresh", "--preview-only", *NO_CHANGES) != OK
    assert "~ 1 to update" in rehearsal.text
    assert "- 1 to delete" in rehearsal.text
    assert rehearsal.up("--refresh") == OK, rehearsal.text
    assert "+ 1 created" in rehearsal.text
    assert "~ 1 updated" in rehearsal.text
    assert rehearsal.refresh(*NO_CHANGES) == OK, rehearsal.text


@engine
@pytest.mark.pulumi_cli
def test_a_deployment_that_failed_half_way_goes_on_where_it_stopped(rehearsal: Rehearsal) -> None:
    operation = 5
    rehearsal.told(fail=[{"operation": operation, "message": "Throttling: slow down"}])
    assert rehearsal.up("--parallel", "1") != OK
    assert "Throttling: slow down" in rehearsal.text
    assert len(rehearsal.ids()) == operation - 1
    rehearsal.told()
    assert rehearsal.up() == OK, rehearsal.text
    assert rehearsal.up(*NO_CHANGES) == OK, rehearsal.text


@engine
@pytest.mark.pulumi_cli
def test_a_change_of_what_cannot_change_replaces_it_and_what_stands_on_it(
    rehearsal: Rehearsal, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert rehearsal.up() == OK, rehearsal.text
    before = rehearsal.ids()
    monkeypatch.setenv("CIDR", "10.20.0.0/17")
    monkeypatch.setenv("OWNER", "municipality")
    assert rehearsal.up() == OK, rehearsal.text
    assert "+-2 replaced" in rehearsal.text
    assert "~ 1 updated" in rehearsal.text
    after = rehearsal.ids()
    assert {name for name in before if before[name] != after[name]} == {"main", "app"}


@engine
@pytest.mark.pulumi_cli
def test_what_is_locked_outlives_a_destruction(rehearsal: Rehearsal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOCKED", "yes")
    assert rehearsal.up() == OK, rehearsal.text
    assert rehearsal.destroy() != OK
    assert "because of the lock" in rehearsal.text
    assert {"vault", "lock"} <= set(rehearsal.ids())


def test_a_command_gets_the_ports_a_backend_of_its_own_and_its_exit_code_comes_back(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PULUMI_BACKEND_URL", "https://example.go.jp/real")
    code = "import os; [print(os.environ[key]) for key in ('PULUMI_DEBUG_PROVIDERS', 'PULUMI_BACKEND_URL')]; exit(3)"
    assert run([sys.executable, "-c", code], tmp_path) == 3
    ports, backend = capfd.readouterr().out.split()
    assert [one.partition(":")[0] for one in ports.split(",")] == ["aws", "azure-native", "gcp"]
    assert backend == f"file://{tmp_path}/backend"


def test_a_command_that_a_signal_ends_says_so(tmp_path: Path) -> None:
    assert run([sys.executable, "-c", "import os; os.kill(os.getpid(), 9)"], tmp_path) == 128 + 9


@pytest.mark.parametrize("command", [[], ["no-such-program-anywhere"]])
def test_a_command_that_cannot_run_is_an_error(tmp_path: Path, command: list[str]) -> None:
    with pytest.raises(UsageError, match=r"no command to run|cannot be run"):
        run(command, tmp_path)
