"""From a system to its layout in one environment: fills references, orders blocks, cuts addresses, draws edges."""

from __future__ import annotations

import graphlib
from collections.abc import Iterator, Mapping
from typing import Final

from pydantic import ValidationError

from govcloud.blocks import KINDS, Block, ContainerService, Network
from govcloud.errors import FileError, Problem, UsageError, did_you_mean
from govcloud.systems.addresses import Addresses
from govcloud.systems.environment import EnvironmentName
from govcloud.systems.layout import Edge, Layout, Planned
from govcloud.systems.merge import merged
from govcloud.systems.references import Reference, filled, references
from govcloud.systems.system import PartName, System

_ORDER: Final[dict[PartName, int]] = {"foundation": 0, "workload": 1}


def plan(system: System, environment: EnvironmentName) -> Layout:
    """The layout; `FileError` with every reference that names nothing, the wrong kind, or stands in a circle."""
    if environment not in system.environments:
        raise UsageError(
            f"the system has no environment '{environment}': {did_you_mean(environment, system.environments)}"
        )
    blocks = _differing(system, environment)
    problems = [*_misplaced(system), *_twice(system)]
    resolved: dict[str, Block] = {}
    for name, (part, block) in blocks.items():
        names, wrong = _resolved(name, part, block, blocks)
        problems += wrong
        resolved[name] = filled(block, names)  # type: ignore[assignment]
    if problems:
        raise FileError(problems)
    return _laid_out(system, environment, {name: (blocks[name][0], block) for name, block in resolved.items()})


def _laid_out(system: System, environment: EnvironmentName, blocks: Mapping[str, tuple[PartName, Block]]) -> Layout:
    layout = Layout(
        system,
        environment,
        system.environments[environment],
        addresses={n: Addresses(b.cidr, b.zones) for n, (_, b) in blocks.items() if isinstance(b, Network)},
        edges=tuple(_edges(blocks)),
    )
    for name in _ordered(blocks):
        part, block = blocks[name]
        layout.blocks[name] = Planned(name, part, block, layout)
    return layout


def _differing(system: System, environment: EnvironmentName) -> dict[str, tuple[PartName, Block]]:
    differs = system.environments[environment].differs
    unknown = [
        Problem(
            f"no block '{name}'",
            key=f"environments.{environment}.differs.{name}",
            hint=did_you_mean(name, system.blocks),
        )
        for name in differs
        if name not in system.blocks
    ]
    if unknown:
        raise FileError(unknown)
    return {
        name: (part, _changed(block, differs[name], f"environments.{environment}.differs.{name}"))
        if name in differs
        else (part, block)
        for part, blocks in system.parts.items()
        for name, block in blocks.items()
    }


def _changed(block: Block, changes: Mapping[str, object], key: str) -> Block:
    before = block.model_dump(mode="json", by_alias=True, exclude_unset=True)
    try:
        return type(block).model_validate(merged({**before, "kind": block.kind}, changes))
    except ValidationError as error:
        found = [Problem(item["msg"], key=".".join((key, *map(str, item["loc"])))) for item in error.errors()]
        raise FileError(found) from None


def _misplaced(system: System) -> Iterator[Problem]:
    for part, blocks in system.parts.items():
        for name, block in blocks.items():
            if part not in block.PARTS:
                right = " or ".join(sorted(block.PARTS))
                yield Problem(
                    f"a {block.kind} belongs to the {right}",
                    key=f"{part}.{name}",
                    hint=f"move it under '{right}:'",
                    ja=f"{block.kind} は {right} に置く",
                )


def _twice(system: System) -> Iterator[Problem]:
    for name in system.foundation.keys() & system.workload.keys():
        yield Problem(
            f"'{name}' names a block in both parts",
            key=f"workload.{name}",
            hint="rename one: names are the system's, not the part's",
            ja=f"'{name}' が foundation と workload の両方にある",
        )


def _resolved(
    name: str, part: PartName, block: Block, blocks: Mapping[str, tuple[PartName, Block]]
) -> tuple[dict[tuple[str, ...], str], list[Problem]]:
    chosen: dict[tuple[str, ...], str] = {}
    problems: list[Problem] = []
    for reference in references(block, block.place):
        found = _named(reference, part, blocks) if reference.name else _only(reference, part, blocks)
        if isinstance(found, str):
            chosen[reference.path] = found
        else:
            message, hint = found
            key = ".".join((part, name, *reference.path))
            problems.append(Problem(message, key=key, hint=hint))
    return {path: target for path, target in chosen.items() if _left_out(block, path)}, problems


def _left_out(block: Block, path: tuple[str, ...]) -> bool:
    return any(ref.path == path and ref.name is None for ref in references(block, block.place))


def _named(reference: Reference, part: PartName, blocks: Mapping[str, tuple[PartName, Block]]) -> str | tuple[str, str]:
    name, kinds = str(reference.name), reference.refers.kinds
    fitting = [other for other, (_, block) in blocks.items() if block.kind in kinds]
    if name not in blocks:
        return f"no block '{name}'", did_you_mean(name, fitting)
    other_part, target = blocks[name]
    if target.kind not in kinds:
        return f"'{name}' is a {target.kind}, not a {' or '.join(kinds)}", did_you_mean(name, fitting)
    if _ORDER[other_part] > _ORDER[part]:
        return f"the foundation cannot need '{name}' of the workload, which comes later", "move one of them"
    if reference.refers.same_place and target.place is not reference.place:
        return f"'{name}' is in {target.place}, and this is in {reference.place}", "name one in the same region"
    return name


def _only(reference: Reference, part: PartName, blocks: Mapping[str, tuple[PartName, Block]]) -> str | tuple[str, str]:
    kinds = reference.refers.kinds
    candidates = [
        name
        for name, (other_part, block) in blocks.items()
        if block.kind in kinds and block.place is reference.place and _ORDER[other_part] <= _ORDER[part]
    ]
    if len(candidates) == 1:
        return candidates[0]
    kind = " or ".join(kinds)
    if candidates:
        return f"several blocks could stand here ({', '.join(sorted(candidates))})", "say which"
    parts = sorted({part for k in kinds for part in KINDS[k].PARTS})
    return f"it needs a {kind} in {reference.place}, and there is none", f"add one under '{parts[0]}:'"


def _ordered(blocks: Mapping[str, tuple[PartName, Block]]) -> Iterator[str]:
    needs = {
        name: {ref.name for ref in references(block, block.place) if ref.name} for name, (_, block) in blocks.items()
    }
    sorter = graphlib.TopologicalSorter({name: sorted(filter(None, needs[name])) for name in blocks})
    try:
        order = list(sorter.static_order())
    except graphlib.CycleError as error:
        circle = " → ".join(error.args[1])
        raise FileError([Problem(f"blocks name each other in a circle: {circle}", hint="break it at one")]) from None
    yield from sorted(order, key=lambda name: _ORDER[blocks[name][0]])


def _edges(blocks: Mapping[str, tuple[PartName, Block]]) -> Iterator[Edge]:
    for name, (_, block) in blocks.items():
        if isinstance(block, ContainerService):
            for target, how in block.uses.items():
                yield Edge(name, target, how)
