"""Where two engines differ over one program: a line for every message or resource that is not the same."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from govcloud.engine import export
from govcloud.graph.values import SECRET_SIGNATURE, SIGNATURE
from tests.engine.fixture import Fixture, Refusal, Verb, fixtures
from tests.engine.neutral import neutral
from tests.engine.replay import Run, played, recorded, sent_again


@functools.cache
def differences(name: str) -> tuple[str, ...]:
    """Every difference of a fixture."""
    return tuple(uncached(name))


def uncached(name: str, program: bool = False) -> list[str]:
    """The same, made anew; with `program` the program runs also where its requests would do."""
    fixture = fixtures()[name]
    runs, found = recorded(fixture), []
    for at, verb in fixture.runs:
        run = sent_again if fixture.from_requests and not program else played
        theirs, ours = runs[at, verb], run(fixture, at, verb, runs)
        before = _before(fixture, at, runs)
        head = f"{fixture.name}/{at}.{verb}"
        found += [f"{head} {one}" for one in _compared(theirs, ours, verb, before)]
        if fixture.refusal and theirs.failed:
            found += [f"{head} {one}" for one in _refused(fixture.refusal, theirs, ours)]
    return found


def _refused(refusal: Refusal, theirs: Run, ours: Run) -> Iterator[str]:
    said = [one["message"] for one in theirs.diagnostics if one["severity"] == "error"]
    if not any(refusal.engine in one for one in said):
        yield f"refusal {said}"
    if refusal.here not in ours.error:
        yield f"refusal here {ours.error}"


def _before(fixture: Fixture, at: int, runs: Mapping[tuple[int, Verb], Run]) -> set[str]:
    """The URNs that a step finds in its stack's state."""
    step = fixture.steps[at]
    if not at or fixture.steps[at - 1].stack != step.stack:
        return set()
    urns = "\n".join(one["urn"] for one in runs[at - 1, "up"].resources)
    for old, new in step.moved.items():
        urns = urns.replace(old, new)
    return set(urns.splitlines())


def _compared(theirs: Run, ours: Run, verb: Verb, before: set[str]) -> Iterator[str]:
    if theirs.failed != ours.failed:
        yield f"end {'failed' if theirs.failed else 'done'} / {ours.error or 'done'}"
    yield from _paired(_keyed(theirs.messages), _keyed(neutral(ours.messages)), theirs.failed)
    if ours.graph is None:
        return
    entries = {one["urn"]: one for one in neutral(export(ours.graph, reveal=True)["deployment"]["resources"])}
    yield from _paired(_said(theirs.diagnostics), _messages(ours), theirs.failed)
    if verb == "up":
        states = {f"state {_short(one['urn'])}": one for one in theirs.resources}
        yield from _paired(states, {f"state {_short(urn)}": one for urn, one in entries.items()}, theirs.failed)
    wanted = {f"wanted {_short(one['urn'])}": one["new"] for one in theirs.operations if "new" in one}
    yield from _paired(wanted, {key: _only(entries, key, one) for key, one in wanted.items()}, theirs.failed)
    yield from _paired(_succession(theirs), _ours(ours, before), theirs.failed)


