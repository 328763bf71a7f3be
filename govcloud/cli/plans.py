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
from govcloud.deploy.sources import resource_source
from govcloud.facts import UNKNOWN, AtRest, Fact, KeyLevel, Placed
from govcloud.graph import Graph, Resource, read
from govcloud.systems import Layout

JOINED: Final = "+"
"""What stands between the names of stacks in a graph that joins several."""
_OURS: Final = b'{\n "govcloud"'
"""How a plan file of ours begins."""


@dataclasses.dataclass(frozen=True, slots=True)
class Row:
    """One resource of a plan. `place` and `key` are "" where the resource has none, "?" where it is not known;
    `exceptions` name the entries of ledger and register by which it does without a region or a customer key."""

    urn: str
    type: str
    name: str
    block: str
    part: str
    place: str
    key: str
    exceptions: tuple[str, ...]
    source: str

    @property
    def short_type(self) -> str:
        """The type as people write it: `aws:s3/bucket:Bucket` is also `aws:s3:Bucket`."""
        package, module, name = self.type.split(":", 2)
        return f"{package}:{module.partition('/')[0]}:{name}"


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
    both: list[Placed | AtRest] = [*placed, *stored]
    planned = layout.blocks.get(block)
    return Row(
        urn=resource.urn,
        type=resource.type,
        name=resource.name,
        block=block,
        part=planned.part if planned else "",
        place=_joined("?" if fact.where in (None, UNKNOWN) else str(fact.where) for fact in placed),
        key=_joined(_key(fact) for fact in stored),
        exceptions=tuple(
            dict.fromkeys(fact.exception for fact in both if isinstance(fact.exception, str) and fact.exception)
        ),
        source=resource_source(resource, block, sources),
    )


def _key(fact: AtRest) -> str:
    if not isinstance(fact.level, KeyLevel):
        return "?"
    key = wording.short(fact.key).partition(" (")[0]
    return f"{fact.level.name} {key}".strip()


def _joined(words: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(word for word in words if word))


def part_of(graph: Graph, part: str) -> Graph:
    """The plan of one part alone; its components stay, and the tokens by which it names the other's resources."""
    kept = [resource for resource in graph if resource.urn.split("::", 1)[0].endswith(f"-{part}")]
    stack = next(stack for stack in graph.stack.split(JOINED) if stack.endswith(f"-{part}"))
    return Graph(graph.project, stack, kept, exports=graph.exports, tokens=graph.tokens)


def written(graph: Graph) -> str:
    """The plan as a file in the shape of `pulumi preview --json`, which `reread` takes back.

    References to what does not exist yet are written as symbols (`${Key:key.arn}`); `govcloud.tokens` says which
    resources these stand for. Secrets are left out.
    """
    from govcloud.engine import export

    entries = export(graph)["deployment"]["resources"]
    document: dict[str, Any] = {
        "govcloud": {
            "stack": graph.stack,
            "tokens": {head: list(urns) for head, urns in sorted(graph.tokens.items())},
        },
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
    said = json.loads(path.read_bytes())["govcloud"]
    return Graph(graph.project, said["stack"], graph, exports=graph.exports, tokens=said["tokens"])


def as_data(found: Iterable[Row]) -> Iterator[dict[str, Any]]:
    """Rows for programs."""
    return (dataclasses.asdict(row) for row in found)
