"""How containers run: an ECS cluster of their own on Fargate, tasks cut off as far as Fargate allows, several zones."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Sequence
from typing import Any, Final

import pulumi
from pulumi_aws import appautoscaling, cloudwatch, ec2, ecs, vpc

from govcloud.clouds.aws import _logs, naming
from govcloud.clouds.aws._tags import named
from govcloud.clouds.aws.outputs import AwsEntry, AwsNetwork
from govcloud.clouds.aws.regions import TOKYO
from govcloud.clouds.documents import json_text
from govcloud.clouds.scope import Scope

CONTAINER: Final = "main"
_USER: Final = "65532:65532"
"""Nobody in particular, and not root: images must not expect a user of their own."""
_SIZES: Final = {"large": (2048, 4096), "medium": (1024, 2048), "small": (512, 1024)}
"""CPU units and MiB: combinations that Fargate offers."""
_SCRATCH: Final = {
    "containerPath": "/tmp",
    "size": 128,
    "mountOptions": ["rw", "nodev", "noexec", "nosuid", "mode=1777"],
}
"""The one writable place. In memory: Fargate's disk volumes belong to root, and the container runs as somebody else."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Ran:
    """What a block runs: everything about its container that differs between blocks."""

    image: Any
    port: int
    size: str
    health_path: str
    least: int
    most: int
    cpu_percent: int
    settings: Sequence[tuple[str, Any]]
    mounts: Sequence[dict[str, Any]] = ()
    volumes: Sequence[dict[str, Any]] = ()
    after: Sequence[pulumi.Resource] = ()


def cluster(scope: Scope[Any, Any], *, key: Any) -> tuple[ecs.Cluster, cloudwatch.LogGroup]:
    """The cluster and the group its container logs to. Insights' own group is made first, or it would have no key."""
    layout, block = scope.layout, scope.planned.name
    insights = _logs.group(
        scope, "insights", naming.insights_log_group(layout, block), key=key, archive=scope.block.logs
    )
    logs = _logs.group(scope, "logs", naming.log_group(layout, block), key=key, archive=scope.block.logs)
    storage = {} if key is None else {"managed_storage_configuration": {"fargate_ephemeral_storage_kms_key_id": key}}
    made = scope.make(
        ecs.Cluster,
        "cluster",
        name=naming.plain(layout, block),
        region=TOKYO,
        settings=[{"name": "containerInsights", "value": "enhanced"}],
        configuration={"execute_command_configuration": {"logging": "NONE"}, **storage},
        opts={"depends_on": [insights]},
    )
    return made, logs


def group(scope: Scope[Any, Any], network: AwsNetwork) -> ec2.SecurityGroup:
    """The service's group: out to the endpoints and S3 only; in, only what an entry adds."""
    made = scope.make(
        ec2.SecurityGroup,
        "group",
        name=naming.plain(scope.layout, scope.planned.name, "service", 255),
        description="Service: out to private endpoints, in from its entry",
        region=TOKYO,
        vpc_id=network.id,
        tags=named(scope, "group"),
    )
    https = {"region": TOKYO, "security_group_id": made.id, "ip_protocol": "tcp", "from_port": 443, "to_port": 443}
    rule = vpc.SecurityGroupEgressRule
    scope.make(rule, "to-endpoints", **https, referenced_security_group_id=network.endpoint_group)
    scope.make(rule, "to-s3", **https, prefix_list_id=network.prefix_s3)
    return made


def task(
    scope: Scope[Any, Any], ran: Ran, *, logs: cloudwatch.LogGroup, execution: Any, identity: Any
) -> ecs.TaskDefinition:
    """The task: read-only, without root and capabilities, logging to `logs`."""
    cpu, memory = _SIZES[ran.size]
    return scope.make(
        ecs.TaskDefinition,
        "task",
        family=naming.plain(scope.layout, scope.planned.name),
        region=TOKYO,
        cpu=str(cpu),
        memory=str(memory),
        network_mode="awsvpc",
        requires_compatibilities=["FARGATE"],
        runtime_platform={"cpu_architecture": "X86_64", "operating_system_family": "LINUX"},
        execution_role_arn=execution,
        task_role_arn=identity,
        volumes=list(ran.volumes) or None,
        container_definitions=json_text([_container(ran, logs)]),
        opts={"depends_on": list(ran.after)},
    )


