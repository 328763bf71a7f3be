"""A key's one policy, composed from everything that the layout says will use the key.

Consumers' roles do not exist yet when the foundation is made, so people and roles are admitted through the account
(their own policies decide), and only by way of the services that need the key; services are named one by one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from govcloud.blocks import AuditTrail, EncryptionKey, LogArchive, WebFirewall
from govcloud.blocks.encryption_key import DELETION_DAYS
from govcloud.clouds.aws import naming
from govcloud.clouds.aws._documents import Statement, allow, anyone, deny, service
from govcloud.clouds.aws.account import Account
from govcloud.clouds.aws.regions import OSAKA, REGION
from govcloud.clouds.aws.wrapping import PROOF
from govcloud.systems import Consumer, Layout, Planned

_ADMINISTER: Final = (
    "kms:CancelKeyDeletion",
    "kms:CreateAlias",
    "kms:DeleteAlias",
    "kms:DeleteImportedKeyMaterial",
    "kms:DescribeKey",
    "kms:DisableKey",
    "kms:EnableKey",
    "kms:EnableKeyRotation",
    "kms:GetKeyPolicy",
    "kms:GetKeyRotationStatus",
    "kms:GetParametersForImport",
    "kms:ImportKeyMaterial",
    "kms:ListAliases",
    "kms:ListGrants",
    "kms:ListKeyPolicies",
    "kms:ListKeyRotations",
    "kms:ListResourceTags",
    "kms:PutKeyPolicy",
    "kms:RevokeGrant",
    "kms:RotateKeyOnDemand",
    "kms:ScheduleKeyDeletion",
    "kms:TagResource",
    "kms:UntagResource",
    "kms:UpdateAlias",
    "kms:UpdateKeyDescription",
)
_USE: Final = ("kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*")

_THROUGH: Final[Mapping[tuple[str, str], tuple[str, ...]]] = {
    ("alerting", "key"): ("sns",),
    ("audit_trail", "key"): ("s3",),
    ("container_registry", "key"): ("ecr",),
    ("container_service", "key"): (),
    ("database", "key"): ("backup", "rds", "secretsmanager"),
    ("database", "replica.key"): ("backup", "rds"),
    ("log_archive", "key"): ("s3",),
    ("object_store", "key"): ("s3",),
    ("secret", "key"): ("scheduler", "secretsmanager", "sns"),
    ("static_site", "key"): ("elasticfilesystem", "s3", "s3files"),
}
"""By kind of consumer and the field in which it names the key: the services through which the account may use it."""

Source = Callable[[Consumer], Iterator[Statement]]


def statements(planned: Planned, account: Account) -> Iterator[Statement]:
    """All statements of one key's policy."""
    block = planned.block
    assert isinstance(block, EncryptionKey)
    region = REGION[block.place]
    yield _administration(planned.layout, account)
    yield _slow_deletion()
    if block.level == "K2":
        yield _proof(planned.layout, account)
        yield _warnings(planned.layout)
    if replicated(planned):
        yield _replication(planned.layout)
    services = _services(planned, region)
    if services:
        yield from _through(planned.layout, services)
    groups = sorted(set(_log_groups(planned)))
    if groups:
        yield _logs(planned.layout, region, groups)
    for consumer in planned.consumers:
        yield from _SERVICES.get((consumer.planned.block.kind, consumer.field), _nobody)(consumer)


def _administration(layout: Layout, account: Account) -> Statement:
    roles = _administrators(layout, account)
    condition = {"ArnLike": {"aws:PrincipalArn": roles}} if roles else None
    return allow("Administer", _ADMINISTER, principal={"AWS": naming.root(layout)}, condition=condition)


def _proof(layout: Layout, account: Account) -> Statement:
    """Who administers the key may try it after an import, under a context that no data is encrypted with."""
    context = {f"kms:EncryptionContext:{name}": value for name, value in PROOF.items()}
    roles = _administrators(layout, account)
    condition = {"StringEquals": context, **({"ArnLike": {"aws:PrincipalArn": roles}} if roles else {})}
    return allow("Prove", ["kms:Decrypt", "kms:Encrypt"], principal={"AWS": naming.root(layout)}, condition=condition)


def _administrators(layout: Layout, account: Account) -> list[str]:
    return [naming.arn(layout, "iam", f"role/{name}", region="") for name in account.key_administrators]


def _slow_deletion() -> Statement:
    """Whoever orders a deletion chooses the wait, from 7 days; this takes the choice away."""
    condition = {"NumericLessThan": {"kms:ScheduleKeyDeletionPendingWindowInDays": str(DELETION_DAYS)}}
    return deny("SlowDeletionOnly", ["kms:ScheduleKeyDeletion"], principal=anyone(), condition=condition)


def replicated(planned: Planned) -> bool:
    """Whether another key of the system has the same material in another region: both are then multi-Region keys."""
    return any(consumer.field == "replica_of" for consumer in planned.consumers)


def _replication(layout: Layout) -> Statement:
    """A multi-Region key could be replicated to any region: to Osaka only."""
    here = {"StringEquals": {"kms:ReplicaRegion": OSAKA}}
    return allow("ReplicateToOsaka", ["kms:ReplicateKey"], principal={"AWS": naming.root(layout)}, condition=here)


def _warnings(layout: Layout) -> Statement:
    """CloudWatch tells of the material's end through a topic under this key."""
    return allow(
        "Warnings",
        ["kms:Decrypt", "kms:GenerateDataKey*"],
        principal=service("cloudwatch"),
        condition={"StringEquals": {"aws:SourceAccount": naming.account(layout)}},
    )


