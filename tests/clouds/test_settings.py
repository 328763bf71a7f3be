"""A service finds what it uses under the same names on every cloud, so that its image can move."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest

from govcloud.graph import Graph, Resource, Value
from govcloud.systems import CLOUDS, Cloud
from tests.rendering import example

EXPECTED = {
    "FILES_NAME",
    "FILES_URL",
    "LOG_LEVEL",
    "PAPERS_NAME",
    "PAPERS_URL",
    "PORT",
    "RECORDS_HOST",
    "RECORDS_NAME",
    "RECORDS_PORT",
    "RECORDS_USER",
    "TOKEN_ID",
}
OWN = {"aws": set(), "azure": {"AZURE_CLIENT_ID"}, "gcp": set()}
"""What a cloud's own library needs besides: Azure's asks which of several identities to use."""
GIVEN = {"aws": set(), "azure": set(), "gcp": {"PORT"}}
"""What the platform itself sets: Cloud Run refuses a service that sets PORT."""


def _tasks(graph: Graph) -> Iterator[tuple[Resource, list[Value]]]:
    for task in graph.of_type("aws:ecs/taskDefinition:TaskDefinition"):
        yield task, json.loads(task.at("containerDefinitions"))[0]["environment"]


def _apps(graph: Graph) -> Iterator[tuple[Resource, list[Value]]]:
    for app in graph.of_type("azure-native:app:ContainerApp"):
        yield app, app.at("template.containers.0.env")


def _services(graph: Graph) -> Iterator[tuple[Resource, list[Value]]]:
    for service in graph.of_type("gcp:cloudrunv2/service:Service"):
        yield service, service.at("template.containers.0.envs")


SEEN: dict[Cloud, Callable[[Graph], Iterator[tuple[Resource, list[Value]]]]] = {
    "aws": _tasks,
    "azure": _apps,
    "gcp": _services,
}


@pytest.mark.parametrize("cloud", CLOUDS)
def test_the_names_are_the_same(cloud: Cloud) -> None:
    found = dict(SEEN[cloud](example("container-service-uses", cloud)))
    (environment,) = (names for service, names in found.items() if service.name.startswith("api-"))
    assert {setting["name"] for setting in environment} - OWN[cloud] | GIVEN[cloud] == EXPECTED
