"""Records what Pulumi's own engine hears and concludes of every fixture, on the simulated clouds: `make record`.

Needs `pulumi` on PATH. It lives among the tests because nobody but them reads what it writes. With names as arguments
it records those fixtures only.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from unittest import mock

from pulumi.runtime.proto import provider_pb2

from govcloud.engine.wire import written
from govcloud.testing.simulator import attaching, serving, variables
from govcloud.testing.simulator.control import FILE
from govcloud.testing.simulator.server import Provider
from tests.engine import components
from tests.engine.difference import uncached
from tests.engine.explained import reason
from tests.engine.fixture import RECORDINGS, REPOSITORY, Fixture, Step, Verb, fixtures
from tests.engine.neutral import keep, lines, neutral, unseeded

_SEVERITIES = ("info", "warning", "error")


class Recorder:
    """One fixture's project, stacks and clouds in a directory of its own."""

    def __init__(self, fixture: Fixture, directory: Path) -> None:
        self._fixture = fixture
        self._clouds = directory / "clouds"
        self._log = directory / "grpc.jsonl"
        self._folder = directory / "program"
        self._home = directory / "home"
        self._stacks: set[str] = set()
        self._replaced = {str(self._folder): "(program)", str(REPOSITORY): "(repository)", sys.prefix: "(python)"}
        _project(fixture, self._folder)

    def record(self) -> list[dict[str, Any]]:
        """Everything that was said and concluded, neutral."""
        with (
            mock.patch.object(Provider, "Invoke", _answering(self._fixture)),
            components.serving() as port,
            serving(self._clouds) as ports,
        ):
            self._environment = self._variables({**ports, components.PACKAGE: port})
            found = [one for at, step in enumerate(self._fixture.steps) for one in self._stepped(at, step)]
        names = [one["request"]["name"] for one in found if "name" in one.get("request", {})]
        return unseeded(found, names)

    def _variables(self, ports: Mapping[str, int]) -> dict[str, str]:
        given = {key: text for key, text in os.environ.items() if not key.startswith(("PULUMI_", "PYTHON"))}
        given |= {
            "PULUMI_DEBUG_GRPC": str(self._log),
            "PULUMI_ENABLE_STREAMING_JSON_PREVIEW": "true",
            "PULUMI_HOME": str(self._home),
            "PYTHONPATH": str(REPOSITORY),
        }
        return variables(ports, self._clouds, given) | {"PULUMI_DEBUG_PROVIDERS": attaching(ports)}

    def _stepped(self, at: int, step: Step) -> Iterator[dict[str, Any]]:
        self._prepared(step)
        for verb in step.verbs:
            for one in self._ran(step, verb):
                yield {"step": at, "verb": verb, **one}
        for resource in self._state():
            yield {"step": at, "verb": step.verbs[-1], "kind": "resource", "state": resource}

    def _prepared(self, step: Step) -> None:
        if step.stack not in self._stacks:
            self._pulumi("stack", "init", step.stack)
            self._stacks.add(step.stack)
        self._pulumi("stack", "select", step.stack)
        told = [f"--plaintext={key}={text}" for key, text in step.config.items()]
        told += [f"--secret={key}={text}" for key, text in step.secrets.items()]
        if told:
            self._pulumi("config", "set-all", *told)
        if step.moved:
            self._moved(step.moved)
        (self._clouds / FILE).write_text(json.dumps(dict(step.plan)), encoding="utf-8")

    def _moved(self, texts: Mapping[str, str]) -> None:
        state = self._pulumi("stack", "export").stdout
        for old, new in texts.items():
            state = state.replace(old, new)
        file = self._log.with_name("state.json")
        file.write_text(state, encoding="utf-8")
        self._pulumi("stack", "import", "--file", str(file))

    def _ran(self, step: Step, verb: Verb) -> Iterator[dict[str, Any]]:
        self._log.unlink(missing_ok=True)
        words = ("up", "--yes", "--skip-preview") if verb == "up" else ("preview",)
        done = self._pulumi(*words, "--json", *step.flags, fails=True)
        yield {"kind": "end", "failed": done.returncode != 0}
        yield from self._messages()
        yield from self._events(done.stdout, verb)

    def _messages(self) -> Iterator[dict[str, Any]]:
        for line in self._log.read_text(encoding="utf-8").splitlines():
            one = json.loads(line)
            service, _, method = one["method"].rpartition("/")
            if service != "/pulumirpc.ResourceMonitor" or one["progress"] == "request_started":
                continue
            said = {"request": one["request"], "response": one.get("response") or {}}
            if one.get("errors"):
                said = {"request": one["request"], "errors": one["errors"]}
            yield {"kind": "message", "method": method, **neutral(said, self._replaced)}

    def _events(self, text: str, verb: Verb) -> Iterator[dict[str, Any]]:
        for line in text.splitlines():
            event = json.loads(line) if line.startswith("{") else {}
            if "resourcePreEvent" in event:
                about = event["resourcePreEvent"]["metadata"]
                yield {"kind": "operation", **neutral(_operation(about, verb), self._replaced)}
            elif event.get("diagnosticEvent", {}).get("severity") in _SEVERITIES:
                said = event["diagnosticEvent"]
                kept = {key: said[key].strip() for key in ("message", "severity", "urn") if key in said}
                yield {"kind": "diagnostic", **neutral(kept, self._replaced)}

    def _state(self) -> list[dict[str, Any]]:
        exported = json.loads(self._pulumi("stack", "export", "--show-secrets").stdout)
        return neutral(exported["deployment"].get("resources", []), self._replaced)

    def _pulumi(self, *words: str, fails: bool = False) -> subprocess.CompletedProcess[str]:
        command = ["pulumi", *words, "--non-interactive", "--color", "never"]
        done = subprocess.run(command, cwd=self._folder, env=self._environment, capture_output=True, text=True)
        if done.returncode and not fails:
            raise SystemExit(f"{self._fixture.name}: {' '.join(command)}\n{done.stdout}{done.stderr}")
        return done


