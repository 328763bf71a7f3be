"""Rendering a system in-process, both parts, before anything is registered with a real engine."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection, Mapping
from typing import Any

from govcloud.clouds import load
from govcloud.deploy.part import Also, make, stack_name
from govcloud.engine import Model, Severity, Symbolic, piecemeal, render, validate
from govcloud.errors import EngineError, FileError, UsageError
from govcloud.graph import Graph
from govcloud.systems import Cloud, Layout, PartName


@dataclasses.dataclass(frozen=True, slots=True)
class Rehearsal:
    """The plan of a system on one cloud: each part's graph, and both joined."""

    parts: Mapping[PartName, Graph]

    @property
    def graph(self) -> Graph:
        """Both parts as one graph, which is what is judged."""
        return Graph.joined(tuple(self.parts.values()))


def rehearse(
    layout: Layout,
    cloud: Cloud,
    *,
    also: Also | None = None,
    also_in: PartName = "workload",
    config: Mapping[str, str] | None = None,
    secret_keys: Collection[str] = (),
    organization: str = "organization",
    model: Model | None = None,
    only: PartName | None = None,
    held: Collection[str] = (),
) -> Rehearsal:
    """Render the foundation, then the workload against the foundation's exports.

    `also` runs in the part that `also_in` names; `only` is the last part to render, and `held` are blocks to leave out.
    `UsageError` where the cloud's extra is not installed, `FileError` where an input is not one the provider knows,
    `EngineError` where a resource is hidden inside an `apply`.
    """
    need_extra(cloud)
    piecemeal.install(load(cloud).MODULE)
    project = layout.system.project
    parts: dict[PartName, Graph] = {}
    for part in ("foundation",) if only == "foundation" else ("foundation", "workload"):
        first = parts.get("foundation")
        name = f"{organization}/{project}/{stack_name(layout, cloud, 'foundation')}"
        parts[part] = render(
            _watched(lambda part=part: make(layout, cloud, part, also if part == also_in else None, held=held)),  # type: ignore[misc]
            project=project,
            stack=stack_name(layout, cloud, part),
            model=model or Symbolic(),
            config=config or {},
            secret_keys=secret_keys,
            organization=organization,
            stack_references={name: first.exports} if first else {},
            taken=first,
        )
    rehearsal = Rehearsal(parts)
    refuse_invalid(rehearsal.graph)
    return rehearsal


def refuse_invalid(graph: Graph) -> None:
    """`FileError` with every input that the provider's own types do not know."""
    problems = [problem for problem in validate(graph) if problem.severity is Severity.ERROR]
    if problems:
        raise FileError(problems)


def need_extra(cloud: Cloud) -> None:
    """`UsageError` where the SDK of a cloud is not installed."""
    import importlib.util

    page = load(cloud)
    if importlib.util.find_spec(page.MODULE) is None:
        raise UsageError(
            f"rendering for {page.TITLE} needs its SDK, which is not installed: pip install 'govcloud[{page.EXTRA}]'",
            ja=f"{page.TITLE} の展開にはSDKが必要: pip install 'govcloud[{page.EXTRA}]'",
        )


def _watched(program: Callable[[], object]) -> Callable[[], object]:
    """The program, with a watch for resources that are created inside an `apply`: they depend on values that a
    preview does not have, so nobody could judge them before they exist."""
    import asyncio

    import pulumi

    def watched() -> object:
        main = asyncio.current_task()

        def look(arguments: Any) -> None:
            if asyncio.current_task() is not main:
                raise EngineError(
                    f"'{arguments.name}' ({arguments.type_}) is created inside an apply: pass the Output itself as the"
                    " argument and create the resource outside, in the function given as also=",
                    ja=f"'{arguments.name}'({arguments.type_})が apply の中で作られる。引数に Output をそのまま渡し、"
                    "apply の外、also= の関数の中で作る",
                )

        pulumi.runtime.register_stack_transformation(look)  # type: ignore[arg-type]
        return program()

    return watched
