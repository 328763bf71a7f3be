"""Facts of RDS and Aurora: a database is its cluster or instance, joined with parameters, members, log group."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from govcloud.clouds.aws.recognise.engines import PARAMETERS, engine, patched
from govcloud.clouds.aws.recognise.keys import encrypted
from govcloud.clouds.aws.recognise.places import placed, region
from govcloud.clouds.aws.recognise.register import only, recognise
from govcloud.clouds.aws.recognise.truth import Answer, both, either, present, said
from govcloud.facts import (
    UNKNOWN,
    AtRest,
    Fact,
    Holds,
    InTransit,
    KeyLevel,
    Place,
    Reachable,
    Recoverable,
    Tls,
    Unknown,
)
from govcloud.graph import Graph, Resource, walk

CLUSTER: Final = "aws:rds/cluster:Cluster"
MEMBER: Final = "aws:rds/clusterInstance:ClusterInstance"
INSTANCE: Final = "aws:rds/instance:Instance"
_GLOBAL: Final = "aws:rds/globalCluster:GlobalCluster"

_RENEWED_DAYS: Final = 7
"""How often RDS renews a master password that it manages."""


def _keys(resource: Resource, graph: Graph) -> Iterator[Fact]:
    """Without `storageEncrypted` nothing is encrypted. Copies, insights and the managed password have keys as well."""
    on = said(resource.at("storageEncrypted"))
    if on is UNKNOWN:
        yield AtRest(subject=resource.urn, what="database", level=UNKNOWN, known_key=UNKNOWN)
    elif on is False:
        yield AtRest(subject=resource.urn, what="database", level=KeyLevel.NONE, known_key=True)
    else:
        yield encrypted(resource, graph, "kmsKeyId", "database")
    if said(resource.at("manageMasterUserPassword")) is True:
        yield encrypted(resource, graph, "masterUserSecretKmsKeyId", "secret")
    yield from _insights(resource, graph)


def _insights(resource: Resource, graph: Graph) -> Iterator[Fact]:
    if said(resource.at("performanceInsightsEnabled")) is True:
        yield encrypted(resource, graph, "performanceInsightsKmsKeyId", "metrics")


@recognise(CLUSTER, key=_keys, data="database")
def cluster(resource: Resource, graph: Graph) -> Iterator[Fact]:
    """An Aurora or Multi-AZ cluster, with its members."""
    members = _members(resource, graph)
    public = either(said(resource.at("publiclyAccessible")), *(said(one.at("publiclyAccessible")) for one in members))
    yield _reachable(resource, public)
    yield from engine(resource, graph, "dbClusterParameterGroupName", "/aws/rds/cluster/", "clusterIdentifier")
    yield patched(resource, both(*(said(one.at("autoMinorVersionUpgrade", True)) for one in members)))
    if not _is_secondary(resource):
        yield _cluster_recovery(resource, graph, members)
    yield from _password(resource)


def _members(cluster: Resource, graph: Graph) -> tuple[Resource, ...]:
    return graph.companions(cluster, MEMBER, "clusterIdentifier")


def _reachable(resource: Resource, public: Answer) -> Reachable:
    by: str | Unknown = UNKNOWN if public is UNKNOWN else "internet" if public else "network"
    return Reachable(subject=resource.urn, what="database", by=by)


def _is_secondary(cluster: Resource) -> bool:
    """The other region's half of a global database: it has no first user of its own. Its recovery is the primary's."""
    joined = present(cluster, "globalClusterIdentifier")
    return joined and not present(cluster, "masterUsername")


def _cluster_recovery(cluster: Resource, graph: Graph, members: tuple[Resource, ...]) -> Recoverable:
    return Recoverable(
        subject=cluster.urn,
        what="database",
        zones=_zones(cluster, graph, members),
        # One day is RDS's own backup retention.
        restore_days=cluster.at("backupRetentionPeriod", 1),
        replica=_replica(cluster, graph),
        protected=both(said(cluster.at("deletionProtection")), *(_guarded(one) for one in _partners(cluster, graph))),
    )


def _guarded(cluster: Resource) -> Answer:
    return said(cluster.at("deletionProtection"))


def _zones(cluster: Resource, graph: Graph, members: tuple[Resource, ...]) -> int | Unknown:
    """Aurora spreads members over the subnets' zones unless it is told a zone; one member is in one zone."""
    if present(cluster, "dbClusterInstanceClass"):
        return 3
    told = [one.at("availabilityZone") for one in members]
    if told and all(isinstance(zone, str) for zone in told):
        return len(set(told))
    group = graph.ref(cluster, "dbSubnetGroupName", "aws:rds/subnetGroup:SubnetGroup")
    subnets = list(group.each("subnetIds")) if isinstance(group, Resource) else []
    spread = len(members) if not subnets or UNKNOWN in subnets else min(len(members), len(subnets))
    return max(spread, 0)


