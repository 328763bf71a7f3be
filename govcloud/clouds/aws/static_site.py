"""A static site on AWS: a private bucket that a web server of the agency's own mounts read-only.

A load balancer's requests to S3 are unsigned, and S3 answers those only for objects without a customer key. The bucket
stays on the agency's key, and S3 Files puts it under `/site` of the block's web server.
"""

from __future__ import annotations

from typing import Any

import pulumi
from pulumi_aws import ec2, s3, vpc

from govcloud.blocks import StaticSite
from govcloud.clouds.aws import _fargate, _roles, naming
from govcloud.clouds.aws._bucket import Made, bucket, keep_versions, log_access
from govcloud.clouds.aws._documents import Statement, allow
from govcloud.clouds.aws._keys import key
from govcloud.clouds.aws._tags import named
from govcloud.clouds.aws.account import Account
from govcloud.clouds.aws.outputs import AwsArchive, AwsNetwork, AwsSite
from govcloud.clouds.aws.regions import TOKYO
from govcloud.clouds.outputs import RegistryOutputs
from govcloud.clouds.scope import Scope

PORT = 8080
_NFS = 2049
_KEPT_DAYS = 90


def render(scope: Scope[StaticSite, Account]) -> AwsSite:
    """Pages are uploaded to the bucket; the server sees them some seconds later."""
    block, layout, name = scope.block, scope.layout, scope.planned.name
    network, customer = scope.of(block.network, AwsNetwork), key(scope, block.key)
    made = bucket(scope, naming.bucket(layout, name), key=customer, rules=[keep_versions(_KEPT_DAYS)])
    log_access(scope, made, scope.of(block.logs, AwsArchive).delivery, name)
    repository = f"{naming.repository(layout, str(block.server.registry))}/{block.server.name}"
    cluster, logs = _fargate.cluster(scope, key=customer)
    group = _fargate.group(scope, network)
    files = _files(scope, made, customer)
    ran = _ran(scope, files, _mounted(scope, network, files, group))
    task = _fargate.task(
        scope,
        ran,
        logs=logs,
        execution=_roles.execution(scope, repository=repository, group=naming.log_group(layout, name)),
        identity=_roles.identity(scope, _reads(scope, made, files, customer)),
    )
    _fargate.run(scope, ran, cluster, task, group)
    return AwsSite(id=made.arn, name=made.name, group=group.id)


def _ran(scope: Scope[StaticSite, Account], files: s3.FilesFileSystem, targets: list[Any]) -> _fargate.Ran:
    block = scope.block
    registry = scope.of(block.server.registry, RegistryOutputs)
    return _fargate.Ran(
        image=pulumi.Output.concat(registry.url, "/", block.server.name, "@", block.server.digest),
        port=PORT,
        size="small",
        health_path=f"/{block.index}",
        least=2,
        most=10,
        cpu_percent=60,
        settings=[("PORT", str(PORT)), ("SITE_INDEX", block.index), ("SITE_NOT_FOUND", block.not_found)],
        mounts=[{"sourceVolume": "site", "containerPath": "/site", "readOnly": True}],
        volumes=[
            {"name": "site", "s3files_volume_configuration": {"file_system_arn": files.arn, "root_directory": "/"}}
        ],
        after=targets,
    )


def _files(scope: Scope[StaticSite, Account], made: Made, customer: Any) -> s3.FilesFileSystem:
    """The bucket as a file system."""
    return scope.make(
        s3.FilesFileSystem,
        "files",
        region=TOKYO,
        bucket=made.arn,
        role_arn=_roles.made(
            scope,
            "sync",
            "elasticfilesystem",
            _synchronises(scope, made, customer),
            source=naming.arn(scope.layout, "s3files", "file-system/*"),
        ),
        kms_key_id=customer,
    )


def _synchronises(scope: Scope[StaticSite, Account], made: Made, customer: Any) -> list[Statement]:
    """What S3 Files does in our name: reads and writes the bucket, and has S3 tell it of changes."""
    own = {"StringEquals": {"aws:ResourceAccount": naming.account(scope.layout)}}
    objects = ["s3:AbortMultipartUpload", "s3:DeleteObject*", "s3:GetObject*", "s3:List*", "s3:PutObject*"]
    rules = [
        "events:DeleteRule",
        "events:DisableRule",
        "events:EnableRule",
        "events:PutRule",
        "events:PutTargets",
        "events:RemoveTargets",
    ]
    looks = ["events:DescribeRule", "events:ListTargetsByRule"]
    rule = naming.arn(scope.layout, "events", "rule/DO-NOT-DELETE-S3-Files*")
    managed = {"StringEquals": {"events:ManagedBy": "elasticfilesystem.amazonaws.com"}}
    bucket_actions = ["s3:GetBucketNotification", "s3:ListBucket", "s3:ListBucketVersions", "s3:PutBucketNotification"]
    statements = [
        allow("Bucket", bucket_actions, made.arn, condition=own),
        allow("Objects", objects, pulumi.Output.concat(made.arn, "/*"), condition=own),
        allow("Rules", rules, rule, condition=managed),
        allow("RulesSeen", looks, rule),
    ]
    return [*statements, *_key_use(customer, ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"])]


def _reads(scope: Scope[StaticSite, Account], made: Made, files: s3.FilesFileSystem, customer: Any) -> list[Statement]:
    """The server mounts and reads. Large files come straight from the bucket."""
    objects = ["s3:GetObject", "s3:GetObjectVersion"]
    return [
        allow("Mount", ["s3files:ClientMount"], files.arn),
        allow("List", ["s3:ListBucket"], made.arn),
        allow("Objects", objects, pulumi.Output.concat(made.arn, "/*")),
        *_key_use(customer, ["kms:Decrypt"]),
    ]


def _key_use(customer: Any, actions: list[str]) -> list[Statement]:
    if customer is None:
        return []
    return [
        allow("Key", actions, customer, condition={"StringEquals": {"kms:ViaService": f"s3.{TOKYO}.amazonaws.com"}})
    ]


def _mounted(
    scope: Scope[StaticSite, Account], network: AwsNetwork, files: s3.FilesFileSystem, group: ec2.SecurityGroup
) -> list[Any]:
    """A mount target in every zone's app subnet, open to the server's group alone."""
    store = scope.make(
        ec2.SecurityGroup,
        "files-group",
        name=naming.plain(scope.layout, scope.planned.name, "files", 255),
        description="Site files: NFS from the site's server",
        region=TOKYO,
        vpc_id=network.id,
        tags=named(scope, "files-group"),
    )
    nfs = {"region": TOKYO, "ip_protocol": "tcp", "from_port": _NFS, "to_port": _NFS}
    rules: dict[str, Any] = {"to-files": vpc.SecurityGroupEgressRule, "into-files": vpc.SecurityGroupIngressRule}
    for (role, kind), ends in zip(rules.items(), ((group, store), (store, group)), strict=True):
        scope.make(kind, role, security_group_id=ends[0].id, referenced_security_group_id=ends[1].id, **nfs)
    zones = scope.layout.addresses[str(scope.block.network)].zones
    return [
        scope.make(
            s3.FilesMountTarget,
            f"mount-{index + 1}",
            region=TOKYO,
            file_system_id=files.id,
            subnet_id=_nth(network.subnets_app, index),
            security_groups=[store.id],
        )
        for index in range(zones)
    ]


def _nth(subnets: Any, index: int) -> pulumi.Output[str]:
    return pulumi.Output.from_input(subnets).apply(lambda known: str(known[index]))