def _container(ran: Ran, logs: cloudwatch.LogGroup) -> dict[str, Any]:
    options = {"awslogs-group": logs.name, "awslogs-region": TOKYO, "awslogs-stream-prefix": CONTAINER}
    return {
        "name": CONTAINER,
        "image": ran.image,
        "essential": True,
        "user": _USER,
        "privileged": False,
        "readonlyRootFilesystem": True,
        "linuxParameters": {
            "capabilities": {"drop": ["ALL"]},
            "initProcessEnabled": True,
            "tmpfs": [_SCRATCH],
        },
        "portMappings": [{"containerPort": ran.port, "protocol": "tcp"}],
        "environment": [{"name": name, "value": value} for name, value in ran.settings],
        "mountPoints": list(ran.mounts),
        "logConfiguration": {"logDriver": "awslogs", "options": options},
    }


def run(
    scope: Scope[Any, Any], ran: Ran, cluster: ecs.Cluster, task: ecs.TaskDefinition, group: ec2.SecurityGroup
) -> None:
    """Start the service. Behind an entry it must wait: ECS refuses a target group that no load balancer has yet, and
    entries are rendered after the services they route to."""
    entries = sorted(
        {consumer.planned.name for consumer in scope.planned.consumers if consumer.planned.block.kind == "web_entry"}
    )
    start = functools.partial(_start, scope, ran, cluster, task, group, entries)
    if entries:
        scope.later(start)
    else:
        start()


def _start(
    scope: Scope[Any, Any],
    ran: Ran,
    cluster: ecs.Cluster,
    task: ecs.TaskDefinition,
    group: ec2.SecurityGroup,
    entries: Sequence[str],
) -> None:
    network = scope.of(scope.block.network, AwsNetwork)
    targets = [scope.of(entry, AwsEntry).target_groups[scope.planned.name] for entry in entries]
    service = scope.make(
        ecs.Service,
        "service",
        name=naming.plain(scope.layout, scope.planned.name),
        region=TOKYO,
        cluster=cluster.arn,
        task_definition=task.arn,
        desired_count=ran.least,
        launch_type="FARGATE",
        platform_version="1.4.0",
        availability_zone_rebalancing="ENABLED",
        deployment_circuit_breaker={"enable": True, "rollback": True},
        deployment_minimum_healthy_percent=100,
        deployment_maximum_percent=200,
        enable_ecs_managed_tags=True,
        enable_execute_command=False,
        propagate_tags="SERVICE",
        network_configuration={
            "assign_public_ip": False,
            "security_groups": [group.id],
            "subnets": network.subnets_app,
        },
        load_balancers=[
            {"target_group_arn": target, "container_name": CONTAINER, "container_port": ran.port} for target in targets
        ]
        or None,
        health_check_grace_period_seconds=60 if targets else None,
        opts={"ignore_changes": ["desiredCount"]},
    )
    _scale(scope, ran, service)


def _scale(scope: Scope[Any, Any], ran: Ran, service: ecs.Service) -> None:
    name = naming.plain(scope.layout, scope.planned.name)
    target = scope.make(
        appautoscaling.Target,
        "scaling",
        region=TOKYO,
        min_capacity=ran.least,
        max_capacity=ran.most,
        resource_id=pulumi.Output.concat("service/", name, "/", service.name),
        scalable_dimension="ecs:service:DesiredCount",
        service_namespace="ecs",
    )
    scope.make(
        appautoscaling.Policy,
        "scaling-cpu",
        name=naming.plain(scope.layout, scope.planned.name, "cpu"),
        region=TOKYO,
        policy_type="TargetTrackingScaling",
        resource_id=target.resource_id,
        scalable_dimension=target.scalable_dimension,
        service_namespace=target.service_namespace,
        target_tracking_scaling_policy_configuration={
            "predefined_metric_specification": {"predefined_metric_type": "ECSServiceAverageCPUUtilization"},
            "target_value": float(ran.cpu_percent),
            "scale_in_cooldown": 300,
            "scale_out_cooldown": 60,
        },
    )
