"""Alarms on AWS: a topic that mails, and alarms that count what the trail of all regions writes to its log group.

Not EventBridge: events of IAM and of root's sign-in arrive there in us-east-1 only, and EventBridge cannot be named in
the policy of the topic's key by account.
"""

from __future__ import annotations

from typing import Any, Final

from pulumi_aws import cloudwatch, sns

from govcloud.blocks import Alerting, AuditTrail
from govcloud.blocks.alerting import STANDARD
from govcloud.clouds.aws import events, naming
from govcloud.clouds.aws._documents import allow, service
from govcloud.clouds.aws._keys import key
from govcloud.clouds.aws._reminder import tls_only
from govcloud.clouds.aws.account import Account
from govcloud.clouds.aws.outputs import AwsAlerting, AwsTrail
from govcloud.clouds.aws.regions import TOKYO
from govcloud.clouds.scope import Scope

_ERRORS: Final = {
    "service-errors": ("HTTPCode_Target_5XX_Count", 10),
    "service-errors-entry": ("HTTPCode_ELB_5XX_Count", 10),
}
"""By role: the load balancers' metric, and how many in five minutes are too many. All of the account's balancers count:
the account is the environment's own."""


def render(scope: Scope[Alerting, Account]) -> AwsAlerting:
    """Each address must confirm once, by the mail that AWS sends it."""
    topic = _topic(scope)
    for event in STANDARD:
        if event in events.NAMES or event == "root-use":
            _audit_alarm(scope, event, topic)
    for role, (metric, threshold) in _ERRORS.items():
        _error_alarm(scope, role, metric, threshold, topic)
    return AwsAlerting(id=topic.arn)


def _topic(scope: Scope[Alerting, Account]) -> sns.Topic:
    layout = scope.layout
    topic = scope.make(
        sns.Topic,
        "topic",
        name=naming.plain(layout, scope.planned.name),
        region=TOKYO,
        kms_master_key_id=key(scope, scope.block.key),
    )
    source = {
        "ArnLike": {"aws:SourceArn": naming.arn(layout, "cloudwatch", "alarm:*")},
        "StringEquals": {"aws:SourceAccount": naming.account(layout)},
    }
    publish = allow("Alarms", ["sns:Publish"], topic.arn, principal=service("cloudwatch"), condition=source)
    scope.make(sns.TopicPolicy, "topic-policy", arn=topic.arn, region=TOKYO, policy=tls_only(topic.arn, publish))
    for index, address in enumerate(scope.block.mail):
        scope.make(
            sns.TopicSubscription,
            f"mail-{index + 1}",
            region=TOKYO,
            topic=topic.arn,
            protocol="email",
            endpoint=address,
        )
    return topic


def trails(scope: Scope[Alerting, Account]) -> Any:
    """The log group of the system's trail, or of the platform's."""
    name = next(name for name, _ in scope.layout.of_kind(AuditTrail))
    return scope.of(name, AwsTrail).log_group


def _audit_alarm(scope: Scope[Alerting, Account], event: str, topic: sns.Topic) -> None:
    """One call is one too many to stay unseen."""
    group, space = trails(scope), naming.metrics(scope.layout)
    for index, pattern in enumerate(events.patterns(event)):
        role = f"{event}-filter" if index == 0 else f"{event}-filter-{index + 1}"
        scope.make(
            cloudwatch.LogMetricFilter,
            role,
            name=naming.plain(scope.layout, scope.planned.name, role, 255),
            region=TOKYO,
            log_group_name=group,
            pattern=pattern,
            metric_transformation={"name": event, "namespace": space, "value": "1"},
        )
    _alarm(
        scope,
        event,
        topic,
        namespace=space,
        metric_name=event,
        statistic="Sum",
        period=300,
        threshold=1.0,
    )


def _error_alarm(scope: Scope[Alerting, Account], role: str, metric: str, threshold: int, topic: sns.Topic) -> None:
    query = f'SELECT SUM({metric}) FROM SCHEMA("AWS/ApplicationELB", LoadBalancer)'
    queried = {"id": "errors", "expression": query, "label": metric, "period": 300, "return_data": True}
    _alarm(scope, role, topic, metric_queries=[queried], threshold=float(threshold))


def _alarm(scope: Scope[Alerting, Account], role: str, topic: sns.Topic, **measured: Any) -> None:
    scope.make(
        cloudwatch.MetricAlarm,
        role,
        name=naming.plain(scope.layout, scope.planned.name, role, 255),
        alarm_description=f"{naming.stem(scope.layout)}: {role}",
        region=TOKYO,
        comparison_operator="GreaterThanOrEqualToThreshold",
        evaluation_periods=1,
        treat_missing_data="notBreaching",
        actions_enabled=True,
        alarm_actions=[topic.arn],
        **measured,
    )
