"""Every name of Pulumi's SDK that it does not publish and this engine leans on, in one place, and why.

An upgrade that renames one fails here and in one test, not in the middle of a render. What the SDK does publish
(`pulumi.runtime`, the messages, a settings object that takes any monitor) is imported where it is used.
"""

from __future__ import annotations

import collections.abc
import contextvars
import typing
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from pulumi import Output, _types, output
from pulumi.runtime import config, resource, rpc, settings
from pulumi.runtime._callbacks import _CallbackServicer as CallbackTable
from pulumi.runtime.proto import source_pb2
from pulumi.runtime.rpc_manager import RPCManager

input_type_py_to_pulumi_names = _types.input_type_py_to_pulumi_names
input_type_types = _types.input_type_types
is_input_type = _types.is_input_type
is_output_type = _types.is_output_type
output_type_types = _types.output_type_types
resource_types = _types.resource_types
unwrap_optional_type = _types.unwrap_optional_type
unwrap_type = _types.unwrap_type

CONFIG: Final[contextvars.ContextVar[Any]] = config.CONFIG
SECRET_KEYS: Final[contextvars.ContextVar[Any]] = config._SECRET_KEYS
ROOT: Final[contextvars.ContextVar[Any]] = settings.ROOT

__all__ = [
    "ACTIVE",
    "CONFIG",
    "ROOT",
    "SECRET_KEYS",
    "CallbackTable",
    "RPCManager",
    "configure",
    "input_type_py_to_pulumi_names",
    "input_type_types",
    "is_input_type",
    "is_output_type",
    "is_plumbing",
    "output_names",
    "output_type_types",
    "resource_modules",
    "resource_types",
    "setting",
    "unwrap_optional_type",
    "unwrap_type",
]


def setting(name: str) -> contextvars.ContextVar[Any]:
    """The context variable behind one of the SDK's settings."""
    return typing.cast(contextvars.ContextVar[Any], vars(settings.Settings)[name]._data)


def configure(values: Mapping[str, Any]) -> None:
    """Set the SDK's settings in the current context only.

    `pulumi.runtime.Settings(...)` would also make them the default of every thread that has none: an outer program's
    threads would then register their resources here.
    """
    for name, value in values.items():
        setting(name).set(value)


def output_names(python: type) -> dict[str, str]:
    """The Python names of an output class's fields by their wire names."""
    return {wire: name for name, wire, _ in _types._py_properties(python)}


def resource_modules(token: str) -> Iterator[Any]:
    """The SDK modules registered for the module of a type token (`aws:s3/bucket` of `aws:s3/bucket:Bucket`)."""
    yield from rpc._RESOURCE_MODULES.get(token.rpartition(":")[0], ())


def is_plumbing(hint: Any) -> bool:
    """Whether a member of an input's union only says that an output, a future or a plain dict may stand for it."""
    origin = typing.get_origin(hint)
    return origin in _PLUMBING or hint is dict or typing.is_typeddict(hint)


_PLUMBING: Final = (collections.abc.Awaitable, Output)

ACTIVE: Final[contextvars.ContextVar[bool]] = contextvars.ContextVar("govcloud_render", default=False)
"""Whether the code runs inside a render. A program can ask, to leave out what only a deployment may do."""

_NO_TRACE: Final = source_pb2.StackTrace()
_traced: Final = resource._get_stack_trace


def _trace() -> source_pb2.StackTrace:
    """The SDK reads the source text of every frame at every constructor, a sixth of a render; here nobody needs it."""
    return _NO_TRACE if ACTIVE.get() else _traced()


resource._get_stack_trace = _trace


def _remembered(function: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """A pure function of an annotation, asked once an annotation. Annotations live as long as their class."""
    known: dict[int, tuple[Any, Any]] = {}

    def answer(hint: Any) -> Any:
        found = known.get(id(hint))
        if found is None:
            if len(known) > _MOST:
                known.clear()
            found = known[id(hint)] = (hint, function(hint))
        return found[1]

    return answer


_MOST: Final = 100_000
"""Annotations remembered at most: about what the three largest SDKs have together."""

for _name in ("is_discriminated_union", "unwrap_optional_type", "unwrap_type"):
    setattr(_types, _name, _remembered(getattr(_types, _name)))


_contains_unknowns: Final = rpc.contains_unknowns
_KNOWN: Final = frozenset({bool, float, int, str, type(None)})


def _holds_unknowns(val: Any) -> bool:
    """Plain values answered at once; the SDK's own test makes a closure that only the collector can free, each time."""
    return type(val) not in _KNOWN and _contains_unknowns(val)


output.contains_unknowns = rpc.contains_unknowns = _holds_unknowns


_OUTPUTS: Final = setting("outputs")
_track: Final = Output._track


def _tracked(self: Output[Any]) -> None:
    """In a render everything happens in one thread: no lock, and one function for all outputs instead of a closure
    each. A render makes some forty outputs a resource."""
    if not ACTIVE.get():
        _track(self)
        return
    _OUTPUTS.get().add(self._data)
    self._data.add_done_callback(_settled)


def _settled(future: Any) -> None:
    """Take off the list what ended well; what failed stays, for the SDK to find and raise."""
    if not future.cancelled() and future.exception() is None:
        _OUTPUTS.get().discard(future)


Output._track = _tracked  # type: ignore[method-assign]


_create_urn: Final = resource.create_urn


def _urn(
    name: Any, type_: Any, parent: Any = None, project: str | None = None, stack: str | None = None
) -> Output[str]:
    """The SDK composes a URN for every registration, for mocks only, out of nine outputs; plain words need but one."""
    if not (ACTIVE.get() and isinstance(parent, str) and type(name) is type(type_) is str):
        return _create_urn(name, type_, parent, project, stack)
    return Output.from_input(f"{parent[: parent.rfind('::')]}${type_}::{name}")


resource.create_urn = _urn
