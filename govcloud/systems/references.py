"""Where in a block other blocks are named: found from the field types, so that no block lists its own references."""

from __future__ import annotations

import dataclasses
import functools
import types
import typing
from collections.abc import Iterator, Mapping

from pydantic import BaseModel

from govcloud.blocks import Refers
from govcloud.facts import Place


@dataclasses.dataclass(frozen=True, slots=True)
class Reference:
    """One place where a block names another. `path` is the keys below the block; `name` is `None` where it was left
    out; `place` is the region the named block must be in, if that matters."""

    path: tuple[str, ...]
    name: str | None
    refers: Refers
    place: Place


def references(model: BaseModel, place: Place, path: tuple[str, ...] = ()) -> Iterator[Reference]:
    """All references of a block, nested models included. A nested model with a `place` of its own sets it anew."""
    own = getattr(model, "place", None)
    here = Place(own) if own is not None else place
    for field, hint in _hints(type(model)).items():
        yield from _in(getattr(model, field), hint, here, (*path, field))


def filled(model: BaseModel, names: Mapping[tuple[str, ...], str], path: tuple[str, ...] = ()) -> BaseModel:
    """The model with left-out references replaced by the chosen names."""
    changes: dict[str, object] = {}
    for field in type(model).model_fields:
        value, here = getattr(model, field), (*path, field)
        if here in names:
            changes[field] = names[here]
        elif isinstance(value, BaseModel):
            changes[field] = filled(value, names, here)
    return model.model_copy(update=changes)


@functools.cache
def _hints(model: type[BaseModel]) -> dict[str, object]:
    hints = typing.get_type_hints(model, include_extras=True)
    return {name: hints[name] for name in model.model_fields}


def _in(value: object, hint: object, place: Place, path: tuple[str, ...]) -> Iterator[Reference]:
    if isinstance(value, BaseModel):
        yield from references(value, place, path)
        return
    refers = _refers(hint)
    if refers is not None:
        if isinstance(value, str) or not refers.optional:
            yield Reference(path, value if isinstance(value, str) else None, refers, place)
        return
    if isinstance(value, Mapping):
        keys, values = _arguments(hint, 2)
        for key, item in value.items():
            yield from _in(key, keys, place, (*path, str(key)))
            yield from _in(item, values, place, (*path, str(key)))
    elif isinstance(value, tuple):
        (items,) = _arguments(hint, 1)
        for index, item in enumerate(value):
            yield from _in(item, items, place, (*path, str(index)))


def _refers(hint: object) -> Refers | None:
    metadata = getattr(hint, "__metadata__", ())
    found = next((mark for mark in metadata if isinstance(mark, Refers)), None)
    if found is None and typing.get_origin(hint) in (typing.Union, types.UnionType):
        return next((mark for part in typing.get_args(hint) if (mark := _refers(part))), None)
    return found


def _arguments(hint: object, count: int) -> tuple[object, ...]:
    if typing.get_origin(hint) is typing.Annotated:
        return _arguments(typing.get_args(hint)[0], count)
    found = tuple(part for part in typing.get_args(hint) if part is not Ellipsis)
    return found[:count] if len(found) >= count else (object,) * count
