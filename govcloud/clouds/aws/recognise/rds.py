"""Facts of RDS and Aurora: a database is its cluster or instance, joined with parameters, members, log group."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from govcloud.clouds.aws.recognise import retention
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
    Logged,
    Patched,
    Place,
    Reachable,
    Recoverable,
    Tls,
    Unknown,
)
from govcloud.graph import External, Graph, Resource, revealed

CLUSTER: Final = "aws:rds/cluster:Cluster"
MEMBER: Final = "aws:rds/clusterInstance:ClusterInstance"
INSTANCE: Final = "aws:rds/instance:Instance"
_GLOBAL: Final = "aws:rds/globalCluster:GlobalCluster"
_PARAMETERS: Final = ("aws:rds/clusterParameterGroup:ClusterParameterGroup", "aws:rds/parameterGroup:ParameterGroup")

_SUPPORTED: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "aurora-mysql": frozenset({"8.0", "8.4"}),
        "aurora-postgresql": frozenset({"14", "15", "16", "17", "18"}),
        "mariadb": frozenset({"10.6", "10.11", "11.4", "11.8"}),
        "mysql": frozenset({"8.0", "8.4"}),
        "postgres": frozenset({"14", "15", "16", "17", "18"}),
    }
)
"""Majors in standard support as of 2026-11, by engine: RDS and Aurora release calendars."""

_FORCED_SINCE: Final = {"aurora-postgresql": 17, "postgres": 15}
"""From this major on `rds.force_ssl` is on where nobody sets it."""
_FLOORS: Final = {"tlsv1": Tls.TLS1_0, "tlsv1.1": Tls.TLS1_1, "tlsv1.2": Tls.TLS1_2, "tlsv1.3": Tls.TLS1_3}
_RENEWED_DAYS: Final = 7
"""How often RDS renews a master password that it manages."""
_STATEMENTS: Final = frozenset({"all", "ddl", "mod"})


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
    yield from _engine(resource, graph, "dbClusterParameterGroupName", "/aws/rds/cluster/", "clusterIdentifier")
    yield _patched(resource, both(*(said(one.at("autoMinorVersionUpgrade", True)) for one in members)))
    if not _is_secondary(resource):
        yield _cluster_recovery(resource, graph, members)
    yield from _password(resource)


def _members(cluster: Resource, graph: Graph) -> tuple[Resource, ...]:
    """A cluster is known by its identifier, too, before it exists."""
    name, found = cluster.at("clusterIdentifier"), graph.companions(cluster, MEMBER, "clusterIdentifier")
    if not isinstance(name, str) or not name:
        return found
    named = (one for one in graph.of_type(MEMBER) if one.at("clusterIdentifier") == name)
    return tuple({one.urn: one for one in (*found, *named)}.values())


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
    yield from _engine(resource, graph, "parameterGroupName", "/aws/rds/instance/", "identifier")
    yield _patched(resource, said(resource.at("autoMinorVersionUpgrade", True)))
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


def _engine(resource: Resource, graph: Graph, group: str, prefix: str, name: str) -> Iterator[Fact]:
    """TLS and audit log, both settings of the engine."""
    parameters = _parameters(resource, graph, group)
    yield _transit(resource, parameters)
    yield _logged(resource, graph, parameters, f"{prefix}{resource.at(name, '')}/")


def _parameters(resource: Resource, graph: Graph, path: str) -> Mapping[str, object] | Unknown:
    """The parameters that differ from the engine's defaults; unknown for a group that is not declared here."""
    if not present(resource, path):
        return {}
    found = graph.ref(resource, path, *_PARAMETERS)
    if isinstance(found, External) and found.value.startswith("default."):
        return {}
    if not isinstance(found, Resource) or UNKNOWN in list(found.each("parameters")):
        return UNKNOWN
    return {str(one.get("name")).lower(): revealed(one.get("value")) for one in found.each("parameters")}


def _engine_name(resource: Resource) -> str:
    return str(resource.at("engine", ""))


def _major(resource: Resource) -> str:
    version = str(resource.at("engineVersion", ""))
    parts = version.split(".")
    return parts[0] if "postgres" in _engine_name(resource) else ".".join(parts[:2])


