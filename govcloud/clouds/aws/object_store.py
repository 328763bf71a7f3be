"""An object store on AWS: a bucket whose objects are reached from the block's network only."""

from __future__ import annotations

from typing import Any

from govcloud.blocks import ObjectStore
from govcloud.clouds.aws import naming
from govcloud.clouds.aws._bucket import bucket, keep_versions, log_access
from govcloud.clouds.aws._documents import Statement, anyone, deny
from govcloud.clouds.aws._keys import key
from govcloud.clouds.aws.account import Account
from govcloud.clouds.aws.outputs import AwsArchive, AwsNetwork
from govcloud.clouds.outputs import StoreOutputs
from govcloud.clouds.scope import Scope


def render(scope: Scope[ObjectStore, Account]) -> StoreOutputs:
    """Every request is recorded; versions stay for `keep_versions_days`, locked ones at least as long as the lock."""
    block = scope.block
    name = naming.bucket(scope.layout, scope.planned.name)
    made = bucket(
        scope,
        name,
        key=key(scope, block.key),
        statements=[_network_only(name, scope.of(block.network, AwsNetwork).id)],
        rules=[keep_versions(max(block.keep_versions_days, block.retention_lock_days or 0))],
        lock_days=block.retention_lock_days,
    )
    log_access(scope, made, scope.of(block.logs, AwsArchive).delivery, scope.planned.name)
    return StoreOutputs(id=made.arn, name=made.name)


def _network_only(name: str, network: Any) -> Statement:
    """Objects, not the bucket's settings: whoever deploys is outside the network. AWS's own services still pass."""
    outside = {
        "Bool": {"aws:PrincipalIsAWSService": "false", "aws:ViaAWSService": "false"},
        "StringNotEquals": {"aws:SourceVpc": network},
    }
    actions = ["s3:DeleteObject*", "s3:GetObject*", "s3:PutObject*", "s3:RestoreObject"]
    return deny("NetworkOnly", actions, f"{naming.bucket_arn(name)}/*", principal=anyone(), condition=outside)
