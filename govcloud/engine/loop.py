"""An event loop on which the SDK's calls to the engine run at once, in a fixed order, without threads.

Four things differ from asyncio's own loop, all through methods that asyncio lets a loop override:

- a call to the monitor, which the SDK hands to a thread pool, is made inline (the monitor is an object in this
  process, nothing blocks);
- the SDK makes a task for every output of every resource, read or not; here it starts when somebody waits for it;
- a task that belongs to a constructor or a data source remembers the program's line that asked for it;
- a step that is to run soon is queued with nothing around it: a render has some ninety of them a resource.
"""

from __future__ import annotations

import asyncio
import contextvars
import inspect
import sys
from collections.abc import Callable, Coroutine
from typing import Any, Final

import pulumi
from pulumi.runtime import resource as runtime_resource
from pulumi.runtime import rpc, settings

from govcloud.engine import source

_RPC_MODULE: Final = "pulumi.runtime._context"
_OUTPUT: Final = "Output.__init__.<locals>.compute_data"
_MAKERS: Final = frozenset({rpc.transfer_properties.__code__, runtime_resource.resource_output.__code__})
"""Where the SDK makes the outputs of a resource. Their tasks do nothing but wait for the registration."""
_DISTANCE: Final = 4
"""From `create_task` up to such a maker: two frames of asyncio, the output's constructor, the maker."""
_CALLS: Final = frozenset(
    {
        "RPCManager.do_rpc.<locals>.rpc_wrapper",
        "_invoke.<locals>.wait_for_fut",
        "invoke_output.<locals>.do_invoke_output",
    }
)
"""The coroutines that the SDK starts while the program's own line is still on the stack."""


class Origin:
    """What is remembered of one construction or call: the SDK class and its place in the program.

    `order` counts constructions and `head` is given in that order: what the program says, where the order of
    registration depends on which output was there first.
    """

    __slots__ = ("foreign_provider", "head", "order", "place", "resource_class")

    def __init__(self) -> None:
        self.order = 0
        self.head = ""
        self.place: tuple[str, int] | None = None
        self.resource_class: type | None = None
        self.foreign_provider = ""


ORIGIN: Final[contextvars.ContextVar[Origin | None]] = contextvars.ContextVar("govcloud_origin", default=None)


