"""Pub/Sub: topics and subscriptions."""

from __future__ import annotations

from collections.abc import Iterator

from govcloud.clouds.gcp import regions
from govcloud.clouds.gcp.recognise.key_use import at_rest
from govcloud.clouds.gcp.recognise.register import REGISTER, only
from govcloud.facts import UNKNOWN, Fact, InTransit, Place, Placed, Tls, Unknown
from govcloud.graph import Entry, Graph, Resource

_TOPIC = "gcp:pubsub/topic:Topic"


def _where(resource: Resource) -> tuple[Place | Unknown, str]:
    """Where messages may lie: in the regions of the storage policy. Without one, wherever they were published, the
    organisation's policy allowing (message storage policies)."""
    allowed = resource.at("messageStoragePolicy.allowedPersistenceRegions")
    if allowed is None:
        return Place.GLOBAL, "no storage policy"
    if allowed is UNKNOWN:
        return UNKNOWN, ""
    found = {regions.place_of(one) for one in allowed}
    abroad = found - {Place.OSAKA, Place.TOKYO}
    if abroad:
        return (UNKNOWN if UNKNOWN in abroad else Place.ABROAD), ",".join(map(str, allowed))
    return (found.pop() if len(found) == 1 else Place.JAPAN), ",".join(map(str, allowed))


def _place(resource: Resource, _graph: Graph) -> Iterator[Placed]:
    where, raw = _where(resource)
    yield Placed(subject=resource.urn, what="primary", where=where, raw=raw)


def _keys(resource: Resource, graph: Graph) -> Iterator[Fact]:
    yield at_rest(resource, graph, "kmsKeyName", "messages", _where(resource)[0])


def _facts(resource: Resource, _graph: Graph) -> Iterator[Fact]:
    yield InTransit(subject=resource.urn, what="messages", floor=Tls.TLS1_2, plain="refused", client_certificate=False)


REGISTER.add(Entry(_TOPIC, _place, _keys, _facts, "messages"))


def _subscribed(resource: Resource, graph: Graph) -> Iterator[Placed]:
    topic = graph.ref(resource, "topic", _TOPIC)
    where, raw = _where(topic) if isinstance(topic, Resource) else (UNKNOWN, "")
    yield Placed(subject=resource.urn, what="primary", where=where, raw=raw)


# A subscription keeps its messages under the topic's key and storage policy, which are told there.
only("gcp:pubsub/subscription:Subscription", place=_subscribed)
only("gcp:cloudtasks/queue:Queue", place="location")
only("gcp:pubsub/schema:Schema", place="global:topic")
