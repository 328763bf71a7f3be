"""Facts of SNS and SQS: what encrypts messages, who may send them, and whether anybody hears."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from govcloud.clouds.aws.recognise import policies
from govcloud.clouds.aws.recognise.keys import encrypted
from govcloud.clouds.aws.recognise.register import only, recognise
from govcloud.facts import UNKNOWN, Fact, InTransit, KeyLevel, Tls, Unknown
from govcloud.graph import Graph, Resource

TOPIC: Final = "aws:sns/topic:Topic"
_SUBSCRIPTION: Final = "aws:sns/topicSubscription:TopicSubscription"
_TOPIC_POLICY: Final = "aws:sns/topicPolicy:TopicPolicy"
_QUEUE_POLICY: Final = "aws:sqs/queuePolicy:QueuePolicy"


def heard(topic: Resource, graph: Graph) -> bool | Unknown:
    """Whether somebody has subscribed."""
    return bool(graph.companions(topic, _SUBSCRIPTION, "topic"))


# Without a key SNS still encrypts its disks, with a key of its own.
@recognise(TOPIC, key="kmsMasterKeyId", data="messages")
def topic(resource: Resource, graph: Graph) -> Iterator[Fact]:
    """Who may publish, and whether only over TLS."""
    beside = graph.companions(resource, _TOPIC_POLICY, "arn")
    document = graph.document(beside[0] if beside else resource, "policy")
    yield _transit(resource, document)
    if not beside:
        yield from policies.grants(resource, graph, "policy", "resource")


@recognise(_TOPIC_POLICY)
def topic_policy(resource: Resource, graph: Graph) -> Iterator[Fact]:
    """Who may publish."""
    yield from policies.grants(resource, graph, "policy", "resource")


def _queue_keys(resource: Resource, graph: Graph) -> Iterator[Fact]:
    """SQS encrypts with its own key unless told not to (since 2022)."""
    own = KeyLevel.NONE if resource.at("sqsManagedSseEnabled") is False else KeyLevel.K0
    yield encrypted(resource, graph, "kmsMasterKeyId", "messages", own)


@recognise("aws:sqs/queue:Queue", key=_queue_keys, data="messages")
def queue(resource: Resource, graph: Graph) -> Iterator[Fact]:
    """Who may send and receive, and whether only over TLS."""
    beside = graph.companions(resource, _QUEUE_POLICY, "queueUrl")
    document = graph.document(beside[0] if beside else resource, "policy")
    yield _transit(resource, document)
    if not beside:
        yield from policies.grants(resource, graph, "policy", "resource")


@recognise(_QUEUE_POLICY)
def queue_policy(resource: Resource, graph: Graph) -> Iterator[Fact]:
    """Who may send and receive."""
    yield from policies.grants(resource, graph, "policy", "resource")


def _transit(resource: Resource, document: object) -> InTransit:
    """AWS's endpoints take TLS 1.2 and newer (since 2024), and plain HTTP where no policy refuses it."""
    refused = policies.denies_plain(document)
    plain = UNKNOWN if refused is UNKNOWN else "refused" if refused else "accepted"
    return InTransit(subject=resource.urn, what="messages", floor=Tls.TLS1_2, plain=plain, client_certificate=False)


only(_SUBSCRIPTION)
