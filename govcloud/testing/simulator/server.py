"""Pulumi's provider protocol in front of a simulated cloud: one server a package, all in one process."""

from __future__ import annotations

import functools
import importlib.metadata
import threading
import traceback
from collections.abc import Callable, Mapping
from concurrent import futures
from typing import Any, Final

import grpc
from google.protobuf import empty_pb2
from pulumi.runtime.proto import plugin_pb2, provider_pb2, provider_pb2_grpc

from govcloud.engine.wire import struct, written
from govcloud.errors import FileError, did_you_mean
from govcloud.testing.simulator.answers import Settings, Subject, settings
from govcloud.testing.simulator.cloud import Cloud, Difference
from govcloud.testing.simulator.control import Control
from govcloud.testing.simulator.paths import Change
from govcloud.testing.simulator.refusal import Refusal
from govcloud.testing.simulator.store import Store
from govcloud.testing.simulator.tables import Table

LARGEST_MESSAGE_BYTES: Final = 400 * 1024 * 1024
"""What Pulumi's own providers accept."""
_ENGINE_KEYS: Final = frozenset({"__internal", "pluginChecksums", "pluginDownloadURL", "version"})
_NOT_INSTALLED: Final = "0.0.0"

_PropertyDiff = provider_pb2.PropertyDiff
_DiffResponse = provider_pb2.DiffResponse


def _answered(method: Callable[..., Any]) -> Callable[..., Any]:
    """A method whose refusals become the protocol's errors. A defect names itself and its place, never a value."""

    @functools.wraps(method)
    def answer(self: Any, request: Any, context: grpc.ServicerContext) -> Any:
        try:
            return method(self, request, context)
        except (Refusal, FileError) as error:
            code, text = grpc.StatusCode.FAILED_PRECONDITION, str(error)
        except Exception as error:
            place = traceback.extract_tb(error.__traceback__)[-1]
            code, text = (
                grpc.StatusCode.INTERNAL,
                f"defect in the simulation: {type(error).__name__} in {place.name}:{place.lineno}",
            )
        return context.abort(code, text)

    return answer


