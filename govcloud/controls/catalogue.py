"""The catalogue: every control's titles, severity, level and the clauses of outside frameworks it answers."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import resources
from types import MappingProxyType
from typing import Final, Literal

from pydantic import TypeAdapter

from govcloud.errors import UsageError, did_you_mean

Severity = Literal["critical", "high", "medium", "low"]
Level = Literal["mandatory", "recommended"]
Lang = Literal["en", "ja"]

SEVERITIES: Final[tuple[Severity, ...]] = ("critical", "high", "medium", "low")
CONFIDENTIALITIES: Final = range(1, 4)
"""機密性1 to 機密性3, the three classes of the government's common standards."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One row of the catalogue.

    `points` says where it can be enforced: S specification, P policy pack, O offline check, G the cloud's own
    organisation policy, R at run time or by the organisation. `mappings` are chosen by hand and name the clauses, by
    framework; their fit to the clause's text is a reading, not a certificate. `candidates` are derived through a
    crosswalk and broad. `own` marks a control that is not among the catalogue's 70, `slice` one of the first 39.
    """

    id: str
    en: str
    ja: str
    severity: Severity
    points: str
    mandatory_from: int | None = None
    """The lowest confidentiality (1 to 3) at which it is mandatory; `None`: recommended at all."""
    asks_from: int = 1
    """The lowest confidentiality at which it asks anything: below that it is not even recommended."""
    slice: bool = False
    own: bool = False
    mappings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    candidates: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def level(self, confidentiality: int) -> Level:
        """Whether a system of this confidentiality (1 to 3) must or should meet it."""
        return (
            "mandatory" if self.mandatory_from is not None and confidentiality >= self.mandatory_from else "recommended"
        )

    def title(self, lang: Lang) -> str:
        """The title in one language."""
        return self.ja if lang == "ja" else self.en


@dataclass(frozen=True, slots=True, kw_only=True)
class Framework:
    """An outside framework that `Entry.mappings` names. `verified`: the clauses' ids were found in a published text;
    whether they fit each control is a reading all the same."""

    name: str
    title: str
    verified: bool


@functools.cache
def catalogue() -> Mapping[str, Entry]:
    """All entries by id, in the catalogue's order. Read once, at first use."""
    rows = TypeAdapter(tuple[Entry, ...]).validate_json(_data("catalogue.json"))
    return MappingProxyType({row.id: row for row in rows})


@functools.cache
def frameworks() -> Mapping[str, Framework]:
    """All frameworks by name. Read once, at first use."""
    rows = TypeAdapter(tuple[Framework, ...]).validate_json(_data("frameworks.json"))
    return MappingProxyType({row.name: row for row in rows})


def _data(name: str) -> bytes:
    return resources.files("govcloud.controls").joinpath(name).read_bytes()


def entry(control_id: str) -> Entry:
    """One entry; `UsageError` with the nearest id where there is none."""
    found = catalogue().get(control_id)
    if found is None:
        hint = did_you_mean(control_id, catalogue())
        raise UsageError(f"there is no control {control_id!r} ({hint})", ja=f"管理策 {control_id} はない({hint})")
    return found
