"""Runs a recorded program in the embedded engine, and writes down what it heard, answered and concluded."""

from __future__ import annotations

import contextlib
import inspect
import runpy
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from unittest import mock

from google.protobuf import empty_pb2, json_format, message
from pulumi.output import UNKNOWN as SDK_UNKNOWN
from pulumi.runtime.proto import resource_pb2

from govcloud.engine import Model, Preview, render
from govcloud.engine.answers import FAIL, SKIP
from govcloud.engine.completion import Declared
from govcloud.engine.monitor import Monitor
from govcloud.engine.session import Heads, Session
from govcloud.engine.validation import Severity, validate
from govcloud.facts import UNKNOWN
from govcloud.graph import Graph, Resource, Value, decoded, revealed
from govcloud.graph.values import UNKNOWN_STRING
from tests.engine.fixture import RECORDINGS, Fixture, Step, Verb
from tests.engine.neutral import kept, neutral

METHODS = tuple(name for name in vars(Monitor) if name[0].isupper())
STACK = "pulumi:pulumi:Stack"


@dataclass
class Run:
    """One run of a program under one of the two engines."""

    messages: list[dict[str, Any]] = field(default_factory=list)
    operations: list[dict[str, Any]] = field(default_factory=list)
    diagnostics: list[dict[str, Any]] = field(default_factory=list)
    resources: list[dict[str, Any]] = field(default_factory=list)
    failed: bool = False
    graph: Graph | None = None
    error: str = ""


def recorded(fixture: Fixture) -> dict[tuple[int, Verb], Run]:
    """What the real engine heard, answered and concluded, by step and verb."""
    runs = {key: Run() for key in fixture.runs}
    for one in kept(RECORDINGS / fixture.name):
        run = runs[one.pop("step"), one.pop("verb")]
        kind = one.pop("kind")
        if kind == "end":
            run.failed = one["failed"]
        elif kind == "resource":
            run.resources.append(one["state"])
        else:
            {"diagnostic": run.diagnostics, "message": run.messages, "operation": run.operations}[kind].append(one)
    return runs


class Unanswered(Exception):
    """A request that the real engine did not answer: it refused it, was broken off, or never got it."""


class Replayed(Model):
    """Answers what the providers answered in the recorded run."""

    def __init__(self, run: Run, dry_run: bool) -> None:
        self.dry_run = dry_run
        said = [one for one in run.messages if one.get("response", {}).get("urn")]
        # A remote component is registered twice, by the program and by the process that makes it.
        said.sort(key=lambda one: bool(one["request"].get("remote")))
        self._said = {one["response"]["urn"]: one["response"] for one in said}
        # Nobody registers a default provider: only the state knows it.
        self._said |= {one["urn"]: one for one in run.resources if one["urn"] not in self._said}

    def identifier(self, resource: Resource, head: str) -> Value:
        return self._of(resource).get("id", UNKNOWN)

    def provider(self, resource: Resource) -> Value:
        return decoded(self._of(resource)["id"])

    def fails(self, resource: Resource) -> bool:
        return self._said.get(neutral(resource.urn), {}).get("result") == "FAIL"

    def _of(self, resource: Resource) -> dict[str, Any]:
        urn = neutral(resource.urn)
        if urn not in self._said:
            raise Unanswered(f"the recorded run has no answer for {urn}")
        return self._said[urn]

    def outputs(self, resource: Resource, head: str, declared: Declared) -> dict[str, Value]:
        said = self._of(resource)
        marked = resource.options.get("additionalSecretOutputs", ())
        values = dict(decoded(said.get("object", said.get("properties", {}))))
        return {key: revealed(item) if key in marked else item for key, item in values.items()}

    def made(self, resource: Resource) -> Mapping[str, Value]:
        """The outputs of a remote component."""
        return self.outputs(resource, "", {})


def played(fixture: Fixture, at: int, verb: Verb, runs: Mapping[tuple[int, Verb], Run]) -> Run:
    """What the embedded engine hears, answers and concludes of the same run."""
    ours, step = Run(), fixture.steps[at]
    answers = Replayed(runs[at, verb], verb == "preview")
    model = Preview() if at == 0 and verb == "preview" else answers
    known: dict[str, Any] = {
        "project": fixture.project,
        "stack": step.stack,
        "model": model,
        "config": _config(fixture, step),
        "secret_keys": list(step.secrets),
        "root": fixture.main.parent,
        "stack_references": dict(_exports(fixture, at, runs)),
        "data_sources": {**fixture.data_sources, **EXAMPLE},
        "strict": not fixture.default_providers,
        "construct": answers.made,
    }
    with heard() as ours.messages:
        try:
            ours.graph = render(lambda: runpy.run_path(str(fixture.main)), **known)
        except Exception as error:
            ours.error = f"{type(error).__name__}: {error}"
    if ours.graph is not None:
        ours.error = "; ".join(one.message for one in validate(ours.graph) if one.severity is Severity.ERROR)
    ours.failed = bool(ours.error)
    return ours


