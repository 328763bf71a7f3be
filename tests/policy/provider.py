"""A resource provider that creates nothing: it answers the real engine, and remembers what it was asked to create."""

from __future__ import annotations

import concurrent.futures
import contextlib
from collections.abc import Iterator
from typing import Any

import grpc
from google.protobuf import empty_pb2, struct_pb2
from pulumi.runtime.proto import plugin_pb2, provider_pb2_grpc
from pulumi.runtime.proto import provider_pb2 as proto

from govcloud.graph.values import UNKNOWN_STRING

_NEWER_THAN_ANY_SDK = "999.0.0"


class Provider(provider_pb2_grpc.ResourceProviderServicer):
    """Gives every resource an id and an address (`arn`), not known in a preview."""

    def __init__(self) -> None:
        self.created: list[str] = []

    def GetPluginInfo(self, request: Any, context: Any) -> plugin_pb2.PluginInfo:
        return plugin_pb2.PluginInfo(version=_NEWER_THAN_ANY_SDK)

    def Attach(self, request: Any, context: Any) -> empty_pb2.Empty:
        return empty_pb2.Empty()

    def Handshake(self, request: Any, context: Any) -> proto.ProviderHandshakeResponse:
        return proto.ProviderHandshakeResponse(accept_secrets=True, accept_resources=True)

    def CheckConfig(self, request: Any, context: Any) -> proto.CheckResponse:
        return proto.CheckResponse(inputs=request.news)

    def DiffConfig(self, request: Any, context: Any) -> proto.DiffResponse:
        return proto.DiffResponse(changes=proto.DiffResponse.DIFF_NONE)

    def Configure(self, request: Any, context: Any) -> proto.ConfigureResponse:
        return proto.ConfigureResponse(acceptSecrets=True, supportsPreview=True, acceptResources=True)

    def Check(self, request: Any, context: Any) -> proto.CheckResponse:
        return proto.CheckResponse(inputs=request.news)

    def Diff(self, request: Any, context: Any) -> proto.DiffResponse:
        return proto.DiffResponse(changes=proto.DiffResponse.DIFF_NONE)

    def Create(self, request: Any, context: Any) -> proto.CreateResponse:
        name = request.urn.rpartition("::")[2]
        outputs = struct_pb2.Struct()
        outputs.MergeFrom(request.properties)
        if request.preview:
            outputs.update({"arn": UNKNOWN_STRING})
            return proto.CreateResponse(properties=outputs)
        self.created.append(name)
        outputs.update({"arn": f"arn:example:{name}"})
        return proto.CreateResponse(id=f"id-{name}", properties=outputs)

    def Delete(self, request: Any, context: Any) -> empty_pb2.Empty:
        return empty_pb2.Empty()

    def Cancel(self, request: Any, context: Any) -> empty_pb2.Empty:
        return empty_pb2.Empty()


@contextlib.contextmanager
def serving() -> Iterator[tuple[Provider, int]]:
    """A provider and its port, until the block ends."""
    server = grpc.server(concurrent.futures.ThreadPoolExecutor(4))
    provider = Provider()
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(provider, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    try:
        yield provider, port
    finally:
        server.stop(0).wait()