def _transit(resource: Resource, parameters: Mapping[str, object] | Unknown) -> InTransit:
    if parameters is UNKNOWN or isinstance(parameters, Unknown):
        floor: Tls | Unknown = UNKNOWN
        plain: str | Unknown = UNKNOWN
    elif "postgres" in _engine_name(resource):
        floor, plain = _postgres(resource, parameters)
    else:
        forced = str(parameters.get("require_secure_transport", "off")).lower() in ("1", "on")
        floor, plain = Tls.TLS1_2, "refused" if forced else "accepted"
    return InTransit(subject=resource.urn, what="database", floor=floor, plain=plain, client_certificate=False)


def _postgres(resource: Resource, parameters: Mapping[str, object]) -> tuple[Tls | Unknown, str | Unknown]:
    """PostgreSQL speaks TLS 1.2 and newer where nobody says less."""
    floor = _FLOORS.get(str(parameters.get("ssl_min_protocol_version", "TLSv1.2")).lower(), UNKNOWN)
    forced = parameters.get("rds.force_ssl")
    if forced is UNKNOWN:
        return floor, UNKNOWN
    if forced is None:
        major, since = _major(resource), _FORCED_SINCE.get(_engine_name(resource), 0)
        forced = "1" if major.isdigit() and int(major) >= since > 0 else "0"
    return floor, "refused" if str(forced) in ("1", "on", "true") else "accepted"


def _logged(resource: Resource, graph: Graph, parameters: Mapping[str, object] | Unknown, prefix: str) -> Logged:
    """Statements and connections reach a log group that the engine's log is exported to."""
    exports = [str(one) for one in resource.each("enabledCloudwatchLogsExports")]
    wanted = "postgresql" if "postgres" in _engine_name(resource) else "audit"
    recorded: Answer = UNKNOWN if isinstance(parameters, Unknown) else _records(resource, parameters)
    unseen = resource.at("enabledCloudwatchLogsExports") is UNKNOWN
    enabled = UNKNOWN if unseen else both(wanted in exports, recorded)
    name = f"{prefix}{wanted}"
    return Logged(
        subject=resource.urn,
        what="database",
        enabled=enabled,
        days=retention.of_named_group(name, graph) if wanted in exports else 0,
        tamper_proof=False,
        everywhere=True,
        into=name,
    )


def _records(resource: Resource, parameters: Mapping[str, object]) -> bool:
    if "postgres" not in _engine_name(resource):
        return str(parameters.get("server_audit_logging", "0")) in ("1", "on", "ON")
    loaded = "pgaudit" in str(parameters.get("shared_preload_libraries", ""))
    audits = loaded and str(parameters.get("pgaudit.log", "none")).lower() not in ("", "none")
    return audits or str(parameters.get("log_statement", "none")).lower() in _STATEMENTS


def _patched(resource: Resource, automatic: Answer) -> Patched:
    """Without a version AWS takes its default one, which is supported."""
    version, known = resource.at("engineVersion"), _SUPPORTED.get(_engine_name(resource))
    if version is None:
        supported: Answer = True
    else:
        supported = UNKNOWN if version is UNKNOWN or known is None else _major(resource) in known
    return Patched(
        subject=resource.urn,
        what="database",
        supported=supported,
        automatic=automatic,
        version=str(version) if isinstance(version, str) else "",
    )


def _password(resource: Resource) -> Iterator[Fact]:
    """RDS's own secret is renewed by RDS; a password that somebody set is never renewed and stands in the state."""
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
        if present(resource, name):
            yield Holds(
                subject=resource.urn,
                what="credential",
                plaintext=not resource.holds_secret(name),
                rotation_days=0,
                long_lived=True,
                name=name,
            )


def _snapshot(resource: Resource, graph: Graph) -> Iterator[Fact]:
    yield encrypted(resource, graph, "kmsKeyId", "database")


only(
    "aws:rds/clusterSnapshotCopy:ClusterSnapshotCopy",
    "aws:rds/snapshotCopy:SnapshotCopy",
    key=_snapshot,
    data="database",
)
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
    *_PARAMETERS,
)


@recognise("aws:rds/proxy:Proxy")
def proxy(resource: Resource, _graph: Graph) -> Iterator[Fact]:
    """A proxy in front of a database."""
    required = said(resource.at("requireTls"))
    plain: str | Unknown = UNKNOWN if required is UNKNOWN else "refused" if required else "accepted"
    yield InTransit(subject=resource.urn, what="database", floor=Tls.TLS1_2, plain=plain, client_certificate=False)
