"""Example systems as Google Cloud alone would be asked for them: layouts, graphs, facts."""

from __future__ import annotations

import copy
import functools
from collections.abc import Iterable
from typing import Any

from govcloud.clouds.gcp import SUPPORT, Account
from govcloud.clouds.gcp.recognise import REGISTER
from govcloud.clouds.support import Support
from govcloud.deploy.rehearsal import rehearse
from govcloud.facts import Fact
from govcloud.graph import Graph, Resource
from govcloud.systems import Layout, System, plan
from tests.examples import EXAMPLES

ROWS: dict[type, Support] = {row.block: row for row in SUPPORT}
TOKYO, OSAKA = "asia-northeast1", "asia-northeast2"
PROJECT = "example-system-prod"


def layout_of(data: dict[str, Any]) -> Layout:
    """The layout of a system file, with Google Cloud only."""
    alone = copy.deepcopy(data)
    alone["clouds"] = ["gcp"]
    for environment in alone["environments"].values():
        environment.pop("aws", None)
        environment.pop("azure", None)
    return plan(System.model_validate(alone, context={"accounts": {"gcp": Account}}), "prod")


@functools.cache
def layout(name: str) -> Layout:
    """An example's layout."""
    return layout_of(EXAMPLES[name])


def rendered(layout: Layout) -> tuple[Graph, Graph]:
    """Foundation and workload of a layout."""
    made = rehearse(layout, "gcp").parts
    return made["foundation"], made["workload"]


@functools.cache
def parts(name: str) -> tuple[Graph, Graph]:
    """An example's foundation and workload."""
    return rendered(layout(name))


@functools.cache
def example(name: str) -> Graph:
    """An example, both parts joined."""
    return Graph.joined(parts(name))


def observed(graph: Graph) -> list[Fact]:
    """All facts of a graph's cloud resources."""
    return [fact for one in graph if one.package == "gcp" and not one.is_provider for fact in REGISTER.read(one, graph)]


@functools.cache
def facts(name: str) -> tuple[Fact, ...]:
    """The facts of an example."""
    return tuple(observed(example(name)))


def resource(token: str, name: str = "it", /, *, protect: Any = False, **inputs: Any) -> Resource:
    """A resource as somebody would write it by hand; property names as on the wire."""
    return Resource(
        urn=f"urn:pulumi:test::test::{token}::{name}",
        type=token,
        name=name,
        id=f"${{{token.rpartition(':')[2]}:{name}.id}}",
        inputs=inputs,
        protect=protect,
    )


def graph_of(*resources: Resource) -> Graph:
    """A graph of these resources, with a token for each."""
    tokens = {f"{one.type.rpartition(':')[2]}:{one.name}": (one.urn,) for one in resources}
    return Graph("test", "test", resources, tokens=tokens)


def facts_of(subject: Resource, kind: type[Fact], *others: Resource, what: str = "") -> list[Any]:
    """The facts of one kind about one resource among others."""
    found: Iterable[Fact] = REGISTER.read(subject, graph_of(subject, *others))
    return [fact for fact in found if type(fact) is kind and (not what or fact.what == what)]


def fact_of(subject: Resource, kind: type[Fact], *others: Resource, what: str = "") -> Any:
    """The only such fact."""
    (found,) = facts_of(subject, kind, *others, what=what)
    return found
