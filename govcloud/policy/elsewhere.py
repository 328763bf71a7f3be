"""What a stack takes from another stack: it is judged there, and here nobody can see more of it than its name.

The engine reports no stack references, but the dependencies of what they feed.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterator
from typing import Any, Final

from govcloud.controls import Finding
from govcloud.facts import UNKNOWN, AtRest, Fact, Logged, Runs
from govcloud.graph import Graph, Resource, strings

_STACK_REFERENCE: Final = "pulumi:pulumi:StackReference"
_MORE: Final = ("days", "enabled", "everywhere", "tamper_proof")
"""What of a log another stack can add to: it collects more, into more stores, never less."""


@dataclasses.dataclass(frozen=True, slots=True)
class Elsewhere:
    """The texts that a stack takes from others: names, addresses, ids. `unshown`: it takes some, and no other stack is
    shown beside it."""

    texts: frozenset[str] = frozenset()
    unshown: bool = False

    @classmethod
    def of(cls, graph: Graph, beside: Collection[Graph] = ()) -> Elsewhere:
        """What a stack takes from others, some of which may be shown beside it."""
        taken = [resource.inputs.get(key) for resource in graph for key in _taken(resource)]
        texts = frozenset(text for value in taken for text in strings(value))
        return cls(texts, unshown=bool(taken) and not beside)

    def unseen(self, fact: Fact) -> Fact:
        """The fact without what it could not see: a key or a registry of another stack is not in this graph, yet may
        well be the system's own."""
        if isinstance(fact, AtRest) and fact.known_key is False and fact.key in self.texts:
            return dataclasses.replace(fact, known_key=UNKNOWN)
        if self.unshown and isinstance(fact, Runs) and fact.trusted is False and self._registries(fact):
            return dataclasses.replace(fact, trusted=UNKNOWN)
        return fact

    def _registries(self, fact: Runs) -> bool:
        """Whether all its images are of registries that this stack takes from another."""
        return all(image.partition("/")[0] in self.texts for image in fact.image.split())

    def reconsidered(self, finding: Finding) -> Finding:
        """What nobody can say of a block while its foundation is not shown, as unknown: that a log of it is not taken
        or not kept. Some clouds collect a whole project's logs, in settings of the foundation's own stack."""
        fact = finding.fact
        if not (self.unshown and finding.status == "fail" and finding.block and isinstance(fact, Logged)):
            return finding
        less: dict[str, Any] = {key: UNKNOWN for key in _MORE if getattr(fact, key) is not True}
        return dataclasses.replace(finding, status="unknown", fact=dataclasses.replace(fact, **less))

    def may_answer(self, finding: Finding) -> bool:
        """Whether a stack that is not shown may be what is missing."""
        return self.unshown and (finding.status == "unknown" or isinstance(finding.fact, Logged))

    def concerns(self, fact: Fact | None) -> bool:
        """Whether a fact names something of another stack, which is what it cannot see. That its subject takes some
        other value from there does not count, nor where an image is from: what is unknown then has another cause."""
        if fact is None or isinstance(fact, Runs):
            return False
        named = (getattr(fact, name) for name in fact.DETAIL)
        return any(isinstance(text, str) and text in self.texts for text in named)


def _taken(resource: Resource) -> Iterator[str]:
    for key, urns in resource.property_dependencies.items():
        if any(urn.split("::")[2].rpartition("$")[2] == _STACK_REFERENCE for urn in urns if urn.count("::") > 2):
            yield key
