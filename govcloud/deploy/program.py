"""The Pulumi program around `run`: its stack's name, its configuration, and what was registered before."""

from __future__ import annotations

import asyncio
import functools
import inspect
import types
from collections.abc import Iterator
from typing import Final

import pulumi
from pulumi.runtime import config, settings

from govcloud.clouds import named
from govcloud.engine import ACTIVE
from govcloud.errors import GovcloudError, RefusedError, UsageError, did_you_mean, from_locale
from govcloud.graph import STACK_TYPE
from govcloud.systems import CLOUDS, Cloud, EnvironmentName, PartName, System

_REGISTRATIONS: Final = frozenset({"read resource", "register resource"})
PARTS: Final[tuple[PartName, ...]] = ("foundation", "workload")


def stack_parts(stack: str, system: System) -> tuple[EnvironmentName, Cloud, PartName]:
    """Environment, cloud and part from `<environment>-<cloud>-<part>`; `UsageError` says what a name must be."""
    pieces = stack.split("-")
    expected = f"stacks are named <environment>-<cloud>-<part>, such as '{_example(system)}'"
    expected_ja = f"スタック名は <環境>-<クラウド>-<パート>(例: '{_example(system)}')"
    if len(pieces) != 3:
        raise UsageError(f"stack '{stack}': {expected}", ja=f"スタック '{stack}': {expected_ja}")
    environment = next((name for name in system.environments if name == pieces[0]), None)
    if environment is None:
        hint, there = did_you_mean(pieces[0], system.environments), ", ".join(system.environments)
        raise UsageError(
            f"stack '{stack}': the system has no environment '{pieces[0]}' ({hint}); {expected}",
            ja=f"スタック '{stack}': システムに環境 '{pieces[0]}' はない({there})。{expected_ja}",
        )
    cloud = named(pieces[1])
    if cloud not in system.clouds:
        named_there = ", ".join(system.clouds)
        raise UsageError(
            f"stack '{stack}': the system file does not name {cloud} under 'clouds' ({named_there})",
            ja=f"スタック '{stack}': システムファイルの 'clouds' に {cloud} がない({named_there})",
        )
    part = next((part for part in PARTS if part == pieces[2]), None)
    if part is None:
        raise UsageError(
            f"stack '{stack}': no part '{pieces[2]}' ({did_you_mean(pieces[2], PARTS)}); {expected}",
            ja=f"スタック '{stack}': パート '{pieces[2]}' はない({', '.join(PARTS)})。{expected_ja}",
        )
    return environment, cloud, part


def _example(system: System) -> str:
    return f"{next(iter(system.environments))}-{next(iter(system.clouds), CLOUDS[0])}-foundation"


def configuration() -> tuple[dict[str, str], tuple[str, ...]]:
    """The program's configuration and which keys of it are secret, as the SDK would answer them."""
    given = {**config.get_config_env(), **config.CONFIG.get()}
    secret = tuple(key for key in given if config.is_config_secret(key)) + tuple(config.get_config_secret_keys_env())
    return {key: str(value) for key, value in given.items()}, secret


def refuse_early() -> None:
    """`RefusedError` where resources or transforms were registered before `run`: nobody has judged them.

    Their registrations wait for the program to end, and the SDK would send them even though it fails; so each is made
    to fail, too.
    """
    waiting = tuple(_waiting())
    names = sorted({name for name, _ in waiting})
    refusal = RefusedError(
        f"resources were registered before govcloud.run ({', '.join(names[:5])}): nobody has judged them; create"
        " them in the function given as govcloud.run(…, also=function), which is rehearsed too",
        ja=f"govcloud.run より前にリソースが登録された({', '.join(names[:5])})。判定できないので、予行にも含まれる"
        " govcloud.run(…, also=関数) の関数の中で作る",
    )
    for _, monitor in waiting:
        monitor.cell_contents = _Refusing(refusal)
    if waiting:
        raise refusal
    root = settings.get_root_resource()
    if getattr(root, "_transformations", None) or settings.SETTINGS.callbacks is not None:
        raise RefusedError(
            "a transform or hook was registered before govcloud.run: it could change what is judged; register it in"
            " the function given as govcloud.run(…, also=function)",
            ja="govcloud.run より前に transform か hook が登録された。判定の対象を変えうるので、"
            "govcloud.run(…, also=関数) の関数の中で登録する",
        )


class _Refusing:
    """A monitor that takes nothing."""

    def __init__(self, refusal: RefusedError) -> None:
        self._refusal = refusal

    def __getattr__(self, name: str) -> object:
        raise told(self._refusal)


def _waiting() -> Iterator[tuple[str, types.CellType]]:
    """The resources, but the stack, whose registration waits: the name, and the cell that holds the monitor.

    The SDK keeps no list of them: each is a task of the event loop, whose coroutine holds the function that sends it.
    """
    for task in asyncio.all_tasks():
        coroutine = task.get_coro()
        held = inspect.getcoroutinelocals(coroutine) if inspect.iscoroutine(coroutine) else {}
        send = held.get("rpc_function")
        if held.get("name") in _REGISTRATIONS and inspect.isfunction(send):
            cells = dict(zip(send.__code__.co_freevars, send.__closure__ or (), strict=True))
            if cells["ty"].cell_contents != STACK_TYPE:
                yield str(cells["name"].cell_contents), cells["monitor"]


def refuse_other_project(project: str, system: System) -> None:
    """`UsageError` where `Pulumi.yaml` has another name than the system: stack references would miss their stacks."""
    if project != system.project:
        raise UsageError(
            f"Pulumi.yaml says 'name: {project}', and the system is '{system.project}': write that name",
            ja=f"Pulumi.yaml は 'name: {project}' だが、システムは '{system.project}'。その名前を書く",
        )


def told(error: GovcloudError) -> GovcloudError:
    """The same error, in the locale's language, as one of Pulumi's own kind: its language host prints that without a
    traceback."""
    error.args = (error.said(from_locale()),)
    error.__class__ = _told(type(error))
    return error


@functools.cache
def _told(kind: type[GovcloudError]) -> type[GovcloudError]:
    return kind if issubclass(kind, pulumi.RunError) else type(kind.__name__, (kind, pulumi.RunError), {})


def break_glass() -> str:
    """The ticket in config `govcloud:break-glass`, "" where the glass is whole."""
    return pulumi.Config("govcloud").get("break-glass") or ""


def is_embedded() -> bool:
    """Whether the program runs in the embedded engine: `run` then makes the components and nests nothing."""
    return ACTIVE.get()
