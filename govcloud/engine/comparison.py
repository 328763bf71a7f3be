"""The two ways to run one program side by side: what only one of them registers hides in an `apply`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from govcloud.engine.models import Preview, Symbolic
from govcloud.engine.rendering import render
from govcloud.graph import Graph


def compare(program: Callable[[], object], **known: Any) -> list[str]:
    """What a first preview would not show of a program, one sentence a difference; empty is good.

    Renders twice, with every value answered and with values unknown. A resource made inside `apply` is in one graph
    only: nobody can judge it before it exists. Takes what `render` takes, except the model.
    """
    full = render(program, **known, model=Symbolic())
    preview = render(program, **known, model=Preview())
    return [*_missing(full, preview), *_differing(full, preview)]


def _missing(full: Graph, preview: Graph) -> Iterator[str]:
    for urn in sorted(full.resources.keys() - preview.resources.keys()):
        yield (
            f"{_shown(full, urn)} is made inside an apply: a preview does not show it and a rehearsal cannot judge it; "
            "make it outside, and pass outputs to it as inputs"
        )
    for urn in sorted(preview.resources.keys() - full.resources.keys()):
        yield f"{_shown(preview, urn)} is made only while values are unknown; make it in every run or in none"
    for key in sorted(full.exports.keys() ^ preview.exports.keys()):
        yield f"the export '{key}' exists only {'with' if key in full.exports else 'without'} known values"


def _differing(full: Graph, preview: Graph) -> Iterator[str]:
    for urn in sorted(full.resources.keys() & preview.resources.keys()):
        one, other = full[urn], preview[urn]
        lost = sorted(set(one.inputs) ^ set(other.inputs))
        if lost:
            yield f"{_shown(full, urn)} has the inputs {', '.join(lost)} in one of the two runs only"


def _shown(graph: Graph, urn: str) -> str:
    resource = graph[urn]
    return f"{resource.type} '{resource.name}'" + (f" ({resource.source})" if resource.source else "")
