"""Where an AWS resource is: its own region, else its provider's; and which types have none, by name and reason."""

from __future__ import annotations

import json
from collections.abc import Iterator

from govcloud.clouds.aws.regions import GLOBAL, place_of
from govcloud.facts import UNKNOWN, Fact, Place, Placed, Unknown
from govcloud.graph import Graph, Recogniser, Resource


def region(resource: Resource, graph: Graph) -> str | Unknown:
    """The region's name, `UNKNOWN` where neither the resource nor its provider says one.

    Since version 7 of the provider every regional resource takes one; without it the provider's counts.
    """
    own = resource.at("region")
    if isinstance(own, str) and own:
        return own
    if own is UNKNOWN:
        return UNKNOWN
    return _of_arn(resource) or home(resource, graph)


def home(resource: Resource, graph: Graph) -> str | Unknown:
    """The region of the resource's provider."""
    provider = graph.provider_of(resource)
    found = provider.at("region") if provider is not None else None
    return found if isinstance(found, str) and found else UNKNOWN


def account(resource: Resource, graph: Graph) -> str | Unknown:
    """The number of the account that the resource is made in: the only one its provider admits, or its own ARN's."""
    provider = graph.provider_of(resource)
    admitted = provider.at("allowedAccountIds") if provider is not None else None
    if isinstance(admitted, str):
        admitted = _parsed(admitted)
    if isinstance(admitted, (list, tuple)) and len(admitted) == 1 and isinstance(admitted[0], str):
        return admitted[0]
    arn = resource.output("arn")
    parts = arn.split(":") if isinstance(arn, str) and arn.startswith("arn:") else []
    return parts[4] if len(parts) > 5 and parts[4].isdigit() else UNKNOWN


def here(resource: Resource, graph: Graph) -> Iterator[Fact]:
    """The place of a regional resource. One in Japan's other region is a copy, or serves one; abroad is no place for
    copies."""
    own = region(resource, graph)
    away = home(resource, graph) not in (own, UNKNOWN) and place_of(own) in (Place.TOKYO, Place.OSAKA)
    yield placed(resource, "replica" if away else "primary", own)


def by_itself(resource: Resource, graph: Graph) -> Iterator[Fact]:
    """The place of what stands for itself in any region, such as a key."""
    yield placed(resource, "primary", region(resource, graph))


def without_region(name: str) -> Recogniser:
    """The place of a type without a region: global, under a named entry of the ledger."""
    reason = GLOBAL[name]

    def of(resource: Resource, _graph: Graph) -> Iterator[Fact]:
        exception = f"{name}: {reason}"
        yield Placed(subject=resource.urn, what="primary", where=Place.GLOBAL, exception=exception, raw="global")

    return of


def placed(resource: Resource, what: str, raw: object) -> Placed:
    """Where a region's name is."""
    known = raw if isinstance(raw, str) else UNKNOWN
    return Placed(subject=resource.urn, what=what, where=place_of(known), raw=raw if isinstance(raw, str) else "")


def _of_arn(resource: Resource) -> str:
    """A running resource's ARN names its region."""
    arn = resource.output("arn")
    if not resource.outputs_are_real or not isinstance(arn, str):
        return ""
    parts = arn.split(":")
    return parts[3] if len(parts) > 5 else ""


def _parsed(text: str) -> object:
    try:
        return json.loads(text)
    except ValueError:
        return None
