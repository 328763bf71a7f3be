"""AlloyDB: clusters and their instances."""

from __future__ import annotations

from collections.abc import Iterator

from govcloud.clouds.gcp.recognise.places import place_by_property
from govcloud.clouds.gcp.recognise.register import only, recognise
from govcloud.facts import UNKNOWN, Fact, Placed, Recoverable
from govcloud.graph import Graph, Resource


def _cluster_places(resource: Resource, graph: Graph) -> Iterator[Placed]:
    where, raw = place_by_property(resource, graph, "location")
    what = "replica" if resource.at("clusterType") == "SECONDARY" else "primary"
    yield Placed(subject=resource.urn, what=what, where=where, raw=str(raw))


@recognise("gcp:alloydb/cluster:Cluster", place=_cluster_places, key="encryptionConfig.kmsKeyName", data="database")
def cluster(resource: Resource, _graph: Graph) -> Iterator[Fact]:
    """An AlloyDB cluster: recovery and protection; what its instances say stands there."""
    recovery = resource.at("continuousBackupConfig.enabled", True)
    # Absent: 14 days (SDK, recovery_window_days).
    days = resource.at("continuousBackupConfig.recoveryWindowDays", 14)
    yield Recoverable(
        subject=resource.urn,
        what="database",
        zones=UNKNOWN,
        restore_days=days if recovery else 0,
        protected=resource.at("deletionProtection", True),
    )


only("gcp:alloydb/instance:Instance", place="of:cluster")
