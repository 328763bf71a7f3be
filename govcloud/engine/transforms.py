"""The program's callbacks: transforms of resources and of data source calls, run in this process and recorded."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from typing import Any, Final

from pulumi.runtime.proto import resource_pb2

from govcloud.engine import requests, sdk

Callback = Callable[[bytes], Awaitable[Any]]


class Callbacks(sdk.CallbackTable):
    """The SDK's table of callbacks without its server: this engine calls them directly, on the program's loop."""

    def __init__(self, monitor: Any) -> None:
        self._callbacks: dict[str, Callback] = {}
        self._transforms: dict[Any, str] = {}
        self._state_migrations: dict[Any, str] = {}
        self._monitor = monitor
        self._target = "in-process"

    def find(self, token: str) -> Callback:
        """The callback with this token."""
        return self._callbacks[token]

    def name(self, token: str) -> str:
        """What the program calls the transform with this token."""
        found = next((function for function, known in self._transforms.items() if known == token), None)
        return str(getattr(found, "__qualname__", repr(found)))


class Transforms:
    """The transforms of a stack, and how a request goes through them.

    A resource's own come first, then those of its parents from the nearest up, the stack's at last.
    """

    def __init__(self, callbacks: Callbacks) -> None:
        self._callbacks: Final = callbacks
        self.resources: Final[list[str]] = []
        self._below: Final[dict[str, tuple[str, ...]]] = {}
        self.calls: Final[list[str]] = []

    def applying(self, request: requests.Request) -> tuple[str, ...]:
        """The tokens of the transforms that a request goes through, in order."""
        own = tuple(callback.token for callback in request.transforms)
        return (*own, *self._below.get(request.parent, ()), *self.resources)

    def inherit(self, urn: str, request: requests.Request) -> None:
        """Note what the children of a resource go through."""
        above = self._below.get(request.parent, ())
        if request.transforms or above:
            self._below[urn] = (*(callback.token for callback in request.transforms), *above)

    async def resource(self, request: requests.Request, tokens: Iterable[str]) -> list[str]:
        """Run the request through these transforms; says which changed it."""
        changed_by = []
        for token in tokens:
            before = resource_pb2.TransformRequest(
                type=request.type,
                name=request.name,
                custom=request.custom,
                parent=request.parent,
                properties=request.object,
                options=requests.transform_options(request),
            )
            after = await self._callbacks.find(token)(before.SerializeToString())
            if _differs(before, after):
                changed_by.append(self._callbacks.name(token))
                _apply(request, after)
        return changed_by

    async def call(self, request: resource_pb2.ResourceInvokeRequest) -> None:
        """Run a data source call through every invoke transform."""
        for token in self.calls:
            before = resource_pb2.TransformInvokeRequest(
                token=request.tok,
                args=request.args,
                options=resource_pb2.TransformInvokeOptions(
                    provider=request.provider, version=request.version, plugin_download_url=request.pluginDownloadURL
                ),
            )
            after = await self._callbacks.find(token)(before.SerializeToString())
            request.args.CopyFrom(after.args)
            if after.HasField("options"):
                request.provider = after.options.provider
                request.version = after.options.version


def _differs(before: resource_pb2.TransformRequest, after: resource_pb2.TransformResponse) -> bool:
    if after.properties != before.properties:
        return True
    return after.HasField("options") and after.options != before.options


def _apply(request: requests.Request, after: resource_pb2.TransformResponse) -> None:
    request.object.CopyFrom(after.properties)
    known = request.propertyDependencies
    for key in [key for key in known if key not in after.properties.fields]:
        del known[key]
    for key in after.properties.fields:
        known[key].urns.extend(())
    if after.HasField("options"):
        requests.apply_options(request, after.options)
