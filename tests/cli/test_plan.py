"""`plan` lists what a cloud would get and leaves a file that `audit` judges alike; `demo` does so for all clouds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from govcloud.cli.plans import reread
from govcloud.systems import CLOUDS
from tests.cli.conftest import Cli
from tests.examples import system

STORE = {"files": {"kind": "object_store"}}
FINDING = ("control", "status", "subject", "what", "part", "block", "source", "message")


@pytest.fixture
def small(tmp_path: Path) -> Path:
    (tmp_path / "system.yaml").write_text(json.dumps(system(workload=STORE), indent=1), encoding="utf-8")
    return tmp_path


@pytest.fixture
def fine(tmp_path: Path) -> Path:
    """A small system with nothing open on any cloud."""
    data = system(workload={**STORE, "oncall": {"kind": "alerting", "mail": ["oncall@example.go.jp"]}})
    closed = {"locked_archives": ["archive"], "break_glass": ["breakglass@example.go.jp"]}
    data["environments"]["prod"]["azure"] |= closed
    (tmp_path / "system.yaml").write_text(json.dumps(data, indent=1), encoding="utf-8")
    return tmp_path


def comparable(findings: list[dict[str, Any]]) -> set[tuple[Any, ...]]:
    return {tuple(finding[key] for key in FINDING if key != "source") for finding in findings}


@pytest.mark.parametrize("cloud", CLOUDS)
def test_every_resource_is_there_with_block_part_place_and_key(cli: Cli, small: Path, cloud: str) -> None:
    said = cli("plan", small, "--cloud", cloud, "--json")
    assert said.code == 0
    rows = said.data["resources"]
    assert {row["block"] for row in rows} == {"key", "archive", "main", "trail", "images", "files"}
    assert {row["part"] for row in rows if row["block"] == "files"} == {"workload"}
    assert any("tokyo" in row["place"] and row["key"].startswith("K1 ") for row in rows if row["block"] == "files")
    assert {row["source"].rpartition(":")[0] for row in rows} == {str(small / "system.yaml")}


def test_the_table_shows_them_block_by_block(cli: Cli, small: Path) -> None:
    said = cli("plan", small, "--cloud", "gcp")
    assert said.code == 0
    lines = said.out.splitlines()
    assert lines[0].startswith("digital-agency-example  ")
    assert any(line.split()[:2] == ["files", "gcp:storage:Bucket"] for line in lines)
    assert any(line.startswith("named exceptions") for line in lines)


def test_a_part_alone_has_only_its_own(cli: Cli, small: Path) -> None:
    rows = cli("plan", small, "--cloud", "gcp", "--part", "workload", "--json").data["resources"]
    assert {row["part"] for row in rows} == {"workload"}


@pytest.mark.parametrize("cloud", CLOUDS)
def test_audit_of_a_plan_finds_what_check_finds(cli: Cli, small: Path, cloud: str) -> None:
    checked = cli("check", small, "--cloud", cloud, "--render", "--all", "--json").data["judgements"][0]
    assert cli("plan", small, "--cloud", cloud, "--out", "plan.json").code == 0
    audited = cli("audit", "plan.json", "--system", small, "--all", "--json").data["audits"][0]
    assert (audited["whole"], audited["clouds"]) == (True, [cloud])
    assert comparable(audited["findings"]) == comparable(checked["findings"])


def test_a_plan_of_one_part_is_audited_as_a_part(cli: Cli, small: Path) -> None:
    cli("plan", small, "--cloud", "gcp", "--part", "foundation", "--out", "plan.json")
    audits = cli("audit", "plan.json", "--json").data["audits"]
    assert [(one["whole"], one["stacks"]) for one in audits] == [(False, ["prod-gcp-foundation"])]


def test_a_stack_of_another_system_is_refused(cli: Cli, small: Path) -> None:
    cli("plan", small, "--cloud", "gcp", "--out", "plan.json")
    data = (small / "plan.json").read_text(encoding="utf-8").replace("digital-agency-example", "digital-agency-other")
    (small / "other.json").write_text(data, encoding="utf-8")
    said = cli("audit", "other.json", "--system", small)
    assert said.code == 2
    assert "is not one of digital-agency-example" in said.err


def test_a_plan_that_was_written_is_read_back_whole(cli: Cli, small: Path) -> None:
    cli("plan", small, "--cloud", "gcp", "--out", "plan.json")
    rows = cli("plan", small, "--cloud", "gcp", "--json").data["resources"]
    graph = reread(small / "plan.json")
    assert graph.stack == "prod-gcp-foundation+prod-gcp-workload"
    assert {row["urn"] for row in rows} <= set(graph.resources)


def test_demo_sums_up_every_cloud_and_leaves_its_plan(cli: Cli, fine: Path) -> None:
    said = cli("demo", fine, "--out", "out/demo")
    assert (said.code, said.err) == (0, "")
    for words in ("AWS", "Azure", "Google Cloud", "on a customer key", "Tokyo", "Nothing open on any cloud."):
        assert words in said.out
    left = sorted(one.name for one in (fine / "out" / "demo").iterdir())
    assert left == ["prod-aws.json", "prod-azure.json", "prod-gcp.json"]


def test_demo_in_japanese_and_for_programs(cli: Cli, fine: Path) -> None:
    out = cli("demo", fine, "--lang", "ja").out
    assert "利用者鍵で暗号化" in out
    assert "Nothing open" not in out
    said = cli("demo", fine, "--json").data
    assert [one["cloud"] for one in said["clouds"]] == list(CLOUDS)
    for one in said["clouds"]:
        keys = one["keys"]
        assert keys["total"] == keys["covered"] + len(keys["excepted"])
        assert (keys["uncovered"], one["outside"], one["open"]) == ([], [], False)


def test_demo_exits_1_where_something_is_open(cli: Cli, small: Path) -> None:
    data = system(foundation={"key": {"kind": "encryption_key", "level": "K0"}}, workload=STORE, clouds=["gcp"])
    (small / "system.yaml").write_text(json.dumps(data), encoding="utf-8")
    said = cli("demo", small)
    assert said.code == 1
    assert "GC-ENC-02" in said.out
