"""`audit` judges anybody's resources from files, with no SDK: grouped by project and cloud, part or whole."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import ROOT, Cli

STACK = "pulumi:pulumi:Stack"
PUBLIC = {"acl": "public-read", "bucket": "gov-data", "region": "ap-northeast-1"}


def entry(type_: str, name: str, inputs: dict[str, Any], project: str, stack: str) -> dict[str, Any]:
    urn = f"urn:pulumi:{stack}::{project}::{type_}::{name}"
    return {"urn": urn, "type": type_, "custom": type_ != STACK, "id": f"{name}-id", "inputs": inputs}


def export(
    folder: Path, name: str, *resources: tuple[str, str, dict[str, Any]], project: str = "shop", stack: str = "prod"
) -> Path:
    rows = [entry(*one, project=project, stack=stack) for one in ((STACK, f"{project}-{stack}", {}), *resources)]
    file = folder / name
    file.write_text(json.dumps({"version": 3, "deployment": {"resources": rows}}), encoding="utf-8")
    return file


BUCKET = ("aws:s3/bucket:Bucket", "data", PUBLIC)
ACCOUNT = (
    "azure-native:storage:StorageAccount",
    "store",
    {"accountName": "govdata", "location": "koreacentral", "resourceGroupName": "rg", "kind": "StorageV2"},
)


def test_a_foreign_stack_is_judged_by_the_same_controls(cli: Cli, tmp_path: Path) -> None:
    said = cli("audit", export(tmp_path, "export.json", BUCKET))
    assert said.code == 1
    assert "GC-ENC-02" in said.out
    assert "data (aws:s3/bucket:Bucket)  urn:pulumi:prod::shop::aws:s3/bucket:Bucket::data" in said.out


def test_json_names_the_urn(cli: Cli, tmp_path: Path) -> None:
    audits = cli("audit", export(tmp_path, "export.json", BUCKET), "--json").data["audits"]
    subjects = {one["subject"] for one in audits[0]["findings"] if one["control"] == "GC-ENC-02"}
    assert subjects == {"urn:pulumi:prod::shop::aws:s3/bucket:Bucket::data"}


def test_an_unknown_type_is_unclassified(cli: Cli, tmp_path: Path) -> None:
    said = cli("audit", export(tmp_path, "export.json", ("random:index/randomPassword:RandomPassword", "p", {})))
    assert said.code == 1
    assert "GC-LED-01" in said.out


def test_what_is_missing_fails_unless_the_files_are_a_part(cli: Cli, tmp_path: Path) -> None:
    file = export(tmp_path, "export.json", BUCKET)
    whole, part = (cli("audit", file, "--json", *more).data["audits"][0] for more in ((), ("--part",)))
    assert (whole["whole"], part["whole"]) == (True, False)
    assert missing(whole) >= {"GC-LOG-01"}
    assert not missing(part)


def missing(audit: dict[str, Any]) -> set[str]:
    return {one["control"] for one in audit["findings"] if one["status"] == "fail" and "::" not in one["subject"]}


def test_what_the_platform_records_is_not_missing(cli: Cli, tmp_path: Path) -> None:
    file = export(tmp_path, "export.json", BUCKET)
    audits = cli("audit", file, "--json", "--platform-provides", "control-plane").data["audits"]
    assert "GC-LOG-01" not in missing(audits[0])


@pytest.mark.parametrize(
    ("stacks", "whole"),
    [
        (["prod-aws-foundation"], False),
        (["prod-aws-foundation", "prod-aws-workload"], True),
        (["prod"], True),
        (["prod-aws-foundation", "prod"], True),
    ],
)
def test_one_part_of_our_own_stacks_is_known_as_a_part(
    cli: Cli, tmp_path: Path, stacks: list[str], whole: bool
) -> None:
    files = [export(tmp_path, f"{stack}.json", BUCKET, stack=stack) for stack in stacks]
    audits = cli("audit", *files, "--json").data["audits"]
    assert [one["whole"] for one in audits] == [whole]


def test_files_are_judged_by_project_and_cloud(cli: Cli, tmp_path: Path) -> None:
    files = [
        export(tmp_path, "a.json", BUCKET),
        export(tmp_path, "b.json", ACCOUNT),
        export(tmp_path, "c.json", BUCKET, project="other"),
        export(tmp_path, "d.json", BUCKET, stack="dev"),
    ]
    audits = cli("audit", *files, "--json").data["audits"]
    assert [(one["project"], one["clouds"], one["stacks"]) for one in audits] == [
        ("other", ["aws"], ["prod"]),
        ("shop", ["aws"], ["prod", "dev"]),
        ("shop", ["azure"], ["prod"]),
    ]


def test_japanese_says_it_in_japanese(cli: Cli, tmp_path: Path) -> None:
    out = cli("audit", export(tmp_path, "export.json", BUCKET), "--lang", "ja").out
    assert "未解決" in out
    assert "対処: " in out
    assert "Open" not in out


def test_audit_loads_no_sdk(tmp_path: Path) -> None:
    file = export(tmp_path, "export.json", BUCKET)
    code = (
        "import sys; from govcloud.cli import main; main(['audit', sys.argv[1]]);"
        " print([name for name in sys.modules if name.startswith('pulumi')])"
    )
    done = subprocess.run([sys.executable, "-c", code, str(file)], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
