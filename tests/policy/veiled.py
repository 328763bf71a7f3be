"""A plan as a first preview shows it: whatever comes from a resource that does not exist yet is not known."""

from __future__ import annotations

import dataclasses
from typing import Any

from govcloud.facts import UNKNOWN
from govcloud.graph import Graph, Resource, Secret


def veiled(graph: Graph) -> Graph:
    """The graph with each text unknown that has a token in it, and no ids or outputs; what was made from what stays."""
    return Graph(graph.project, graph.stack, map(_veiled, graph))


def _veiled(resource: Resource) -> Resource:
    inputs = {key: hidden(value) for key, value in resource.inputs.items()}
    return dataclasses.replace(resource, inputs=inputs, outputs=inputs, id="")


def hidden(value: Any) -> Any:
    """The value without what nobody can know before an update."""
    if isinstance(value, str):
        return UNKNOWN if "${" in value else value
    if isinstance(value, Secret):
        return Secret(hidden(value.value))
    if isinstance(value, (list, tuple)):
        return [hidden(item) for item in value]
    if isinstance(value, dict):
        return UNKNOWN if any("${" in key for key in value) else {key: hidden(item) for key, item in value.items()}
    return value
