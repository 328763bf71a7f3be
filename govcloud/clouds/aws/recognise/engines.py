"""Facts of database engines: forced TLS, the audit log, a supported version; settings of the engine, not of RDS."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from govcloud.clouds.aws.recognise import retention
from govcloud.clouds.aws.recognise.truth import Answer, both, present
from govcloud.facts import UNKNOWN, Fact, InTransit, Logged, Patched, Tls, Unknown
from govcloud.graph import External, Graph, Resource, revealed

PARAMETERS: Final = ("aws:rds/clusterParameterGroup:ClusterParameterGroup", "aws:rds/parameterGroup:ParameterGroup")
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
_STATEMENTS: Final = frozenset({"all", "mod"})
"""Without pgaudit: definitions alone (`ddl`) show nobody who touches records."""


def engine(resource: Resource, graph: Graph, group: str, prefix: str, name: str) -> Iterator[Fact]:
    """TLS and audit log, both settings of the engine."""
    parameters = _parameters(resource, graph, group)
    yield _transit(resource, parameters)
    yield _logged(resource, graph, parameters, f"{prefix}{resource.at(name, '')}/")


def _parameters(resource: Resource, graph: Graph, path: str) -> Mapping[str, object] | Unknown:
    """The parameters that differ from the engine's defaults; unknown for a group that is not declared here."""
    if not present(resource, path):
        return {}
    found = graph.ref(resource, path, *PARAMETERS)
    if isinstance(found, External) and found.value.startswith("default."):
        return {}
    if not isinstance(found, Resource) or UNKNOWN in list(found.each("parameters")):
        return UNKNOWN
    said = [one for one in found.each("parameters") if isinstance(one, Mapping)]
    return {str(one.get("name")).lower(): revealed(one.get("value")) for one in said}


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


def patched(resource: Resource, automatic: Answer) -> Patched:
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
