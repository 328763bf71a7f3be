"""Faults put into a rendered graph: one guarantee changed, everything else as it was."""

from __future__ import annotations

import copy
import dataclasses
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, TypeAlias

from govcloud.facts import UNKNOWN
from govcloud.graph import Asset, Graph, Resource, Secret, Value

DROP: Final = object()
"""As a value: the property is taken out."""


@dataclasses.dataclass(frozen=True, slots=True)
class Set:
    """Every resource of a type gets a value at a path (`rules.0.status`); `DROP` takes the property out.

    `named` narrows to resources whose Pulumi name contains it.
    """

    token: str
    path: str
    value: Any
    named: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Remove:
    """Every resource of a type is gone."""

    token: str
    named: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Rewrite:
    """The JSON document (or plain value) at a path is changed by a function."""

    token: str
    path: str
    change: Callable[[Any], Any]
    named: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Add:
    """A resource that somebody wrote by hand, beside the rest."""

    token: str
    name: str
    inputs: dict[str, Any]


Step: TypeAlias = Add | Remove | Rewrite | Set


@dataclasses.dataclass(frozen=True, slots=True)
class Mutation:
    """One fault and the control that must find it. `fault` is a phrase for the test's name."""

    control: str
    fault: str
    steps: tuple[Step, ...]


def mutated(graph: Graph, mutation: Mutation) -> Graph:
    """The graph with the fault in it. `LookupError` where a step finds nothing to change: it would prove nothing."""
    resources = list(graph)
    for step in mutation.steps:
        resources = list(_STEPS[type(step)](resources, step))
    return Graph(graph.project, graph.stack, resources, exports=graph.exports, tokens=graph.tokens)


def plain(graph: Graph) -> Graph:
    """The same resources as somebody would have written them without govcloud: no components, literal values in place
    of references, nothing known of what was made from what."""
    stack = next(resource.urn for resource in graph if not resource.parent)
    flat = [
        dataclasses.replace(
            resource, parent=stack if resource.parent else "", property_dependencies={}, dependencies=()
        )
        for resource in graph
        if resource.custom or not resource.parent
    ]
    return Graph(graph.project, graph.stack, flat, exports=graph.exports)


def _matching(resources: list[Resource], step: Remove | Rewrite | Set) -> set[str]:
    found = {one.urn for one in resources if one.type == step.token and step.named in one.name}
    if not found:
        raise LookupError(f"no {step.token} named *{step.named}* to change")
    return found


def _remove(resources: list[Resource], step: Remove) -> Iterator[Resource]:
    found = _matching(resources, step)
    yield from (one for one in resources if one.urn not in found)


def _set(resources: list[Resource], step: Set) -> Iterator[Resource]:
    found = _matching(resources, step)
    for one in resources:
        yield _changed(one, step.path, lambda _before: copied(step.value)) if one.urn in found else one


def _rewrite(resources: list[Resource], step: Rewrite) -> Iterator[Resource]:
    found = _matching(resources, step)

    def change(before: Value) -> Value:
        if isinstance(before, str):
            return json.dumps(step.change(json.loads(before)))
        return step.change(copied(before))

    for one in resources:
        yield _changed(one, step.path, change) if one.urn in found else one


def _add(resources: list[Resource], step: Add) -> Iterator[Resource]:
    yield from resources
    head = resources[0].urn.split("::")
    provider = next((one.provider for one in resources if one.type.split(":")[0] == step.token.split(":")[0]), "")
    yield Resource(
        urn="::".join([*head[:2], step.token, step.name]),
        type=step.token,
        name=step.name,
        parent=resources[0].urn,
        provider=provider,
        inputs=step.inputs,
    )


_STEPS: Final[dict[type, Callable[..., Iterator[Resource]]]] = {
    Add: _add,
    Remove: _remove,
    Rewrite: _rewrite,
    Set: _set,
}


def _changed(resource: Resource, path: str, change: Callable[[Value], Value]) -> Resource:
    inputs, outputs = copied(resource.inputs), copied(resource.outputs)
    root, *rest = path.split(".")
    _put(inputs, path.split("."), change)
    outputs.pop(root, None)
    if root in inputs and resource.outputs_are_real:
        outputs[root] = inputs[root]
    dependencies = {key: urns for key, urns in resource.property_dependencies.items() if key != root or rest}
    return dataclasses.replace(resource, inputs=inputs, outputs=outputs, property_dependencies=dependencies)


def _put(inside: Any, steps: list[str], change: Callable[[Value], Value]) -> None:
    *above, last = steps
    for step in above:
        inside = inside[int(step)] if isinstance(inside, list) else inside.setdefault(step, {})
        if isinstance(inside, Secret):
            inside = inside.value
    key: Any = int(last) if isinstance(inside, list) else last
    before = inside[key] if isinstance(inside, list) else inside.get(key)
    after = change(before)
    if after is DROP:
        del inside[key]
    else:
        inside[key] = after


def copied(value: Any) -> Any:
    """A deep copy that leaves markers as they are."""
    if value is UNKNOWN or value is DROP or isinstance(value, Asset):
        return value
    return copy.deepcopy(dict(value) if isinstance(value, Mapping) else value)
