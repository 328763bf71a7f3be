"""The recorded conversation of Pulumi's own engine with one program, and that program run in the embedded engine."""

from __future__ import annotations

import json
import runpy
from pathlib import Path
from typing import Any

from govcloud.engine import Model
from govcloud.engine.completion import Declared
from govcloud.graph import Resource, Value, decoded

RECORDED = Path(__file__).parents[1] / "data" / "engine-3.260"
CALLER = "aws:index/getCallerIdentity:getCallerIdentity"
RUN: dict[str, Any] = {
    "project": "fixture",
    "stack": "dev",
    "config": {"fixture:owner": "digital-agency"},
    "data_sources": {CALLER: {"accountId": "123456789012"}},
    "root": RECORDED / "program",
}


def fixture_program() -> None:
    """The program that was recorded."""
    runpy.run_path(str(RECORDED / "program" / "__main__.py"))


def messages(file: str, method: str) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Requests and responses of one kind in a recording."""
    lines = (json.loads(line) for line in (RECORDED / file).read_text().splitlines())
    wanted = f"/pulumirpc.ResourceMonitor/{method}"
    return [
        (one["request"], one["response"])
        for one in lines
        if one["method"] == wanted and one.get("response") is not None
    ]


class Answers(Model):
    """Answers what the stand-in providers answered in the recorded update."""

    dry_run = False

    def __init__(self, file: str) -> None:
        self._said = {answer["urn"]: answer for _, answer in messages(file, "RegisterResource")}

    def identifier(self, resource: Resource, head: str) -> Value:
        return self._said[resource.urn]["id"]

    def provider(self, resource: Resource) -> Value:
        return self._said[resource.urn]["id"]

    def outputs(self, resource: Resource, head: str, declared: Declared) -> dict[str, Value]:
        return dict(decoded(self._said[resource.urn]["object"]))
