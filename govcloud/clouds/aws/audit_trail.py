"""An audit trail on AWS: one CloudTrail for all regions into the locked bucket, and into a log group for alarms."""

from __future__ import annotations

from typing import Any

import pulumi
from pulumi_aws import cloudtrail, iam

from govcloud.blocks import AuditTrail
from govcloud.clouds.aws import _logs, naming
from govcloud.clouds.aws._documents import allow, document, trust
from govcloud.clouds.aws._keys import key
from govcloud.clouds.aws.account import Account
from govcloud.clouds.aws.outputs import AwsArchive, AwsTrail
from govcloud.clouds.aws.regions import TOKYO
from govcloud.clouds.scope import Scope


def render(scope: Scope[AuditTrail, Account]) -> AwsTrail:
    """Nothing where the platform records; its log group, if the account names one, is handed on to the alarms."""
    if scope.block.platform_provides:
        return AwsTrail(id="", log_group=scope.account.trail_log_group or "")
    layout, block = scope.layout, scope.planned.name
    archive, customer = scope.of(scope.block.into, AwsArchive), key(scope, scope.block.key)
    name = naming.log_group(layout, block)
    group = _logs.group(scope, "logs", name, key=customer, archive=scope.block.into)
    trail = scope.make(
        cloudtrail.Trail,
        "trail",
        name=naming.plain(layout, block),
        region=TOKYO,
        s3_bucket_name=archive.name,
        s3_key_prefix="cloudtrail",
        kms_key_id=customer,
        is_multi_region_trail=True,
        include_global_service_events=True,
        enable_log_file_validation=True,
        enable_logging=True,
        cloud_watch_logs_group_arn=pulumi.Output.concat(group.arn, ":*"),
        cloud_watch_logs_role_arn=_writer(scope, name),
        advanced_event_selectors=_recorded(archive),
        opts={"protect": True},
    )
    return AwsTrail(id=trail.arn, log_group=group.name)


def _recorded(archive: AwsArchive) -> list[dict[str, Any]]:
    """All management events, and every access to objects but those of the log buckets: recording them would cause
    records without end. The locked bucket's own access is in the delivery bucket."""
    buckets = [pulumi.Output.concat("arn:aws:s3:::", name, "/") for name in (archive.name, archive.delivery)]
    return [
        {"name": "management", "field_selectors": [{"field": "eventCategory", "equals": ["Management"]}]},
        {
            "name": "objects",
            "field_selectors": [
                {"field": "eventCategory", "equals": ["Data"]},
                {"field": "resources.type", "equals": ["AWS::S3::Object"]},
                {"field": "resources.ARN", "not_starts_withs": buckets},
            ],
        },
    ]


def _writer(scope: Scope[AuditTrail, Account], group: str) -> pulumi.Output[str]:
    """The role CloudTrail writes to the log group with; its ARN is known once the grant stands."""
    layout, block = scope.layout, scope.planned.name
    source = {"StringEquals": {"aws:SourceArn": naming.trail_arn(layout, block)}}
    role = scope.make(
        iam.Role,
        "writer",
        name=naming.role(layout, block, "writer"),
        assume_role_policy=trust("cloudtrail", source),
    )
    streams = f"{naming.log_group_arn(layout, group)}:log-stream:{naming.account(layout)}_CloudTrail_*"
    grant = scope.make(
        iam.RolePolicy,
        "writer-grants",
        name="write",
        role=role.name,
        policy=document([allow("Write", ["logs:CreateLogStream", "logs:PutLogEvents"], streams)]),
    )
    return pulumi.Output.all(role.arn, grant.id).apply(lambda known: str(known[0]))
