"""What a system comes to in one environment: references resolved, addresses cut, order and edges known.

Pure arithmetic, the same on every cloud.
"""

from __future__ import annotations

import dataclasses
import functools
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Literal, TypeVar

from govcloud.blocks import Block, EncryptionKey, LogArchive
from govcloud.facts import Fact, KeyLevel, Promise
from govcloud.systems.addresses import Addresses
from govcloud.systems.environment import Environment, EnvironmentName
from govcloud.systems.references import references
from govcloud.systems.system import PartName, System

B = TypeVar("B", bound=Block)


@dataclasses.dataclass(frozen=True, slots=True)
class Edge:
    """One use: who reads from or writes to what. `how` is "read" or "write" (which includes reading)."""

    who: str
    what: str
    how: str


@dataclasses.dataclass(frozen=True, slots=True)
class Consumer:
    """A block that names another one, and the field in which it does (`key`, `replica.key`, `flow_logs`)."""

    planned: Planned
    field: str


@dataclasses.dataclass(frozen=True)
class Planned:
    """A block in its place: every reference filled, part and name known. It answers what `Here` asks."""

    name: str
    part: PartName
    block: Block
    layout: Layout = dataclasses.field(repr=False, compare=False)

    @property
    def address(self) -> str:
        """The block's name in the system."""
        return self.name

    def block_named(self, name: str | None) -> Block:
        """The block a resolved reference names."""
        assert name is not None, f"{self.name}: a reference was left open"
        return self.layout.blocks[name].block

    def of(self, name: str | None, kind: type[B]) -> B:
        """The block a resolved reference names, as its own class."""
        found = self.block_named(name)
        assert isinstance(found, kind), f"{name} is a {found.kind}"
        return found

    def key_level(self, name: str | None) -> KeyLevel:
        """The level of the key a reference names."""
        return self.of(name, EncryptionKey).key_level

    def log_days(self, name: str | None) -> int:
        """How many days the log archive a reference names keeps what it gets."""
        return self.of(name, LogArchive).retention_days

    def promises(self) -> Iterator[Promise]:
        """What this block guarantees here."""
        return self.block.promises(_Here(self))

    def declared(self) -> Iterator[Fact]:
        """What holds of this block by declaration."""
        return self.block.declared(_Here(self))

    @property
    def uses(self) -> tuple[Edge, ...]:
        """The edges that start at this block."""
        return self.layout.edges_by_who.get(self.name, ())

    @property
    def used_by(self) -> tuple[Edge, ...]:
        """The edges that end at this block."""
        return self.layout.edges_by_what.get(self.name, ())

    @property
    def consumers(self) -> tuple[Consumer, ...]:
        """The blocks that name this one in any field, in the layout's order."""
        return self.layout.consumers_by_name.get(self.name, ())


class _Here:
    """`Here` for a planned block; separate, so that `block` can be the method the protocol asks for."""

    def __init__(self, planned: Planned) -> None:
        self._planned = planned
        self.address = planned.name
        self.key_level = planned.key_level
        self.log_days = planned.log_days

    def block(self, name: str | None, kind: type[B]) -> B:
        return self._planned.of(name, kind)


@dataclasses.dataclass(frozen=True)
class Layout:
    """A system in one environment. `blocks` is in an order in which each stands after what it names."""

    system: System
    environment_name: EnvironmentName
    environment: Environment
    blocks: dict[str, Planned] = dataclasses.field(default_factory=dict)
    addresses: dict[str, Addresses] = dataclasses.field(default_factory=dict)
    edges: tuple[Edge, ...] = ()

    def part(self, part: PartName) -> tuple[Planned, ...]:
        """The blocks of one part, in order."""
        return tuple(planned for planned in self.blocks.values() if planned.part == part)

    def consumers(self, name: str) -> tuple[Consumer, ...]:
        """Every block that names `name`, once for each field in which it does."""
        return self.consumers_by_name.get(name, ())

    @functools.cached_property
    def consumers_by_name(self) -> dict[str, tuple[Consumer, ...]]:
        """Who names whom, walked once: a layout is asked this for every block."""
        found: dict[str, list[Consumer]] = defaultdict(list)
        for planned in self.blocks.values():
            for reference in references(planned.block, planned.block.place):
                if reference.name is not None:
                    found[reference.name].append(Consumer(planned, ".".join(reference.path)))
        return {name: tuple(consumers) for name, consumers in found.items()}

    @functools.cached_property
    def edges_by_who(self) -> dict[str, tuple[Edge, ...]]:
        """The edges by the block they start at."""
        return _grouped(self.edges, "who")

    @functools.cached_property
    def edges_by_what(self) -> dict[str, tuple[Edge, ...]]:
        """The edges by the block they end at."""
        return _grouped(self.edges, "what")

    def of_kind(self, kind: type[B]) -> Iterator[tuple[str, B]]:
        """The blocks of one class, by name."""
        for name, planned in self.blocks.items():
            if isinstance(planned.block, kind):
                yield name, planned.block

    @property
    def names(self) -> Mapping[str, Block]:
        """The blocks by name."""
        return {name: planned.block for name, planned in self.blocks.items()}


def _grouped(edges: tuple[Edge, ...], end: Literal["what", "who"]) -> dict[str, tuple[Edge, ...]]:
    found: dict[str, list[Edge]] = defaultdict(list)
    for edge in edges:
        found[getattr(edge, end)].append(edge)
    return {name: tuple(grouped) for name, grouped in found.items()}
