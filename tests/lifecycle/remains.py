"""What exists in the simulated clouds against what Pulumi's states say, and how an operator lets it be destroyed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from govcloud.testing.simulator import Thing, tables
from govcloud.testing.simulator.cloud import drifted
from govcloud.testing.simulator.paths import agrees
from govcloud.testing.simulator.tables import Table
from tests.lifecycle.project import OK, Project, Stack

Ids = Mapping[str, str]
"""Ids by URN."""


def remains(project: Project) -> Ids:
    """The ids of all that exists in the clouds, by URN; what exists twice is an error."""
    with project.store() as store:
        things = store.all()
    found = {thing.urn: thing.id for thing in things}
    assert len(found) == len(things), sorted(thing.urn for thing in things)
    return found


def recorded(stacks: Iterable[Stack]) -> Ids:
    """The ids of all that states hold, apart from providers and what is only read; nothing of it is half done."""
    found: dict[str, str] = {}
    for stack in stacks:
        deployment = stack.export()["deployment"]
        assert not deployment.get("pending_operations"), deployment["pending_operations"]
        assert not [entry["urn"] for entry in deployment["resources"] if entry.get("delete")]
        found |= {entry["urn"]: entry["id"] for entry in deployment["resources"] if _in_a_cloud(entry)}
    return found


def _in_a_cloud(entry: Mapping[str, Any]) -> bool:
    return entry["custom"] and not entry.get("external") and not entry["type"].startswith("pulumi:")


def tallies(project: Project, stacks: Iterable[Stack]) -> Ids:
    """The ids of all that exists, which is what the states say: nothing orphaned, nothing twice, nothing missing."""
    found = remains(project)
    assert found == recorded(stacks)
    return found


def alike(ids: Ids) -> Ids:
    """Ids without what depends on which of two came first: the simulated cloud marks the second of one id by its name
    (vaults of one name in Tokyo and in Osaka)."""
    return {urn: identifier.removesuffix(f"/{urn.rpartition('::')[2]}-0") for urn, identifier in ids.items()}


def lift_protection(project: Project, stacks: Iterable[Stack]) -> None:
    """Do what an operator does before the end of a system: unprotect in Pulumi, and in the clouds' consoles.

    Locks go by hand, too: they forbid to delete what Pulumi deletes before them or at the same time. What a provider
    would leave behind is deleted like the rest, for it would hold the network that it is in.
    """
    for stack in stacks:
        assert stack.unprotect() == OK, stack.text
    with project.store() as store:
        for thing in store.all():
            table = tables()[thing.type.partition(":")[0]]
            drifted(store, thing, _lifted(thing, table), gone=table.row(thing.type).locks)


def _lifted(thing: Thing, table: Table) -> dict[str, Any]:
    """The settings that stand in the way of a deletion, changed so that they do not."""
    row = table.row(thing.type)
    inputs = {**row.defaults, **thing.inputs}
    protecting = [
        held for of in (table, row) for values in (of.protected_by, of.retained_by) for held in values.items()
    ]
    off = {path: False if True in wanted else None for path, wanted in protecting if agrees(inputs, {path: wanted})}
    released = list(row.released_by.items())[:1]
    return off | {path: (wanted or ("last",))[0] for path, wanted in released}
