"""`check` says what is open, what is lost and accepted, and exits by it; it loads no SDK and stays small."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from govcloud.systems import CLOUDS
from tests.cli.conftest import ROOT, VRS, Cli
from tests.examples import FIREWALL, IMAGE, system

UNACCEPTED = {"api": {"kind": "container_service", "image": IMAGE}}


def written(folder: Path, data: object) -> Path:
    file = folder / "system.yaml"
    file.write_text(json.dumps(data), encoding="utf-8")
    return file


def test_the_example_project_has_nothing_open(cli: Cli) -> None:
    said = cli("check", VRS)
    assert (said.code, said.err) == (0, "")
    assert "Nothing open." in said.out


@pytest.mark.parametrize("cloud", CLOUDS)
def test_the_example_project_has_nothing_open_as_rendered(cli: Cli, cloud: str) -> None:
    said = cli("check", VRS, "--render", "--env", "prod", "--cloud", cloud)
    assert (said.code, said.err) == (0, "")
    assert "Nothing open." in said.out


def test_every_environment_and_cloud_is_judged(cli: Cli) -> None:
    judged = cli("check", VRS, "--json").data["judgements"]
    assert [(one["environment"], one["cloud"]) for one in judged] == [
        (environment, cloud) for environment in ("prod", "stg", "dev") for cloud in ("aws", "azure", "gcp")
    ]


def test_options_choose_environment_and_cloud(cli: Cli) -> None:
    judged = cli("check", VRS, "--cloud", "gcp", "--env", "dev", "--json").data["judgements"]
    assert [(one["environment"], one["cloud"]) for one in judged] == [("dev", "gcp")]


def test_a_failing_control_is_told_with_where_and_what_to_do(cli: Cli, tmp_path: Path) -> None:
    data = system(foundation={"key": {"kind": "encryption_key", "level": "K0"}}, clouds=["aws"])
    said = cli("check", written(tmp_path, data))
    assert said.code == 1
    assert "GC-ENC-02 [high]" in said.out
    assert "system.yaml:1" in said.out
    assert "to do:" in said.out


def test_a_loss_that_nobody_accepted_exits_1_and_says_what_to_write(cli: Cli, tmp_path: Path) -> None:
    said = cli("check", written(tmp_path, system(workload=UNACCEPTED, clouds=["gcp"])))
    assert said.code == 1
    assert "- {cloud: gcp, block: api, loses: read_only_root, because:" in said.out


def test_an_exception_that_excuses_nothing_is_named(cli: Cli, tmp_path: Path) -> None:
    waiver = {"control": "GC-WAF-01", "subject": "waf", "because": "R-9", "approver": "a@example.go.jp"}
    data = system(workload={"waf": FIREWALL}, clouds=["aws"], waivers=[{**waiver, "until": "2999-12-31"}])
    assert "waivers: GC-WAF-01 waf" in cli("check", written(tmp_path, data)).out


def test_a_waiver_of_a_resource_is_not_called_unused_where_no_program_runs(cli: Cli, tmp_path: Path) -> None:
    """A program may have resources of its own, which only `run` and `audit` see."""
    waiver = {"control": "GC-ENC-02", "subject": "*::bare", "because": "R-9", "approver": "ciso@example.go.jp"}
    data = system(workload={"waf": FIREWALL}, clouds=["aws"], waivers=[{**waiver, "until": "2999-12-31"}])
    assert "*::bare" not in cli("check", written(tmp_path, data)).out


def test_a_waived_failure_is_listed_and_not_open(cli: Cli, tmp_path: Path) -> None:
    waiver = {"control": "GC-ENC-02", "subject": "*:nothing", "because": "R-9", "approver": "a@example.go.jp"}
    foundation = {"key": {"kind": "encryption_key", "level": "K0"}}
    waived = [{**waiver, "subject": name, "until": "2999-12-31"} for name in ("archive", "images")]
    data = system(foundation=foundation, clouds=["aws"], waivers=waived)
    said = cli("check", written(tmp_path, data))
    assert "until 2999-12-31, a@example.go.jp: R-9" in said.out
    assert "Excepted" in said.out


def test_json_says_all_of_a_finding(cli: Cli, tmp_path: Path) -> None:
    data = system(foundation={"key": {"kind": "encryption_key", "level": "K0"}}, clouds=["aws"])
    said = cli("check", written(tmp_path, data), "--json").data
    assert said["refused"]
    finding = next(one for one in said["judgements"][0]["findings"] if one["control"] == "GC-ENC-02")
    assert finding["status"] == "fail"
    assert finding["source"].startswith("system.yaml:")
    assert len(finding["fingerprint"]) == 32


def test_all_adds_what_holds(cli: Cli) -> None:
    few = cli("check", VRS, "--cloud", "aws", "--env", "dev", "--json").data["judgements"][0]["findings"]
    many = cli("check", VRS, "--cloud", "aws", "--env", "dev", "--json", "--all").data["judgements"][0]["findings"]
    assert len(many) > len(few)
    assert {one["status"] for one in many} >= {"pass"}


MEASURE = """
import contextlib, io, re, sys
from govcloud.cli import main
with contextlib.redirect_stdout(io.StringIO()):
    code = main(["check", sys.argv[1]])
sdk = [name for name in sys.modules if name.split(".")[0].startswith(("pulumi", "rich", "grpc"))]
peak = re.search(r"VmHWM:\\s+(\\d+) kB", open("/proc/self/status").read())
print(code, int(peak[1]) // 1024, sorted(sdk)[:3])
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only Linux tells a process's peak apart")
def test_check_loads_no_pulumi_and_no_rich_and_stays_below_80_mib() -> None:
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, str(VRS)], capture_output=True, text=True, cwd=ROOT, check=True
    )
    code, mebibytes, loaded = done.stdout.split(" ", 2)
    assert (code, loaded.strip()) == ("0", "[]")
    assert int(mebibytes) <= 80


@pytest.mark.parametrize("module", ["govcloud", "govcloud.cli"])
def test_the_program_starts_as_a_module(module: str) -> None:
    code = "import runpy, sys; sys.argv = ['govcloud', '--version']; from govcloud.cli import main; sys.exit(main())"
    arguments = ["-m", module, "--version"] if module == "govcloud" else ["-c", code]
    done = subprocess.run([sys.executable, *arguments], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.startswith("govcloud 0.")
