"""What of a plan is on a customer key, and where it is: the sums of a key register and of a residency ledger."""

from __future__ import annotations

import dataclasses
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from govcloud.clouds import load
from govcloud.clouds.support import load as load_address
from govcloud.facts import IN_JAPAN, UNKNOWN, AtRest, Fact, KeyLevel, Placed
from govcloud.graph import Graph
from govcloud.systems import Cloud


@dataclasses.dataclass(frozen=True, slots=True)
class KeyCoverage:
    """The resources of a plan whose type can take a customer key, by URN. `excepted` says by which entry of the key
    register each does without one. What nobody can see is `uncovered`."""

    covered: tuple[str, ...]
    uncovered: tuple[str, ...]
    excepted: Mapping[str, str]

    @property
    def total(self) -> int:
        """All of them, the excepted included."""
        return len(self.covered) + len(self.uncovered) + len(self.excepted)


@dataclasses.dataclass(frozen=True, slots=True)
class Residency:
    """How many resources are where ("tokyo", "osaka", "japan", "global", "abroad", "unknown"); a resource with copies
    counts once in each place. `excepted` counts resources without a region by the ledger's exception; `outside` are
    the URNs that are neither in Japan nor excepted."""

    places: Mapping[str, int]
    excepted: Mapping[str, int]
    outside: tuple[str, ...]


def key_coverage(graph: Graph, facts: Iterable[Fact], cloud: Cloud) -> KeyCoverage:
    """Compare the cloud's list of types that can take a customer key with what encrypts them in this plan.

    The list is compiled from the provider's documentation and not from our own recognisers, so a type that none of
    them calls data-bearing still counts.
    """
    types: frozenset[str] = load_address(load(cloud).DATA_BEARING)
    stored: defaultdict[str, list[AtRest]] = defaultdict(list)
    for fact in facts:
        if isinstance(fact, AtRest):
            stored[fact.subject].append(fact)
    covered: list[str] = []
    uncovered: list[str] = []
    excepted: dict[str, str] = {}
    for resource in graph:
        if resource.type not in types:
            continue
        said = stored[resource.urn]
        if said and all(_on_customer_key(fact) for fact in said):
            covered.append(resource.urn)
        elif said and all(_on_customer_key(fact) or _excepted(fact) for fact in said):
            excepted[resource.urn] = next(filter(None, map(_excepted, said)))
        else:
            uncovered.append(resource.urn)
    return KeyCoverage(tuple(covered), tuple(uncovered), excepted)


def residency(facts: Iterable[Fact]) -> Residency:
    """Count resources by place."""
    places: Counter[str] = Counter()
    excepted: Counter[str] = Counter()
    outside: list[str] = []
    seen = {(fact.subject, str(fact.where)): fact for fact in facts if isinstance(fact, Placed)}
    for (subject, _), fact in sorted(seen.items()):
        known = fact.where is not UNKNOWN and fact.where is not None
        places[str(fact.where) if known else "unknown"] += 1
        if fact.exception:
            excepted[fact.exception] += 1
        elif fact.where not in IN_JAPAN:
            outside.append(subject)
    return Residency(dict(sorted(places.items())), dict(sorted(excepted.items())), tuple(dict.fromkeys(outside)))


def _excepted(fact: AtRest) -> str:
    return fact.exception if isinstance(fact.exception, str) else ""


def _on_customer_key(fact: AtRest) -> bool:
    return isinstance(fact.level, KeyLevel) and fact.level >= KeyLevel.K1 and fact.known_key is True
