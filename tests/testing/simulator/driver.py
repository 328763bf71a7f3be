"""Speaks the provider protocol as Pulumi's engine does: check, diff, then create, update or replace."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import grpc
from pulumi.runtime.proto import provider_pb2, provider_pb2_grpc

from govcloud.engine.wire import struct, written
from govcloud.testing.simulator import Plan, serving

CONFIG: dict[str, dict[str, Any]] = {
    "aws": {"region": "ap-northeast-1", "allowedAccountIds": '["333333333333"]'},
    "azure-native": {"subscriptionId": "44444444-4444-4444-4444-444444444444", "location": "japaneast"},
    "gcp": {"project": "example-rehearsal", "region": "asia-northeast1"},
}


NOTHING_TOLD = Plan()


@dataclass
class Made:
    """A resource in the engine's state."""

    urn: str
    id: str
    inputs: dict[str, Any]
    outputs: dict[str, Any]


@dataclass
class Driver:
    """One deployment's view of the providers; `state` is what the engine would keep."""

    stubs: Mapping[str, Any]
    state: dict[str, Made] = field(default_factory=dict)

    def check(self, token: str, name: str, inputs: Mapping[str, Any]) -> tuple[dict[str, Any], list[tuple[str, str]]]:
        old = self.state.get(name)
        request = provider_pb2.CheckRequest(
            urn=urn(token, name), news=written(inputs), olds=written(old.inputs if old else {}), randomSeed=b"0" * 32
        )
        answer = self._stub(token).Check(request)
        return struct(answer.inputs), [(one.property, one.reason) for one in answer.failures]

    def preview(self, token: str, name: str, inputs: Mapping[str, Any]) -> dict[str, Any]:
        checked, _ = self.check(token, name, inputs)
        request = provider_pb2.CreateRequest(urn=urn(token, name), properties=written(checked), preview=True)
        return struct(self._stub(token).Create(request).properties)

    def up(self, token: str, name: str, inputs: Mapping[str, Any]) -> Made:
        """Create, update or replace, whatever it takes."""
        checked, failures = self.check(token, name, inputs)
        assert not failures, failures
        old = self.state.get(name)
        if old is None:
            return self._create(token, name, checked)
        diff = self.diff(token, name, checked)
        if diff.changes == provider_pb2.DiffResponse.DIFF_NONE:
            return old
        return self._replace(token, name, checked, diff) if diff.replaces else self._update(token, name, checked)

    def diff(self, token: str, name: str, inputs: Mapping[str, Any], ignore: tuple[str, ...] = ()) -> Any:
        old = self.state[name]
        return self._stub(token).Diff(
            provider_pb2.DiffRequest(
                urn=old.urn,
                id=old.id,
                olds=written(old.outputs),
                old_inputs=written(old.inputs),
                news=written(inputs),
                ignoreChanges=ignore,
            )
        )

    def read(self, token: str, name: str) -> Made | None:
        """What a refresh does to one resource."""
        old = self.state[name]
        request = provider_pb2.ReadRequest(
            urn=old.urn, id=old.id, properties=written(old.outputs), inputs=written(old.inputs)
        )
        answer = self._stub(token).Read(request)
        if not answer.id:
            del self.state[name]
            return None
        self.state[name] = Made(old.urn, answer.id, struct(answer.inputs), struct(answer.properties))
        return self.state[name]

    def delete(self, token: str, name: str) -> None:
        self._delete(token, self.state[name])
        del self.state[name]

    def _create(self, token: str, name: str, inputs: dict[str, Any]) -> Made:
        answer = self._stub(token).Create(provider_pb2.CreateRequest(urn=urn(token, name), properties=written(inputs)))
        self.state[name] = Made(urn(token, name), answer.id, inputs, struct(answer.properties))
        return self.state[name]

    def _update(self, token: str, name: str, inputs: dict[str, Any]) -> Made:
        old = self.state[name]
        answer = self._stub(token).Update(
            provider_pb2.UpdateRequest(
                urn=old.urn,
                id=old.id,
                olds=written(old.outputs),
                old_inputs=written(old.inputs),
                news=written(inputs),
            )
        )
        self.state[name] = Made(old.urn, old.id, inputs, struct(answer.properties))
        return self.state[name]

    def _replace(self, token: str, name: str, inputs: dict[str, Any], diff: Any) -> Made:
        old = self.state[name]
        if diff.deleteBeforeReplace:
            self._delete(token, old)
            return self._create(token, name, inputs)
        made = self._create(token, name, inputs)
        self._delete(token, old)
        return made

    def _delete(self, token: str, old: Made) -> None:
        self._stub(token).Delete(provider_pb2.DeleteRequest(urn=old.urn, id=old.id, properties=written(old.outputs)))

    def _stub(self, token: str) -> Any:
        return self.stubs[token.partition(":")[0]]


def urn(token: str, name: str) -> str:
    return f"urn:pulumi:dev::vrs::{token}::{name}"


@contextlib.contextmanager
def driving(
    state: Path, plan: Plan | None = NOTHING_TOLD, config: Mapping[str, Mapping[str, Any]] = CONFIG
) -> Iterator[Driver]:
    """A driver with one configured provider a package, as a program with three explicit providers has."""
    with serving(state, plan) as ports, contextlib.ExitStack() as stack:
        yield Driver({package: connected(stack, package, port, config[package]) for package, port in ports.items()})


def connected(stack: contextlib.ExitStack, package: str, port: int, config: Mapping[str, Any]) -> Any:
    """A connection of its own, as each provider resource has."""
    channel = stack.enter_context(grpc.insecure_channel(f"127.0.0.1:{port}", [("grpc.use_local_subchannel_pool", 1)]))
    stub = provider_pb2_grpc.ResourceProviderStub(channel)
    stub.Handshake(provider_pb2.ProviderHandshakeRequest(engine_address="127.0.0.1:1"))
    stub.Configure(provider_pb2.ConfigureRequest(args=written(config), acceptSecrets=True))
    return stub


def refusal(error: grpc.RpcError) -> str:
    """The message of a refused call."""
    return str(error.details())  # type: ignore[attr-defined]
