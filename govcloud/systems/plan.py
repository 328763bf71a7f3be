"""From a system to its layout in one environment: fills references, orders blocks, cuts addresses, draws edges."""

from __future__ import annotations

import graphlib
from collections.abc import Iterator, Mapping
from typing import Any, Final

from pydantic import ValidationError

from govcloud.blocks import KINDS, Block, ContainerService, Network
from govcloud.errors import FileError, Problem, Text, UsageError, did_you_mean
from govcloud.systems.addresses import Addresses
from govcloud.systems.complaints import complaint
from govcloud.systems.environment import EnvironmentName
from govcloud.systems.layout import Edge, Layout, Planned
from govcloud.systems.merge import merged
from govcloud.systems.references import Reference, filled, references
from govcloud.systems.system import PartName, System

_ORDER: Final[dict[PartName, int]] = {"foundation": 0, "workload": 1}
_NO_BLOCK_JA: Final = "そのようなブロックはない"
_Wrong = tuple[str, str, str]
"""What is wrong with a reference: message, hint, Japanese."""


def plan(system: System, environment: EnvironmentName) -> Layout:
    """The layout; `FileError` with every reference that names nothing, the wrong kind, or stands in a circle."""
    if environment not in system.environments:
        raise UsageError(
            f"the system has no environment '{environment}': {did_you_mean(environment, system.environments)}",
            ja=f"環境 '{environment}' はない。あるのは {', '.join(sorted(system.environments))}",
        )
    blocks, problems = _differing(system, environment)
    problems += [*_misplaced(system), *_twice(system)]
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


def _differing(system: System, environment: EnvironmentName) -> tuple[dict[str, tuple[PartName, Block]], list[Problem]]:
    """The blocks as this environment has them; where a difference is wrong, the block without it and the problem."""
    differs = system.environments[environment].differs
    top = f"environments.{environment}.differs"
    problems = [
        Problem(f"no block '{name}'", key=f"{top}.{name}", hint=did_you_mean(name, system.blocks), ja=_NO_BLOCK_JA)
        for name in differs
        if name not in system.blocks
    ]
    blocks: dict[str, tuple[PartName, Block]] = {}
    for part, given in system.parts.items():
        for name, block in given.items():
            block, wrong = _changed(part, name, block, differs.get(name, {}), top)
            problems += wrong if name not in blocks else []
            blocks.setdefault(name, (part, block))
    return blocks, problems


def _changed(
    part: PartName, name: str, block: Block, changes: Mapping[str, object], top: str
) -> tuple[Block, list[Problem]]:
    if not changes:
        return block, []
    before = block.model_dump(mode="json", by_alias=True, exclude_unset=True)
    try:
        return type(block).model_validate(merged({**before, "kind": block.kind}, changes)), []
    except ValidationError as error:
        return block, [_told(part, name, block, item, top) for item in error.errors(include_url=False)]


def _told(part: PartName, name: str, block: Block, item: Mapping[str, Any], top: str) -> Problem:
    path, message, hint, ja = complaint({**item, "loc": (part, name, block.kind, *item["loc"])}, {})
    return Problem(message, key=".".join((top, name, *path[2:])), hint=hint, ja=ja)


def _misplaced(system: System) -> Iterator[Problem]:
    for part, blocks in system.parts.items():
        for name, block in blocks.items():
            if part not in block.PARTS:
                right = " or ".join(sorted(block.PARTS))
                yield Problem(
                    f"{_a(block.kind)} belongs to the {right}",
                    key=f"{part}.{name}",
                    hint=Text(f"move it under '{right}:'", f"'{right}:' の下に移す"),
                    ja=f"{block.kind} は {right} に置く",
                )


def _twice(system: System) -> Iterator[Problem]:
    for name in sorted(system.foundation.keys() & system.workload.keys()):
        yield Problem(
            f"'{name}' names a block in both parts",
            key=f"workload.{name}",
            hint=Text("rename one: names are the system's, not the part's", "一方を改名する(名前はシステム全体で一つ)"),
            ja=f"'{name}' が foundation と workload の両方にある",
        )


