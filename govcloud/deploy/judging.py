"""Judging a system on one cloud: by its promises (no SDK), or by what was rendered."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Iterable, Iterator, Mapping

from govcloud.clouds import observe, support
from govcloud.clouds.support import Degraded
from govcloud.controls import Acceptance, Assessment, Phase, assess
from govcloud.deploy.sources import resource_source
from govcloud.errors import FileError, Problem, Text, in_language
from govcloud.facts import Fact, Promise, merged
from govcloud.graph import Graph
from govcloud.systems import Cloud, EnvironmentName, Layout


@dataclasses.dataclass(frozen=True, slots=True)
class Loss:
    """A promise that a cloud cannot keep here, and the acceptance that takes note of it (`None`: nobody has)."""

    block: str
    promise: Promise
    row: Degraded
    acceptance: Acceptance | None


@dataclasses.dataclass(frozen=True, slots=True)
class Judgement:
    """What is known of one system, environment and cloud. `rendered` says whether resources were looked at or only
    promises."""

    environment: EnvironmentName
    cloud: Cloud
    rendered: bool
    assessment: Assessment
    losses: tuple[Loss, ...]

    @property
    def unaccepted(self) -> tuple[Loss, ...]:
        """Lost promises that no acceptance names: they refuse like a failing mandatory control."""
        return tuple(loss for loss in self.losses if loss.acceptance is None)

    def refuses(self, phase: Phase) -> bool:
        """Whether the phase does not go on."""
        return self.assessment.refuses(phase) or bool(self.unaccepted)


def judge_promises(layout: Layout, cloud: Cloud, today: datetime.date, sources: Mapping[str, str]) -> Judgement:
    """Judge what the blocks promise on a cloud, less what the cloud declares lost. Loads no SDK.

    `sources` says where each block is declared. `FileError` where the cloud cannot have a block at all.
    """
    refuse_unsupported(layout, cloud, sources)
    account = layout.environment.account(cloud)
    facts = [
        fact
        for planned in layout.blocks.values()
        for fact in merged(support(cloud)[type(planned.block)].promised(planned, account))
    ]
    return _judged(layout, cloud, facts, today, {name: name for name in layout.blocks}, sources, rendered=False)


def judge_graph(
    layout: Layout, cloud: Cloud, graph: Graph, today: datetime.date, sources: Mapping[str, str]
) -> Judgement:
    """Judge the rendered resources of both parts."""
    components = blocks_of(graph)
    where = {resource.urn: resource_source(resource, components.get(resource.urn, ""), sources) for resource in graph}
    return _judged(layout, cloud, observe(graph), today, components, {**sources, **where}, rendered=True)


def blocks_of(graph: Graph) -> dict[str, str]:
    """The block each resource belongs to, by URN; resources of no block are left out."""
    found: dict[str, str] = {}
    for resource in graph:
        component = graph.component(resource)
        if component is not None:
            found[resource.urn] = component.name
    return found


def losses(layout: Layout, cloud: Cloud) -> Iterator[Loss]:
    """Every promise the cloud loses here, with its acceptance if there is one."""
    account = layout.environment.account(cloud)
    accepted = {(one.block, one.loses): one for one in layout.system.accepts if one.cloud == cloud}
    for planned in layout.blocks.values():
        for row, promise in support(cloud)[type(planned.block)].losses(planned, account):
            yield Loss(planned.name, promise, row, accepted.get((planned.name, promise.name)))


def refuse_unsupported(layout: Layout, cloud: Cloud, sources: Mapping[str, str]) -> None:
    """`FileError` with every block that this cloud cannot have, and why."""
    account = layout.environment.account(cloud)
    problems: list[Problem] = []
    for planned in layout.blocks.values():
        row = support(cloud).get(type(planned.block))
        reason = row.unsupported(planned, account) if row and row.unsupported else None
        if row is None or reason:
            file, _, line = sources.get(planned.name, "").rpartition(":")
            problems.append(
                Problem(
                    Text(
                        f"{cloud} cannot have this {planned.block.kind}: {reason or 'not supported yet'}",
                        f"{cloud} ではこの {planned.block.kind} を作れない: {in_language(reason or '未対応', 'ja')}",
                    ),
                    file,
                    int(line or 0),
                    f"{planned.part}.{planned.name}",
                    Text(
                        f"change the block, or take {cloud} out of 'clouds'",
                        f"ブロックを変えるか、'clouds' から {cloud} を外す",
                    ),
                )
            )
    if problems:
        raise FileError(problems)


def _judged(
    layout: Layout,
    cloud: Cloud,
    facts: Iterable[Fact],
    today: datetime.date,
    components: Mapping[str, str],
    sources: Mapping[str, str],
    *,
    rendered: bool,
) -> Judgement:
    system = layout.system
    declared = [fact for planned in layout.blocks.values() for fact in planned.declared()]
    assessment = assess(
        [*facts, *declared, *system.isolation(cloud)],
        system=system.project,
        today=today,
        confidentiality=system.confidentiality,
        waivers=system.waivers,
        acceptances=system.accepts,
        components=components,
        sources=sources,
        promises={planned.name: tuple(planned.promises()) for planned in layout.blocks.values()},
        cloud=cloud,
    )
    return Judgement(layout.environment_name, cloud, rendered, assessment, tuple(losses(layout, cloud)))
