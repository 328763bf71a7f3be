"""Facts of machines and their disks: public addresses, identity, encryption."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from govcloud.clouds.aws.recognise import retention
from govcloud.clouds.aws.recognise.keys import encrypted, resolved
from govcloud.clouds.aws.recognise.register import only, recognise
from govcloud.clouds.aws.recognise.settings import held
from govcloud.clouds.aws.recognise.truth import Answer, present, said
from govcloud.facts import UNKNOWN, AtRest, Fact, KeyLevel, Logged, Patched, Reachable, Runs, Unknown
from govcloud.graph import Graph, Resource

_INSTANCE: Final = "aws:ec2/instance:Instance"
_ADDRESSES: Final = (("aws:ec2/eip:Eip", "instance"), ("aws:ec2/eipAssociation:EipAssociation", "instanceId"))
_SUPPORTED: Final = frozenset(
    {
        *("dotnet10", "dotnet8", "java17", "java21", "java25", "nodejs22", "nodejs24", "provided.al2023"),
        *("python3.11", "python3.12", "python3.13", "python3.14", "ruby3.3", "ruby3.4"),
    }
)
"""Runtimes that Lambda maintains as of 2026-11."""


def _disks(resource: Resource, graph: Graph) -> Iterator[Fact]:
    """A machine's own disks; where nobody says so they are not encrypted."""
    for path in ("rootBlockDevice", "ebsBlockDevices.0"):
        if path == "rootBlockDevice" or present(resource, path):
            yield _disk(resource, graph, f"{path}.encrypted", f"{path}.kmsKeyId")


def _disk(resource: Resource, graph: Graph, flag: str, path: str) -> AtRest:
    on, key = said(resource.at(flag)), resource.at(path)
    if on is UNKNOWN:
        return AtRest(subject=resource.urn, what="disk", level=UNKNOWN, known_key=UNKNOWN)
    without = KeyLevel.K0 if on else KeyLevel.NONE
    return resolved(resource, graph, path, key if on else None, "disk", without)


@recognise(_INSTANCE, key=_disks, data="disk")
def instance(resource: Resource, graph: Graph) -> Iterator[Fact]:
    """A machine: its address, its identity, secrets in its start script."""
    yield Reachable(subject=resource.urn, what="compute", by=_by(resource, graph))
    identity = "own" if present(resource, "iamInstanceProfile") else "none"
    yield Runs(
        subject=resource.urn,
        what="host",
        pinned=resource.at("ami") is not None,
        trusted=UNKNOWN,
        non_root=False,
        read_only_root=False,
        privileged=False,
        identity=identity,
        image=str(resource.at("ami", "")),
    )
    script = resource.at("userData")
    if isinstance(script, str):
        yield held(resource, {"user data": script})


def _by(resource: Resource, graph: Graph) -> str | Unknown:
    """Its own word, an elastic address, else what its subnet gives everybody."""
    if any(graph.companions(resource, token, path) for token, path in _ADDRESSES):
        return "internet"
    public = resource.at("associatePublicIpAddress")
    if public is None:
        subnet = graph.ref(resource, "subnetId", "aws:ec2/subnet:Subnet")
        public = subnet.at("mapPublicIpOnLaunch", False) if isinstance(subnet, Resource) else UNKNOWN
    return UNKNOWN if public is UNKNOWN else "internet" if public else "network"


def _volume(resource: Resource, graph: Graph) -> Iterator[Fact]:
    yield _disk(resource, graph, "encrypted", "kmsKeyId")


def _files(resource: Resource, graph: Graph) -> Iterator[Fact]:
    yield _disk(resource, graph, "encrypted", "kmsKeyId")


only("aws:ebs/snapshot:Snapshot", "aws:ebs/volume:Volume", key=_volume, data="disk")
only("aws:efs/fileSystem:FileSystem", key=_files, data="disk")
only("aws:ebs/snapshotCopy:SnapshotCopy", key=_volume, data="disk")


def _settings_key(resource: Resource, graph: Graph) -> Iterator[Fact]:
    yield encrypted(resource, graph, "kmsKeyArn", "secret")


@recognise("aws:lambda/function:Function", key=_settings_key, data="secret")
def function(resource: Resource, graph: Graph) -> Iterator[Fact]:
    """A function: its settings, its runtime, its log."""
    settings = resource.at("environment.variables")
    yield held(resource, settings if settings is not None else {})
    runtime = resource.at("runtime")
    yield Runs(
        subject=resource.urn,
        what="function",
        pinned=resource.at("packageType", "Zip") == "Zip" or "@sha256:" in str(resource.at("imageUri", "")),
        trusted=True,
        non_root=True,
        read_only_root=True,
        privileged=False,
        identity=UNKNOWN if resource.at("role") is UNKNOWN else "own",
        image=str(resource.at("imageUri", "")),
    )
    if isinstance(runtime, str):
        yield Patched(
            subject=resource.urn,
            what="runtime",
            supported=runtime in _SUPPORTED,
            automatic=True,
            version=runtime,
        )
    name = resource.at("loggingConfig.logGroup", f"/aws/lambda/{resource.at('name', '')}")
    yield Logged(
        subject=resource.urn,
        what="container",
        enabled=True,
        days=retention.of_named_group(str(name), graph),
        tamper_proof=False,
        everywhere=True,
        into=str(name),
    )


@recognise("aws:lambda/functionUrl:FunctionUrl")
def function_url(resource: Resource, _graph: Graph) -> Iterator[Fact]:
    """An address of its own, open to whoever needs not sign in."""
    kind = resource.at("authorizationType")
    by: str | Unknown = UNKNOWN if kind is UNKNOWN else "internet" if kind == "NONE" else "network"
    yield Reachable(subject=resource.urn, what="compute", by=by)


def _shares(answer: Answer) -> str | Unknown:
    return UNKNOWN if answer is UNKNOWN else "internet" if answer else "network"


@recognise("aws:ec2/launchTemplate:LaunchTemplate")
def template(resource: Resource, _graph: Graph) -> Iterator[Fact]:
    """What machines started from it get."""
    for index, _ in enumerate(resource.each("networkInterfaces")):
        public = said(resource.at(f"networkInterfaces.{index}.associatePublicIpAddress"))
        yield Reachable(subject=resource.urn, what="compute", by=_shares(public))


only(
    "aws:ec2/ami:Ami",
    "aws:ec2/eip:Eip",
    "aws:ec2/eipAssociation:EipAssociation",
    "aws:ec2/keyPair:KeyPair",
    "aws:ec2/networkInterface:NetworkInterface",
    "aws:ec2/volumeAttachment:VolumeAttachment",
    "aws:efs/accessPoint:AccessPoint",
    "aws:efs/mountTarget:MountTarget",
    "aws:autoscaling/group:Group",
    "aws:lambda/eventSourceMapping:EventSourceMapping",
)
