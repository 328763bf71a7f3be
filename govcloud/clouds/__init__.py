"""The clouds: packages with the same file names. This room finds them by name and knows nothing else of them."""

from __future__ import annotations

import functools
import importlib
from collections.abc import Iterator
from types import ModuleType
from typing import TYPE_CHECKING

from govcloud.clouds.support import Support  # here, not later: a first import later would hide the function support
from govcloud.errors import UsageError, did_you_mean
from govcloud.facts import Classified, Fact
from govcloud.systems.cloud import CLOUDS, Account, Cloud

if TYPE_CHECKING:
    from govcloud.blocks import Block
    from govcloud.graph import Graph, Register

_OWN = "pulumi:pulumi:"


def named(name: str) -> Cloud:
    """The cloud with this name; `UsageError` with a suggestion where there is none."""
    for cloud in CLOUDS:
        if cloud == name:
            return cloud
    raise UsageError(
        f"no cloud '{name}': {did_you_mean(name, CLOUDS)}",
        ja=f"'{name}' というクラウドはない。あるのは {', '.join(CLOUDS)}",
    )


def load(cloud: Cloud) -> ModuleType:
    """A cloud's contents page: `PACKAGE`, `EXTRA`, `SUPPORT`, `Account`, `PROVIDER`, `REGISTER`. Loads no SDK."""
    return importlib.import_module(f"govcloud.clouds.{cloud}")


@functools.cache
def accounts() -> dict[str, type[Account]]:
    """What an environment says about its account, by cloud; the validation context of a system file."""
    return {cloud: load(cloud).Account for cloud in CLOUDS}


@functools.cache
def support(cloud: Cloud) -> dict[type[Block], Support]:
    """The cloud's rows by block."""
    return {row.block: row for row in load(cloud).SUPPORT}


@functools.cache
def register(package: str) -> Register | None:
    """The recognisers for one Pulumi package's types (`aws`, `azure-native`, `gcp`); `None` for any other package."""
    from govcloud.clouds.support import load as load_address

    for cloud in CLOUDS:
        page = load(cloud)
        if package == page.PACKAGE:
            found: Register = load_address(page.REGISTER)
            return found
    return None


def observe(graph: Graph) -> Iterator[Fact]:
    """Every fact that can be read from a graph. A type nobody recognises yields just that. A provider is no resource of
    a cloud: what it decides is read where it decides it."""
    for resource in graph:
        if not resource.custom or resource.is_provider or resource.type.startswith(_OWN):
            continue
        known = register(resource.package)
        if known is None:
            yield Classified(subject=resource.urn, what="type", known=False, token=resource.type)
        else:
            yield from known.read(resource, graph)