def sent_again(fixture: Fixture, at: int, verb: Verb, runs: Mapping[tuple[int, Verb], Run]) -> Run:
    """What the embedded engine answers and concludes of the recorded requests, without the program."""
    ours, step = Run(), fixture.steps[at]
    session = Session(
        project=fixture.project,
        stack=step.stack,
        organization="organization",
        config=_config(fixture, step),
        secret_keys=list(step.secrets),
        model=Replayed(runs[at, verb], verb == "preview"),
        heads=Heads(()),
        root=None,
        strict=True,
        stack_references=dict(_exports(fixture, at, runs)),
        data_sources={},
        construct=None,
    )
    with heard() as ours.messages:
        monitor = Monitor(session)
        for method, request in _in_order(runs[at, verb].messages):
            getattr(monitor, method)(request)
    ours.graph = session.graph()
    return ours


_REQUESTS: dict[str, type[message.Message]] = {
    "GetDeploymentInfo": empty_pb2.Empty,
    "RegisterResource": resource_pb2.RegisterResourceRequest,
    "ReadResource": resource_pb2.ReadResourceRequest,
    "RegisterResourceOutputs": resource_pb2.RegisterResourceOutputsRequest,
    "SignalAndWaitForShutdown": empty_pb2.Empty,
}
"""The calls that can be sent again, in the order of their kinds."""


def _in_order(messages: list[dict[str, Any]]) -> Iterator[tuple[str, Any]]:
    """Requests as a program sends them: nothing before what it stands on."""
    done: set[str] = set()
    left = [one for method in _REQUESTS for one in messages if one["method"] == method]
    while left:
        ready = [one for one in left if _needs(one["request"]) <= done]
        assert ready, [one["request"] for one in left]
        for one in ready:
            done.add(one["response"].get("urn", ""))
            yield one["method"], json_format.ParseDict(one["request"], _REQUESTS[one["method"]]())
        left = [one for one in left if one not in ready]


def _needs(request: Mapping[str, Any]) -> set[str]:
    provider = request.get("provider", "").rpartition("::")[0]
    return {urn for urn in (request.get("parent"), request.get("urn"), provider) if urn} | set(
        request.get("dependencies", ())
    )


EXAMPLE: dict[str, Callable[[Mapping[str, Value]], Mapping[str, Value]]] = {
    "example:index:Store/say": lambda arguments: {"text": f"said by {arguments['who']}"},
    "example:index:lookup": lambda arguments: {"text": f"found {arguments['key']}"},
}
"""What the provider of `components` answers."""


def _config(fixture: Fixture, step: Step) -> dict[str, str]:
    refused = {} if fixture.default_providers else {"pulumi:disable-default-providers": '["*"]'}
    return {**refused, **step.config, **step.secrets}


def _exports(fixture: Fixture, at: int, runs: Mapping[tuple[int, Verb], Run]) -> Iterator[tuple[str, Any]]:
    """What the stacks of earlier steps export."""
    for before, verb in fixture.runs:
        if before < at and verb == "up":
            stack = next(one for one in runs[before, verb].resources if one["type"] == STACK)
            name = f"organization/{fixture.project}/{fixture.steps[before].stack}"
            yield name, decoded(stack.get("outputs", {}))


@contextlib.contextmanager
def heard() -> Iterator[list[dict[str, Any]]]:
    """Every call that the embedded engine gets while the block runs, with its answer."""
    log: list[dict[str, Any]] = []
    with contextlib.ExitStack() as patches:
        for name in METHODS:
            patches.enter_context(mock.patch.object(Monitor, name, _listening(name, getattr(Monitor, name), log)))
        yield log


def _listening(name: str, method: Callable[..., Any], log: list[dict[str, Any]]) -> Callable[..., Any]:
    def call(self: Monitor, request: Any) -> Any:
        said: dict[str, Any] = {"method": name, "request": _shown(request)}
        log.append(said)
        try:
            answer = method(self, request)
        except Exception as error:
            said["errors"] = [str(error)]
            raise
        if inspect.iscoroutine(answer):
            return _noted(answer, said)
        said["response"] = _shown(answer)
        return answer

    return call


async def _noted(answer: Any, said: dict[str, Any]) -> Any:
    try:
        result = await answer
    except Exception as error:
        said["errors"] = [str(error)]
        raise
    said["response"] = _shown(result)
    return result


def _shown(said: Any) -> dict[str, Any]:
    """A message, or an answer that stands for one, as JSON."""
    if isinstance(said, message.Message):
        return json_format.MessageToDict(said)
    fields = {key: getattr(said, key) for key in ("id", "object", "properties", "urn") if hasattr(said, key)}
    if said.result:
        fields["result"] = {FAIL: "FAIL", SKIP: "SKIP"}[said.result]
    return {key: _plain(item) for key, item in fields.items() if item or key in ("object", "properties")}


def _plain(item: Any) -> Any:
    if isinstance(item, message.Message):
        return json_format.MessageToDict(item)
    if item is SDK_UNKNOWN:
        return UNKNOWN_STRING
    if isinstance(item, Mapping):
        return {key: _plain(one) for key, one in item.items()}
    return [_plain(one) for one in item] if isinstance(item, list) else item
