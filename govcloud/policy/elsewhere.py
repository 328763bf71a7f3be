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
    """The resources that take something from another stack, and the texts that they take."""

    urns: frozenset[str] = frozenset()
    texts: frozenset[str] = frozenset()

    @classmethod
    def of(cls, graph: Graph) -> Elsewhere:
        """What a stack takes from others."""
        taken = {resource.urn: list(_taken(resource)) for resource in graph}
        return cls(
            frozenset(urn for urn, keys in taken.items() if keys),
            frozenset(
                text for urn, keys in taken.items() for key in keys for text in strings(graph[urn].inputs.get(key))
            ),
        )

    def unseen(self, fact: Fact) -> Fact:
        """The fact without what it could not see: a key of another stack is not in this graph, yet may well be the
        system's own."""
        if isinstance(fact, AtRest) and fact.known_key is False and fact.key in self.texts:
            return dataclasses.replace(fact, known_key=UNKNOWN)
        return fact

    def concerns(self, fact: Fact | None) -> bool:
        """Whether what is not known of a fact may be known in another stack."""
        if fact is None:
            return False
        return fact.subject in self.urns or any(getattr(fact, name) in self.texts for name in _texts(fact))


def _taken(resource: Resource) -> Iterator[str]:
    for key, urns in resource.property_dependencies.items():
        if any(urn.split("::")[2].rpartition("$")[2] == _STACK_REFERENCE for urn in urns if urn.count("::") > 2):
            yield key


def _texts(fact: Fact) -> Iterator[str]:
    return (name for name in fact.DETAIL if isinstance(getattr(fact, name), str))
