"""How renewed material is named: the plan's name, then the same with `.2`, `.3` and so on."""

from __future__ import annotations

from collections.abc import Iterable


def newest(material: str, held: Iterable[str]) -> str | None:
    """The newest material of that name among those held; none where there is none."""
    found = [(number, name) for name in held if (number := _number(material, name))]
    return max(found)[1] if found else None


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
