"""Registers recognisers of Google Cloud's types; each call is the type's row in residency ledger and key register."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from govcloud.clouds.gcp.recognise.key_use import Data, keyed
from govcloud.clouds.gcp.recognise.places import located
from govcloud.graph import Entry, Recogniser, Register, nothing

REGISTER: Final = Register("gcp")

KEYLESS: Final = {
    "memcached": "Memorystore for Memcached keeps a cache in memory only and takes no customer key",
}
"""Named exceptions of the key register: name and reason. As of 2026-11."""


def recognise(
    token: str, *, place: str | Recogniser, key: str = "", data: Data = "", exempt: str = ""
) -> Callable[[Recogniser], Recogniser]:
    """Make a function the recogniser of a type.

    `place` says how its place is read: a property (`location`), `global:<name>` for a named exception of the ledger,
    `of:<property>` for the place of what a property refers to, or a recogniser. `key` is the property that names the
    key, `data` what is held (a function of resource and graph where it depends), `exempt` a named exception.
    """

    def of(facts: Recogniser) -> Recogniser:
        _add(token, place, key, data, exempt, facts)
        return facts

    return of


def only(token: str, *, place: str | Recogniser, key: str = "", data: Data = "", exempt: str = "") -> None:
    """Register a type about which nothing is to be said beyond its place and its key."""
    _add(token, place, key, data, exempt, nothing)


def _add(token: str, place: str | Recogniser, key: str, data: Data, exempt: str, facts: Recogniser) -> None:
    note = f"{exempt}: {KEYLESS[exempt]}" if exempt else ""
    placed = located(place) if isinstance(place, str) else place
    shown = data if isinstance(data, str) else "objects or logs"
    REGISTER.add(Entry(token, placed, keyed(key, data, note, placed), facts, shown, note))
