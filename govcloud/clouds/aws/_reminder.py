"""A renewal that comes due by itself: a schedule that tells people, where AWS cannot renew without custom code."""

from __future__ import annotations

from typing import Any

import pulumi
from pulumi_aws import iam, scheduler, sns

from govcloud.clouds.aws import naming
from govcloud.clouds.aws._documents import allow, deny, document, trust
from govcloud.clouds.aws.regions import TOKYO
from govcloud.clouds.documents import json_text
from govcloud.clouds.scope import Scope


def remind(
    scope: Scope[Any, Any], subject: Any, message: dict[str, Any], *, days: int, start: str | None, key: Any
) -> None:
    """Mail the system's operators every `days` days that `subject` (an ARN) is due, first on `start` (RFC 3339, UTC).

    AWS refuses a start in the past only when the schedule is made or changed.
    """
    topic = _topic(scope, key)
    role = _role(scope, topic, key)
    scope.make(
        scheduler.Schedule,
        "reminder",
        name=naming.plain(scope.layout, scope.planned.name, "reminder", naming.ROLE),
        region=TOKYO,
        schedule_expression=f"rate({days} {'day' if days == 1 else 'days'})",
        schedule_expression_timezone="Asia/Tokyo",
        start_date=start,
        flexible_time_window={"mode": "OFF"},
        kms_key_arn=key if start else None,
        target={
            "arn": topic.arn,
            "role_arn": role.arn,
            "input": json_text({"due": subject, **message}),
            "retry_policy": {"maximum_event_age_in_seconds": 86400, "maximum_retry_attempts": 185},
        },
    )


def _topic(scope: Scope[Any, Any], key: Any) -> sns.Topic:
    topic = scope.make(
        sns.Topic,
        "reminders",
        name=naming.plain(scope.layout, scope.planned.name, "reminders"),
        region=TOKYO,
        kms_master_key_id=key,
    )
    scope.make(sns.TopicPolicy, "reminders-policy", arn=topic.arn, region=TOKYO, policy=tls_only(topic.arn))
    scope.make(
        sns.TopicSubscription,
        "reminders-mail",
        region=TOKYO,
        topic=topic.arn,
        protocol="email",
        endpoint=scope.layout.system.contacts.operations,
    )
    return topic


def tls_only(topic: Any, *statements: dict[str, Any]) -> pulumi.Input[str]:
    """A topic's policy: nobody publishes without TLS, and besides the account's own only whom `statements` name."""
    plain = {"Bool": {"aws:SecureTransport": "false"}}
    return document([deny("TlsOnly", ["sns:Publish"], topic, principal={"AWS": "*"}, condition=plain), *statements])


def _role(scope: Scope[Any, Any], topic: sns.Topic, key: Any) -> iam.Role:
    layout, block = scope.layout, scope.planned.name
    source = {
        "ArnLike": {"aws:SourceArn": naming.arn(layout, "scheduler", "schedule-group/default")},
        "StringEquals": {"aws:SourceAccount": naming.account(layout)},
    }
    role = scope.make(
        iam.Role,
        "reminder-role",
        name=naming.role(layout, block, "reminder"),
        assume_role_policy=trust("scheduler", source),
    )
    grants = [allow("Publish", ["sns:Publish"], topic.arn)]
    if key is not None:
        via = {"StringEquals": {"kms:ViaService": [f"{name}.{TOKYO}.amazonaws.com" for name in ("scheduler", "sns")]}}
        grants.append(allow("Encrypt", ["kms:Decrypt", "kms:GenerateDataKey"], key, condition=via))
    scope.make(iam.RolePolicy, "reminder-grants", name="publish", role=role.name, policy=document(grants))
    return role