def _services(planned: Planned, region: str) -> list[str]:
    names = {
        name
        for consumer in planned.consumers
        for name in _THROUGH.get((consumer.planned.block.kind, consumer.field), ())
    }
    return [f"{name}.{region}.amazonaws.com" for name in sorted(names)]


def _through(layout: Layout, services: list[str]) -> Iterator[Statement]:
    root = {"AWS": naming.root(layout)}
    via = {"kms:CallerAccount": naming.account(layout), "kms:ViaService": services}
    yield allow("UseThroughServices", _USE, principal=root, condition={"StringEquals": via})
    grants = {"StringEquals": via, "Bool": {"kms:GrantIsForAWSResource": "true"}}
    yield allow("GrantToServices", ["kms:CreateGrant"], principal=root, condition=grants)


def _log_groups(planned: Planned) -> Iterator[str]:
    for consumer in planned.consumers:
        kind, layout = consumer.planned.block.kind, planned.layout
        if consumer.field == "key":
            yield from (name(layout, consumer.planned.name) for name in _GROUPS.get(kind, ()))
        if isinstance(consumer.planned.block, LogArchive):
            yield from _firewall_groups(consumer.planned)


def _firewall_groups(archive: Planned) -> Iterator[str]:
    for consumer in archive.consumers:
        if isinstance(consumer.planned.block, WebFirewall):
            yield naming.waf_log_group(archive.layout, consumer.planned.name)


_GROUPS: Final[Mapping[str, tuple[Callable[[Layout, str], str], ...]]] = {
    "audit_trail": (naming.log_group,),
    "container_service": (naming.insights_log_group, naming.log_group),
    "database": (naming.database_log_group,),
    "static_site": (naming.insights_log_group, naming.log_group),
}
"""By kind: the log groups that a block encrypts with its key. Firewalls use the key of the archive they log to."""


def _logs(layout: Layout, region: str, groups: list[str]) -> Statement:
    context = [naming.log_group_arn(layout, group, region) for group in groups]
    return allow(
        "Logs",
        _USE,
        principal={"Service": f"logs.{region}.amazonaws.com"},
        condition={"ArnEquals": {"kms:EncryptionContext:aws:logs:arn": context}},
    )


def _alarms(consumer: Consumer) -> Iterator[Statement]:
    layout = consumer.planned.layout
    yield allow(
        f"Alarms{_sid(consumer)}",
        ["kms:Decrypt", "kms:GenerateDataKey*"],
        principal=service("cloudwatch"),
        condition={"StringEquals": {"aws:SourceAccount": naming.account(layout)}},
    )


def _trail(consumer: Consumer) -> Iterator[Statement]:
    block, layout = consumer.planned.block, consumer.planned.layout
    assert isinstance(block, AuditTrail)
    if block.platform_provides:
        return
    source = {"StringEquals": {"aws:SourceArn": naming.trail_arn(layout, consumer.planned.name)}}
    principal, context = service("cloudtrail"), naming.arn(layout, "cloudtrail", "trail/*", region="*")
    encrypt = source | {"StringLike": {"kms:EncryptionContext:aws:cloudtrail:arn": context}}
    yield allow(f"Trail{_sid(consumer)}", ["kms:GenerateDataKey*"], principal=principal, condition=encrypt)
    yield allow(
        f"TrailReads{_sid(consumer)}", ["kms:Decrypt", "kms:DescribeKey"], principal=principal, condition=source
    )


def _deliveries(consumer: Consumer) -> Iterator[Statement]:
    layout = consumer.planned.layout
    source = {
        "ArnLike": {"aws:SourceArn": naming.arn(layout, "logs", "*", region="*")},
        "StringEquals": {"aws:SourceAccount": naming.account(layout)},
    }
    yield allow(f"FlowLogs{_sid(consumer)}", _USE, principal=service("delivery.logs"), condition=source)


def _fargate(consumer: Consumer) -> Iterator[Statement]:
    """Fargate encrypts a task's own disk under a grant that it makes itself; the context names the cluster."""
    layout, name = consumer.planned.layout, consumer.planned.name
    context = {
        "kms:EncryptionContext:aws:ecs:clusterAccount": naming.account(layout),
        "kms:EncryptionContext:aws:ecs:clusterName": naming.plain(layout, name),
    }
    operations = {"StringEquals": context, "ForAllValues:StringEquals": {"kms:GrantOperations": ["Decrypt"]}}
    principal = service("fargate")
    yield allow(
        f"Disks{_sid(consumer)}",
        ["kms:GenerateDataKeyWithoutPlaintext"],
        principal=principal,
        condition={"StringEquals": context},
    )
    yield allow(f"DiskGrants{_sid(consumer)}", ["kms:CreateGrant"], principal=principal, condition=operations)


def _nobody(_consumer: Consumer) -> Iterator[Statement]:
    yield from ()


def _sid(consumer: Consumer) -> str:
    return "".join(part.capitalize() for part in consumer.planned.name.split("-"))


_SERVICES: Final[Mapping[tuple[str, str], Source]] = {
    ("alerting", "key"): _alarms,
    ("audit_trail", "key"): _trail,
    ("container_service", "key"): _fargate,
    ("log_archive", "key"): _deliveries,
    ("static_site", "key"): _fargate,
}
"""By kind of consumer: what its services do with the key on their own account, not on a caller's."""
