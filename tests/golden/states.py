"""Golden states: the stacks of an example system as a released version left them, freed of what no two runs share.

`tests/golden/<cloud>/<version>-<part>.json.gz` is a stack export: `zcat FILE | python -m json.tool` shows it. Secrets
are in clear (what is recorded has none but planted ones and labels), so any passphrase can take them in.
"""

from __future__ import annotations

import gzip
import json
import re
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from govcloud.graph import Graph, exported

HERE: Final = Path(__file__).parent
_OF_THE_RUN: Final = frozenset({"created", "modified", "sourcePosition", "stackTrace"})
"""When and from which line a resource was made: another in every run and on every machine."""
_BEGINNING: Final = "1970-01-01T00:00:00Z"
_PROVIDER: Final = "pulumi:providers:"

State = Mapping[str, Any]
"""A stack export, as `pulumi stack export --show-secrets` writes it."""


def files(cloud: str) -> list[tuple[Path, Path]]:
    """The foundation and the workload of every version that was kept of a cloud, the oldest first."""
    foundations = sorted((HERE / cloud).glob("*-foundation.json.gz"), key=_version)
    return [(one, one.with_name(one.name.replace("-foundation", "-workload"))) for one in foundations]


def _version(file: Path) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", file.name)]


def kept(file: Path) -> State:
    """The stack export in a file."""
    return json.loads(gzip.decompress(file.read_bytes()))  # type: ignore[no-any-return]


def keep(state: State, file: Path) -> None:
    """Write a stack export down; the same export gives the same bytes."""
    text = json.dumps(neutral(state), ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(gzip.compress(text.encode(), 9, mtime=0))


def graph(state: State) -> Graph:
    """The resources of a stack export."""
    return exported(state)


def neutral(state: State) -> State:
    """The export without times, places on the recording machine, its passphrase's salt and random provider ids."""
    resources = [_steadied(entry) for entry in state["deployment"]["resources"]]
    text = json.dumps(_ordered(resources), ensure_ascii=False)
    for entry in resources:
        if entry["type"].startswith(_PROVIDER):
            text = text.replace(f"{entry['urn']}::{entry['id']}", f"{entry['urn']}::{_steady(entry['urn'])}")
            text = text.replace(f'"id": "{entry["id"]}"', f'"id": "{_steady(entry["urn"])}"')
    manifest = {"time": _BEGINNING, "magic": "", "version": ""}
    return {"version": state["version"], "deployment": {"manifest": manifest, "resources": json.loads(text)}}


def _steadied(entry: Mapping[str, Any]) -> dict[str, Any]:
    """A resource without its time and place; what it depends on is a set, which Pulumi writes in any order."""
    kept = {key: item for key, item in entry.items() if key not in _OF_THE_RUN}
    if kept.get("dependencies"):
        kept["dependencies"] = sorted(kept["dependencies"])
    if kept.get("propertyDependencies"):
        kept["propertyDependencies"] = {key: sorted(urns or ()) for key, urns in kept["propertyDependencies"].items()}
    return kept


def _steady(urn: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, urn))


def _ordered(resources: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """By URN, but each after what it needs: Pulumi refuses another order, and its own is that of chance."""
    waiting = {entry["urn"]: entry for entry in sorted(resources, key=lambda one: str(one["urn"]))}
    ordered: list[dict[str, Any]] = []
    while waiting:
        ready = [urn for urn, entry in waiting.items() if not _needed(entry) & waiting.keys() - {urn}]
        ordered += [waiting.pop(urn) for urn in ready]
    return ordered


def _needed(entry: Mapping[str, Any]) -> set[str]:
    urns = {entry.get("parent", ""), entry.get("provider", "").rpartition("::")[0], entry.get("deletedWith", "")}
    return urns.union(entry.get("dependencies") or (), *(entry.get("propertyDependencies") or {}).values())


_MACHINE: Final = re.compile(r'"(?:/(?:home|root|Users|tmp|var|work)/[^"]*|file://[^"]*)"')


def foreign(file: Path) -> list[str]:
    """What in a kept export looks like a path of the machine that recorded it."""
    return _MACHINE.findall(json.dumps(kept(file), ensure_ascii=False))
