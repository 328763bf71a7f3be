"""The embedded engine hears and concludes what Pulumi's own engine heard and concluded, message by message."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from govcloud.engine import Model, Preview, export, render, requests
from govcloud.graph import Graph
from govcloud.graph.values import SECRET_SIGNATURE, SIGNATURE
from tests.engine.recorded import RECORDED, RUN, Answers, fixture_program, messages

NOT_COMPARED = {
    "aliases": "a first deployment's state has none; the requests are compared instead",
    "created": "a time",
    "hooks": "an empty message or none",
    "modified": "a time",
    "sourcePosition": "taken out of the recordings: a path",
    "stackTrace": "taken out of the recordings: paths",
    "transforms": "tokens are random",
}
"""Everything in which the two may differ, and why."""

API_VERSION = re.compile(r"/v\d{8}\w*:")


def heard(request: dict[str, Any]) -> dict[str, Any]:
    """A registration in comparable form: no order where there is none, without what is never compared."""
    kept = {key: item for key, item in request.items() if key not in NOT_COMPARED or key == "aliases"}
    kept["dependencies"] = sorted(kept.get("dependencies", ()))
    kept["propertyDependencies"] = {
        key: sorted(item.get("urns", ())) for key, item in kept.get("propertyDependencies", {}).items()
    }
    # The generated aliases of other API versions (25 to 60 a resource) mean nothing without old state.
    kept["aliases"] = [one for one in kept.get("aliases", ()) if not API_VERSION.search(one["spec"].get("type", ""))]
    kept["aliases"] = [{key: item for key, item in one["spec"].items() if item} for one in kept["aliases"]]
    return kept


def masked(item: Any) -> Any:
    """A value of a state with what encrypts a secret left out."""
    if isinstance(item, dict):
        return (
            "[secret]" if item.get(SIGNATURE) == SECRET_SIGNATURE else {key: masked(one) for key, one in item.items()}
        )
    return [masked(one) for one in item] if isinstance(item, list) else item


def concluded(entry: dict[str, Any]) -> dict[str, Any]:
    """A resource of a state in comparable form."""
    kept = {key: masked(item) for key, item in entry.items() if key not in NOT_COMPARED}
    if "dependencies" in kept:
        kept["dependencies"] = sorted(kept["dependencies"])
    return kept


def same_requests(recorded: list[tuple[dict[str, Any], dict[str, Any]]], ours: list[dict[str, Any]]) -> bool:
    key = lambda one: json.dumps(one, sort_keys=True)  # noqa: E731
    return sorted(map(heard, ours), key=key) == sorted((heard(request) for request, _ in recorded), key=key)


def state(graph: Graph) -> dict[str, dict[str, Any]]:
    return {entry["urn"]: concluded(entry) for entry in export(graph)["deployment"]["resources"]}


def recorded_state() -> dict[str, dict[str, Any]]:
    entries = json.loads((RECORDED / "export.json").read_text())["deployment"]["resources"]
    return {entry["urn"]: concluded(entry) for entry in entries}


@pytest.mark.parametrize(("file", "model"), [("preview.jsonl", Preview()), ("up.jsonl", Answers("up.jsonl"))])
def test_every_request_is_the_recorded_one(file: str, model: Model, overheard: list[dict[str, Any]]) -> None:
    recorded = messages(file, "RegisterResource")
    render(fixture_program, **RUN, model=model)
    assert len(overheard) == len(recorded) == 22
    by_name = {(one["type"], one["name"]): heard(one) for one in overheard}
    for request, _ in recorded:
        assert by_name[request["type"], request["name"]] == heard(request)


@pytest.mark.parametrize(("file", "model"), [("preview.jsonl", Preview()), ("up.jsonl", Answers("up.jsonl"))])
def test_every_urn_and_component_output_is_the_recorded_one(file: str, model: Model) -> None:
    graph = render(fixture_program, **RUN, model=model)
    assert set(graph.resources) == {answer["urn"] for _, answer in messages(file, "RegisterResource")}
    exported = {
        resource["urn"]: resource.get("outputs") for resource in export(graph, reveal=True)["deployment"]["resources"]
    }
    for request, _ in messages(file, "RegisterResourceOutputs"):
        assert masked(exported[request["urn"]]) == masked(request["outputs"])


def test_the_state_is_the_recorded_one() -> None:
    ours, theirs = state(render(fixture_program, **RUN, model=Answers("up.jsonl"))), recorded_state()
    assert ours.keys() == theirs.keys()
    for urn in theirs:
        assert ours[urn] == theirs[urn]


def test_a_preview_asks_for_the_recorded_inputs() -> None:
    steps = json.loads((RECORDED / "preview.json").read_text())["steps"]
    ours = state(render(fixture_program, **RUN, model=Preview()))
    for step in steps:
        wanted = concluded(step["newState"])
        assert ours[step["urn"]].get("inputs") == wanted.get("inputs")


BREAKS: dict[str, tuple[str, Callable[..., Any]]] = {
    "no dependencies": ("dependencies", lambda request: {}),
    "no options": ("options", lambda request: {}),
    "the stack in every URN": (
        "urn",
        lambda project, stack, parent, token, name: (
            f"urn:pulumi:{stack}::{project}::pulumi:pulumi:Stack${token}::{name}"
        ),
    ),
}


@pytest.mark.parametrize("what", sorted(BREAKS))
def test_a_broken_engine_would_be_noticed(what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    name, replacement = BREAKS[what]
    monkeypatch.setattr(requests, name, replacement)
    model = Preview() if name == "urn" else Answers("up.jsonl")
    assert state(render(fixture_program, **RUN, model=model)) != recorded_state()
