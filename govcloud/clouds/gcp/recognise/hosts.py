"""Machines, disks and other stores that people write by hand beside a system's blocks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from govcloud.clouds.gcp.recognise.images import pinned, trusted
from govcloud.clouds.gcp.recognise.key_use import inherited
from govcloud.clouds.gcp.recognise.places import located
from govcloud.clouds.gcp.recognise.register import REGISTER, only, recognise
from govcloud.clouds.gcp.recognise.settings import tells
from govcloud.facts import UNKNOWN, Fact, Holds, Reachable, Runs, Unknown
from govcloud.graph import Entry, Graph, Resource, Value, nothing

_DATASET: Final = "gcp:bigquery/dataset:Dataset"
_DECLARATION: Final = "gce-container-declaration"
_DISK_KEY: Final = "diskEncryptionKey.kmsKeySelfLink"


@recognise("gcp:compute/instance:Instance", place="zone", key="bootDisk.kmsKeySelfLink", data="disk")
def machine(resource: Resource, graph: Graph) -> Iterator[Fact]:
    """A virtual machine: whether it has a public address, as whom it runs, and what its metadata say."""
    yield Reachable(subject=resource.urn, what="compute", by=_reach(list(resource.each("networkInterfaces"))))
    yield Runs(
        subject=resource.urn,
        what="host",
        pinned=UNKNOWN,
        trusted=UNKNOWN,
        non_root=UNKNOWN,
        read_only_root=False,
        privileged=UNKNOWN,
        identity=_identity(resource),
        image=str(resource.at("bootDisk.initializeParams.image", "")),
    )
    for container in _declared(resource):
        yield _container(resource, graph, container)
    yield from _metadata(resource)


def _reach(interfaces: list[Value]) -> str | Unknown:
    """A network interface with access configuration, even an empty one, has a public address."""
    if UNKNOWN in interfaces:
        return UNKNOWN
    public = any(one.get("accessConfigs") is not None or one.get("ipv6AccessConfigs") for one in interfaces)
    return "internet" if public else "network"


def _identity(resource: Resource) -> str | Unknown:
    account = resource.at("serviceAccount")
    if account is None:
        return "none"
    email = resource.at("serviceAccount.email")
    if email is UNKNOWN:
        return UNKNOWN
    # Absent: the project's default compute account (SDK, InstanceServiceAccount.email).
    default = email is None or str(email).endswith("-compute@developer.gserviceaccount.com")
    return "default" if default else "own"


def _declared(resource: Resource) -> Iterator[dict[str, Any]]:
    """The containers that Container-Optimized OS runs on a machine, from the declaration in its metadata."""
    text = _settings(resource).get(_DECLARATION)
    if not isinstance(text, str):
        yield from [{}] if text is UNKNOWN else []
        return
    found = _read(text)
    containers = (found.get("spec") or {}).get("containers") if isinstance(found, dict) else None
    yield from (one for one in containers or [{}] if isinstance(one, dict))


def _read(text: str) -> Any:
    """The declaration as data; nothing where it cannot be read, a token of a plan in it among the reasons."""
    import yaml

    try:
        return yaml.safe_load(text)
    except yaml.YAMLError:
        return None


def _container(resource: Resource, graph: Graph, container: dict[str, Any]) -> Runs:
    """What cannot be read is unknown; what a declaration leaves out is off."""
    image = container.get("image", UNKNOWN)
    context = container.get("securityContext") or {}
    return Runs(
        subject=resource.urn,
        what="container",
        pinned=pinned(image),
        trusted=trusted(resource, graph, image),
        non_root=UNKNOWN,
        read_only_root=False,
        privileged=bool(context.get("privileged")) if container else UNKNOWN,
        identity=_identity(resource),
        image=str(image),
    )


def _settings(resource: Resource) -> dict[str, Value]:
    found = resource.at("metadata")
    return dict(found) if isinstance(found, Mapping) else {}


def _metadata(resource: Resource) -> Iterator[Holds]:
    """Metadata and startup scripts, which everything on a machine and every viewer of the project may read."""
    script = {"startup-script": resource.at("metadataStartupScript")}
    for name, value in {**_settings(resource), **script}.items():
        if tells(name, value):
            yield Holds(
                subject=resource.urn, what="setting", plaintext=True, rotation_days=0, long_lived=False, name=name
            )


only(_DATASET, place="location", key="defaultEncryptionConfiguration.kmsKeyName", data="database")
only("gcp:memcache/instance:Instance", place="region", data="database", exempt="memcached")
only("gcp:compute/disk:Disk", place="zone", key=_DISK_KEY, data="disk")
only("gcp:compute/image:Image", place="global:network", key="imageEncryptionKey.kmsKeySelfLink", data="disk")
only("gcp:compute/instanceTemplate:InstanceTemplate", place="global:network")
only("gcp:compute/regionDisk:RegionDisk", place="region", key=_DISK_KEY, data="disk")
only("gcp:compute/regionInstanceTemplate:RegionInstanceTemplate", place="region")
only("gcp:compute/snapshot:Snapshot", place="zone", key="snapshotEncryptionKey.kmsKeySelfLink", data="disk")
only("gcp:container/cluster:Cluster", place="location", key="databaseEncryption.keyName", data="database")
only("gcp:container/nodePool:NodePool", place="location", key="nodeConfig.bootDiskKmsKey", data="disk")
only("gcp:filestore/instance:Instance", place="location", key="kmsKeyName", data="disk")
only("gcp:firestore/database:Database", place="locationId", key="cmekConfig.kmsKeyName", data="database")
only("gcp:redis/instance:Instance", place="region", key="customerManagedKey", data="database")
only("gcp:cloudscheduler/job:Job", place="region")
only("gcp:workflows/workflow:Workflow", place="region", key="cryptoKeyName", data="logs")

_table_place = located("of:datasetId")
_table_keys = inherited(
    "encryptionConfiguration.kmsKeyName",
    "datasetId",
    (_DATASET, "defaultEncryptionConfiguration.kmsKeyName"),
    "database",
    _table_place,
)
REGISTER.add(Entry("gcp:bigquery/table:Table", _table_place, _table_keys, nothing, "database"))
