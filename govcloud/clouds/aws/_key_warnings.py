"""Alarms before imported key material ends: KMS counts the seconds, CloudWatch tells people 60 and 30 days ahead.

Material that was imported without an end has no such figure, and its alarms stay silent.
"""

from __future__ import annotations

from typing import Any, Final

import pulumi
from pulumi_aws import cloudwatch, sns

from govcloud.blocks import EncryptionKey
from govcloud.blocks.encryption_key import WARNINGS
from govcloud.clouds.aws import naming
from govcloud.clouds.aws._documents import allow, service
from govcloud.clouds.aws._reminder import tls_only
from govcloud.clouds.aws.account import Account
from govcloud.clouds.aws.material_end import METRIC, NAMESPACE, seconds
from govcloud.clouds.aws.regions import REGION
from govcloud.clouds.scope import Scope

HOUR: Final = 3600


def warn(scope: Scope[EncryptionKey, Account], key_id: pulumi.Output[str], arn: pulumi.Output[str]) -> None:
    """An alarm for each warning, and the topic that mails it. All are in the key's region: metrics and topics do not
    cross regions, and a topic takes no other region's key. The topic is encrypted with the very key it is about, which
    still works when its end is told ahead."""
    topic = _topic(scope, arn)
    for days in WARNINGS:
        scope.make(
            cloudwatch.MetricAlarm,
            f"ends-in-{days}",
            name=naming.plain(scope.layout, scope.planned.name, f"ends-in-{days}", 255),
            alarm_description=f"{scope.planned.name}: its material ends within {days} days; hold the key ceremony",
            region=REGION[scope.block.place],
            namespace=NAMESPACE,
            metric_name=METRIC,
            dimensions={"KeyId": key_id},
            statistic="Minimum",
            period=HOUR,
            evaluation_periods=1,
            comparison_operator="LessThanOrEqualToThreshold",
            threshold=float(seconds(days)),
            treat_missing_data="notBreaching",
            actions_enabled=True,
            alarm_actions=[topic.arn],
        )


def _topic(scope: Scope[EncryptionKey, Account], key: pulumi.Output[str]) -> sns.Topic:
    layout, region = scope.layout, REGION[scope.block.place]
    topic = scope.make(
        sns.Topic,
        "warnings",
        name=naming.plain(layout, scope.planned.name, "warnings"),
        region=region,
        kms_master_key_id=key,
    )
    scope.make(sns.TopicPolicy, "warnings-policy", arn=topic.arn, region=region, policy=_policy(scope, topic))
    scope.make(
        sns.TopicSubscription,
        "warnings-mail",
        region=region,
        topic=topic.arn,
        protocol="email",
        endpoint=layout.system.contacts.security,
    )
    return topic


def _policy(scope: Scope[EncryptionKey, Account], topic: sns.Topic) -> Any:
    layout = scope.layout
    source = {
        "ArnLike": {"aws:SourceArn": naming.arn(layout, "cloudwatch", "alarm:*", region=REGION[scope.block.place])},
        "StringEquals": {"aws:SourceAccount": naming.account(layout)},
    }
    return tls_only(
        topic.arn, allow("Alarms", ["sns:Publish"], topic.arn, principal=service("cloudwatch"), condition=source)
    )
