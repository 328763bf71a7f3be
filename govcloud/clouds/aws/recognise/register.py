"""Registers recognisers of AWS types; each call is the type's row in residency ledger and key register."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from govcloud.clouds.aws.recognise import places
from govcloud.clouds.aws.recognise.keys import Data, keyed
from govcloud.facts import KeyLevel
from govcloud.graph import Entry, Recogniser, Register, nothing

REGISTER: Final = Register("aws")

KEYLESS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "dashboard": "2026-11-22: CloudWatch takes no customer key for dashboards; they name metrics and hold none",
        "lb-logs-sse-s3": (
            "2026-11-22: load balancers and S3 deliver access logs only to buckets on S3's own keys (SSE-S3)"
        ),
    }
)
"""Named exceptions of the key register: name and reason, with the day it was last looked at."""

Rows = Callable[[Recogniser], Recogniser]


def recognise(
    token: str,
    *,
    place: str | Recogniser = "region",
    key: str | Recogniser = "",
    data: Data = "",
    without: KeyLevel = KeyLevel.K0,
    exempt: str = "",
) -> Rows:
    """Make a function the recogniser of a type.

    `place`: `region` (its own, else its provider's), `itself` (a region is never a copy's), the name of a service
    without a region, or a recogniser. `key`: the property that names the key, or a recogniser where companions say it.
    `data`: what is held. `without`: the level where no key is named. `exempt`: a named exception of the key register.
    """

    def of(facts: Recogniser) -> Recogniser:
        _add(token, place, key, data, without, exempt, facts)
        return facts

    return of


def only(
    *tokens: str,
    place: str | Recogniser = "region",
    key: str | Recogniser = "",
    data: Data = "",
    without: KeyLevel = KeyLevel.K0,
    exempt: str = "",
) -> None:
    """Register types about which nothing is to be said beyond their place and key."""
    for token in tokens:
        _add(token, place, key, data, without, exempt, nothing)


def _add(
    token: str,
    place: str | Recogniser,
    key: str | Recogniser,
    data: Data,
    without: KeyLevel,
    exempt: str,
    facts: Recogniser,
) -> None:
    note = f"{exempt}: {KEYLESS[exempt]}" if exempt else ""
    said = data if isinstance(data, str) else "objects"
    REGISTER.add(Entry(token, _place(place), _keys(key, data, without, note), facts, said, note))


def _place(place: str | Recogniser) -> Recogniser:
    if not isinstance(place, str):
        return place
    return _PLACES.get(place) or places.without_region(place)


def _keys(key: str | Recogniser, data: Data, without: KeyLevel, note: str) -> Recogniser:
    if not isinstance(key, str):
        return key
    if not data:
        return nothing
    return keyed(key, data, without, note)


_PLACES: Final[Mapping[str, Recogniser]] = MappingProxyType({"itself": places.by_itself, "region": places.here})
