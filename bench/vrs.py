"""The VRS system as a program of any size: the example project, in production, with its workload several times over.

One stack holds the foundation once and the workload's blocks as often as asked for; the web entry is there once, since
a system has one domain. So a thousand resources are about eight systems of this kind on one foundation.
"""

from __future__ import annotations

import copy
import functools
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from govcloud.clouds import accounts
from govcloud.deploy.part import components
from govcloud.systems import CLOUDS, Cloud, Layout, System, plan
from govcloud.systems.read import load as load_system

PROJECT = Path(__file__).resolve().parent.parent / "projects/digital-agency/vrs"
ONCE = frozenset({"alerting", "dashboard", "web_entry"})
"""Kinds that stay single: an entry owns the domain, the dashboard shows it, and one alerting watches over all."""

Program = Callable[[], object]
Mix = Callable[[int], Program]
"""How many times the workload, to a program."""


@functools.cache
def layout(times: int) -> Layout:
    """The layout of the example with its workload several times over."""
    system = load_system(PROJECT, accounts()).system
    return plan(multiplied(system, times), "prod")


def multiplied(system: System, times: int) -> System:
    """The system with `times` copies of each workload block; copies name each other, all name the one foundation."""
    workload = dict(system.workload)
    again = {name: block for name, block in system.workload.items() if block.kind not in ONCE}
    for count in range(2, times + 1):
        for name, block in again.items():
            workload[f"{name}-{count}"] = type(block).model_validate(_renamed(block.model_dump(), set(again), count))
    return system.model_copy(update={"workload": workload})


def _renamed(value: Any, names: set[str], count: int) -> Any:
    """References to copied blocks become references to the same copy's."""
    if isinstance(value, dict):
        return {_renamed(key, names, count): _renamed(item, names, count) for key, item in copy.copy(value).items()}
    if isinstance(value, str) and value in names and re.fullmatch(r"[a-z0-9-]+", value):
        return f"{value}-{count}"
    return value


def mix(cloud: Cloud) -> Mix:
    """The program on one cloud. What is measured is the program alone: file and layout are read before."""

    def of(times: int) -> Program:
        made = layout(times)
        return lambda: components(made, made.blocks.values(), cloud, {})

    return of


MIXES: dict[str, Mix] = {cloud: mix(cloud) for cloud in CLOUDS}
