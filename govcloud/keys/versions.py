"""How renewed material is named: the plan's name, then the same with `.2`, `.3` and so on."""

from __future__ import annotations

from collections.abc import Iterable


def all_of(material: str, held: Iterable[str]) -> list[str]:
    """Every material of that name among those held, the oldest first."""
    return [name for _, name in sorted((_number(material, name), name) for name in held if _number(material, name))]


def newest(material: str, held: Iterable[str]) -> str | None:
    """The newest material of that name among those held; none where there is none."""
    found = all_of(material, held)
    return found[-1] if found else None


def following(material: str, held: Iterable[str]) -> str:
    """The name of the material that comes after all that are held."""
    last = max((_number(material, name) for name in held), default=0)
    return f"{material}.{last + 1}" if last else material


def _number(material: str, name: str) -> int:
    """1 for the first, 0 for another material."""
    if name == material:
        return 1
    stem, _, number = name.rpartition(".")
    return int(number) if stem == material and number.isdecimal() and not number.startswith("0") else 0
