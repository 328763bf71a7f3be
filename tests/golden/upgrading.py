"""What an upgrade would take from a system that a golden state describes: told from a preview, or with no CLI."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from govcloud.clouds import load
from govcloud.clouds.support import load as load_address
from govcloud.engine import Preview
from govcloud.engine.completion import Declared, completed, unknown
from govcloud.graph import Graph, Resource, Value
from govcloud.systems import Cloud
from govcloud.testing.simulator import Store, tables
from govcloud.testing.simulator.answers import Subject, overlaid, settings
from govcloud.testing.simulator.cloud import Cloud as Simulated
from govcloud.testing.simulator.cloud import Difference
from govcloud.testing.simulator.control import Control, Plan

_TAKING: Final = frozenset({"create-replacement", "delete", "delete-replaced", "discard", "replace"})
"""Steps of a preview after which the resource, or what it held, is gone."""


def stateful(golden: Graph, cloud: Cloud) -> dict[str, Resource]:
    """What may not be lost: what was protected or is kept after a destruction, and every type that holds data."""
    types: frozenset[str] = load_address(load(cloud).DATA_BEARING)
    return {
        one.urn: one
        for one in golden
        if one.custom
        and not one.is_provider
        and (one.protect or one.options.get("retainOnDelete") or one.type in types)
    }


def taken(preview: Mapping[str, Any], precious: Collection[str]) -> list[str]:
    """The steps of a `pulumi preview --json` that replace or delete something precious, as "step URN"."""
    steps = ((step["op"], step["urn"]) for step in preview["steps"])
    return sorted({f"{operation} {urn}" for operation, urn in steps if operation in _TAKING and urn in precious})


class Remembered(Preview):
    """Answers what a golden state says of the same resource; of others nothing is known, as in a preview."""

    def __init__(self, golden: Graph) -> None:
        self._golden = golden

    def identifier(self, resource: Resource, head: str) -> Value:
        """The id that the resource has."""
        return self._old(resource).id or super().identifier(resource, head)

    def outputs(self, resource: Resource, head: str, declared: Declared) -> dict[str, Value]:
        """The outputs that it has, under what is now asked for."""
        old = self._old(resource)
        if not old.id:
            return super().outputs(resource, head, declared)
        return completed(overlaid(old.outputs, resource.inputs), declared, unknown, options=True)

    def provider(self, resource: Resource) -> Value:
        """The id of the same provider."""
        return self._old(resource).id or super().provider(resource)

    def _old(self, resource: Resource) -> Resource:
        urns = (resource.urn, *(alias for alias in resource.aliases if isinstance(alias, str)))
        return next((self._golden[urn] for urn in urns if urn in self._golden), resource)


def lost(golden: Graph, now: Graph, cloud: Cloud, scratch: Path) -> Iterator[str]:
    """What the present program would replace or delete of what may not be lost, one sentence each.

    `now` was rendered with `Remembered(golden)`; what replaces a resource is told by the simulated cloud's table.
    `scratch` is an empty folder.
    """
    present = {urn: one for one in now for urn in (one.urn, *one.aliases)}
    table = tables()[load(cloud).PACKAGE]
    store = Store(scratch)
    simulated = Simulated(table, store, Control(scratch, Plan()))
    for urn, old in stateful(golden, cloud).items():
        if urn not in present:
            yield f"{urn} would be deleted: the program does not ask for it any more, under no alias either"
            continue
        found = _difference(simulated, old, present[urn], now)
        if found.replacing:
            yield f"{urn} would be replaced: {', '.join(change.path for change in found.replacing)}"
    store.close()


def _difference(simulated: Simulated, old: Resource, new: Resource, now: Graph) -> Difference:
    subject = Subject(new.urn, new.type, new.name)
    asked = simulated.named(subject, new.inputs, old.inputs, new.name)
    provider = settings(now[new.provider.rpartition("::")[0]].inputs, simulated.table)
    ignored = tuple(str(path) for path in new.options.get("ignoreChanges") or ())
    return simulated.difference(subject, str(old.id), old.inputs, asked, provider, ignored)
