"""Renders container services: a Container App inside the network, an image by digest, an identity of its own."""

from __future__ import annotations

from typing import Any, Final

import pulumi
from pulumi_azure_native import app, managedidentity

from govcloud.blocks import ContainerService
from govcloud.clouds.azure import naming
from govcloud.clouds.azure._grant import grant, identity
from govcloud.clouds.azure._group import group, located
from govcloud.clouds.azure._uses import uses
from govcloud.clouds.azure.account import Account
from govcloud.clouds.azure.outputs import AzureNetwork, AzureRegistry, AzureService
from govcloud.clouds.scope import Scope

SIZES: Final[dict[str, tuple[float, str]]] = {"large": (2.0, "4Gi"), "medium": (1.0, "2Gi"), "small": (0.5, "1Gi")}
"""vCPU and memory; the Consumption profile takes these pairs only."""


def render(scope: Scope[ContainerService, Account]) -> AzureService:
    """The service. Every role is given before it starts: Azure refuses a service whose image it cannot pull."""
    home = group(scope)
    network = scope.of(scope.block.network, AzureNetwork)
    registry = scope.of(scope.block.image.registry, AzureRegistry)
    who = identity(scope, home)
    pull = grant(scope, "pull", principal=who.principal_id, may="acr-pull", on=registry.id)
    settings, grants = uses(scope, who)
    made = scope.make(
        app.ContainerApp,
        "app",
        container_app_name=naming.local(scope.planned.name, "app"),
        environment_id=network.environment,
        workload_profile_name="Consumption",
        identity={"type": "UserAssigned", "user_assigned_identities": [who.id]},
        configuration=_configuration(scope.block, registry, who),
        template=_template(scope.block, scope.planned.name, registry, settings),
        opts={"depends_on": [pull, *grants]},
        **located(scope, home),
    )
    host = pulumi.Output.concat(made.name, ".", network.environment_domain)
    return AzureService(id=made.id, host=host, health_path=scope.block.health_path)


def _configuration(
    block: ContainerService, registry: AzureRegistry, who: managedidentity.UserAssignedIdentity
) -> dict[str, Any]:
    return {
        "active_revisions_mode": "Single",
        "ingress": {
            "allow_insecure": False,
            "client_certificate_mode": "ignore",
            # "external" is outside the environment; the environment itself is inside the network only.
            "external": True,
            "target_port": block.port,
            "traffic": [{"latest_revision": True, "weight": 100}],
            "transport": "auto",
        },
        "registries": [{"identity": who.id, "server": registry.url}],
    }


def _template(block: ContainerService, name: str, registry: AzureRegistry, settings: dict[str, Any]) -> dict[str, Any]:
    cpu, memory = SIZES[block.size]
    health = {"path": block.health_path, "port": block.port, "scheme": "HTTP"}
    said = {**settings, **block.settings}
    instances = block.instances
    load = {"type": "cpu", "metadata": {"type": "Utilization", "value": str(instances.cpu_percent)}}
    return {
        "containers": [
            {
                "name": name,
                "image": pulumi.Output.concat(registry.url, f"/{block.image.name}@{block.image.digest}"),
                "env": [{"name": key, "value": said[key]} for key in sorted(said)],
                "probes": [
                    {"type": "Liveness", "http_get": health, "initial_delay_seconds": 10, "period_seconds": 10},
                    {"type": "Readiness", "http_get": health, "initial_delay_seconds": 5, "period_seconds": 5},
                ],
                "resources": {"cpu": cpu, "memory": memory},
            }
        ],
        "scale": {
            "min_replicas": instances.min,
            "max_replicas": instances.max,
            "rules": [{"name": "cpu", "custom": load}],
        },
    }
