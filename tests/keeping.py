"""Invariant 5 as a question: which promises does a rendered system not keep?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from govcloud.clouds import observe, support
from govcloud.deploy.judging import blocks_of
from govcloud.facts import Fact
from govcloud.graph import Graph
from govcloud.systems import Cloud, Layout


def broken(layout: Layout, cloud: Cloud, graph: Graph) -> Iterator[str]:
    """A line for each promise (or declared degradation) that no observed fact below the block's component keeps."""
    observed = seen_by_block(graph)
    account = layout.environment.account(cloud)
    for planned in layout.blocks.values():
        row = support(cloud)[type(planned.block)]
        lost = {promise.fact for _, promise in row.losses(planned, account)}
        for promised in row.promised(planned, account):
            every = observed[planned.name].get((type(promised), promised.what), [])
            # Where all of them are excepted (a secret's place that takes no key at all), they are what there is.
            found = [fact for fact in every if counts(fact)] or every
            label = f"{cloud} {planned.name} ({planned.block.kind}) {said(promised)}"
            if not found:
                yield f"{label}: nothing observed"
            for fact in found:
                if fact.keeps(promised) is not True:
                    yield f"{label}: observed {said(fact)} on {fact.subject}"
        yield from _stronger_than_declared(planned.name, cloud, lost, observed[planned.name])


def _stronger_than_declared(
    name: str, cloud: Cloud, lost: set[Fact], observed: dict[tuple[type[Fact], str], list[Fact]]
) -> Iterator[str]:
    """A loss that is declared and does not happen is a false statement, too."""
    for promised in lost:
        found = observed.get((type(promised), promised.what), [])
        if found and all(fact.keeps(promised) is True for fact in found):
            yield f"{cloud} {name}: {said(promised)} is declared lost, and is kept"


def counts(fact: Fact) -> bool:
    """Whether a fact speaks of the promise: a part of a block that a ledger excepts by name (a role that has no region,
    a log bucket that takes no customer key) neither keeps nor breaks it."""
    return not getattr(fact, "exception", "")


def seen_by_block(graph: Graph) -> dict[str, dict[tuple[type[Fact], str], list[Fact]]]:
    """The observed facts below each block's component, by kind and aspect."""
    blocks = blocks_of(graph)
    found: dict[str, dict[tuple[type[Fact], str], list[Fact]]] = defaultdict(lambda: defaultdict(list))
    for fact in observe(graph):
        if fact.subject in blocks:
            found[blocks[fact.subject]][type(fact), fact.what].append(fact)
    return found


def said(fact: Fact) -> str:
    """A fact in short: its kind, aspect and what it says."""
    fields = {name: getattr(fact, name) for name in fact.compared() if getattr(fact, name) is not None}
    return f"{type(fact).__name__}/{fact.what} {fields}"
