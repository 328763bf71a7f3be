"""What every Cloud Run service of a system is: behind the load balancer, in the network, under an own identity."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any, Final

import pulumi
from pulumi_gcp import cloudrunv2, serviceaccount

from govcloud.blocks import Image
from govcloud.clouds.gcp import naming, regions
from govcloud.clouds.gcp.account import Account
from govcloud.clouds.gcp.outputs import GcpNetwork, GcpRegistry
from govcloud.clouds.outputs import KeyOutputs
from govcloud.clouds.scope import Scope
from govcloud.facts import KeyLevel, Place

SIZES: Final[Mapping[str, Mapping[str, str]]] = {
    "large": {"cpu": "2", "memory": "4Gi"},
    "medium": {"cpu": "1", "memory": "2Gi"},
    # Less than one CPU would mean the older sandbox and one request at a time.
    "small": {"cpu": "1", "memory": "1Gi"},
}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """What a service runs. `environment` maps names to text; `mounts` maps paths to buckets, read-only. Without a
    `health_path` it is well when it listens."""

    image: Image
    port: int
    size: str
    copies: tuple[int, int]
    cpu_percent: int
    health_path: str
    environment: Mapping[str, Any]
    mounts: Mapping[str, Any] = dataclasses.field(default_factory=dict)


def identity(scope: Scope[Any, Account]) -> Any:
    """The service's own account. It has no key and no role but those granted beside it."""
    return scope.make(
        serviceaccount.Account,
        "identity",
        account_id=naming.account(scope.layout, scope.planned.name),
        project=scope.account.project,
        display_name=f"{scope.layout.system.system} {scope.planned.name}",
    )


def service(scope: Scope[Any, Account], who: Any, code: Code, after: Sequence[Any]) -> Any:
    """The service. Only a load balancer or the network reaches it; as that is decided by `ingress`, callers need no
    Google identity (without this, everything behind the load balancer answers 403)."""
    return scope.make(
        cloudrunv2.Service,
        "service",
        name=naming.service(scope.layout, scope.planned.name),
        project=scope.account.project,
        location=regions.region(Place.TOKYO),
        ingress="INGRESS_TRAFFIC_INTERNAL_LOAD_BALANCER",
        invoker_iam_disabled=True,
        binary_authorization={"use_default": True},
        deletion_protection=True,
        labels=scope.labels,
        template=_template(scope, who, code),
        opts={"depends_on": list(after)},
    )


def _template(scope: Scope[Any, Account], who: Any, code: Code) -> dict[str, Any]:
    network = scope.of(scope.block.network, GcpNetwork)
    return {
        "service_account": who.email,
        "execution_environment": "EXECUTION_ENVIRONMENT_GEN2",
        "max_instance_request_concurrency": 80,
        "timeout": "300s",
        "scaling": {
            "min_instance_count": code.copies[0],
            "max_instance_count": code.copies[1],
            "cpu_utilization": code.cpu_percent / 100,
        },
        "vpc_access": {
            "egress": "ALL_TRAFFIC",
            "network_interfaces": [{"network": network.id, "subnetwork": network.app}],
        },
        "containers": [_container(scope, code)],
        **_volumes(code),
        **_key(scope),
    }


def _key(scope: Scope[Any, Account]) -> dict[str, Any]:
    if scope.planned.key_level(scope.block.key) is KeyLevel.K0:
        return {}
    return {"encryption_key": scope.of(scope.block.key, KeyOutputs).id}


def _container(scope: Scope[Any, Account], code: Code) -> dict[str, Any]:
    registry = scope.of(code.image.registry, GcpRegistry)
    mounts = [{"name": _volume(path), "mount_path": path} for path in sorted(code.mounts)]
    return {
        "image": pulumi.Output.concat(registry.url, f"/{code.image.name}@{code.image.digest}"),
        "ports": {"container_port": code.port},
        "resources": {"limits": dict(SIZES[code.size]), "cpu_idle": False, "startup_cpu_boost": True},
        "envs": [{"name": name, "value": value} for name, value in sorted(code.environment.items())],
        **_probes(code),
        **({"volume_mounts": mounts} if mounts else {}),
    }


def _probes(code: Code) -> dict[str, Any]:
    """Two minutes to start: through a network's subnet the first connection may take one of them."""
    starting = {"timeout_seconds": 5, "period_seconds": 10, "failure_threshold": 12}
    if not code.health_path:
        return {"startup_probe": {"tcp_socket": {"port": code.port}, **starting}}
    asked = {"http_get": {"path": code.health_path, "port": code.port}}
    running = {"timeout_seconds": 5, "period_seconds": 30, "failure_threshold": 3}
    return {"startup_probe": {**asked, **starting}, "liveness_probe": {**asked, **running}}


def _volumes(code: Code) -> dict[str, Any]:
    volumes = [
        {"name": _volume(path), "gcs": {"bucket": bucket, "read_only": True}}
        for path, bucket in sorted(code.mounts.items())
    ]
    return {"volumes": volumes} if volumes else {}


def _volume(path: str) -> str:
    return path.strip("/").replace("/", "-")
