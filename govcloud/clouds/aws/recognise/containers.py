"""Facts of ECS: what runs, as whom, how it is cut off, what it logs, and over how many zones."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from govcloud.clouds.aws.recognise import retention
from govcloud.clouds.aws.recognise.images import REPOSITORY
from govcloud.clouds.aws.recognise.keys import encrypted
from govcloud.clouds.aws.recognise.places import account
from govcloud.clouds.aws.recognise.register import only, recognise
from govcloud.clouds.aws.recognise.settings import held
from govcloud.clouds.aws.recognise.truth import Answer, said
from govcloud.facts import UNKNOWN, Fact, Holds, Logged, Reachable, Recoverable, Runs, Unknown
from govcloud.graph import Graph, Resource

TASK: Final = "aws:ecs/taskDefinition:TaskDefinition"
_ROLE: Final = "aws:iam/role:Role"
_SCALING: Final = "aws:appautoscaling/target:Target"
_DIGEST: Final = re.compile(r"@sha256:[0-9a-f]{64}$")
_OWN_REGISTRY: Final = re.compile(r"^(\d{12})\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com/")
_ROOT: Final = frozenset({"", "0", "root"})


def _disk(resource: Resource, graph: Graph) -> Iterator[Fact]:
    """Tasks' own disks; without a key Fargate encrypts them with AWS's."""
    yield encrypted(
        resource, graph, "configuration.managedStorageConfiguration.fargateEphemeralStorageKmsKeyId", "disk"
    )


only("aws:ecs/cluster:Cluster", key=_disk, data="disk")


@recognise(TASK)
def task(resource: Resource, graph: Graph) -> Iterator[Fact]:
    """Each container of a task."""
    containers = graph.document(resource, "containerDefinitions")
    if not isinstance(containers, list):
        yield from _unseen(resource, graph)
        return
    for container in containers:
        yield _runs(resource, graph, container)
        yield held(resource, _settings(container))
        yield _logged(resource, graph, container)


def _unseen(resource: Resource, graph: Graph) -> Iterator[Fact]:
    yield Runs(
        subject=resource.urn,
        what="container",
        pinned=UNKNOWN,
        trusted=UNKNOWN,
        non_root=UNKNOWN,
        read_only_root=UNKNOWN,
        privileged=UNKNOWN,
        identity=_identity(resource, graph),
    )
    yield Holds(subject=resource.urn, what="setting", plaintext=UNKNOWN, rotation_days=0, long_lived=False)
    yield _log(resource, UNKNOWN, UNKNOWN, "")


def _runs(resource: Resource, graph: Graph, container: Mapping[str, Any]) -> Runs:
    image = str(container.get("image", ""))
    return Runs(
        subject=resource.urn,
        what="container",
        pinned=bool(_DIGEST.search(image)),
        trusted=_trusted(resource, graph, image),
        non_root=str(container.get("user", "")).partition(":")[0] not in _ROOT,
        read_only_root=container.get("readonlyRootFilesystem") is True,
        privileged=_privileged(resource, container),
        identity=_identity(resource, graph),
        image=image,
    )


def _identity(resource: Resource, graph: Graph) -> str | Unknown:
    """Its own role, unless that is the one ECS starts it with: the console's default, shared by all of an account."""
    role, starter = (graph.ref(resource, path, _ROLE) for path in ("taskRoleArn", "executionRoleArn"))
    if role is None or role is UNKNOWN:
        return UNKNOWN if role is UNKNOWN else "none"
    shared = role == starter or str(resource.at("taskRoleArn")).endswith("role/ecsTaskExecutionRole")
    return "default" if shared else "own"


def _trusted(resource: Resource, graph: Graph, image: str) -> Answer:
    """From a repository of this system, or of this account."""
    if any(graph[urn].type == REPOSITORY for urn in graph.token_urns(image)):
        return True
    match, own = _OWN_REGISTRY.match(image), account(resource, graph)
    if match is None:
        return UNKNOWN if image.startswith("${") else False
    return UNKNOWN if own is UNKNOWN else match.group(1) == own


def _privileged(resource: Resource, container: Mapping[str, Any]) -> bool:
    """Privileged, with capabilities added, or sharing the host's names."""
    linux = container.get("linuxParameters") or {}
    added = (linux.get("capabilities") or {}).get("add") or ()
    shared = "host" in (resource.at("networkMode"), resource.at("pidMode"), resource.at("ipcMode"))
    return container.get("privileged") is True or bool(added) or shared


def _settings(container: Mapping[str, Any]) -> dict[str, Any]:
    return {str(one.get("name")): one.get("value") for one in container.get("environment") or ()}


def _logged(resource: Resource, graph: Graph, container: Mapping[str, Any]) -> Logged:
    logging = container.get("logConfiguration") or {}
    driver, options = logging.get("logDriver"), logging.get("options") or {}
    if driver is None:
        return _log(resource, False, 0, "")
    if driver != "awslogs":
        return _log(resource, True, UNKNOWN, str(driver))
    name = str(options.get("awslogs-group", ""))
    found = graph.resolve(resource, "containerDefinitions", name, retention.GROUP)
    days = retention.of_destination(found, graph) if isinstance(found, Resource) else retention.FOREVER
    return _log(resource, True, UNKNOWN if "${" in name and not isinstance(found, Resource) else days, name)


def _log(resource: Resource, enabled: Answer, days: int | Unknown, into: str) -> Logged:
    return Logged(
        subject=resource.urn,
        what="container",
        enabled=enabled,
        days=days,
        tamper_proof=False,
        everywhere=True,
        into=into,
    )


@recognise("aws:ecs/service:Service")
def service(resource: Resource, graph: Graph) -> Iterator[Fact]:
    """Copies of a task: without an address of their own, over several zones."""
    public = said(resource.at("networkConfiguration.assignPublicIp"))
    by: str | Unknown = UNKNOWN if public is UNKNOWN else "internet" if public else "network"
    yield Reachable(subject=resource.urn, what="compute", by=by)
    yield Recoverable(
        subject=resource.urn,
        what="service",
        zones=_zones(resource, graph),
        restore_days=0,
        replica=None,
        protected=False,
    )


def _zones(service: Resource, graph: Graph) -> int | Unknown:
    """ECS spreads copies over the subnets' zones: as many as the least number of copies allows."""
    subnets, copies = list(service.each("networkConfiguration.subnets")), _copies(service, graph)
    if UNKNOWN in subnets or isinstance(copies, Unknown):
        return UNKNOWN
    return min(len(set(map(str, subnets))), copies)


def _copies(service: Resource, graph: Graph) -> int | Unknown:
    """The least number of copies: scaling's, else what the service asks for (1 where it says nothing)."""
    for target in graph.of_type(_SCALING):
        name = str(target.at("resourceId", ""))
        own = name.rpartition("/")[2] == service.at("name") or service.urn in graph.token_urns(name)
        if name.startswith("service/") and own:
            return _count(target.at("minCapacity"))
    return _count(service.at("desiredCount", 1))


def _count(value: object) -> int | Unknown:
    return int(value) if isinstance(value, (int, float)) else UNKNOWN


only(
    "aws:appautoscaling/policy:Policy",
    "aws:appautoscaling/scheduledAction:ScheduledAction",
    "aws:ecs/capacityProvider:CapacityProvider",
    "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders",
    _SCALING,
)