def _operation(about: Mapping[str, Any], verb: Verb) -> dict[str, Any]:
    """What is to be done with a resource; what it will be is in the state after an update."""
    old, new = about.get("old") or {}, about.get("new") or {}
    kept = ("inputs", "parent", "protect", "provider", "type") if verb == "preview" else ()
    wanted = {key: new[key] for key in kept if new.get(key)}
    return {"op": about["op"], "urn": about["urn"], "old": old.get("urn", ""), **({"new": wanted} if wanted else {})}


def _project(fixture: Fixture, folder: Path) -> None:
    """The project as somebody would have it on disk."""
    if fixture.program.is_dir():
        shutil.copytree(fixture.program, folder)
    else:
        folder.mkdir()
        shutil.copy(fixture.program, folder / "__main__.py")
    runtime = {"name": "python", "options": {"virtualenv": sys.prefix}}
    config = {} if fixture.default_providers else {"pulumi:disable-default-providers": {"value": ["*"]}}
    project = {"name": fixture.project, "runtime": runtime, "config": config}
    (folder / "Pulumi.yaml").write_text(json.dumps(project), encoding="utf-8")


def _answering(fixture: Fixture) -> Any:
    """The simulated clouds answer no data source; a fixture says what they would."""

    def answer(self: Provider, request: Any, context: Any) -> Any:
        known = fixture.data_sources.get(request.tok)
        if known is None:
            failure = provider_pb2.CheckFailure(reason=f"no answer for the data source {request.tok}")
            return provider_pb2.InvokeResponse(failures=[failure])
        response = provider_pb2.InvokeResponse()
        getattr(response, "return").CopyFrom(written(known))
        return response

    return answer


def main(names: list[str]) -> None:
    """Record the named fixtures, or all."""
    known = fixtures()
    for name in names or known:
        with tempfile.TemporaryDirectory() as directory:
            found = Recorder(known[name], Path(directory)).record()
        path = keep(RECORDINGS / name, lines(found))
        failed = [f"{one['step']}.{one['verb']}" for one in found if one.get("failed")]
        print(f"{path.name}: {len(found)} entries{', failed: ' + ' '.join(failed) if failed else ''}", flush=True)
        for one in uncached(name, program=True):
            if not reason(one):
                print(f"  not explained: {one}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
