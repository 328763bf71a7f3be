"""What belongs together among audited files, and how it is judged: alone, or as a known system's own stacks."""

from __future__ import annotations

import dataclasses
import datetime
import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

import typer

from govcloud.cli.findings import listed, sightings, tell
from govcloud.cli.plans import JOINED
from govcloud.cli.selection import environments_of
from govcloud.cli.words import Pair, say, usage
from govcloud.clouds import load, observe
from govcloud.controls import Assessment, assess
from govcloud.deploy.judging import blocks_of
from govcloud.deploy.sources import block_sources, located, resource_source
from govcloud.facts import Fact
from govcloud.graph import Graph
from govcloud.systems import CLOUDS, Layout
from govcloud.systems.read import Source

WORDS: Final[dict[str, Pair]] = {
    "stack": (
        "stack '{stack}' of project '{project}' is not one of {system}: those are named"
        " <environment>-<cloud>-<part> in a project of that name",
        "プロジェクト '{project}' のスタック '{stack}' は {system} のものではない。"
        "同名のプロジェクトの <環境>-<クラウド>-<パート> でなければならない",
    ),
    "head": (
        "{resources} resources on {clouds}, {stacks}, confidentiality {confidentiality}",
        "{clouds} のリソース {resources} 件、{stacks}、機密性{confidentiality}",
    ),
    "nowhere": ("no cloud", "クラウド外"),
    "part": (
        "judged as part of a system: what is missing may be elsewhere",
        "システムの一部として判定: ないものは他にある可能性がある",
    ),
    "fine": ("Nothing open.", "未解決の項目はない。"),
    "not_fine": ("{count} open findings.", "未解決 {count} 件。"),
    "unseen": (
        "{count} mandatory questions cannot be answered from these files (--all lists them).",
        "必須項目のうち {count} 件はこのファイルから確認できない(--all で一覧)。",
    ),
}
PARTS: Final = frozenset({"foundation", "workload"})


@dataclasses.dataclass(frozen=True, slots=True)
class Group:
    """Graphs that are judged together: those of one project on the same clouds, and of one environment of a system."""

    clouds: tuple[str, ...]
    graphs: tuple[Graph, ...]
    layout: Layout | None = None

    @property
    def stacks(self) -> list[str]:
        """The stacks' names."""
        return [stack for graph in self.graphs for stack in graph.stack.split(JOINED)]

    @property
    def is_one_part(self) -> bool:
        """Whether these are stacks of ours (`<environment>-<cloud>-<part>`) and all of one part."""
        parts = {stack.rpartition("-")[2] if stack.count("-") == 2 else "" for stack in self.stacks}
        return len(parts) == 1 and parts <= PARTS


def groups(graphs: Iterable[Graph], source: Source | None = None) -> Iterator[Group]:
    """The graphs by project and cloud; with a system's `source` also by environment, and none but its own."""
    keyed = [(graph.project, _environment(graph, source), _clouds(graph), graph) for graph in graphs]
    keyed.sort(key=lambda item: item[:3])
    for (_, environment, clouds), alike in itertools.groupby(keyed, key=lambda item: item[:3]):
        layout = _layout(source, environment) if source is not None else None
        yield Group(clouds, tuple(graph for *_, graph in alike), layout)


def _environment(graph: Graph, source: Source | None) -> str:
    if source is None:
        return ""
    environment, *rest = graph.stack.partition(JOINED)[0].split("-")
    if graph.project != source.system.project or len(rest) != 2 or rest[1] not in PARTS:
        raise usage(WORDS["stack"], stack=graph.stack, project=graph.project, system=source.system.project)
    return environment


def _layout(source: Source, environment: str) -> Layout:
    return source.layout(environments_of(source.system, [environment])[0])


def _clouds(graph: Graph) -> tuple[str, ...]:
    packages = {resource.package for resource in graph if resource.custom and not resource.is_provider}
    return tuple(cloud for cloud in CLOUDS if load(cloud).PACKAGE in packages)


class Audit:
    """What was seen and judged of one group."""

    def __init__(
        self, group: Group, source: Source | None, *, part: bool, confidentiality: int, declared: Sequence[Fact]
    ) -> None:
        self.group = group
        self.graph = Graph.joined(group.graphs)
        self.whole = not (part or group.is_one_part)
        facts = [*observe(self.graph), *declared]
        if source is not None and group.layout is not None:
            facts += _declared(group.layout, group.clouds)
            with located(source):
                self.assessment = self._assess(facts, block_sources(source, group.layout), _signed(group.layout))
        else:
            self.assessment = self._assess(facts, {}, {"confidentiality": confidentiality})

    def _assess(self, facts: Sequence[Fact], sources: Mapping[str, str], arguments: dict[str, Any]) -> Assessment:
        clouds, components = self.group.clouds, blocks_of(self.graph)
        where = {one.urn: resource_source(one, components.get(one.urn, ""), sources) for one in self.graph}
        return assess(
            facts,
            system=self.graph.project,
            today=datetime.date.today(),
            components=components,
            sources={**sources, **where},
            whole=self.whole,
            cloud=clouds[0] if len(clouds) == 1 else "",
            **arguments,
        )

    def tell(self, everything: bool) -> None:
        """Print what is open, and with `everything` what cannot be seen, is recommended or excepted."""
        typer.echo(f"{typer.style(self.graph.project, bold=True)}  {self._head()}")
        if not self.whole:
            typer.echo(say(WORDS["part"]))
        for kind in ("open", "unknown", "recommended", "excepted") if everything else ("open",):
            tell(kind, sightings(self.assessment, kind))
        count, unseen = len(self.assessment.open), len(self.assessment.unknown_mandatory)
        verdict = say(WORDS["not_fine"], count=count) if count else say(WORDS["fine"])
        typer.echo(typer.style(f"\n{verdict}", fg="red" if count else "green", bold=True))
        if unseen and not everything:
            typer.echo(say(WORDS["unseen"], count=unseen))
        typer.echo("")

    def _head(self) -> str:
        return say(
            WORDS["head"],
            resources=sum(one.custom and not one.type.startswith("pulumi:") for one in self.graph),
            clouds=", ".join(str(load(cloud).TITLE) for cloud in CLOUDS if cloud in self.group.clouds)
            or say(WORDS["nowhere"]),
            stacks=", ".join(self.group.stacks),
            confidentiality=self.assessment.confidentiality,
        )

    def as_data(self, everything: bool) -> dict[str, Any]:
        """The audit for programs."""
        return {
            "project": self.graph.project,
            "stacks": self.group.stacks,
            "clouds": list(self.group.clouds),
            "whole": self.whole,
            "open": len(self.assessment.open),
            "counts": self.assessment.counts,
            "findings": listed(self.assessment, everything),
        }


def _declared(layout: Layout, clouds: Sequence[str]) -> Iterator[Fact]:
    """What the system declares, and whether its environments' accounts are their own."""
    for planned in layout.blocks.values():
        yield from planned.declared()
    for cloud in layout.system.clouds:
        if cloud in clouds:
            yield from layout.system.isolation(cloud)


def _signed(layout: Layout) -> dict[str, Any]:
    """What the system says about judging it: its confidentiality, its exceptions, and the promises they are about."""
    system = layout.system
    return {
        "confidentiality": system.confidentiality,
        "waivers": system.waivers,
        "acceptances": system.accepts,
        "promises": {planned.name: tuple(planned.promises()) for planned in layout.blocks.values()},
    }
