"""A killed `pulumi up` or `destroy`: recovered as Pulumi documents it, with nothing orphaned and nothing made twice.

The program dies by SIGKILL while one operation is under way in a cloud, which either never did it or did it while
nobody heard. What helps then: `pulumi cancel` takes the lock away; `pulumi import` brings in what a cloud has made, and
`pulumi refresh --clear-pending-creates` forgets what was pending. (`refresh --import-pending-creates` of engine 3.260
imports nothing and forgets as well: the next `up` would make it twice.)
"""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import signal
import subprocess
import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from govcloud.testing.simulator.answers import Subject
from govcloud.testing.simulator.cloud import Cloud
from govcloud.testing.simulator.refusal import Refusal
from tests.lifecycle.project import NEEDS_ENGINE, NO_CHANGES, OK, VRS, Project, Stack
from tests.lifecycle.remains import lift_protection, remains, tallies

pytestmark = [*NEEDS_ENGINE]

LONGEST_SECONDS = 300
"""A limit for a test that would otherwise hang; nothing waits for it."""
NOT_DONE, DONE = False, True
KILLED = [
    pytest.param("aws", "images-repository-vrs-api", DONE, id="aws-repository-made"),
    pytest.param("azure", "archive-account", NOT_DONE, id="azure-account-not-made", marks=pytest.mark.lifecycle),
    pytest.param("gcp", "main-vpc", DONE, id="gcp-network-made", marks=pytest.mark.lifecycle),
    pytest.param("aws", "main-vpc", DONE, id="aws-network-made", marks=pytest.mark.lifecycle),
    pytest.param("aws", "key-key", NOT_DONE, id="aws-key-not-made", marks=pytest.mark.lifecycle),
    pytest.param("azure", "key-vault", DONE, id="azure-vault-made", marks=pytest.mark.lifecycle),
    pytest.param("gcp", "key-key", NOT_DONE, id="gcp-key-not-made", marks=pytest.mark.lifecycle),
]


@dataclasses.dataclass
class Moment:
    """The moment in which a cloud works on one resource, held until the test lets go."""

    name: str
    done: bool
    subject: Subject | None = None
    reached: threading.Event = dataclasses.field(default_factory=threading.Event)
    over: threading.Event = dataclasses.field(default_factory=threading.Event)

    def around(self, original: Any) -> Any:
        """The cloud's method, which stops at this resource before or after its work and never answers."""

        def stopping(cloud: Cloud, subject: Subject, *rest: Any) -> Any:
            if subject.name != self.name or self.over.is_set():
                return original(cloud, subject, *rest)
            if self.done:
                original(cloud, subject, *rest)
            self.subject = subject
            self.reached.set()
            assert self.over.wait(LONGEST_SECONDS)
            raise Refusal(cloud.table, "cancelled", "nobody is listening any more")

        return stopping


def kill(pid: int) -> None:
    """End a process and all that it started: a language host alone would live on for minutes and hold the output."""
    listed = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    parents = [(int(one), int(parent)) for one, parent in map(str.split, listed.splitlines())]
    family = [pid]
    for member in family:
        family += [one for one, parent in parents if parent == member]
    for member in family:
        with contextlib.suppress(ProcessLookupError):
            os.kill(member, signal.SIGKILL)


@contextlib.contextmanager
def killed(stack: Stack, moment: Moment, method: str, *words: str) -> Iterator[None]:
    """A command that is killed at the moment; the clouds have gone on when the block begins."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Cloud, method, moment.around(getattr(Cloud, method)))
        with stack.project.started(*words, "--yes", "--skip-preview", "--stack", stack.name) as process:
            try:
                assert moment.reached.wait(LONGEST_SECONDS), "the operation was never asked for"
                kill(process.pid)
                stack.project.text = process.communicate()[0]
            finally:
                moment.over.set()
        assert process.returncode != OK
    yield


@pytest.mark.parametrize(("cloud", "name", "done"), KILLED)
def test_a_killed_update_is_recovered_by_settling_what_was_pending(
    cloud: str, name: str, done: bool, tmp_path: Path
) -> None:
    project = Project.copied(VRS, tmp_path)
    stack = project.stack(f"prod-{cloud}-foundation")
    moment = Moment(name, done)
    with killed(stack, moment, "create", "up"):
        assert moment.subject is not None
        urn = moment.subject.urn
    assert (urn in remains(project)) is done
    assert stack.up() != OK
    assert "the stack is currently locked" in stack.text
    assert project.pulumi("cancel", "--yes", stack.name) == OK, project.text
    pending = stack.export()["deployment"]["pending_operations"]
    assert urn in [operation["resource"]["urn"] for operation in pending]
    settle(stack, pending)
    assert stack.up() == OK, stack.text
    tallies(project, [stack])
    assert stack.up(NO_CHANGES) == OK, stack.text


@pytest.mark.lifecycle
@pytest.mark.parametrize(("cloud", "name"), [("aws", "main-app-1"), ("azure", "main-network"), ("gcp", "main-vpc")])
def test_a_killed_destruction_goes_on_with_what_is_left(cloud: str, name: str, tmp_path: Path) -> None:
    project = Project.copied(VRS, tmp_path)
    stack = project.stack(f"prod-{cloud}-foundation")
    assert stack.up() == OK, stack.text
    lift_protection(project, [stack])
    with killed(stack, Moment(name, DONE), "delete", "destroy"):
        pass
    assert project.pulumi("cancel", "--yes", stack.name) == OK, project.text
    assert stack.destroy() == OK, stack.text
    assert stack.resources() == []


def settle(stack: Stack, pending: Sequence[Mapping[str, Any]]) -> None:
    """Do with every pending creation what came of it: an operator looks into the cloud, and brings in what is there."""
    made = remains(stack.project)
    there = [operation["resource"] for operation in pending if operation["resource"]["urn"] in made]
    if there:
        file = stack.project.home / "bring-in.json"
        file.write_text(json.dumps(brought_in(there, made)), encoding="utf-8")
        words = ("--file", str(file), "--protect=false", "--generate-code=false", "--yes", "--skip-preview")
        assert stack.pulumi("import", *words) == OK, stack.text
    assert stack.refresh("--clear-pending-creates") == OK, stack.text


def brought_in(there: Sequence[Mapping[str, Any]], made: Mapping[str, str]) -> dict[str, Any]:
    """A file for `pulumi import`; parents and providers by their URNs."""
    table, resources = {}, []
    for one in there:
        name = one["urn"].rpartition("::")[2]
        parent, provider = one["parent"], one["provider"].rpartition("::")[0]
        table |= {f"above-{name}": parent, f"through-{name}": provider}
        place = {"parent": f"above-{name}", "provider": f"through-{name}"}
        resources.append({"type": one["type"], "name": name, "id": made[one["urn"]], **place})
    return {"nameTable": table, "resources": resources}
