"""A stand-in for the real engine during a preview: takes what gets through and says nothing is known yet.

It shares nothing with the embedded engine: the SDK's own settings, an ordinary event loop and its threads.
"""

from __future__ import annotations

import asyncio
import contextvars
import dataclasses
from collections.abc import Callable, Mapping
from typing import Any

from google.protobuf import empty_pb2, json_format
from pulumi import runtime
from pulumi.runtime.proto import engine_pb2, provider_pb2, resource_pb2
from pulumi.runtime.stack import run_in_stack

_FEATURES = [value for name, value in resource_pb2.ResourceMonitorFeature.items() if not name.endswith("UNSPECIFIED")]


@dataclasses.dataclass
class Outer:
    """The engine's two services as one object, and what reached them."""

    project: str
    stack: str
    config: Mapping[str, str]
    registered: dict[str, Any] = dataclasses.field(default_factory=dict)
    exports: dict[str, Any] = dataclasses.field(default_factory=dict)
    messages: list[str] = dataclasses.field(default_factory=list)
    transforms: int = 0
    deployed: Mapping[str, Mapping[str, Any]] = dataclasses.field(default_factory=dict)

    def GetDeploymentInfo(self, _: Any) -> Any:
        return resource_pb2.DeploymentInfo(
            project=self.project, stack=self.stack, dryRun=True, supportedFeatures=_FEATURES
        )

    def SignalAndWaitForShutdown(self, _: Any) -> Any:
        return empty_pb2.Empty()

    def RegisterStackTransform(self, _: Any) -> Any:
        self.transforms += 1
        return empty_pb2.Empty()

    def RegisterResource(self, request: Any) -> Any:
        parent = request.parent.split("::")[2] if request.parent else ""
        above = "" if parent in ("", "pulumi:pulumi:Stack") else f"{parent}$"
        urn = f"urn:pulumi:{self.stack}::{self.project}::{above}{request.type}::{request.name}"
        self.registered[urn] = request
        return resource_pb2.RegisterResourceResponse(urn=urn, object=request.object)

    def ReadResource(self, request: Any) -> Any:
        urn = f"urn:pulumi:{self.stack}::{self.project}::{request.type}::{request.name}"
        self.registered[urn] = request
        return resource_pb2.ReadResourceResponse(urn=urn, properties=request.properties)

    def RegisterResourceOutputs(self, request: Any) -> Any:
        if "pulumi:pulumi:Stack" in request.urn:
            self.exports = json_format.MessageToDict(request.outputs)
        return empty_pb2.Empty()

    def Invoke(self, request: Any) -> Any:
        """A stack reference's question; `deployed` is what the asked stack exports."""
        outputs = self.deployed.get(json_format.MessageToDict(request.args)["name"].rpartition("/")[2], {})
        return json_format.ParseDict({"return": {"outputs": outputs}}, provider_pb2.InvokeResponse())

    def Log(self, request: Any) -> Any:
        if request.severity != engine_pb2.DEBUG:
            self.messages.append(request.message)
        return empty_pb2.Empty()

    @property
    def names(self) -> set[str]:
        """The names of everything that reached the engine, the stack left out."""
        return {request.name for request in self.registered.values() if request.type != "pulumi:pulumi:Stack"}


def previewed(program: Callable[[], object], project: str, stack: str, config: Mapping[str, str]) -> Outer:
    """What reaches the engine in a preview of the program. The program's exception comes out as it was raised."""
    outer = Outer(project, stack, config)
    preview(program, outer)
    return outer


def preview(program: Callable[[], object], outer: Outer) -> None:
    """The same with an engine that the caller keeps, for what reached it before the program failed."""
    contextvars.Context().run(_preview, program, outer)


def _preview(program: Callable[[], object], outer: Outer) -> None:
    runtime.set_all_config(dict(outer.config))
    runtime.configure(
        runtime.Settings(project=outer.project, stack=outer.stack, dry_run=True, monitor=outer, engine=outer)
    )
    loop = asyncio.new_event_loop()
    loop.set_exception_handler(lambda *_: None)

    async def main() -> None:
        program()

    try:
        loop.run_until_complete(run_in_stack(main))
    finally:
        left = asyncio.all_tasks(loop)
        for task in left:
            task.cancel()
        if left:
            loop.run_until_complete(asyncio.wait(left))
        loop.run_until_complete(loop.shutdown_default_executor())
        loop.close()
