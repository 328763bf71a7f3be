"""Kleene's three values over facts: what is not known or not said (`None`) stays so until something else decides."""

from __future__ import annotations

from collections.abc import Container
from typing import Protocol, TypeAlias, TypeVar

from govcloud.facts import UNKNOWN, Unknown

Verdict: TypeAlias = bool | None
"""True: it holds. False: it does not. `None`: it cannot be seen, which is never a pass."""


class _Ordered(Protocol):
    def __ge__(self, other: int, /) -> bool: ...

    def __le__(self, other: int, /) -> bool: ...


_V = TypeVar("_V")


def is_true(value: bool | Unknown | None) -> Verdict:
    """The value of a yes-or-no field."""
    return None if value is UNKNOWN or isinstance(value, Unknown) else value


def is_named(text: str | Unknown) -> Verdict:
    """Whether a text says something."""
    return None if isinstance(text, Unknown) else bool(text)


def equals(value: _V | Unknown | None, wanted: _V) -> Verdict:
    """Whether a field has exactly this value."""
    return None if value is None or isinstance(value, Unknown) else value == wanted


def is_in(value: _V | Unknown | None, allowed: Container[_V]) -> Verdict:
    """Whether a field has one of these values."""
    return None if value is None or isinstance(value, Unknown) else value in allowed


def at_least(value: _Ordered | Unknown | None, floor: int) -> Verdict:
    """Whether a field reaches a floor; the floor itself does."""
    return None if value is None or isinstance(value, Unknown) else value >= floor


def between(value: _Ordered | Unknown | None, low: int, high: int) -> Verdict:
    """Whether a field lies in a range; both ends do."""
    return None if value is None or isinstance(value, Unknown) else value >= low and value <= high


def negated(verdict: Verdict) -> Verdict:
    """The opposite; not known stays not known."""
    return None if verdict is None else not verdict


def all_of(*verdicts: Verdict) -> Verdict:
    """False where one is false, else not known where one is not, else true."""
    if False in verdicts:
        return False
    return None if None in verdicts else True


def any_of(*verdicts: Verdict) -> Verdict:
    """True where one is true, else not known where one is not, else false."""
    if True in verdicts:
        return True
    return None if None in verdicts else False
