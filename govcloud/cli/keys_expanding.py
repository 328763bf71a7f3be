"""Turns a verb that takes options in groups into one that Typer understands: every option an argument of its own."""

from __future__ import annotations

import dataclasses
import functools
import inspect
import typing
from collections.abc import Callable, Iterator
from typing import Any


def expanded(verb: Callable[..., int]) -> Callable[..., int]:
    """The verb with each of its groups spread into options, so that Typer sees them all."""
    hints = typing.get_type_hints(verb, include_extras=True)
    parameters = inspect.signature(verb).parameters
    groups = {name: hints[name] for name in parameters if dataclasses.is_dataclass(hints[name])}
    spread = [one for name, parameter in parameters.items() for one in _spread(name, parameter, groups, hints)]

    @functools.wraps(verb)
    def called(**given: Any) -> int:
        taken = {name: _taken(group, given) for name, group in groups.items()}
        return verb(**taken, **given)

    vars(called).pop("__wrapped__")
    vars(called)["__signature__"] = inspect.Signature(spread)
    called.__annotations__ = {one.name: one.annotation for one in spread}
    return called


def _spread(
    name: str, parameter: inspect.Parameter, groups: dict[str, Any], hints: dict[str, Any]
) -> Iterator[inspect.Parameter]:
    keyword = inspect.Parameter.KEYWORD_ONLY
    if name not in groups:
        yield parameter.replace(kind=keyword, annotation=hints[name])
        return
    own = typing.get_type_hints(groups[name], include_extras=True)
    for field in dataclasses.fields(groups[name]):
        yield inspect.Parameter(field.name, keyword, default=field.default, annotation=own[field.name])


def _taken(group: Any, given: dict[str, Any]) -> Any:
    return group(**{field.name: given.pop(field.name) for field in dataclasses.fields(group)})
