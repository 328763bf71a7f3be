"""A log archive on AWS: a locked bucket for audit records, and a bucket for the logs that cannot go there.

Load balancers and S3 itself deliver access logs only to buckets on S3's own keys (SSE-S3), and S3 not to a bucket with
Object Lock. So there is a second bucket, a named exception of the key register.
"""

from __future__ import annotations

from typing import Any

from govcloud.blocks import LogArchive
from govcloud.clouds.aws import naming
from govcloud.clouds.aws._bucket import Made, bucket, expire, log_access
from govcloud.clouds.aws._documents import Statement, allow, service
from govcloud.clouds.aws._keys import key
from govcloud.clouds.aws.account import Account
from govcloud.clouds.aws.outputs import AwsArchive
from govcloud.clouds.scope import Scope

_AFTER_DAYS = 30
"""How long an expired record stays as a noncurrent version: time to notice a wrong retention."""


def render(scope: Scope[LogArchive, Account]) -> AwsArchive:
    """The locked bucket takes CloudTrail and flow logs, the other one access logs; both end by themselves."""
    locked, delivery = _locked(scope), _delivery(scope)
    log_access(scope, locked, delivery.name, scope.planned.name)
    return AwsArchive(id=locked.name, name=locked.name, arn=locked.arn, delivery=delivery.name)


def _locked(scope: Scope[LogArchive, Account]) -> Made:
    days, name = scope.block.retention_days, naming.bucket(scope.layout, scope.planned.name)
    return bucket(
        scope,
        name,
        key=key(scope, scope.block.key),
        statements=[*_trails(scope, name), *_flow_logs(scope, name)],
        rules=[expire(days + 1, _AFTER_DAYS)],
        lock_days=days,
    )


def _delivery(scope: Scope[LogArchive, Account]) -> Made:
    days, name = scope.block.retention_days, naming.bucket(scope.layout, scope.planned.name, "delivery")
    return bucket(
        scope,
        name,
        key=None,
        statements=[_balancers(scope, name), _servers(scope, name)],
        rules=[expire(days + 1, _AFTER_DAYS)],
        prefix="delivery-",
    )


def _trails(scope: Scope[LogArchive, Account], name: str) -> list[Statement]:
    layout = scope.layout
    trails = [
        naming.trail_arn(layout, consumer.planned.name)
        for consumer in scope.planned.consumers
        if consumer.planned.block.kind == "audit_trail"
    ]
    source = {"StringEquals": {"aws:SourceArn": trails or [naming.trail_arn(layout, "none")]}}
    owned = source | {"StringEquals": source["StringEquals"] | {"s3:x-amz-acl": "bucket-owner-full-control"}}
    objects = f"{naming.bucket_arn(name)}/cloudtrail/AWSLogs/{naming.account(layout)}/*"
    principal = service("cloudtrail")
    return [
        allow("TrailLooks", ["s3:GetBucketAcl"], naming.bucket_arn(name), principal=principal, condition=source),
        allow("TrailWrites", ["s3:PutObject"], objects, principal=principal, condition=owned),
    ]


def _flow_logs(scope: Scope[LogArchive, Account], name: str) -> list[Statement]:
    layout = scope.layout
    source: dict[str, Any] = {
        "ArnLike": {"aws:SourceArn": naming.arn(layout, "logs", "*", region="*")},
        "StringEquals": {"aws:SourceAccount": naming.account(layout)},
    }
    owned = source | {"StringEquals": source["StringEquals"] | {"s3:x-amz-acl": "bucket-owner-full-control"}}
    objects = f"{naming.bucket_arn(name)}/flow/AWSLogs/{naming.account(layout)}/*"
    principal = service("delivery.logs")
    look = ["s3:GetBucketAcl", "s3:ListBucket"]
    return [
        allow("FlowLogsLook", look, naming.bucket_arn(name), principal=principal, condition=source),
        allow("FlowLogsWrite", ["s3:PutObject"], objects, principal=principal, condition=owned),
    ]


def _balancers(scope: Scope[LogArchive, Account], name: str) -> Statement:
    source = naming.arn(scope.layout, "elasticloadbalancing", "loadbalancer/*")
    return allow(
        "BalancersWrite",
        ["s3:PutObject"],
        f"{naming.bucket_arn(name)}/lb/*",
        principal=service("logdelivery.elasticloadbalancing"),
        condition={"ArnLike": {"aws:SourceArn": source}},
    )


def _servers(scope: Scope[LogArchive, Account], name: str) -> Statement:
    return allow(
        "StoresWrite",
        ["s3:PutObject"],
        f"{naming.bucket_arn(name)}/s3/*",
        principal=service("logging.s3"),
        condition={"StringEquals": {"aws:SourceAccount": naming.account(scope.layout)}},
    )
