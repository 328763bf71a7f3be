"""A database's copy in Osaka: backups that AWS Backup carries there every six hours, under Osaka's key.

A readable copy would be an Aurora global database. It refuses a master password that RDS manages, and every other way
to give one puts it into the program and the state. So the copy is for recovery, and the loss is declared.
"""

from __future__ import annotations

from typing import Any

import pulumi
from pulumi_aws import backup, iam, rds

from govcloud.blocks import Database
from govcloud.clouds.aws import naming
from govcloud.clouds.aws._documents import trust
from govcloud.clouds.aws._keys import key
from govcloud.clouds.aws.account import Account
from govcloud.clouds.aws.regions import OSAKA, TOKYO
from govcloud.clouds.scope import Scope

SERVICE_POLICY = "arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup"
_TIMES = "cron(0 1/6 * * ? *)"


def copy(scope: Scope[Database, Account], cluster: rds.Cluster, customer: Any) -> None:
    """A vault in each region, a plan that fills the first and copies to the second, and the cluster as what to copy."""
    assert scope.block.replica is not None
    here = _vault(scope, "vault", TOKYO, customer)
    there = _vault(scope, "vault-osaka", OSAKA, key(scope, scope.block.replica.key))
    kept = {"delete_after": scope.block.restore_days}
    plan = scope.make(
        backup.Plan,
        "copies",
        name=naming.plain(scope.layout, scope.planned.name, "osaka", 50),
        region=TOKYO,
        rules=[
            {
                "rule_name": "osaka",
                "target_vault_name": here.name,
                "schedule": _TIMES,
                "schedule_expression_timezone": "Asia/Tokyo",
                "start_window": 60,
                "completion_window": 300,
                "lifecycle": kept,
                "copy_actions": [{"destination_vault_arn": there.arn, "lifecycle": kept}],
            }
        ],
    )
    scope.make(
        backup.Selection,
        "copied",
        name=naming.plain(scope.layout, scope.planned.name, "osaka", 50),
        region=TOKYO,
        plan_id=plan.id,
        iam_role_arn=_role(scope),
        resources=[cluster.arn],
    )


def _vault(scope: Scope[Database, Account], role: str, region: str, customer: Any) -> backup.Vault:
    return scope.make(
        backup.Vault,
        role,
        name=naming.lasting(scope.layout, scope.planned.name, limit=50),
        region=region,
        kms_key_arn=customer,
        force_destroy=False,
        opts={"protect": True},
    )


def _role(scope: Scope[Database, Account]) -> pulumi.Output[str]:
    """What AWS Backup acts as: AWS's own policy for it, which names actions on snapshots of all services."""
    source = {"StringEquals": {"aws:SourceAccount": naming.account(scope.layout)}}
    role = scope.make(
        iam.Role,
        "copier",
        name=naming.role(scope.layout, scope.planned.name, "copier"),
        assume_role_policy=trust("backup", source),
    )
    grant = scope.make(iam.RolePolicyAttachment, "copier-grants", role=role.name, policy_arn=SERVICE_POLICY)
    return pulumi.Output.all(role.arn, grant.id).apply(lambda known: str(known[0]))
