"""Renders example systems in the embedded engine: both parts, the workload answered by the foundation's exports."""

from __future__ import annotations

import functools
from typing import Any

from govcloud.clouds import accounts
from govcloud.deploy.rehearsal import rehearse
from govcloud.graph import Graph
from govcloud.systems import Cloud, Layout, System, plan
from tests.examples import EXAMPLES


def layout_of(data: dict[str, Any], environment: str = "prod") -> Layout:
    """The layout of a system given as a file would give it."""
    return plan(System.model_validate(data, context={"accounts": accounts()}), environment)  # type: ignore[arg-type]


@functools.cache
def example(name: str, cloud: Cloud) -> Graph:
    """One example on one cloud, both parts joined; rendered once a process."""
    return rehearse(layout_of(EXAMPLES[name]), cloud).graph
