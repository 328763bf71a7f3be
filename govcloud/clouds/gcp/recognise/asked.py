"""What a program itself asked for: for properties that the cloud fills in by itself where nobody set them."""

from __future__ import annotations

from govcloud.graph import Resource, Value
from govcloud.graph.resource import walk


def asked(resource: Resource, path: str) -> Value:
    """The input at a path, without what a running stack answers; `None` where nobody set it, "" and [] included.

    A running instance has a maintenance version, a master's name, a list of exclusions, whether or not it was told.
    """
    value = walk(resource.inputs, path)
    return None if isinstance(value, (str, list, tuple)) and not value else value


def each_asked(resource: Resource, path: str) -> list[Value]:
    """The elements of a list that a program asked for."""
    value = asked(resource, path)
    return list(value) if isinstance(value, (list, tuple)) else [value] if value is not None else []