class Provider(provider_pb2_grpc.ResourceProviderServicer):
    """The provider of one package. Every provider resource of a program has a connection of its own to it."""

    def __init__(self, table: Table, store: Store, control: Control) -> None:
        self._table = table
        self._cloud = Cloud(table, store, control)
        self._control = control
        self._settings: dict[str, Settings] = {}
        self._latest: Settings = {}
        self._stops: dict[str, threading.Event] = {}

    def Handshake(self, request: Any, context: grpc.ServicerContext) -> Any:
        """What the provider can take: secrets, references to resources, and proposals for names."""
        return provider_pb2.ProviderHandshakeResponse(
            accept_secrets=True, accept_resources=True, accept_outputs=False, supports_autonaming_configuration=True
        )

    def Attach(self, request: Any, context: grpc.ServicerContext) -> Any:
        """An engine found the running server."""
        return empty_pb2.Empty()

    def GetPluginInfo(self, request: Any, context: grpc.ServicerContext) -> Any:
        """The installed SDK's version: an engine warns of a provider that is older than its SDK."""
        return plugin_pb2.PluginInfo(version=version(self._table.package) or _NOT_INSTALLED)

    def GetSchema(self, request: Any, context: grpc.ServicerContext) -> Any:
        """None: programs in Python carry their types with them, and only those are simulated."""
        return context.abort(
            grpc.StatusCode.UNIMPLEMENTED, f"simulated {self._table.package}: has no schema to hand out"
        )

    @_answered
    def CheckConfig(self, request: Any, context: grpc.ServicerContext) -> Any:
        """The provider's own inputs: only their names, for they travel as text."""
        known = self._cloud.settings()
        failures = [
            provider_pb2.CheckFailure(property=key, reason=f"unknown property '{key}'; {did_you_mean(key, known)}")
            for key in request.news
            if known and key not in known and key not in _ENGINE_KEYS
        ]
        return provider_pb2.CheckResponse(inputs=request.news, failures=failures)

    @_answered
    def DiffConfig(self, request: Any, context: grpc.ServicerContext) -> Any:
        """Any change is made in place."""
        same = struct(request.old_inputs) == struct(request.news)
        return _DiffResponse(changes=_DiffResponse.DIFF_NONE if same else _DiffResponse.DIFF_SOME)

    @_answered
    def Configure(self, request: Any, context: grpc.ServicerContext) -> Any:
        """Account, place and the like of one provider resource, kept for its connection."""
        given = struct(request.args) or {key.rpartition(":")[2]: item for key, item in request.variables.items()}
        self._latest = self._settings[context.peer()] = settings(given, self._table)
        self._admit(str(self._latest.get(self._table.account, "")))
        return provider_pb2.ConfigureResponse(
            acceptSecrets=True,
            supportsPreview=True,
            acceptResources=True,
            acceptOutputs=False,
            supports_autonaming_configuration=True,
        )

    @_answered
    def Check(self, request: Any, context: grpc.ServicerContext) -> Any:
        """The inputs against the SDK's types, and a name where one may be left out."""
        if version(self._table.package) is None:
            reason = f"simulated {self._table.package}: its SDK is not installed here, so its types are not known"
            return provider_pb2.CheckResponse(failures=[provider_pb2.CheckFailure(reason=reason)])
        subject, inputs = _subject(request), struct(request.news)
        failures = [
            provider_pb2.CheckFailure(
                property=problem.key, reason=" ".join(filter(None, (problem.message, problem.hint)))
            )
            for problem in self._cloud.problems(subject, inputs)
        ]
        named = self._cloud.named(subject, inputs, struct(request.olds), _proposal(request))
        return provider_pb2.CheckResponse(inputs=written(named), failures=failures)

    @_answered
    def Diff(self, request: Any, context: grpc.ServicerContext) -> Any:
        """What differs, property by property, and what of it needs a new resource."""
        old = struct(request.old_inputs) or struct(request.olds)
        ignored = tuple(request.ignoreChanges)
        provider = self._provider(context)
        found = self._cloud.difference(_subject(request), request.id, old, struct(request.news), provider, ignored)
        return _diffed(found)

    @_answered
    def Create(self, request: Any, context: grpc.ServicerContext) -> Any:
        """A new resource; in a preview, what is known of it."""
        subject, inputs = _subject(request), struct(request.properties)
        if request.preview:
            return provider_pb2.CreateResponse(properties=written(self._cloud.expected(subject, inputs)))
        identifier, outputs = self._cloud.create(subject, inputs, self._provider(context), self._waiting(context))
        return provider_pb2.CreateResponse(id=identifier, properties=written(outputs))

    @_answered
    def Update(self, request: Any, context: grpc.ServicerContext) -> Any:
        """A change in place."""
        subject, new, old = _subject(request), struct(request.news), struct(request.olds)
        if request.preview:
            return provider_pb2.UpdateResponse(properties=written(self._cloud.expected(subject, new, old)))
        before = struct(request.old_inputs) or old
        wait = self._waiting(context)
        outputs = self._cloud.update(subject, request.id, before, new, self._provider(context), wait)
        return provider_pb2.UpdateResponse(properties=written(outputs))

    @_answered
    def Read(self, request: Any, context: grpc.ServicerContext) -> Any:
        """The resource as it is; an empty answer where it is gone."""
        inputs, outputs = struct(request.inputs), struct(request.properties)
        found = self._cloud.read(_subject(request), request.id, inputs, outputs, self._waiting(context))
        if found is None:
            return provider_pb2.ReadResponse()
        return provider_pb2.ReadResponse(id=request.id, inputs=written(found[0]), properties=written(found[1]))

    @_answered
    def Delete(self, request: Any, context: grpc.ServicerContext) -> Any:
        """The end of a resource."""
        self._cloud.delete(_subject(request), request.id, self._provider(context), self._waiting(context))
        return empty_pb2.Empty()

    @_answered
    def Invoke(self, request: Any, context: grpc.ServicerContext) -> Any:
        """Refused: what a data source answers lies outside of what was simulated."""
        reason = (
            f"simulated {self._table.package}: no answer for the data source {request.tok};"
            " give its value as configuration or as a field of the environment"
        )
        return provider_pb2.InvokeResponse(failures=[provider_pb2.CheckFailure(reason=reason)])

    def Cancel(self, request: Any, context: grpc.ServicerContext) -> Any:
        """End the waits of this connection."""
        self._stop(context).set()
        return empty_pb2.Empty()

    def _admit(self, asked: str) -> None:
        """Only AWS's provider compares by itself; Azure and Google Cloud refuse the first request, to the same end."""
        own = self._control.account(self._table.package)
        if own and asked != own:
            raise Refusal(self._table, "account", f"the program is for '{asked}', the credentials are for '{own}'")

    def _provider(self, context: grpc.ServicerContext) -> Settings:
        """The settings of the connection; after a reconnection those that came last."""
        return self._settings.get(context.peer(), self._latest)

    def _stop(self, context: grpc.ServicerContext) -> threading.Event:
        return self._stops.setdefault(context.peer(), threading.Event())

    def _waiting(self, context: grpc.ServicerContext) -> Callable[[float], None]:
        stop = self._stop(context)

        def wait(seconds: float) -> None:
            if stop.wait(seconds):
                raise Refusal(self._table, "cancelled", "broken off by the engine")

        return wait


