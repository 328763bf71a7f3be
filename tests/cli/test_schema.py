"""The JSON Schema takes every system that the models take, refuses what they refuse, and is the repository's file."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from govcloud.cli.schema import text_of_schema
from govcloud.clouds import accounts
from govcloud.systems import CLOUDS, merged
from govcloud.systems.schema import schema
from govcloud.systems.yaml import read
from tests.cli.conftest import ROOT, VRS, Cli
from tests.examples import EXAMPLES

SCHEMA = schema(accounts())
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
TEMPLATE = ROOT / "templates" / "web-system" / "system.yaml"
PROJECT = VRS / "system.yaml"


def wrong(data: Any) -> list[str]:
    plain = json.loads(json.dumps(data, default=str))
    return [f"{error.json_path}: {error.message}" for error in VALIDATOR.iter_errors(plain)]


def data(path: Path) -> dict[str, Any]:
    return read(path).data


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_the_file_in_the_repository_is_in_step() -> None:
    assert (ROOT / "system.schema.json").read_text(encoding="utf-8") == text_of_schema(), (
        "run: govcloud schema --out system.schema.json"
    )


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_example_is_valid(name: str) -> None:
    assert wrong(EXAMPLES[name]) == []


def test_template_and_project_are_valid_alone_and_merged() -> None:
    whole = merged(data(TEMPLATE), data(PROJECT))
    del whole["template"]
    assert [wrong(one) for one in (data(TEMPLATE), data(PROJECT), whole)] == [[], [], []]


@pytest.mark.parametrize("file", [TEMPLATE, PROJECT], ids=["template", "project"])
def test_files_name_the_schema_for_editors(file: Path) -> None:
    first = file.read_text(encoding="utf-8").splitlines()[0]
    assert first.startswith("# yaml-language-server: $schema=")
    assert (file.parent / first.partition("=")[2]).resolve() == ROOT / "system.schema.json"


REFUSED: dict[str, dict[str, Any]] = {
    "unknown key": {"cloudz": []},
    "unknown cloud": {"clouds": ["oci"]},
    "a cloud twice": {"clouds": ["aws", "aws"]},
    "no agency": {"agency": None},
    "another version": {"schema_version": 2},
    "unknown environment": {"environments": {"test": {"domain": "a.example.go.jp"}}},
    "account of a wrong form": {"environments": {"prod": {"aws": {"account": "12"}}}},
    "account with an unknown key": {"environments": {"prod": {"aws": {"acount": "111111111111"}}}},
    "a block of no kind": {"foundation": {"key": {"level": "K1"}}},
    "a block of an unknown kind": {"foundation": {"key": {"kind": "hsm"}}},
    "a block with an unknown key": {"foundation": {"key": {"kind": "encryption_key", "levle": "K1"}}},
    "a block of a bad name": {"foundation": {"Key_1": {"kind": "encryption_key"}}},
    "a public database": {"workload": {"db": {"kind": "database", "public": True}}},
    "a tag instead of a digest": {
        "workload": {"api": {"kind": "container_service", "image": {"name": "a", "digest": "latest"}}}
    },
    "an acceptance without an end": {
        "accepts": [{"cloud": "aws", "block": "key", "loses": "hsm", "because": "R", "approver": "a"}]
    },
}


def changed(name: str) -> dict[str, Any]:
    base = copy.deepcopy(EXAMPLES["audit-trail"])
    whole = merged(base, REFUSED[name])
    if name == "a block of no kind":
        whole["foundation"]["key"] = {"level": "K1"}
    return whole


@pytest.mark.parametrize("name", REFUSED)
def test_wrong_systems_are_refused(name: str) -> None:
    assert wrong(changed(name)) != []


@pytest.mark.parametrize("name", sorted(REFUSED.keys() - {"no agency", "a block of no kind", "another version"}))
def test_what_differs_from_a_template_is_checked_as_strictly(name: str) -> None:
    if name == "an acceptance without an end":
        return
    assert wrong({"template": "web-system", **REFUSED[name]}) != []


def test_what_differs_may_leave_out_and_remove() -> None:
    removed = {"template": "web-system", "workload": {"board": None, "api": {"image": {"name": "other/api"}}}}
    assert wrong(removed) == []


def described(value: Any, path: str = "") -> Iterator[str]:
    for key, model in value.items():
        for name, item in model.get("properties", {}).items():
            if "description" not in item and "$ref" not in item and name != "kind":
                yield f"{key}.{name}"


def test_every_field_is_described_in_both_languages() -> None:
    complete = {name: model for name, model in SCHEMA["$defs"].items() if not name.endswith("Difference")}
    assert list(described(complete)) == []
    for model in complete.values():
        for item in model.get("properties", {}).values():
            assert " / " in item.get("description", " / ")


def test_each_cloud_has_its_own_account_fields() -> None:
    properties = SCHEMA["$defs"]["Environment"]["properties"]
    assert set(CLOUDS) <= properties.keys()
    assert "accounts" not in properties


def test_the_verb_prints_and_writes_it(cli: Cli, tmp_path: Path) -> None:
    assert json.loads(cli("schema").out) == SCHEMA
    assert cli("schema", "--out", "mine.json").code == 0
    assert (tmp_path / "mine.json").read_text(encoding="utf-8") == text_of_schema()
    assert [one.name for one in tmp_path.iterdir()] == ["mine.json"]