def _resolved(
    name: str, part: PartName, block: Block, blocks: Mapping[str, tuple[PartName, Block]]
) -> tuple[dict[tuple[str, ...], str], list[Problem]]:
    chosen: dict[tuple[str, ...], str] = {}
    problems: list[Problem] = []
    for reference in references(block, block.place):
        found = _only(reference, part, blocks) if reference.name is None else _named(reference, part, blocks)
        if isinstance(found, str):
            chosen[reference.path] = found
        else:
            message, hint, ja = found
            problems.append(Problem(message, key=".".join((part, name, *reference.path)), hint=hint, ja=ja))
    return chosen, problems


def _named(reference: Reference, part: PartName, blocks: Mapping[str, tuple[PartName, Block]]) -> str | _Wrong:
    name, kinds = str(reference.name), reference.refers.kinds
    fitting = [other for other, (_, block) in blocks.items() if block.kind in kinds]
    if name not in blocks:
        return f"no block '{name}'", did_you_mean(name, fitting) or _to_add(kinds), _NO_BLOCK_JA
    other_part, target = blocks[name]
    if target.kind not in kinds:
        message = f"'{name}' is {_a(target.kind)}, not {_a(' or '.join(kinds))}"
        return message, did_you_mean(name, fitting) or _to_add(kinds), "参照先の種類が違う"
    if _ORDER[other_part] > _ORDER[part]:
        message = f"the foundation cannot need '{name}' of the workload, which comes later"
        return message, Text("move one of them", "どちらかを移す"), "foundation から workload は参照できない"
    if reference.refers.same_place and target.place is not reference.place:
        message = f"'{name}' is in {target.place}, and this is in {reference.place}"
        return message, Text("name one in the same region", "同じリージョンのものを書く"), "リージョンが違う"
    return name


def _only(reference: Reference, part: PartName, blocks: Mapping[str, tuple[PartName, Block]]) -> str | _Wrong:
    kinds = reference.refers.kinds
    candidates = [
        name
        for name, (other_part, block) in blocks.items()
        if block.kind in kinds and block.place is reference.place and _ORDER[other_part] <= _ORDER[part]
    ]
    if len(candidates) == 1:
        return candidates[0]
    if candidates:
        names = ", ".join(sorted(candidates))
        return f"several blocks could stand here ({names})", Text("say which", "どれかを書く"), "候補が複数ある"
    message = f"it needs {_a(' or '.join(kinds))} in {reference.place}, and there is none"
    return message, _to_add(kinds), "参照できるブロックがない"


def _to_add(kinds: tuple[str, ...]) -> Text:
    parts = sorted({part for kind in kinds if kind in KINDS for part in KINDS[kind].PARTS})
    return Text(f"add one under '{parts[0]}:'", f"'{parts[0]}:' の下に加える") if parts else Text("", "")


def _a(noun: str) -> str:
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def _ordered(blocks: Mapping[str, tuple[PartName, Block]]) -> Iterator[str]:
    needs = {
        name: {ref.name for ref in references(block, block.place) if ref.name} for name, (_, block) in blocks.items()
    }
    sorter = graphlib.TopologicalSorter({name: sorted(filter(None, needs[name])) for name in blocks})
    try:
        order = list(sorter.static_order())
    except graphlib.CycleError as error:
        raise FileError([_circle(error.args[1], blocks)]) from None
    yield from sorted(order, key=lambda name: _ORDER[blocks[name][0]])


def _circle(names: list[str], blocks: Mapping[str, tuple[PartName, Block]]) -> Problem:
    message = f"blocks name each other in a circle: {' → '.join(names)}"
    hint = Text("break it at one", "どこか一か所で断つ")
    return Problem(message, key=f"{blocks[names[0]][0]}.{names[0]}", hint=hint, ja="参照が循環している")


def _edges(blocks: Mapping[str, tuple[PartName, Block]]) -> Iterator[Edge]:
    for name, (_, block) in blocks.items():
        if isinstance(block, ContainerService):
            for target, how in block.uses.items():
                yield Edge(name, target, how)
