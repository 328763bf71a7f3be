"""The embedded engine hears, answers and concludes what Pulumi's own engine did, program by program."""

from __future__ import annotations

import fnmatch
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from govcloud.engine import monitor, requests
from govcloud.engine.transforms import Transforms
from tests.engine.difference import differences, uncached
from tests.engine.explained import EXPLAINED, reason
from tests.engine.fixture import fixtures
from tests.engine.replay import recorded

NAMES = sorted(fixtures())


@pytest.mark.parametrize("name", NAMES)
def test_both_engines_say_the_same_of_a_program(name: str) -> None:
    assert [one for one in differences(name) if not reason(one)] == []


@pytest.mark.parametrize("name", sorted({one.fixture for one in EXPLAINED}))
def test_a_difference_is_explained_only_while_it_is_there(name: str) -> None:
    rows = [one for one in EXPLAINED if one.fixture == name]
    found = differences(name)
    assert [row.reason for row in rows if not fnmatch.filter(found, row.lines)] == []


HELD = {
    "Call": 2,
    "GetDeploymentInfo": 96,
    "Invoke": 37,
    "ReadResource": 17,
    "RegisterErrorHook": 2,
    "RegisterResource": 1634,
    "RegisterResourceHook": 4,
    "RegisterResourceOutputs": 191,
    "RegisterStackInvokeTransform": 2,
    "RegisterStackTransform": 6,
    "SignalAndWaitForShutdown": 77,
    "operations": 1662,
    "resources": 827,
    "said": 30,
}
"""Of what the recordings hold how much; new ones change it."""


def test_the_recordings_hold_what_they_are_for() -> None:
    methods: Counter[str] = Counter()
    for fixture in fixtures().values():
        for run in recorded(fixture).values():
            methods.update(one["method"] for one in run.messages)
            methods.update(operations=len(run.operations), resources=len(run.resources), said=len(run.diagnostics))
    assert len(NAMES) == 42
    assert dict(methods) == HELD


BREAKS: dict[str, tuple[str, Any, str, Callable[..., Any]]] = {
    "a parent's aliases": ("aliases", requests, "_below", lambda above, own, token, name: above),
    "a parent's transforms": ("transforms", Transforms, "inherit", lambda self, urn, request: None),
    "default providers": ("default_providers", monitor.Monitor, "_default_provider", lambda self, made: ""),
    "dependencies": ("options", requests, "dependencies", lambda request: {}),
    "nested secrets of another stack": ("stack_reference", monitor, "_holds_secret", lambda item: False),
    "options": ("options", requests, "options", lambda request: {}),
    "who stands on what failed": ("failing_goes_on", monitor.Monitor, "_leaves_out", lambda self, made, result: None),
}


@pytest.mark.parametrize("what", sorted(BREAKS))
def test_an_engine_that_gets_it_wrong_is_noticed(what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    name, owner, attribute, replacement = BREAKS[what]
    monkeypatch.setattr(owner, attribute, replacement)
    assert [one for one in uncached(name) if not reason(one)] != []
