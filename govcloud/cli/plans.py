"""A plan in rows: each resource with its block, place and key; and as a file that `govcloud audit` reads back."""

from __future__ import annotations

import dataclasses
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from govcloud.controls import wording
from govcloud.deploy.judging import blocks_of
from govcloud.facts import UNKNOWN, AtRest, Fact, KeyLevel, Placed
from govcloud.graph import Graph, Resource, read
from govcloud.systems import Layout

_OURS: Final = b'{\n "govcloud"'
"""How a plan file of ours begins."""


@dataclasses.dataclass(frozen=True, slots=True)
class Row:
    """One resource of a plan. `place` and `key` are "" where the resource has none, and say so where it is not known;
    `exception` names the entry of a register by which it does without."""

    urn: str
    type: str
    name: str
    block: str
    part: str
    place: str
    key: str
    exception: str
    source: str


def rows(graph: Graph, facts: Iterable[Fact], layout: Layout, sources: Mapping[str, str]) -> list[Row]:
    """The custom resources of a plan, block by block in the layout's order; those of no block last."""
    by_subject: defaultdict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        by_subject[fact.subject].append(fact)
    blocks = blocks_of(graph)
    order = {name: position for position, name in enumerate(layout.blocks)}
    found = [
        _row(resource, blocks.get(resource.urn, ""), by_subject[resource.urn], layout, sources)
        for resource in graph
        if resource.custom and not resource.type.startswith("pulumi:")
    ]
    return sorted(found, key=lambda row: order.get(row.block, len(order)))


def _row(resource: Resource, block: str, facts: list[Fact], layout: Layout, sources: Mapping[str, str]) -> Row:
    placed = [fact for fact in facts if isinstance(fact, Placed)]
    stored = [fact for fact in facts if isinstance(fact, AtRest)]
    planned = layout.blocks.get(block)
    return Row(
        urn=resource.urn,
        type=resource.type,
        name=resource.name,
        block=block,
        part=planned.part if planned else "",
        place=_joined("?" if fact.where in (None, UNKNOWN) else str(fact.where) for fact in placed),
        key=_joined(_key(fact) for fact in stored),
        exception=_joined(fact.exception for fact in (*placed, *stored)),
        source=resource.source or sources.get(block, ""),
    )


def _key(fact: AtRest) -> str:
    if not isinstance(fact.level, KeyLevel):
        return "?"
    key = wording.short(fact.key).partition(" (")[0]
    return f"{fact.level.name} {key}".strip()


def _joined(words: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(word for word in words if word))


def part_of(graph: Graph, part: str) -> Graph:
    """The plan of one part alone; its components and tokens stay."""
    kept = [resource for resource in graph if resource.urn.split("::", 1)[0].endswith(f"-{part}")]
    return Graph(graph.project, graph.stack, kept, exports=graph.exports, tokens=graph.tokens)


def written(graph: Graph) -> str:
    """The plan as a file in the shape of `pulumi preview --json`, which `reread` takes back.

    References to what does not exist yet are written as symbols (`${Key:key.arn}`); `govcloud.tokens` says which
    resources these stand for. Secrets are left out.
    """
    from govcloud.engine import export

    entries = export(graph)["deployment"]["resources"]
    document: dict[str, Any] = {
        "govcloud": {"tokens": {head: list(urns) for head, urns in sorted(graph.tokens.items())}},
        "changeSummary": {"create": len(entries)},
        "steps": [{"op": "create", "urn": entry["urn"], "newState": entry} for entry in entries],
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def reread(path: Path) -> Graph:
    """The graph in a stack export, a preview, or a plan of ours. Errors are those of `govcloud.graph.read`."""
    graph = read(path)
    with path.open("rb") as file:
        ours = file.read(len(_OURS)) == _OURS
    if not ours:
        return graph
    tokens = json.loads(path.read_bytes())["govcloud"]["tokens"]
    return Graph(graph.project, graph.stack, graph, exports=graph.exports, tokens=tokens)


def as_data(found: Iterable[Row]) -> Iterator[dict[str, str]]:
    """Rows for programs."""
    return (dataclasses.asdict(row) for row in found)
