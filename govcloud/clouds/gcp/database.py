"""A PostgreSQL database on Google Cloud: Cloud SQL over a private address."""

from __future__ import annotations

from typing import Any

import pulumi
from pulumi_gcp import projects, sql

from govcloud.blocks import Database, EncryptionKey
from govcloud.clouds.gcp import naming, regions
from govcloud.clouds.gcp._sql_settings import primary_settings, replica_settings
from govcloud.clouds.gcp.account import Account
from govcloud.clouds.gcp.outputs import GcpDatabase, GcpNetwork
from govcloud.clouds.outputs import KeyOutputs
from govcloud.clouds.scope import Scope
from govcloud.facts import KeyLevel, Place

PORT = "5432"


def render(scope: Scope[Database, Account]) -> GcpDatabase:
    """The instance, its database, its administrators, and the copy in Osaka where one is asked for.

    Nobody has a password: the administrators' group and every service sign in with their own identity. Tables are
    granted to services by the administrators, in SQL.
    """
    instance = _primary(scope)
    database = scope.make(
        sql.Database,
        "database",
        name=scope.planned.name.replace("-", "_"),
        project=scope.account.project,
        instance=instance.name,
        deletion_policy="ABANDON",
        opts={"protect": True},
    )
    _administrators(scope, instance)
    if scope.block.replica:
        _replica(scope, instance)
    return GcpDatabase(
        host=instance.private_ip_address,
        port=PORT,
        name=database.name,
        auth="iam",
        instance=instance.name,
        connection=instance.connection_name,
    )


def _primary(scope: Scope[Database, Account]) -> Any:
    network = scope.of(scope.block.network, GcpNetwork)
    return scope.make(
        sql.DatabaseInstance,
        "instance",
        name=naming.instance(scope.layout, scope.planned.name),
        project=scope.account.project,
        region=regions.region(Place.TOKYO),
        database_version=f"POSTGRES_{scope.block.major}",
        instance_type="CLOUD_SQL_INSTANCE",
        deletion_protection=True,
        settings=primary_settings(scope.block, network.peering, scope.labels),
        **_key(scope, scope.block.key),
        opts=_kept(),
    )


def _replica(scope: Scope[Database, Account], primary: Any) -> Any:
    """A readable copy in Osaka under Osaka's key; it becomes the primary when an administrator promotes it."""
    assert scope.block.replica is not None
    network = scope.of(scope.block.network, GcpNetwork)
    return scope.make(
        sql.DatabaseInstance,
        "replica",
        name=naming.instance(scope.layout, scope.planned.name, "replica"),
        project=scope.account.project,
        region=regions.region(Place(scope.block.replica.place)),
        database_version=f"POSTGRES_{scope.block.major}",
        instance_type="READ_REPLICA_INSTANCE",
        master_instance_name=primary.name,
        deletion_protection=True,
        settings=replica_settings(scope.block, network.peering, scope.labels),
        **_key(scope, scope.block.replica.key),
        opts=_kept(),
    )


def _kept() -> dict[str, Any]:
    """The disk grows by itself: what it has grown to is no change to undo."""
    return {"protect": True, "ignore_changes": ["settings.diskSize"]}


def _key(scope: Scope[Database, Account], name: str | None) -> dict[str, Any]:
    if scope.planned.of(name, EncryptionKey).key_level is KeyLevel.K0:
        return {}
    return {"encryption_key_name": scope.of(name, KeyOutputs).id}


def _administrators(scope: Scope[Database, Account], instance: Any) -> None:
    group = scope.account.database_admins
    scope.make(
        sql.User,
        "admins",
        name=group,
        project=scope.account.project,
        instance=instance.name,
        type="CLOUD_IAM_GROUP",
        database_roles=["cloudsqlsuperuser"],
        deletion_policy="ABANDON",
    )
    for role in ("client", "instanceUser"):
        scope.make(
            projects.IAMMember,
            f"admins-{role.lower()}",
            project=scope.account.project,
            role=f"roles/cloudsql.{role}",
            member=f"group:{group}",
            condition=only_instance(scope.account.project, instance),
        )


def only_instance(project: str, instance: Any) -> dict[str, Any]:
    """A condition under which a project's role holds for one instance only."""
    name = pulumi.Output.concat("projects/", project, "/instances/", instance.name)
    return {
        "title": "one-instance",
        "expression": pulumi.Output.concat(
            'resource.type == "sqladmin.googleapis.com/Instance" && resource.name == "', name, '"'
        ),
    }
