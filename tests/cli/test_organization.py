"""The organisation's project lists all systems and refuses when one of them does not load."""

from __future__ import annotations

import importlib.util
import json
import runpy
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from govcloud.engine import render
from govcloud.errors import FileError, UsageError
from tests.cli.conftest import ROOT, VRS
from tests.examples import system

FOLDER = ROOT / "projects" / "organization"


@pytest.fixture
def inventory(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], list[dict[str, Any]]]:
    monkeypatch.syspath_prepend(str(FOLDER))
    monkeypatch.delitem(sys.modules, "inventory", raising=False)
    found = importlib.import_module("inventory").inventory
    assert callable(found)
    return found  # type: ignore[no-any-return]


def placed(projects: Path, agency: str, name: str, data: dict[str, Any]) -> None:
    folder = projects / agency / name
    folder.mkdir(parents=True)
    (folder / "system.yaml").write_text(json.dumps(data), encoding="utf-8")


def test_its_program_exports_the_systems_and_creates_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(FOLDER))
    program = str(FOLDER / "__main__.py")
    graph = render(lambda: runpy.run_path(program), project="govcloud-organization", stack="prod")
    assert [resource.type for resource in graph if resource.custom] == []
    assert graph.exports["systems"] == [
        {
            "agency": "digital-agency",
            "system": "vrs",
            "clouds": ["aws", "azure", "gcp"],
            "environments": ["prod", "stg", "dev"],
            "confidentiality": 2,
        }
    ]


def test_one_that_does_not_load_refuses_all(inventory: Callable[[Path], Any], tmp_path: Path) -> None:
    shutil.copytree(VRS, tmp_path / "digital-agency" / "vrs")
    placed(tmp_path, "some-agency", "broken", {"agency": "some-agency"})
    with pytest.raises(FileError, match="'clouds' is missing"):
        inventory(tmp_path)


def test_a_folder_is_named_as_its_system(inventory: Callable[[Path], Any], tmp_path: Path) -> None:
    placed(tmp_path, "some-agency", "web", system())
    with pytest.raises(FileError, match="the folder is some-agency/web, the file says digital-agency/example"):
        inventory(tmp_path)


def test_two_systems_do_not_share_an_account(inventory: Callable[[Path], Any], tmp_path: Path) -> None:
    placed(tmp_path, "digital-agency", "example", system(clouds=["aws"]))
    placed(tmp_path, "digital-agency", "other", system(clouds=["aws"], system="other"))
    with pytest.raises(FileError, match="aws account 111111111111 is also digital-agency-example prod's"):
        inventory(tmp_path)


def test_no_system_at_all_is_an_error(inventory: Callable[[Path], Any], tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="govcloud new"):
        inventory(tmp_path)


def test_importing_it_needs_no_sdk() -> None:
    assert importlib.util.find_spec("govcloud") is not None
    text = (FOLDER / "inventory.py").read_text(encoding="utf-8")
    assert "pulumi" not in text