def _subject(request: Any) -> Subject:
    token = request.type or request.urn.split("::")[2].rpartition("$")[2]
    return Subject(request.urn, token, request.name or request.urn.split("::", 3)[3])


def _proposal(request: Any) -> str:
    """The engine's proposal for a name, else the resource's own with seven digits of the seed."""
    if request.HasField("autonaming") and request.autonaming.proposed_name:
        return str(request.autonaming.proposed_name)
    return f"{_subject(request).name}-{request.randomSeed.hex()[:7] or '0000000'}"


def _diffed(found: Difference) -> Any:
    final = {change.path for change in found.replacing}
    return _DiffResponse(
        changes=_DiffResponse.DIFF_SOME if found.changes else _DiffResponse.DIFF_NONE,
        diffs=sorted({_top(change.path) for change in found.changes}),
        replaces=sorted({_top(path) for path in final}),
        deleteBeforeReplace=found.delete_first,
        hasDetailedDiff=True,
        detailedDiff={change.path: _detailed(change, change.path in final) for change in found.changes},
    )


def _top(path: str) -> str:
    return path.partition(".")[0].partition("[")[0]


_KINDS: Final[Mapping[tuple[bool, bool, bool], Any]] = {
    (True, False, False): _PropertyDiff.ADD,
    (True, False, True): _PropertyDiff.ADD_REPLACE,
    (False, True, False): _PropertyDiff.DELETE,
    (False, True, True): _PropertyDiff.DELETE_REPLACE,
    (False, False, False): _PropertyDiff.UPDATE,
    (False, False, True): _PropertyDiff.UPDATE_REPLACE,
}


def _detailed(change: Change, final: bool) -> Any:
    return _PropertyDiff(kind=_KINDS[change.added, change.removed, final], inputDiff=True)


@functools.cache
def version(package: str) -> str | None:
    """The version of a package's installed SDK."""
    try:
        return importlib.metadata.version(f"pulumi-{package}")
    except importlib.metadata.PackageNotFoundError:
        return None


def serve(table: Table, store: Store, control: Control, port: int = 0, threads: int = 16) -> tuple[grpc.Server, int]:
    """A running server on this machine only, and its port (a free one unless one is named)."""
    limits = [("grpc.max_receive_message_length", LARGEST_MESSAGE_BYTES), ("grpc.so_reuseport", 0)]
    server = grpc.server(futures.ThreadPoolExecutor(threads), options=limits)
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(Provider(table, store, control), server)
    bound = server.add_insecure_port(f"127.0.0.1:{port}")
    server.start()
    return server, bound
