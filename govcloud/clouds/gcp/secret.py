"""A secret on Google Cloud: a place in Secret Manager, and a reminder when its value must be renewed."""

from __future__ import annotations

from datetime import date
from typing import Any

from pulumi_gcp import pubsub, secretmanager

from govcloud.blocks import Secret
from govcloud.clouds.gcp import agents, naming, regions
from govcloud.clouds.gcp.account import Account
from govcloud.clouds.gcp.outputs import GcpSecret
from govcloud.clouds.outputs import KeyOutputs
from govcloud.clouds.scope import Scope
from govcloud.facts import KeyLevel, Place

DAY = 86_400


def render(scope: Scope[Secret, Account]) -> GcpSecret:
    """The secret without a value; a topic that hears of each renewal that falls due, and an inbox that keeps the
    message for a month. Whoever holds the value writes it, with `gcloud secrets versions add`.

    A regional secret would do, but Cloud Run reads only this kind, whose one replica is in Tokyo.
    """
    topic = _topic(scope)
    _inbox(scope, topic)
    may_tell = scope.make(
        pubsub.TopicIAMMember,
        "renewals-publisher",
        project=scope.account.project,
        topic=topic.name,
        role="roles/pubsub.publisher",
        member=agents.member(scope.account, "secretmanager"),
    )
    made = scope.make(
        secretmanager.Secret,
        "secret",
        secret_id=naming.generated(scope.layout, scope.planned.name),
        project=scope.account.project,
        replication={"user_managed": {"replicas": [_replica(scope)]}},
        rotation={
            "rotation_period": f"{scope.block.rotate_days * DAY}s",
            "next_rotation_time": _morning(scope.block.first_rotation),
        },
        topics=[{"name": topic.id}],
        version_destroy_ttl=f"{30 * DAY}s",
        deletion_protection=True,
        labels=scope.labels,
        # The time moves on with every renewal.
        opts={"protect": True, "depends_on": [may_tell], "ignore_changes": ["rotation.nextRotationTime"]},
    )
    return GcpSecret(id=made.id, secret=made.secret_id)


def _morning(day: date) -> str:
    """Nine o'clock in Japan."""
    return f"{day.isoformat()}T00:00:00Z"


def _keyed(scope: Scope[Secret, Account]) -> bool:
    return scope.planned.key_level(scope.block.key) > KeyLevel.K0


def _replica(scope: Scope[Secret, Account]) -> dict[str, Any]:
    place = {"location": regions.region(Place.TOKYO)}
    if not _keyed(scope):
        return place
    return {**place, "customer_managed_encryption": {"kms_key_name": scope.of(scope.block.key, KeyOutputs).id}}


def _topic(scope: Scope[Secret, Account]) -> Any:
    return scope.make(
        pubsub.Topic,
        "renewals",
        name=naming.topic(scope.layout, scope.planned.name),
        project=scope.account.project,
        # Not enforced in transit, too: Secret Manager publishes from wherever it happens to run, and would be refused.
        message_storage_policy={"allowed_persistence_regions": [regions.region(Place.TOKYO)]},
        labels=scope.labels,
        **({"kms_key_name": scope.of(scope.block.key, KeyOutputs).id} if _keyed(scope) else {}),
    )


def _inbox(scope: Scope[Secret, Account], topic: Any) -> Any:
    return scope.make(
        pubsub.Subscription,
        "renewals-inbox",
        name=naming.topic(scope.layout, scope.planned.name),
        project=scope.account.project,
        topic=topic.id,
        message_retention_duration=f"{31 * DAY}s",
        # Secret Manager tells the topic of every change, its creation first: only a renewal may wait here and alarm.
        filter='attributes.eventType = "SECRET_ROTATE"',
        ack_deadline_seconds=60,
        # An empty time to live: never ends, however long nobody reads.
        expiration_policy={"ttl": ""},
        labels=scope.labels,
    )
