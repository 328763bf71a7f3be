"""Machines and their disks, which nobody renders here and people write by hand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from govcloud.clouds.azure.recognise.arm import target
from govcloud.clouds.azure.recognise.keys import PROVIDER, at_rest, behind
from govcloud.clouds.azure.recognise.register import located, recognise
from govcloud.clouds.azure.recognise.values import word
from govcloud.facts import UNKNOWN, AtRest, Fact, Holds, Runs
from govcloud.graph import Graph, Resource, Value, nothing

DISK_KEYS: Final = "azure-native:compute:DiskEncryptionSet"


def _of_set(resource: Resource) -> tuple[str, Value]:
    return "activeKey", resource.at("activeKey.keyUrl")


recognise(DISK_KEYS, place=located, key=at_rest("key", _of_set), data="key")(nothing)


def _behind_set(resource: Resource, graph: Graph, path: str) -> AtRest:
    """A disk names a set, and the set names the key. Absent: the provider's key."""
    found = PROVIDER
    if resource.at(path) is not None:
        keys = target(graph, resource, path, DISK_KEYS)
        address = keys.at("activeKey.keyUrl") if isinstance(keys, Resource) else UNKNOWN
        found = behind(graph, keys if isinstance(keys, Resource) else resource, "activeKey", address)
    return AtRest(subject=resource.urn, what="disk", level=found.level, known_key=found.known, key=found.name)


def _disk(resource: Resource, graph: Graph) -> Iterator[Fact]:
    yield _behind_set(resource, graph, "encryption.diskEncryptionSetId")


def _machine_disk(resource: Resource, graph: Graph) -> Iterator[Fact]:
    yield _behind_set(resource, graph, "storageProfile.osDisk.managedDisk.diskEncryptionSet.id")


recognise("azure-native:compute:Disk", place=located, key=_disk, data="disk")(nothing)
recognise("azure-native:compute:Snapshot", place=located, key=_disk, data="disk")(nothing)


@recognise("azure-native:compute:VirtualMachine", place=located, key=_machine_disk, data="disk")
def machine(resource: Resource, _graph: Graph) -> Iterator[Fact]:
    """As whom it runs, and whether a password opens it. Its public address is on its network interface."""
    urn = resource.urn
    kind = word(resource.at("identity.type"), "None")
    yield Runs(
        subject=urn,
        what="host",
        pinned=False,
        trusted=UNKNOWN,
        non_root=False,
        read_only_root=False,
        privileged=False,
        identity=UNKNOWN if kind is UNKNOWN else "none" if kind == "none" else "own",
    )
    password = resource.at("osProfile.adminPassword") is not None
    yield Holds(
        subject=urn,
        what="credential",
        plaintext=password and not resource.holds_secret("osProfile.adminPassword"),
        rotation_days=0,
        long_lived=password,
        name="administrator's password",
    )
