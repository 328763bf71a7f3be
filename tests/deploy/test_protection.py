"""A part is guarded as a whole, its protection is lifted on a ticket, and a workload wants its own foundation."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

import govcloud
from govcloud.clouds.scope import laid_over
from govcloud.clouds.support import load
from govcloud.deploy.rehearsal import rehearse
from govcloud.errors import RefusedError
from govcloud.graph import Graph, Resource
from govcloud.systems import CLOUDS, Cloud
from tests.deploy.outer import Outer, preview
from tests.examples import system
from tests.rendering import layout_of

PROJECT = "digital-agency-example"
TICKET = {"govcloud:lift-protection": "T-1"}
WORKLOAD: dict[str, Any] = {
    "files": {"kind": "object_store"},
    "oncall": {"kind": "alerting", "mail": ["oncall@example.go.jp"], "key": "key"},
    "records": {"kind": "database"},
}
OWN = {"agency": "digital-agency", "cloud": "aws", "environment": "prod", "generation": "1", "system": "example"}


def deployed(folder: Path, stack: str, *, config: Mapping[str, str] | None = None, **stacks: Any) -> Outer:
    """What reaches the engine; `stacks` says what other stacks export."""
    path = folder / "system.yaml"
    path.write_text(yaml.safe_dump({**system(workload=WORKLOAD), "clouds": ["aws"]}), "utf-8")
    outer = Outer(PROJECT, stack, config or {}, deployed=stacks)
    preview(lambda: govcloud.run(path), outer)
    return outer


@pytest.mark.parametrize(
    ("stacks", "said"),
    [
        ({}, "'prod-aws-foundation', which has not been deployed to its end"),
        ({"prod-aws-foundation": {}}, "'prod-aws-foundation', which has not been deployed to its end"),
        ({"prod-aws-foundation": {"govcloud": {**OWN, "environment": "stg"}}}, "environment 'stg' and not 'prod'"),
        ({"prod-aws-foundation": {"govcloud": {**OWN, "generation": "2"}}}, "generation '2' and not '1'"),
    ],
)
def test_a_workload_without_its_own_foundation_is_refused(tmp_path: Path, stacks: Mapping[str, Any], said: str) -> None:
    with pytest.raises(RefusedError, match=said):
        deployed(tmp_path, "prod-aws-workload", **stacks)


def test_a_workload_on_its_own_foundation_goes_on(tmp_path: Path) -> None:
    outer = deployed(tmp_path, "prod-aws-workload", **{"prod-aws-foundation": {"govcloud": OWN}})
    assert {"files", "foundation", "guard", "records"} <= outer.names


def test_lifting_is_recorded_and_excuses_nothing_else(tmp_path: Path) -> None:
    outer = deployed(tmp_path, "prod-aws-foundation", config=TICKET)
    record = outer.exports["govcloud-lift-protection"]
    assert record["ticket"] == "T-1"
    assert {finding.split()[0] for finding in record["findings"]} == {"GC-DEL-01"}
    assert any("lift-protection T-1" in message for message in outer.messages)


def test_lifting_is_told_in_japanese_and_recorded_in_both(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "ja_JP.UTF-8")
    outer = deployed(tmp_path, "prod-aws-foundation", config=TICKET)
    assert "lift-protection T-1 が設定されている" in outer.messages[0]
    record = outer.exports["govcloud-lift-protection"]
    assert [one.split()[0] for one in record["findings"]] == [one.split()[0] for one in record["findings_ja"]]
    assert all("満たしていない" in one for one in record["findings_ja"])


def rehearsed(cloud: Cloud, config: Mapping[str, str] | None = None) -> Graph:
    return rehearse(layout_of(system(workload=WORKLOAD)), cloud, config=config).graph


@pytest.mark.parametrize("cloud", CLOUDS)
def test_a_guard_stands_on_everything_and_nothing_is_protected_once_it_is_lifted(cloud: Cloud) -> None:
    standing, lifted = rehearsed(cloud), rehearsed(cloud, TICKET)
    for part in ("foundation", "workload"):
        [guard] = [one for one in standing if one.name == "guard" and f"-{part}::" in one.urn]
        others = {one.urn for one in standing if one.custom and f"-{part}::" in one.urn and one.parent != guard.parent}
        assert guard.protect
        assert others <= set(guard.dependencies)
    assert [one.name for one in lifted if one.protect] == []
    assert [one.name for one in lifted if one.type.endswith(":ManagementLockByScope")] == []


@pytest.mark.parametrize("cloud", CLOUDS)
def test_every_setting_that_lifting_changes_is_one_of_a_type_that_is_made(cloud: Cloud) -> None:
    changed = load(f"govcloud.clouds.{cloud}.protection:LIFTED")
    assert all(key.count(":") == 2 and settings for key, settings in changed.items())
    types = {one.type for one in rehearsed(cloud)}
    assert {"aws": "aws:rds/cluster:Cluster", "gcp": "gcp:storage/bucket:Bucket"}.get(cloud, "") in {*types, ""}


def test_changes_are_laid_over_at_any_depth_and_make_no_wholes() -> None:
    given = {"settings": {"deletion": True, "tier": "small"}, "name": "records"}
    assert laid_over(given, {"settings": {"deletion": False}, "backup": {"kept": False}, "protection": False}) == {
        "settings": {"deletion": False, "tier": "small"},
        "name": "records",
        "protection": False,
    }


def before(graph: Graph, last: Resource) -> set[str]:
    """All that a resource comes after, directly or through others."""
    found: set[str] = set()
    waiting = [last.urn]
    while waiting:
        more = set(graph[waiting.pop()].dependencies) - found
        found |= more
        waiting += more
    return found


def test_azures_locks_come_after_everything_that_they_might_hold() -> None:
    graph = rehearsed("azure")
    locks = [one for one in graph if one.type.endswith(":ManagementLockByScope")]
    assert len(locks) == 3
    for lock in locks:
        part = lock.urn.split("::")[0]
        mine = {
            one.urn
            for one in graph
            if one.custom and one.urn.startswith(part) and one not in locks and not one.type.startswith("pulumi:")
        }
        assert before(graph, lock) >= mine
