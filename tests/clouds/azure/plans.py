"""Example systems rendered for Azure alone, and single resources as somebody would write them by hand."""

from __future__ import annotations

import copy
import functools
from collections.abc import Iterator
from typing import Any

from govcloud.clouds.azure import Account
from govcloud.clouds.azure.recognise import REGISTER
from govcloud.deploy.part import make, stack_name
from govcloud.engine import render
from govcloud.facts import Fact
from govcloud.graph import Graph, Resource
from govcloud.systems import Layout, System, plan
from tests import rendering
from tests.examples import EXAMPLES

SUBSCRIPTION = "22222222-2222-2222-2222-222222222222"
GROUP = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/example"


def layout_of(data: dict[str, Any], **account: Any) -> Layout:
    """The layout of a system on Azure alone; `account` changes what its account says."""
    data = copy.deepcopy({**data, "clouds": ["azure"]})
    for environment in data["environments"].values():
        del environment["aws"], environment["gcp"]
        environment["azure"] |= account
    return plan(System.model_validate(data, context={"accounts": {"azure": Account}}), "prod")


def rendered(layout: Layout, **options: Any) -> Graph:
    """Both parts, the workload answered by the foundation's exports."""
    project, name = layout.system.project, stack_name(layout, "azure", "foundation")
    first = render(lambda: make(layout, "azure", "foundation"), project=project, stack=name, **options)
    second = render(
        lambda: make(layout, "azure", "workload"),
        project=project,
        stack=stack_name(layout, "azure", "workload"),
        stack_references={f"organization/{project}/{name}": first.exports},
        taken=first,
        **options,
    )
    return Graph.joined((first, second))


@functools.cache
def example(name: str) -> tuple[Layout, Graph]:
    """One example, rendered once a process for every test there is."""
    return layout_of(EXAMPLES[name]), rendering.example(name, "azure")


def facts(graph: Graph) -> Iterator[Fact]:
    """Every fact that Azure's recognisers read."""
    for resource in graph:
        if resource.custom and resource.package == "azure-native" and not resource.is_provider:
            yield from REGISTER.read(resource, graph)


def written(token: str, name: str, **inputs: Any) -> Resource:
    """A resource with an id, as a stack export has it."""
    urn = f"urn:pulumi:prod::example::azure-native:{token}::{name}"
    return Resource(urn=urn, type=f"azure-native:{token}", name=name, inputs=inputs)


def seen(kind: type[Fact], what: str, subject: Resource, *others: Resource) -> Any:
    """The one fact of a kind and aspect about the first resource, among the others."""
    graph = Graph("example", "prod", (subject, *others))
    found = [
        fact
        for fact in REGISTER.read(subject, graph)
        if type(fact) is kind and fact.what == what and fact.subject == subject.urn
    ]
    assert len(found) == 1, found
    return found[0]


def of(graph: Graph, token: str, name: str) -> Resource:
    """The resource of a type with a Pulumi name."""
    return next(resource for resource in graph.of_type(f"azure-native:{token}") if resource.name == name)
