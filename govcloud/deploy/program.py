"""The Pulumi program around `run`: its stack's name, its configuration, and what was registered before."""

from __future__ import annotations

from typing import Any, Final

import pulumi
from pulumi.runtime import config, settings

from govcloud.clouds import named
from govcloud.engine import ACTIVE
from govcloud.errors import RefusedError, UsageError, did_you_mean
from govcloud.systems import CLOUDS, Cloud, EnvironmentName, PartName, System

PARTS: Final[tuple[PartName, ...]] = ("foundation", "workload")


def stack_parts(stack: str, system: System) -> tuple[EnvironmentName, Cloud, PartName]:
    """Environment, cloud and part from `<environment>-<cloud>-<part>`; `UsageError` says what a name must be."""
    pieces = stack.split("-")
    expected = f"stacks are named <environment>-<cloud>-<part>, such as '{_example(system)}'"
    if len(pieces) != 3:
        raise UsageError(f"stack '{stack}': {expected}")
    environment = next((name for name in system.environments if name == pieces[0]), None)
    if environment is None:
        hint = did_you_mean(pieces[0], system.environments)
        raise UsageError(f"stack '{stack}': the system has no environment '{pieces[0]}' ({hint}); {expected}")
    cloud = named(pieces[1])
    if cloud not in system.clouds:
        raise UsageError(
            f"stack '{stack}': the system file does not name {cloud} under 'clouds' ({', '.join(system.clouds)})"
        )
    part = next((part for part in PARTS if part == pieces[2]), None)
    if part is None:
        raise UsageError(f"stack '{stack}': no part '{pieces[2]}' ({did_you_mean(pieces[2], PARTS)}); {expected}")
    return environment, cloud, part


def _example(system: System) -> str:
    return f"{next(iter(system.environments))}-{next(iter(system.clouds), CLOUDS[0])}-foundation"


def configuration() -> tuple[dict[str, str], tuple[str, ...]]:
    """The program's configuration and which keys of it are secret, as the SDK would answer them."""
    given = {**config.get_config_env(), **config.CONFIG.get()}
    secret = tuple(key for key in given if config.is_config_secret(key)) + tuple(config.get_config_secret_keys_env())
    return {key: str(value) for key, value in given.items()}, secret


def refuse_early() -> None:
    """`RefusedError` where resources or transforms were registered before `run`: nobody has judged them."""
    root = settings.get_root_resource()
    children: set[Any] = getattr(root, "_childResources", set()) if root is not None else set()
    if children:
        names = ", ".join(sorted(str(getattr(child, "_name", child)) for child in children)[:5])
        raise RefusedError(
            f"resources were registered before govcloud.run ({names}): nobody has judged them; create them in the"
            " function given as govcloud.run(…, also=function), which is rehearsed too"
        )
    foreign = [one for one in getattr(root, "_transformations", ()) if not str(one.__module__).startswith("govcloud.")]
    if foreign or settings.SETTINGS.callbacks is not None:
        raise RefusedError(
            "a transform or hook was registered before govcloud.run: it could change what is judged; register it in"
            " the function given as govcloud.run(…, also=function)"
        )


def refuse_other_project(project: str, system: System) -> None:
    """`UsageError` where `Pulumi.yaml` has another name than the system: stack references would miss their stacks."""
    if project != system.project:
        raise UsageError(f"Pulumi.yaml says 'name: {project}', and the system is '{system.project}': write that name")


def break_glass() -> str:
    """The ticket in config `govcloud:break-glass`, "" where the glass is whole."""
    return pulumi.Config("govcloud").get("break-glass") or ""


def is_embedded() -> bool:
    """Whether the program runs in the embedded engine: `run` then makes the components and nests nothing."""
    return ACTIVE.get()