def _only(entries: Mapping[str, Any], key: str, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """Of our resource what an operation tells."""
    found = next((one for urn, one in entries.items() if f"wanted {_short(urn)}" == key), {})
    return {name: found[name] for name in ("inputs", "parent", "protect", "provider", "type") if found.get(name)}


def _short(urn: str) -> str:
    return "::".join(urn.split("::")[2:])


def _keyed(messages: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Messages by what they are about; those about the same are numbered."""
    keyed: dict[str, Any] = {}
    for one in sorted(messages, key=lambda one: json.dumps(one.get("request"), sort_keys=True)):
        request, method = one["request"], one["method"]
        above = _short(request.get("parent", "")).rpartition("::")[0]
        subject = request.get("urn") or request.get("tok") or f"{above}${request.get('type')}::{request.get('name')}"
        key = plain = f"{method} {_short(subject) if subject.startswith('urn:') else subject}"
        number = 1
        while key in keyed:
            number += 1
            key = f"{plain} #{number}"
        keyed[key] = {part: _lifted(one[part]) for part in ("request", "response") if one.get(part)}
    return keyed


def _lifted(said: Mapping[str, Any]) -> dict[str, Any]:
    """A response with secrets moved up to their property, as the SDK reads them."""
    values = {part: {key: _marked(item) for key, item in said[part].items()} for part in _VALUES if part in said}
    return {**said, **values}


_VALUES = ("object", "properties")


def _marked(item: Any) -> Any:
    hidden: list[bool] = []
    plain = _opened(item, hidden)
    return {SIGNATURE: SECRET_SIGNATURE, "value": plain} if hidden else plain


def _opened(item: Any, hidden: list[bool]) -> Any:
    if isinstance(item, dict):
        if _sealed(item):
            hidden.append(True)
            return _opened(item.get("value"), hidden)
        return {key: _opened(one, hidden) for key, one in item.items()}
    return [_opened(one, hidden) for one in item] if isinstance(item, list) else item


def _said(diagnostics: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    return {f"said {one['severity']} {_short(one.get('urn', ''))} {one['message']}": True for one in diagnostics}


def _messages(run: Run) -> dict[str, Any]:
    assert run.graph is not None
    return {f"said {severity} {_short(urn)} {text.strip()}": True for severity, urn, text in run.graph.messages}


def _succession(run: Run) -> dict[str, Any]:
    """Which resource of the state before each resource is."""
    kept = {one["urn"]: one["old"] for one in run.operations if not one["op"].startswith(("delete", "discard"))}
    gone = {one["urn"]: "gone" for one in run.operations if one["op"] == "delete"}
    return {f"succession {_short(urn)}": old for urn, old in {**gone, **kept}.items()}


def _ours(run: Run, olds: set[str]) -> dict[str, Any]:
    """The same from our aliases."""
    assert run.graph is not None
    found = {neutral(one.urn): next((urn for urn in (one.urn, *one.aliases) if urn in olds), "") for one in run.graph}
    gone = dict.fromkeys(olds - set(found.values()) - set(found), "gone")
    return {f"succession {_short(urn)}": old for urn, old in {**gone, **found}.items()}


def _paired(theirs: Mapping[str, Any], ours: Mapping[str, Any], partial: bool) -> Iterator[str]:
    """Differences of what has the same key; of a run that was broken off only what both know."""
    for key in sorted(theirs.keys() | ours.keys()):
        if key in theirs and key in ours:
            yield from (f"{key} {one}" for one in _deep(theirs[key], ours[key], ""))
        elif not partial:
            yield f"{key} only {'theirs' if key in theirs else 'ours'}"


def _deep(theirs: Any, ours: Any, path: str) -> Iterator[str]:
    """Where two values differ. What is nothing and what is missing are the same to the SDK."""
    theirs, ours = _read(theirs), _read(ours)
    if theirs == ours or (_sealed(theirs) and _sealed(ours) and ("ciphertext" in theirs or "ciphertext" in ours)):
        return
    if isinstance(theirs, dict) and isinstance(ours, dict):
        for key in sorted(theirs.keys() | ours.keys()):
            yield from _deep(theirs.get(key), ours.get(key), f"{path}.{key}" if path else key)
    elif isinstance(theirs, list) and isinstance(ours, list) and len(theirs) == len(ours):
        for at, (one, other) in enumerate(zip(theirs, ours, strict=True)):
            yield from _deep(one, other, f"{path}[{at}]")
    else:
        yield f"{path}: {json.dumps(theirs, ensure_ascii=False)} / {json.dumps(ours, ensure_ascii=False)}"


def _read(item: Any) -> Any:
    """JSON in a secret of a state, read."""
    if isinstance(item, dict) and isinstance(item.get("plaintext"), str):
        return {**item, "plaintext": json.loads(item["plaintext"])}
    return item


def _sealed(item: Any) -> bool:
    return isinstance(item, dict) and item.get(SIGNATURE) == SECRET_SIGNATURE
