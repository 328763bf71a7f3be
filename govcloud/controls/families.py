"""All implemented controls, family by family in the catalogue's order."""

from __future__ import annotations

from collections.abc import Iterator
from types import ModuleType
from typing import Final

from govcloud.controls import (
    containers,
    encryption,
    exposure,
    governance,
    identity,
    keys,
    ledger,
    logs,
    monitoring,
    network,
    recovery,
    residency,
    retention,
    secrets,
    transit,
    vulnerability,
    web,
)
from govcloud.controls.model import Control

FAMILIES: Final[tuple[ModuleType, ...]] = (
    residency,
    encryption,
    keys,
    exposure,
    network,
    transit,
    logs,
    retention,
    recovery,
    identity,
    secrets,
    containers,
    vulnerability,
    web,
    monitoring,
    governance,
    ledger,
)


def _in_order() -> Iterator[Control]:
    for family in FAMILIES:
        yield from (value for value in vars(family).values() if isinstance(value, Control))


ALL: Final[tuple[Control, ...]] = tuple(_in_order())