class Dormant(asyncio.Future):  # type: ignore[type-arg]
    """A future whose coroutine is started by the first that waits for it."""

    def __init__(self, coroutine: Coroutine[Any, Any, Any], loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(loop=loop)
        self._coroutine = coroutine
        self._begun = False
        self._tracked = False

    @property
    def sleeps(self) -> bool:
        """Whether nobody has waited for it yet."""
        return not self._begun

    def __await__(self) -> Any:
        if not self._begun:
            self._begin()
        return super().__await__()

    __iter__ = __await__

    def add_done_callback(self, fn: Callable[[Any], object], *, context: contextvars.Context | None = None) -> None:
        """The first callback is the SDK's bookkeeping and wakes nobody; a second one is somebody who waits."""
        if self._tracked and not self._begun:
            self._begin()
        self._tracked = True
        super().add_done_callback(fn, context=context)

    def forget(self) -> None:
        """Drop the coroutine of an output that nobody ever read."""
        if not self._begun:
            self._coroutine.close()

    def _begin(self) -> None:
        self._begun = True
        self._step()

    def _step(self, _: object = None) -> None:
        try:
            awaited = self._coroutine.send(None)
        except StopIteration as end:
            self.set_result(end.value)
        except (asyncio.CancelledError, Exception) as error:
            self.cancel() if isinstance(error, asyncio.CancelledError) else self.set_exception(error)
        else:
            if awaited is None:
                self.get_loop().call_soon(self._step)
            else:
                awaited._asyncio_future_blocking = False
                awaited.add_done_callback(self._step)


class Step(asyncio.Handle):
    """A handle without the bookkeeping that asyncio keeps for its debug mode."""

    __slots__ = ()

    def __init__(
        self,
        callback: Callable[..., object],
        args: Any,
        loop: asyncio.AbstractEventLoop,
        context: contextvars.Context | None,
    ) -> None:
        self._context = contextvars.copy_context() if context is None else context
        self._loop = loop
        self._callback = callback
        self._args = args
        self._cancelled = False
        self._source_traceback = None
        self._repr = None


class RenderLoop(asyncio.SelectorEventLoop):
    """The loop of one render. Whoever sees a constructor begin notes it in `made` and `origin`; its task takes that."""

    def __init__(self) -> None:
        super().__init__()
        self.origin: Origin | None = None
        self.made: list[pulumi.Resource] = []
        self._asleep: list[Dormant] = []
        self._parts: list[Coroutine[Any, Any, Any]] = []
        self._count = 0

    def create_task(self, coro: Any, *, name: Any = None, context: Any = None) -> Any:
        """A task; see the module for the two kinds that are special."""
        kind = getattr(coro, "__qualname__", "")
        if kind == _OUTPUT:
            if sys._getframe(_DISTANCE).f_code in _MAKERS:
                dormant = Dormant(coro, self)
                self._asleep.append(dormant)
                return dormant
            self._parts += [part for part in coro.cr_frame.f_locals.values() if inspect.iscoroutine(part)]
        if kind in _CALLS and context is None:
            context = self._marked()
        return super().create_task(coro, name=name, context=context)

    def call_soon(
        self, callback: Callable[..., object], *args: Any, context: contextvars.Context | None = None
    ) -> asyncio.Handle:
        """A step of this thread, behind those that wait already."""
        if self.get_debug():
            return super().call_soon(callback, *args, context=context)
        step = Step(callback, args, self, context)
        self._ready.append(step)  # type: ignore[attr-defined]
        return step

    def run_in_executor(self, executor: Any, func: Any, *args: Any) -> Any:
        """The SDK's calls to the monitor at once; anything else in a thread, as usual."""
        if executor is not None or getattr(func, "__module__", "") != _RPC_MODULE:
            return super().run_in_executor(executor, func, *args)
        future = self.create_future()
        try:
            result = func(*args)
        except Exception as error:
            future.set_exception(error)
            return future
        if inspect.iscoroutine(result):
            return self.create_task(result)
        if isinstance(result, tuple) and result and inspect.iscoroutine(result[0]):
            return self.create_task(_first(*result))
        future.set_result(result)
        return future

    def forget(self) -> None:
        """Drop what nobody waited for, at the end of a render.

        An output that fails at the first of its parts leaves the other coroutines unawaited, which would warn later.
        """
        for dormant in self._asleep:
            dormant.forget()
        self._asleep.clear()
        for part in self._parts:
            part.close()
        self._parts.clear()

    def _marked(self) -> contextvars.Context | None:
        place = source.caller()
        if place is None and self.origin is None:
            return None
        origin, self.origin = self.origin or Origin(), None
        origin.place = place
        self._count += 1
        origin.order = self._count
        context = contextvars.copy_context()
        context.run(ORIGIN.set, origin)
        return context


async def _first(pending: Coroutine[Any, Any, Any], *rest: Any) -> tuple[Any, ...]:
    return (await pending, *rest)


async def drained() -> None:
    """Wait for everything in flight at once. The SDK's own wait looks at every pending output after each (quadratic).

    Outputs that nobody waits for are taken off the SDK's list. Errors stay where the SDK will find and raise them.
    """
    state: Any = settings.SETTINGS
    while state.rpc_manager.unhandled_exception is None:
        with state.lock:
            idle = [task for task in state.outputs if isinstance(task, Dormant) and task.sleeps]
            state.outputs.difference_update(idle)
            pending = [task for task in state.outputs if not task.done()]
        pending += [task for task in state.rpc_manager.rpcs if not task.done()]
        if not pending:
            return
        await asyncio.wait(pending)
