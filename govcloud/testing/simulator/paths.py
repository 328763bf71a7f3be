"""Values at paths with wildcards, and the differences between two sets of inputs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from govcloud.graph import Secret, Value, revealed, walk
from govcloud.testing.simulator.tables import Values

_INDEX: Final = re.compile(r"\[\d+\]")
_PLAIN_KEY: Final = re.compile(r"[A-Za-z_$][\w$]*")


@dataclass(frozen=True, slots=True)
class Change:
    """One property that differs; `path` as Pulumi writes it (`rules[0].status`)."""

    path: str
    added: bool = False
    removed: bool = False

    @property
    def dotted(self) -> str:
        """The path with `*` for every place in a list, as tables write it."""
        return _INDEX.sub(".*", self.path)


def found(value: Value, path: str) -> Iterator[Value]:
    """Every value at a path, secrets opened; nothing where nobody set it."""
    step, _, rest = path.partition(".")
    value = revealed(value)
    for one in map(revealed, _at_step(value, step)):
        if one is None:
            continue
        if rest:
            yield from found(one, rest)
        else:
            yield one


def _at_step(value: Value, step: str) -> list[Value]:
    if step != "*":
        return [walk(value, step)]
    return list(value) if isinstance(value, (list, tuple)) else []


def agrees(inputs: Mapping[str, Value], wanted: Values) -> str:
    """The first path whose value is among those wanted (any value, where none is named); "" if none is."""
    for path, accepted in wanted.items():
        for value in found(inputs, path):
            if not accepted or any(value == one and type(value) is type(one) for one in accepted):
                return path
    return ""


def changes(old: Value, new: Value, path: str = "") -> Iterator[Change]:
    """What differs, as deep as both sides are of the same form. A changed secret is one change, however deep."""
    if isinstance(old, Secret) or isinstance(new, Secret):
        if revealed(old) != revealed(new):
            yield Change(path, added=old is None, removed=new is None)
    elif isinstance(old, Mapping) and isinstance(new, Mapping):
        for key in sorted({*old, *new}):
            yield from changes(old.get(key), new.get(key), _below(path, key))
    elif isinstance(old, list) and isinstance(new, list):
        for at in range(max(len(old), len(new))):
            yield from changes(_at(old, at), _at(new, at), f"{path}[{at}]")
    elif old != new:
        yield Change(path, added=old is None, removed=new is None)


def _below(path: str, key: str) -> str:
    if not _PLAIN_KEY.fullmatch(key):
        escaped = key.replace('"', '\\"')
        return f'{path}["{escaped}"]'
    return f"{path}.{key}" if path else key


def _at(items: list[Value], index: int) -> Value:
    return items[index] if index < len(items) else None


def placed(value: Value, path: str, item: Value) -> Value:
    """A copy of a value with another item at a dotted path (`None` takes it away). Missing objects are made."""
    step, _, rest = path.partition(".")
    if isinstance(value, list) and step.isdecimal() and int(step) < len(value):
        at = int(step)
        return [*value[:at], placed(value[at], rest, item) if rest else item, *value[at + 1 :]]
    kept = dict(value) if isinstance(value, Mapping) else {}
    kept[step] = placed(kept.get(step), rest, item) if rest else item
    return {key: one for key, one in kept.items() if one is not None}
