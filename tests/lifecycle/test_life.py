"""The life of VRS on each cloud under Pulumi's real engine: deployed, changed, drifted, moved, ended.

One life a test, since every step stands on the one before. The life on one cloud runs with all other tests; those on
the others take as long again each and run by `make test-lifecycle`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.lifecycle.project import CLOUDS, NEEDS_ENGINE, NO_CHANGES, OK, VRS, Project, Stack

pytestmark = [*NEEDS_ENGINE]

EVERYWHERE = "gcp"
"""The cloud whose life is part of `make test`."""
LIVES = [pytest.param(cloud, marks=() if cloud == EVERYWHERE else pytest.mark.lifecycle) for cloud in CLOUDS]

LOOSENED: Mapping[str, dict[str, Any]] = {
    "aws": {"name": "files-public-access", "set": {"blockPublicAcls": False}},
    "azure": {"name": "files-account", "set": {"minimumTlsVersion": "TLS1_0"}},
    "gcp": {"name": "files-bucket", "set": {"versioning.enabled": False}},
}
"""What somebody sets in a cloud's console behind the program's back."""
GONE = {"name": "board-dashboard", "gone": True}

OUTLIVES: Mapping[str, frozenset[str]] = {
    "aws": frozenset({"aws:cloudwatch/logGroup:LogGroup"}),
    "azure": frozenset(),
    "gcp": frozenset(),
}
"""What stays in a cloud after the end, by type: records that are kept until their days are over."""

_COUNT = re.compile(r"^ +(?:[-+~]+ ?)?(\d+) ([a-z][a-z ]*)$", re.MULTILINE)


@pytest.mark.parametrize("cloud", LIVES)
def test_a_system_lives_from_its_first_preview_to_its_end(cloud: str, tmp_path: Path) -> None:
    project = Project.copied(VRS, tmp_path)
    foundation, workload = project.parts(cloud)
    is_previewed(foundation)
    is_deployed(foundation)
    is_deployed(workload)
    changes_in_place(workload)
    is_mended(workload, LOOSENED[cloud])
    survives_a_move(workload)
    resists(foundation, workload)
    ends(foundation, workload)
    with project.store() as store:
        assert {thing.type for thing in store.all()} <= OUTLIVES[cloud]


def counts(stack: Stack) -> dict[str, int]:
    """How many resources the last command did what with: `{"updated": 1, "unchanged": 129}`."""
    return {what: int(number) for number, what in _COUNT.findall(stack.text.rpartition("Resources:")[2])}


def is_previewed(stack: Stack) -> None:
    """A preview shows what would be made and makes nothing."""
    assert stack.preview() == OK, stack.text
    assert counts(stack)["to create"] > 20
    assert stack.project.ids() == {}


def is_deployed(stack: Stack) -> None:
    """An update makes everything at once, and a second one finds nothing to do."""
    assert stack.up() == OK, stack.text
    assert counts(stack).keys() <= {"created", "unchanged"}
    assert stack.up(NO_CHANGES) == OK, stack.text


def changes_in_place(stack: Stack) -> None:
    """A changed setting changes what it is about, and no resource is made, replaced or deleted for it."""
    stack.project.edit("system.yaml", r"max: 60, cpu_percent: 50", "max: 40, cpu_percent: 50")
    assert stack.up() == OK, stack.text
    done = counts(stack)
    assert done.keys() == {"updated", "unchanged"}
    assert 1 <= done["updated"] <= 3


def is_mended(stack: Stack, loosened: dict[str, Any]) -> None:
    """A refresh finds what was changed or deleted in the cloud, and an update puts it right."""
    stack.project.told(drift=[loosened, GONE])
    assert stack.refresh() == OK, stack.text
    assert counts(stack).items() >= {"updated": 1, "deleted": 1}.items()
    assert stack.up() == OK, stack.text
    assert counts(stack).items() >= {"created": 1, "updated": 1}.items()
    assert stack.drifted() == OK, stack.text


def survives_a_move(stack: Stack) -> None:
    """A stack's export, put into a new stack of the name, is the same stack: nothing is to be done."""
    exported, before = stack.export(), plain(stack)
    assert stack.pulumi("stack", "rm", "--yes", "--force", "--preserve-config") == OK, stack.text
    stack.project.stack(stack.name)
    assert stack.resources() == []
    assert stack.import_(exported) == OK, stack.text
    assert plain(stack) == before
    assert stack.up(NO_CHANGES) == OK, stack.text


def plain(stack: Stack) -> Sequence[Mapping[str, Any]]:
    """What the state holds, its secrets open: under the key they come out differently every time."""
    return stack.export("--show-secrets")["deployment"]["resources"]  # type: ignore[no-any-return]


def resists(*stacks: Stack) -> None:
    """A destruction by mistake is refused, and nothing at all is gone."""
    before = stacks[0].project.ids()
    for stack in stacks:
        assert stack.destroy() != OK
        assert "cannot be deleted" in stack.text
        assert "because it is protected" in stack.text
        assert "deleted" not in counts(stack)
    assert stacks[0].project.ids() == before


def ends(foundation: Stack, workload: Stack) -> None:
    """With the protection lifted on a ticket, in an update of its own that changes nothing else, everything goes."""
    for stack in (workload, foundation):
        assert stack.set("govcloud:lift-protection", "T-2026-117") == OK, stack.text
        assert stack.up() == OK, stack.text
        assert "lift-protection T-2026-117 is set" in stack.text
        assert counts(stack).keys() <= {"deleted", "unchanged", "updated"}
    for stack in (workload, foundation):
        assert stack.destroy() == OK, stack.text
        assert stack.resources() == []
