"""A provider of remote components, as one from another language would be: they are made in its own process."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Iterator, Mapping
from typing import Any

import grpc
import pulumi
import pulumi_aws as aws
from google.protobuf import empty_pb2
from pulumi.provider import CallResult, ConstructResult, Provider
from pulumi.provider.provider import InvokeResult
from pulumi.provider.server import ProviderServicer
from pulumi.runtime.proto import plugin_pb2, provider_pb2, provider_pb2_grpc

PACKAGE = "example"


class Store(pulumi.ComponentResource):
    """A bucket with its encryption."""

    def __init__(self, name: str, owner: Any, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(f"{PACKAGE}:index:Store", name, {}, opts)
        below = pulumi.ResourceOptions(parent=self)
        self.bucket = aws.s3.Bucket(f"{name}-bucket", bucket=f"gov-{name}", tags={"owner": owner}, opts=below)
        self.register_outputs({"arn": self.bucket.arn, "owner": owner})


class Components(Provider):
    """Makes stores, answers one method and one data source."""

    def __init__(self) -> None:
        super().__init__("1.0.0")

    def construct(
        self, name: str, resource_type: str, inputs: Mapping[str, Any], options: pulumi.ResourceOptions | None = None
    ) -> ConstructResult:
        store = Store(name, inputs["owner"], options)
        return ConstructResult(store.urn, {"arn": store.bucket.arn, "owner": inputs["owner"]})

    def call(self, token: str, args: Mapping[str, Any]) -> CallResult:
        return CallResult({"text": pulumi.Output.concat("said by ", args["who"])})

    def invoke(self, token: str, args: Mapping[str, Any]) -> InvokeResult:
        return InvokeResult({"text": f"found {args['key']}"})


class _Attached(ProviderServicer):
    """What the SDK's servicer lacks for an engine that attaches to a running provider."""

    async def Attach(self, request: Any, context: Any) -> Any:
        self.engine_address = request.address
        return empty_pb2.Empty()

    async def GetPluginInfo(self, request: Any, context: Any) -> Any:
        return plugin_pb2.PluginInfo(version="1.0.0")

    async def CheckConfig(self, request: Any, context: Any) -> Any:
        return provider_pb2.CheckResponse(inputs=request.news)

    async def DiffConfig(self, request: Any, context: Any) -> Any:
        return provider_pb2.DiffResponse(changes=provider_pb2.DiffResponse.DIFF_NONE)


@contextlib.contextmanager
def serving() -> Iterator[int]:
    """The port of the provider while the block runs."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()

    async def start() -> tuple[Any, int]:
        server = grpc.aio.server()
        provider_pb2_grpc.add_ResourceProviderServicer_to_server(_Attached(Components(), [], ""), server)
        port = server.add_insecure_port("127.0.0.1:0")
        await server.start()
        return server, port

    server, port = asyncio.run_coroutine_threadsafe(start(), loop).result()
    try:
        yield port
    finally:
        asyncio.run_coroutine_threadsafe(server.stop(None), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
