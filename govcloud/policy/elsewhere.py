"""What a stack takes from another stack: it is judged there, and here nobody can see more of it than its name.

The engine reports no stack references, but the dependencies of what they feed.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Final

from govcloud.facts import UNKNOWN, AtRest, Fact
from govcloud.graph import Graph, Resource, strings

_STACK_REFERENCE: Final = "pulumi:pulumi:StackReference"


@dataclasses.dataclass(frozen=True, slots=True)
class Elsewhere:
    """The texts that a stack takes from others: names, addresses, ids."""

    texts: frozenset[str] = frozenset()

    @classmethod
    def of(cls, graph: Graph) -> Elsewhere:
        """What a stack takes from others."""
        taken = (resource.inputs.get(key) for resource in graph for key in _taken(resource))
        return cls(frozenset(text for value in taken for text in strings(value)))

    def unseen(self, fact: Fact) -> Fact:
        """The fact without what it could not see: a key of another stack is not in this graph, yet may well be the
        system's own."""
        if isinstance(fact, AtRest) and fact.known_key is False and fact.key in self.texts:
            return dataclasses.replace(fact, known_key=UNKNOWN)
        return fact

    def concerns(self, fact: Fact | None) -> bool:
        """Whether a fact names something of another stack, which is what it cannot see. That its subject takes some
        other value from there does not count: what is unknown then has another cause."""
        if fact is None:
            return False
        named = (getattr(fact, name) for name in fact.DETAIL)
        return any(isinstance(text, str) and text in self.texts for text in named)


def _taken(resource: Resource) -> Iterator[str]:
    for key, urns in resource.property_dependencies.items():
        if any(urn.split("::")[2].rpartition("$")[2] == _STACK_REFERENCE for urn in urns if urn.count("::") > 2):
            yield key
