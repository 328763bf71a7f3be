"""The ids of resources, told by what refers to them: the analyzer protocol leaves them out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from govcloud.graph import Resource, revealed, strings
from govcloud.graph.references import IDENTIFIERS, is_global


def told(resources: Mapping[str, Resource]) -> dict[str, str]:
    """Ids by URN, of resources whose own properties do not say theirs.

    An id is a global name, in a property that depends on the resource alone, that ends in a name of the resource:
    `projects/p/locations/l/keyRings/r` of a key ring called `r`. Where two differ, nobody's id is told.
    """
    found: dict[str, set[str]] = {}
    for urn, text in _candidates(resources.values()):
        target = resources.get(urn)
        if target is not None and target.id == "" and _ends_in_a_name(text, target):
            found.setdefault(urn, set()).add(text)
    return {urn: texts.pop() for urn, texts in found.items() if len(texts) == 1}


def _candidates(resources: Iterable[Resource]) -> Iterator[tuple[str, str]]:
    for resource in resources:
        for key, urns in resource.property_dependencies.items():
            if len(urns) == 1:
                yield from ((urns[0], text) for text in strings(resource.inputs.get(key)) if is_global(text))


def _ends_in_a_name(text: str, target: Resource) -> bool:
    last = text.rpartition("/")[2].casefold()
    names = (revealed(values.get(key)) for key in IDENTIFIERS for values in (target.inputs, target.outputs))
    return any(isinstance(name, str) and name.casefold() == last for name in names)
