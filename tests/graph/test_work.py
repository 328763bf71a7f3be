"""Questions to a large graph cost work in proportion to its size: counted, not timed."""

import sys
from collections.abc import Callable
from typing import Any

import pytest

from govcloud.graph import Graph, Resource

GROUP, SERVER, RULE = (f"azure-native:x:{name}" for name in ("ResourceGroup", "Server", "FirewallRule"))


def made(name: str, token: str, **fields: Any) -> Resource:
    return Resource(urn=f"urn:pulumi:dev::p::{token}::{name}", type=token, name=name, **fields)


def large(size: int) -> Graph:
    """Servers with one rule each, all in one resource group and many of one name, as on Azure."""
    group = made("rg", GROUP, inputs={"resourceGroupName": "rg"})
    servers = [made(f"s{n}", SERVER, inputs={"serverName": f"s{n}", "resourceGroupName": "rg", "name": "default"},
                    parent=group.urn) for n in range(size // 2)]  # fmt: skip
    rules = [made(f"r{n}", RULE, inputs={"serverName": f"s{n}", "resourceGroupName": "rg", "name": "default"})
             for n in range(size // 2)]  # fmt: skip
    return Graph("p", "dev", [group, *servers, *rules])


def ask_everything(graph: Graph) -> None:
    for resource in graph:
        graph.ref(resource, "resourceGroupName", GROUP)
        graph.ref(resource, "serverName", SERVER)
        graph.companions(resource, RULE, "serverName")
        graph.component(resource)
        list(graph.children(resource.urn))
        graph.document(resource, "policy")


def work(monkeypatch: pytest.MonkeyPatch, graph: Graph, ask: Callable[[Graph], None]) -> tuple[int, int]:
    """How many functions were called, and how many candidates were looked at, while `ask` ran."""
    calls = candidates = 0
    one_of = Graph._one_of

    def counted(self: Graph, urns: Any, types: Any) -> Any:
        nonlocal candidates
        urns = tuple(urns)
        candidates += len(urns)
        return one_of(self, urns, types)

    def called(_frame: object, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    before = sys.getprofile()
    with monkeypatch.context() as patch:
        patch.setattr(Graph, "_one_of", counted)
        sys.setprofile(called)
        try:
            ask(graph)
        finally:
            sys.setprofile(before)
    return calls, candidates


def test_five_thousand_resources_cost_four_times_what_a_quarter_costs(monkeypatch: pytest.MonkeyPatch) -> None:
    few, few_candidates = work(monkeypatch, large(1_250), ask_everything)
    many, many_candidates = work(monkeypatch, large(5_000), ask_everything)
    assert many < 4.1 * few
    assert many_candidates < 4.1 * few_candidates
    assert many_candidates < 4 * 5_000


def test_a_repeated_question_is_answered_from_the_index(monkeypatch: pytest.MonkeyPatch) -> None:
    graph = large(1_250)
    server = next(graph.of_type(SERVER))
    graph.companions(server, RULE, "serverName")
    calls, candidates = work(
        monkeypatch, graph, lambda asked: list(asked.companions(server, RULE, "serverName")).clear()
    )
    assert candidates == 0
    assert calls < 20
