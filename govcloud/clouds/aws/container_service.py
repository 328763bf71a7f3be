"""A container service on AWS: Fargate tasks in the app subnets, under roles of their own."""

from __future__ import annotations

from typing import Any

import pulumi
from pulumi_aws import ec2, vpc

from govcloud.blocks import ContainerService, Database
from govcloud.clouds.aws import _fargate, _roles, naming
from govcloud.clouds.aws._keys import key
from govcloud.clouds.aws.account import Account
from govcloud.clouds.aws.outputs import AwsDatabase, AwsNetwork, AwsService
from govcloud.clouds.aws.regions import TOKYO
from govcloud.clouds.outputs import RegistryOutputs, SecretOutputs, StoreOutputs
from govcloud.clouds.scope import Scope


def render(scope: Scope[ContainerService, Account]) -> AwsService:
    """Settings name what it uses: `RECORDS_HOST`, `FILES_NAME`, `TOKEN_ID` for blocks records, files, token."""
    block, layout, name = scope.block, scope.layout, scope.planned.name
    network = scope.of(block.network, AwsNetwork)
    repository = f"{naming.repository(layout, str(block.image.registry))}/{block.image.name}"
    cluster, logs = _fargate.cluster(scope, key=key(scope, block.key))
    group = _fargate.group(scope, network)
    _to_databases(scope, group)
    ran = _ran(scope)
    task = _fargate.task(
        scope,
        ran,
        logs=logs,
        execution=_roles.execution(scope, repository=repository, group=naming.log_group(layout, name)),
        identity=_roles.identity(scope, _roles.uses(scope)),
    )
    _fargate.run(scope, ran, cluster, task, group)
    service = naming.plain(layout, name)
    return AwsService(
        id=naming.arn(layout, "ecs", f"service/{service}/{service}"), cluster=service, group=group.id, service=service
    )


def _ran(scope: Scope[ContainerService, Account]) -> _fargate.Ran:
    block = scope.block
    registry = scope.of(block.image.registry, RegistryOutputs)
    return _fargate.Ran(
        image=pulumi.Output.concat(registry.url, "/", block.image.name, "@", block.image.digest),
        port=block.port,
        size=block.size,
        health_path=block.health_path,
        least=block.instances.min,
        most=block.instances.max,
        cpu_percent=block.instances.cpu_percent,
        settings=sorted({**_used(scope), **block.settings}.items()),
    )


def _used(scope: Scope[ContainerService, Account]) -> dict[str, Any]:
    settings: dict[str, Any] = {"PORT": str(scope.block.port)}
    for edge in scope.planned.uses:
        prefix = edge.what.upper().replace("-", "_")
        said = _SETTINGS[scope.layout.blocks[edge.what].block.kind]
        for suffix, value in said(scope, edge.what):
            settings[f"{prefix}_{suffix}"] = value
    return settings


def _database(scope: Scope[Any, Any], name: str) -> list[tuple[str, Any]]:
    found = scope.of(name, AwsDatabase)
    user = naming.database_user(scope.planned.name)
    return [("HOST", found.host), ("NAME", found.name), ("PORT", found.port), ("USER", user)]


def _store(scope: Scope[Any, Any], name: str) -> list[tuple[str, Any]]:
    bucket = scope.of(name, StoreOutputs).name
    return [("NAME", bucket), ("URL", pulumi.Output.concat("https://", bucket, f".s3.{TOKYO}.amazonaws.com"))]


def _secret(scope: Scope[Any, Any], name: str) -> list[tuple[str, Any]]:
    return [("ID", scope.of(name, SecretOutputs).id)]


_SETTINGS = {"database": _database, "object_store": _store, "secret": _secret}


def _to_databases(scope: Scope[ContainerService, Account], group: ec2.SecurityGroup) -> None:
    """A path to each database it uses: out of its group, into the database's."""
    for edge in scope.planned.uses:
        if not isinstance(scope.layout.blocks[edge.what].block, Database):
            continue
        database = scope.of(edge.what, AwsDatabase).group
        port = {"region": TOKYO, "ip_protocol": "tcp", "from_port": 5432, "to_port": 5432}
        scope.make(
            vpc.SecurityGroupEgressRule,
            f"to-{edge.what}",
            security_group_id=group.id,
            referenced_security_group_id=database,
            **port,
        )
        scope.make(
            vpc.SecurityGroupIngressRule,
            f"into-{edge.what}",
            security_group_id=database,
            referenced_security_group_id=group.id,
            **port,
        )
