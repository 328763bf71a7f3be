"""A database on AWS: Aurora PostgreSQL over several zones, signed in to by IAM; its copy in Osaka is a backup's."""

from __future__ import annotations

from typing import Any, Final

import pulumi
from pulumi_aws import ec2, rds

from govcloud.blocks import Database
from govcloud.clouds.aws import _logs, _osaka, naming
from govcloud.clouds.aws._keys import key
from govcloud.clouds.aws._tags import named
from govcloud.clouds.aws.account import Account
from govcloud.clouds.aws.outputs import AwsDatabase, AwsNetwork
from govcloud.clouds.aws.regions import TOKYO
from govcloud.clouds.scope import Scope

_CLASSES: Final = {"large": "db.r6g.2xlarge", "medium": "db.r6g.xlarge", "small": "db.r6g.large"}
"""2, 4 and 8 vCPU with 16, 32 and 64 GiB: Aurora's nearest above what is asked, in Tokyo and Osaka."""
_INSTANCES: Final = 2
_PARAMETERS: Final = (
    ("log_connections", "1", "immediate"),
    ("log_disconnections", "1", "immediate"),
    ("log_statement", "ddl", "immediate"),
    ("password_encryption", "scram-sha-256", "immediate"),
    ("pgaudit.log", "ddl,role,write", "immediate"),
    ("rds.force_ssl", "1", "immediate"),
    ("shared_preload_libraries", "pg_stat_statements,pgaudit", "pending-reboot"),
    ("ssl_min_protocol_version", "TLSv1.2", "immediate"),
)
"""Name, value, when it is applied. pgaudit records sessions once it is loaded; with `CREATE EXTENSION pgaudit` its
records name objects, too."""


def render(scope: Scope[Database, Account]) -> AwsDatabase:
    """Storage grows by itself, so `storage_gib` asks for nothing here. The first user's password is RDS's secret."""
    block, layout, name = scope.block, scope.layout, scope.planned.name
    network, customer = scope.of(block.network, AwsNetwork), key(scope, block.key)
    log = _logs.group(scope, "log", naming.database_log_group(layout, name), key=customer, archive=block.logs)
    group = _group(scope, network)
    cluster = _cluster(scope, network, customer, group, log)
    instances = _instances(scope, network, cluster, customer)
    if block.replica is not None:
        _osaka.copy(scope, cluster, customer)
    ready = pulumi.Output.all(cluster.endpoint, *(instance.id for instance in instances))
    return AwsDatabase(
        host=ready.apply(lambda known: str(known[0])),
        port="5432",
        name=_database_name(name),
        auth="iam",
        cluster=naming.plain(layout, name),
        group=group.id,
        resource=cluster.cluster_resource_id,
    )


def _database_name(name: str) -> str:
    return name.replace("-", "_")


def _group(scope: Scope[Database, Account], network: AwsNetwork) -> ec2.SecurityGroup:
    """Closed: each service that uses the database adds its own way in."""
    return scope.make(
        ec2.SecurityGroup,
        "group",
        name=naming.plain(scope.layout, scope.planned.name, "database", 255),
        description="Database: in from the services that use it",
        region=TOKYO,
        vpc_id=network.id,
        tags=named(scope, "group"),
    )


def _cluster(
    scope: Scope[Database, Account], network: AwsNetwork, customer: Any, group: ec2.SecurityGroup, log: Any
) -> rds.Cluster:
    block, layout, name = scope.block, scope.layout, scope.planned.name
    identifier = naming.plain(layout, name)
    subnets = scope.make(rds.SubnetGroup, "subnets", name=identifier, region=TOKYO, subnet_ids=network.subnets_data)
    parameters = scope.make(
        rds.ClusterParameterGroup,
        "parameters",
        name=f"{identifier}-{block.major}",
        region=TOKYO,
        family=f"aurora-postgresql{block.major}",
        parameters=[{"name": each, "value": value, "apply_method": when} for each, value, when in _PARAMETERS],
    )
    return scope.make(
        rds.Cluster,
        "cluster",
        cluster_identifier=identifier,
        region=TOKYO,
        engine="aurora-postgresql",
        engine_mode="provisioned",
        # The major alone: minor versions arrive by themselves, and a fixed one would be withdrawn one day.
        engine_version=str(block.major),
        allow_major_version_upgrade=False,
        database_name=_database_name(name),
        master_username="dbadmin",
        manage_master_user_password=True,
        master_user_secret_kms_key_id=customer,
        iam_database_authentication_enabled=True,
        storage_encrypted=True,
        kms_key_id=customer,
        db_subnet_group_name=subnets.name,
        vpc_security_group_ids=[group.id],
        db_cluster_parameter_group_name=parameters.name,
        port=5432,
        network_type="IPV4",
        backup_retention_period=block.restore_days,
        preferred_backup_window="17:00-18:00",
        preferred_maintenance_window="sat:18:30-sat:19:30",
        copy_tags_to_snapshot=True,
        delete_automated_backups=False,
        deletion_protection=True,
        skip_final_snapshot=False,
        final_snapshot_identifier=naming.lasting(layout, name, "final"),
        enabled_cloudwatch_logs_exports=["postgresql"],
        enable_http_endpoint=False,
        apply_immediately=False,
        opts={"protect": True, "depends_on": [log]},
    )


def _instances(
    scope: Scope[Database, Account], network: AwsNetwork, cluster: rds.Cluster, customer: Any
) -> list[rds.ClusterInstance]:
    """A writer and a standby that can be read, each told its zone: left to itself AWS chooses one at random."""
    zones = pulumi.Output.from_input(network.zones)
    insights = {} if customer is None else {"performance_insights_kms_key_id": customer}
    return [
        scope.make(
            rds.ClusterInstance,
            f"instance-{index + 1}",
            identifier=naming.plain(scope.layout, scope.planned.name, str(index + 1)),
            region=TOKYO,
            cluster_identifier=cluster.id,
            engine="aurora-postgresql",
            availability_zone=zones.apply(lambda known, at=index: str(known[at])),
            instance_class=_CLASSES[scope.block.size],
            publicly_accessible=False,
            auto_minor_version_upgrade=True,
            apply_immediately=False,
            promotion_tier=0,
            copy_tags_to_snapshot=True,
            performance_insights_enabled=True,
            performance_insights_retention_period=7,
            **insights,
        )
        for index in range(_INSTANCES)
    ]
