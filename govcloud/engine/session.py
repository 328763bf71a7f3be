"""What one render knows and collects: its names, its rules, its answers, and the graph as it grows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Final

from govcloud.engine import source
from govcloud.engine.loop import ORIGIN, Origin
from govcloud.engine.models import Model
from govcloud.graph import DataSource, Graph, Resource, Secret, Tokens, Value

Answer = Callable[[Mapping[str, Value]], Mapping[str, Value]] | Mapping[str, Value]
Construct = Callable[[Resource], Mapping[str, Value]]

EMPTY: Final[Mapping[str, Value]] = MappingProxyType({})


class Heads:
    """Heads of symbolic values, one a resource. Like `Tokens.head`, but not slower with every resource of one name."""

    def __init__(self, taken: Collection[str]) -> None:
        self._taken = set(taken)
        self._next: dict[str, int] = defaultdict(lambda: 1)

    def new(self, token: str, name: str) -> str:
        """A head that nobody has: numbered from the second resource of a class and name."""
        plain = head = Tokens.head(token, name, ())
        while head in self._taken:
            self._next[plain] += 1
            head = f"{plain}#{self._next[plain]}"
        self._taken.add(head)
        return head


@dataclass(slots=True)
class Session:
    """One render. `problems` are broken rules, told together when the program has ended."""

    project: str
    stack: str
    organization: str
    config: Mapping[str, str]
    secret_keys: Collection[str]
    model: Model
    heads: Heads
    root: Path | None
    strict: bool
    stack_references: Mapping[str, Mapping[str, Value]]
    data_sources: Mapping[str, Answer]
    construct: Construct | None
    resources: dict[str, Resource] = field(default_factory=dict)
    exports: dict[str, Value] = field(default_factory=dict)
    tokens: dict[str, tuple[str, ...]] = field(default_factory=dict)
    calls: list[DataSource] = field(default_factory=list)
    messages: list[tuple[str, str, str]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    order: dict[str, int] = field(default_factory=dict)

    def origin(self) -> Origin | None:
        """What is known of the construction or call that the current request belongs to."""
        return ORIGIN.get()

    def where(self) -> str:
        """`file:line` of the current request, "" where it is not known."""
        origin = ORIGIN.get()
        return source.shown(origin.place, self.root) if origin else ""

    def add(self, made: Resource) -> None:
        """Note a resource, where the program makes it, and as which."""
        origin = ORIGIN.get()
        if origin is not None:
            made.source = source.shown(origin.place, self.root)
            self.order[made.urn] = origin.order
        self.resources[made.urn] = made

    def settings(self, package: str) -> dict[str, Value]:
        """What the configuration says of a package's provider, secrets as secrets."""
        found = {key: text for key, text in self.config.items() if key.partition(":")[0] == package}
        marked = self.secret_keys
        return {key.partition(":")[2]: Secret(text) if key in marked else text for key, text in sorted(found.items())}

    def head(self, made: Resource) -> str:
        """The head of a resource's symbolic values, "" where the model has none."""
        origin = ORIGIN.get()
        if origin is None or not origin.head:
            return ""
        self.tokens[origin.head] = (made.urn,)
        return origin.head

    def graph(self) -> Graph:
        """The finished graph in the order of the program's constructors, secrets hidden in its messages."""
        return Graph(
            self.project,
            self.stack,
            sorted(self.resources.values(), key=lambda made: self.order.get(made.urn, 0)),
            exports=self.exports,
            tokens=self.tokens,
            data_sources=self.calls,
            messages=self._discreet(),
        )

    def _discreet(self) -> list[tuple[str, str, str]]:
        if not self.messages:
            return []
        hidden = sorted(self._secrets(), key=len, reverse=True)
        return [(severity, urn, _blotted(text, hidden)) for severity, urn, text in self.messages]

    def _secrets(self) -> set[str]:
        found = {self.config[key] for key in self.secret_keys if key in self.config}
        for resource in self.resources.values():
            found.update(_hidden((resource.inputs, resource.outputs), False))
        found.update(_hidden(self.exports, False))
        return {text for text in found if len(text) > 2 and "${" not in text}


def _hidden(item: Value, inside: bool) -> set[str]:
    """The texts inside secrets."""
    if isinstance(item, Secret):
        return _hidden(item.value, True)
    if isinstance(item, str):
        return {item} if inside else set()
    nested = item.values() if isinstance(item, Mapping) else item if isinstance(item, (list, tuple)) else ()
    return set().union(*(_hidden(inner, inside) for inner in nested))


def _blotted(text: str, hidden: Collection[str]) -> str:
    for secret in hidden:
        text = text.replace(secret, "[secret]")
    return text
