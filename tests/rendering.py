"""Renders example systems in the embedded engine: both parts, the workload answered by the foundation's exports."""

from __future__ import annotations

import functools
from typing import Any

from govcloud.clouds import accounts
from govcloud.deploy.part import make, stack_name
from govcloud.engine import render
from govcloud.graph import Graph
from govcloud.systems import Cloud, Layout, System, plan
from tests.examples import EXAMPLES


def layout_of(data: dict[str, Any], environment: str = "prod") -> Layout:
    """The layout of a system given as a file would give it."""
    return plan(System.model_validate(data, context={"accounts": accounts()}), environment)  # type: ignore[arg-type]


def graphs(layout: Layout, cloud: Cloud, **options: Any) -> tuple[Graph, Graph]:
    """Foundation and workload."""
    project = layout.system.project
    name = stack_name(layout, cloud, "foundation")
    first = render(lambda: make(layout, cloud, "foundation"), project=project, stack=name, **options)
    second = render(
        lambda: make(layout, cloud, "workload"),
        project=project,
        stack=stack_name(layout, cloud, "workload"),
        stack_references={f"organization/{project}/{name}": first.exports},
        taken=first,
        **options,
    )
    return first, second


@functools.cache
def example(name: str, cloud: Cloud) -> Graph:
    """One example on one cloud, both parts joined; rendered once a process."""
    return Graph.joined(graphs(layout_of(EXAMPLES[name]), cloud))
