"""Runs a program to its end inside this process: own loop, own context, own settings, nothing left behind."""

from __future__ import annotations

import asyncio
import contextvars
import inspect
import re
import threading
from collections.abc import Callable
from typing import Any, Final

import pulumi
from pulumi import runtime
from pulumi.runtime.stack import run_in_stack

from govcloud.engine import sdk
from govcloud.engine.collector import paused
from govcloud.engine.loop import Origin, RenderLoop, drained
from govcloud.engine.monitor import Messages, Monitor
from govcloud.engine.session import Session

_VERSIONED: Final = re.compile(r"/v\d{8}\w*:")
"""A type token of one version of an API. Some SDKs list all others of a type as aliases: up to sixty a resource."""


class Config(dict[str, Any]):
    """A stack's configuration that is complete: what it lacks is not looked for in the environment."""

    def __contains__(self, key: object) -> bool:
        return True

    def __missing__(self, key: str) -> None:
        return None


def run(program: Callable[[], object], session: Session) -> None:
    """Run the program. Raises what it raised, with nothing of Pulumi wrapped around it."""
    with paused():
        _in_clean_thread(lambda: contextvars.Context().run(_run, program, session))


def _run(program: Callable[[], object], session: Session) -> None:
    sdk.ACTIVE.set(True)
    monitor = Monitor(session)
    _configure(session, monitor)
    loop = RenderLoop()
    loop.set_exception_handler(lambda *_: None)
    try:
        loop.run_until_complete(run_in_stack(lambda: _program(program, session, loop)))
    finally:
        _close(loop)


async def _program(program: Callable[[], object], session: Session, loop: RenderLoop) -> None:
    runtime.register_stack_transformation(_observer(session, loop))
    result = program()
    if inspect.isawaitable(result):
        result = await result
    await drained()


def _configure(session: Session, monitor: Monitor) -> None:
    sdk.configure(
        {
            "base_providers_by_ref": {},
            "callbacks": monitor.callbacks,
            "dry_run": session.model.dry_run,
            "engine": Messages(session),
            "legacy_apply_enabled": False,
            "lock": threading.Lock(),
            "monitor": monitor,
            "monitor_features": set(),
            "organization": session.organization,
            "outputs": set(),
            "package_refs": {},
            "parallel": None,
            "project": session.project,
            "root_directory": str(session.root) if session.root else None,
            "rpc_manager": sdk.RPCManager(),
            "stack": session.stack,
        }
    )
    sdk.ROOT.set(None)
    sdk.CONFIG.set(Config(session.config))
    sdk.SECRET_KEYS.set(set(session.secret_keys))


def _observer(session: Session, loop: RenderLoop) -> Callable[[Any], Any]:
    """A stack transformation that sees every constructor begin: notes what it makes, strips aliases of API versions."""
    symbolic = session.model.symbolic

    def observe(seen: pulumi.ResourceTransformationArgs) -> pulumi.ResourceTransformationResult | None:
        options = seen.opts
        loop.made.append(seen.resource)
        loop.origin = origin = Origin()
        origin.resource_class = type(seen.resource)
        if isinstance(seen.resource, pulumi.CustomResource):
            origin.foreign_provider = options.provider.package if options.provider is not None else ""
            origin.head = session.heads.new(seen.type_, seen.name) if symbolic else ""
        if not options.aliases:
            return None
        kept = [alias for alias in options.aliases if not _of_api_version(alias)]  # type: ignore[union-attr]
        if len(kept) == len(options.aliases):  # type: ignore[arg-type]
            return None
        options.aliases = kept
        return pulumi.ResourceTransformationResult(seen.props, options)

    return observe


def _of_api_version(alias: object) -> bool:
    """Whether an alias says only that the type once had another API version. It means nothing without old state."""
    if not isinstance(alias, pulumi.Alias) or not isinstance(alias.type_, str):
        return False
    others = (alias.name, alias.parent, alias.stack, alias.project)
    return all(other is ... for other in others) and bool(_VERSIONED.search(alias.type_))


def _close(loop: RenderLoop) -> None:
    left = asyncio.all_tasks(loop)
    for task in left:
        task.cancel()
    if left:
        loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
    loop.forget()
    for made in loop.made:
        _unlink(made)
    loop.run_until_complete(loop.shutdown_default_executor())
    loop.close()


def _unlink(made: pulumi.Resource) -> None:
    """Take a resource's outputs from it. Both hold each other, and the collector is slow to see it; they are spent."""
    held = made.__dict__
    for key in [key for key, item in held.items() if type(item) is pulumi.Output]:
        del held[key]


def _in_clean_thread(work: Callable[[], None]) -> None:
    """Do the work here, or in a thread of its own where a loop already runs: loops do not nest."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        work()
        return
    failed: list[BaseException] = []

    def guarded() -> None:
        try:
            work()
        except BaseException as error:
            failed.append(error)

    thread = threading.Thread(target=guarded, name="govcloud-render")
    thread.start()
    thread.join()
    if failed:
        raise failed[0]
