"""Speaks to a policy pack as Pulumi's engine does: the same requests in the same order, no engine needed."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Protocol, TypeAlias

import grpc
from google.protobuf import empty_pb2, struct_pb2
from pulumi.runtime.proto import analyzer_pb2 as proto
from pulumi.runtime.proto import analyzer_pb2_grpc

from govcloud.graph.values import SECRET_SIGNATURE, SIGNATURE, UNKNOWN_STRING
from govcloud.policy import PACK
from govcloud.policy.analyzer import Analyzer
from govcloud.policy.settings import NAME
from tests.policy.seen import TODAY, observe

PROJECT, STACK = "vrs", "prod"
UNKNOWN = UNKNOWN_STRING
LEVELS = {"advisory": proto.ADVISORY, "disabled": proto.DISABLED, "mandatory": proto.MANDATORY}


Client: TypeAlias = Any
"""A stub over gRPC, or an `InProcess`: generated code has no types to name."""


class InProcess:
    """An analyzer of this process, called as a stub is. It sees through the tests' own recogniser."""

    def __init__(self, analyzer: Analyzer | None = None) -> None:
        self._analyzer = analyzer or Analyzer(observe=observe, today=lambda: TODAY)

    def __getattr__(self, name: str) -> Any:
        return lambda request: getattr(self._analyzer, name)(request, None)


@contextlib.contextmanager
def process(folder: Path = PACK, root: Path | None = None) -> Iterator[Client]:
    """The pack's own process, started as the engine's Python host starts it."""
    root = root or PACK.parents[2]
    environment = {**os.environ, "PYTHONPATH": str(root), "PULUMI_CONFIG": "{}", "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-u", "-m", "pulumi.policy", "127.0.0.1:1", str(folder)]
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, text=True, env=environment) as started:
        assert started.stdout is not None
        port = int(started.stdout.readline())
        try:
            with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
                yield analyzer_pb2_grpc.AnalyzerStub(channel)
        finally:
            started.terminate()


@dataclasses.dataclass(frozen=True)
class Made:
    """A resource of a program: what was asked (`inputs`), what the provider answered besides (`answered`), and what
    the provider itself was given (`provided`)."""

    type: str
    name: str
    inputs: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    answered: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    provider: str = "pulumi:providers:example::default"
    provided: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    parent: str = ""
    depends: Mapping[str, list[str]] = dataclasses.field(default_factory=dict)
    of_stack: str = STACK

    @property
    def urn(self) -> str:
        return urn(self.type, self.name, self.of_stack)

    def said(self) -> dict[str, Any]:
        """What both messages hold."""
        identity: dict[str, Any] = {"urn": self.urn, "type": self.type, "name": self.name}
        if self.provider:
            token, _, name = self.provider.partition("::")
            identity["provider"] = proto.AnalyzerProviderResource(
                type=token, urn=urn(token, name), name=name, properties=struct(self.provided)
            )
        return {**identity, "options": proto.AnalyzerResourceOptions(parent=self.parent)}

    def request(self) -> proto.AnalyzeRequest:
        return proto.AnalyzeRequest(**self.said(), properties=struct(self.inputs))

    def state(self) -> proto.AnalyzerResource:
        return proto.AnalyzerResource(
            **self.said(),
            parent=self.parent,
            properties=struct({**self.inputs, **self.answered}),
            dependencies=sorted({one for urns in self.depends.values() for one in urns}),
            propertyDependencies={
                key: proto.AnalyzerPropertyDependencies(urns=urns) for key, urns in self.depends.items()
            },
        )


class Reported(Protocol):
    """Something the engine sends two messages about."""

    def request(self) -> proto.AnalyzeRequest: ...

    def state(self) -> proto.AnalyzerResource: ...


@dataclasses.dataclass(frozen=True, order=True)
class Told:
    """One diagnostic: which policy, of what, enforced or not, and the words."""

    policy: str
    urn: str
    mandatory: bool
    message: str


def urn(token: str, name: str, stack: str = STACK) -> str:
    return f"urn:pulumi:{stack}::{PROJECT}::{token}::{name}"


def secret(value: Any) -> dict[str, Any]:
    return {SIGNATURE: SECRET_SIGNATURE, "value": value}


def struct(values: Mapping[str, Any]) -> struct_pb2.Struct:
    made = struct_pb2.Struct()
    made.update(json.loads(json.dumps(dict(values))))
    return made


def run(
    client: Client,
    resources: Iterable[Reported],
    *,
    preview: bool = False,
    stack: str = STACK,
    config: Mapping[str, Any] | None = None,
    stack_config: Mapping[str, str] | None = None,
) -> list[Told]:
    """One preview, update or (without a stack) analysis of a file; `config` as a --policy-pack-config file has it,
    `stack_config` as the stack's own."""
    configure(client, preview=preview, stack=stack, config=config, stack_config=stack_config)
    members = list(resources)
    answers = []
    for one in members:
        client.Remediate(one.request())
        answers.append(client.Analyze(one.request()))
    answers.append(client.AnalyzeStack(proto.AnalyzeStackRequest(resources=[one.state() for one in members])))
    return [told(one) for answer in answers for one in answer.diagnostics]


def configure(
    client: Client,
    *,
    preview: bool = False,
    stack: str = STACK,
    config: Mapping[str, Any] | None = None,
    stack_config: Mapping[str, str] | None = None,
) -> proto.AnalyzerInfo:
    """The start of a conversation. As the engine does, every policy gets a level: its own, or the configured one."""
    project = PROJECT if stack else ""
    client.ConfigureStack(
        proto.AnalyzerStackConfigureRequest(stack=stack, project=project, dry_run=preview, config=stack_config)
    )
    info: proto.AnalyzerInfo = client.GetAnalyzerInfo(empty_pb2.Empty())
    request = proto.ConfigureAnalyzerRequest()
    for policy in info.policies:
        given = dict((config or {}).get(policy.name, {}))
        level = given.pop("enforcementLevel", "")
        request.policyConfig[policy.name].enforcementLevel = LEVELS.get(level, policy.enforcementLevel)
        request.policyConfig[policy.name].properties.update(given)
    client.Configure(request)
    return info


def told(diagnostic: proto.AnalyzeDiagnostic) -> Told:
    mandatory = diagnostic.enforcementLevel == proto.MANDATORY
    return Told(diagnostic.policyName, diagnostic.urn, mandatory, diagnostic.message)


def setting(**values: Any) -> dict[str, Any]:
    """The configuration of the pack's own settings."""
    return {NAME: values}
