"""A cloud that fails now and then: `up` and `destroy`, run again each time, end where an uninterrupted run ends.

Covered: every tenth change of a life of VRS fails once, on each cloud and in each part: the tenth of the first `up`;
of every further `up`, which is a plain re-run, the eleventh (the change that failed before and ten more), until one is
through; the same for `destroy`. One resource at a time, so that the tenth is the tenth. That is one life a part and not
one a failure: what a failure leaves behind goes through all that follow. A failed operation is one that the cloud
refused and did not do; for one that it did while nobody heard of it see `test_killed`.

By default one failure of `up` and one of `destroy` are tried on each cloud, in the foundation, as many resources at a
time as the engine likes. All the others (marker `lifecycle`, deselected by default) run by `make test-lifecycle`.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.lifecycle.project import CLOUDS, NEEDS_ENGINE, NO_CHANGES, OK, VRS, Project, Stack
from tests.lifecycle.remains import alike, lift_protection, remains, tallies

pytestmark = [*NEEDS_ENGINE]

EVERY = 10
FAILURE = "Throttling: planned failure"
ONE_AT_A_TIME = ("--parallel", "1")


@pytest.mark.parametrize("cloud", CLOUDS)
def test_a_failed_update_and_a_failed_destruction_are_simply_run_again(cloud: str, tmp_path: Path) -> None:
    project = Project.copied(VRS, tmp_path)
    foundation = project.stack(f"prod-{cloud}-foundation")
    fails(foundation, foundation.up, operation=3 * EVERY)
    project.told()
    assert foundation.up() == OK, foundation.text
    made = tallies(project, [foundation])
    lift_protection(project, [foundation])
    fails(foundation, foundation.destroy, operation=2 * EVERY)
    project.told()
    assert foundation.destroy() == OK, foundation.text
    assert foundation.resources() == []
    assert set(remains(project)) < set(made)


@pytest.mark.lifecycle
@pytest.mark.parametrize("cloud", CLOUDS)
def test_failures_at_every_tenth_operation_change_nothing_of_what_comes_out(cloud: str, tmp_path: Path) -> None:
    calm, stormy = (lived(cloud, tmp_path / name, step) for name, step in (("calm", once), ("stormy", insisting)))
    assert stormy == calm


Step = Callable[[Stack, Callable[..., int]], int]


def lived(cloud: str, home: Path, step: Step) -> list[object]:
    """The ids of all that exists after both parts are up, and of what is left when both are destroyed."""
    home.mkdir()
    project = Project.copied(VRS, home)
    parts = project.parts(cloud)
    failures = [step(part, part.up) for part in parts]
    made = tallies(project, parts)
    assert [part.up(NO_CHANGES) for part in parts] == [OK, OK], project.text
    lift_protection(project, parts)
    failures += [step(part, part.destroy) for part in reversed(parts)]
    assert [part.resources() for part in parts] == [[], []]
    assert step is once or min(failures) > 1, failures
    return [alike(made), alike(remains(project))]


def once(stack: Stack, command: Callable[..., int]) -> int:
    """Run a command in calm weather."""
    assert command() == OK, stack.text
    return 0


def insisting(stack: Stack, command: Callable[..., int]) -> int:
    """Run a command until it is through, every tenth of its changes failing once; how many failed."""
    failures, operation = 0, EVERY
    while True:
        stack.project.told(fail=[{"operation": operation, "message": FAILURE}])
        if command(*ONE_AT_A_TIME) == OK:
            stack.project.told()
            return failures
        assert FAILURE in stack.text, stack.text
        failures, operation = failures + 1, EVERY + 1


def fails(stack: Stack, command: Callable[..., int], operation: int) -> None:
    """Run a command one of whose changes fails."""
    stack.project.told(fail=[{"operation": operation, "message": FAILURE}])
    assert command() != OK
    assert FAILURE in stack.text, stack.text
