"""Takes over what a stack's state says exists, so that changes of a stack deployed elsewhere are rehearsed."""

from __future__ import annotations

from pathlib import Path

from govcloud.graph import Graph, Resource
from govcloud.testing.simulator.answers import Settings, Subject, settings
from govcloud.testing.simulator.cloud import Cloud
from govcloud.testing.simulator.control import Control, Plan
from govcloud.testing.simulator.store import Store
from govcloud.testing.simulator.tables import tables


def adopt(state: Path, graph: Graph) -> int:
    """Let the simulated clouds in `state` hold what a stack export says; how many resources that were.

    The ids, inputs and outputs are the export's, secrets stay out. Resources of packages that nobody simulates, and
    those that the stack only reads, are passed over. What exists there already under the same id is written over.
    """
    store = Store(state)
    try:
        clouds = {package: Cloud(table, store, Control(state, Plan())) for package, table in tables().items()}
        found = [(clouds[one.package], one, _settings(one, graph)) for one in graph if _is_in(one, clouds)]
        with store.change():
            for cloud, resource, provider in found:
                cloud.adopt(_subject(resource), str(resource.id), resource.inputs, resource.outputs, provider)
            for cloud, resource, provider in found:
                cloud.connect(_subject(resource), str(resource.id), provider)
        return len(found)
    finally:
        store.close()


def _is_in(resource: Resource, clouds: dict[str, Cloud]) -> bool:
    return resource.custom and not resource.external and not resource.is_provider and resource.package in clouds


def _settings(resource: Resource, graph: Graph) -> Settings:
    """What the resource's provider was configured with; nothing where the export does not hold the provider."""
    provider = resource.provider.rpartition("::")[0]
    if provider not in graph:
        return {}
    return settings(graph[provider].inputs, tables()[resource.package])


def _subject(resource: Resource) -> Subject:
    return Subject(resource.urn, resource.type, resource.name)