def _partners(cluster: Resource, graph: Graph) -> list[Resource]:
    """The other clusters of the same global database."""
    own = graph.ref(cluster, "globalClusterIdentifier", _GLOBAL)
    if not present(cluster, "globalClusterIdentifier"):
        own = next(
            (one for one in graph.of_type(_GLOBAL) if graph.ref(one, "sourceDbClusterIdentifier", CLUSTER) is cluster),
            None,
        )
    if not isinstance(own, Resource):
        return []
    return [one for one in graph.companions(own, CLUSTER, "globalClusterIdentifier") if one is not cluster]


def _replica(cluster: Resource, graph: Graph) -> Place | Unknown | None:
    places = [placed(one, "replica", region(one, graph)).where for one in _partners(cluster, graph)]
    return next(iter(places), None)


@recognise(MEMBER, key=_insights, data="metrics")
def member(resource: Resource, _graph: Graph) -> Iterator[Fact]:
    """A cluster's member: its own address."""
    yield _reachable(resource, said(resource.at("publiclyAccessible")))


@recognise(INSTANCE, key=_keys, data="database")
def instance(resource: Resource, graph: Graph) -> Iterator[Fact]:
    """A single database, or one with a standby."""
    yield _reachable(resource, said(resource.at("publiclyAccessible")))
    yield from engine(resource, graph, "parameterGroupName", "/aws/rds/instance/", "identifier")
    yield patched(resource, said(resource.at("autoMinorVersionUpgrade", True)))
    standby = said(resource.at("multiAz"))
    yield Recoverable(
        subject=resource.urn,
        what="database",
        zones=UNKNOWN if standby is UNKNOWN else 2 if standby else 1,
        # Without a word an instance has no backups at all.
        restore_days=resource.at("backupRetentionPeriod", 0),
        replica=None,
        protected=said(resource.at("deletionProtection")),
    )
    yield from _password(resource)


def _password(resource: Resource) -> Iterator[Fact]:
    """RDS's own secret is renewed by RDS; a password that somebody set is never renewed and stands in the state.

    Only what was asked for counts: a state marks these outputs secret even where they are empty, and encrypts them.
    """
    if said(resource.at("manageMasterUserPassword")) is True:
        yield Holds(
            subject=resource.urn,
            what="secret",
            plaintext=False,
            rotation_days=_RENEWED_DAYS,
            long_lived=False,
            name="master",
        )
    for name in ("masterPassword", "masterPasswordWo", "password", "passwordWo"):
        if walk(resource.inputs, name) not in (None, ""):
            yield Holds(
                subject=resource.urn,
                what="credential",
                plaintext=not resource.holds_secret(name),
                rotation_days=0,
                long_lived=True,
                name=name,
            )


@recognise("aws:rds/clusterSnapshotCopy:ClusterSnapshotCopy", key="kmsKeyId", data="database")
@recognise("aws:rds/snapshotCopy:SnapshotCopy", key="kmsKeyId", data="database")
def snapshot_copy(resource: Resource, _graph: Graph) -> Iterator[Fact]:
    """Where a copy of a snapshot goes."""
    if present(resource, "destinationRegion"):
        yield placed(resource, "backup", resource.at("destinationRegion"))


only("aws:rds/clusterActivityStream:ClusterActivityStream", key="kmsKeyId", data="logs")
only(
    "aws:rds/clusterEndpoint:ClusterEndpoint",
    "aws:rds/clusterSnapshot:ClusterSnapshot",
    "aws:rds/eventSubscription:EventSubscription",
    "aws:rds/optionGroup:OptionGroup",
    "aws:rds/proxyDefaultTargetGroup:ProxyDefaultTargetGroup",
    "aws:rds/proxyTarget:ProxyTarget",
    "aws:rds/snapshot:Snapshot",
    "aws:rds/subnetGroup:SubnetGroup",
    _GLOBAL,
    *PARAMETERS,
)


@recognise("aws:rds/proxy:Proxy")
def proxy(resource: Resource, _graph: Graph) -> Iterator[Fact]:
    """A proxy in front of a database."""
    required = said(resource.at("requireTls"))
    plain: str | Unknown = UNKNOWN if required is UNKNOWN else "refused" if required else "accepted"
    yield InTransit(subject=resource.urn, what="database", floor=Tls.TLS1_2, plain=plain, client_certificate=False)
