"""The project itself: its APIs, service agents, audit configuration and the organisation policies set on it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from govcloud.clouds.gcp.recognise import kept
from govcloud.clouds.gcp.recognise.register import only, recognise
from govcloud.facts import UNKNOWN, Fact, Logged, Tls, Unknown
from govcloud.graph import Graph, Resource

POLICY: Final = "gcp:orgpolicy/policy:Policy"
SERVICE: Final = "gcp:projects/service:Service"
_OLD_TLS: Final = frozenset({"TLS_VERSION_1", "TLS_VERSION_1_1"})
_LOG_TYPES: Final = frozenset({"ADMIN_READ", "DATA_READ", "DATA_WRITE"})


@recognise(kept.AUDIT_CONFIG, place="global:group")
def audit_config(resource: Resource, graph: Graph) -> Iterator[Fact]:
    """The project's record of who did what. Administrators' changes are recorded always; it covers everything where
    reads and writes of data in all services are, too, and nobody is exempt. Kept as long as the shorter of both."""
    if resource.at("service") != "allServices":
        return
    types = kept.recorded(graph, "allServices")
    changes, data = (kept.kept(graph, _entry(kind)) for kind in ("activity", "data_access"))
    days = UNKNOWN if UNKNOWN in (changes.days, data.days) else min(changes.days, data.days)  # type: ignore[type-var]
    locked = changes.locked if changes.locked is not True else data.locked
    yield Logged(
        subject=resource.urn,
        what="control-plane",
        enabled=True,
        days=days,
        tamper_proof=locked,
        everywhere=types >= _LOG_TYPES,
        into=data.into,
    )
    yield Logged(
        subject=resource.urn,
        what="key-use",
        enabled="DATA_READ" in types,
        days=data.days,
        tamper_proof=data.locked,
        everywhere="DATA_READ" in types,
        into=data.into,
    )


def _entry(kind: str) -> dict[str, str]:
    return {"logName": f"projects/_/logs/cloudaudit.googleapis.com%2F{kind}"}


def tls_floor(graph: Graph) -> Tls | Unknown:
    """The oldest TLS version that Google's APIs take for this project. Unless a policy on the project denies them,
    that is the organisation's decision, which is not seen from here."""
    for policy in _policies(graph, "gcp.restrictTLSVersion"):
        denied = {one for rule in policy.each("spec.rules") for one in _denied(rule)}
        if denied >= _OLD_TLS:
            return Tls.TLS1_2
    return UNKNOWN


def plain_storage(graph: Graph) -> str | Unknown:
    """What happens to plain HTTP at Cloud Storage, whose XML interface takes it unless a policy denies it."""
    for policy in _policies(graph, "storage.secureHttpTransport"):
        rules = [rule for rule in policy.each("spec.rules") if isinstance(rule, dict)]
        if rules and all(str(rule.get("enforce")).upper() == "TRUE" for rule in rules):
            return "refused"
        return "accepted"
    return UNKNOWN


def _policies(graph: Graph, constraint: str) -> Iterator[Resource]:
    for policy in graph.of_type(POLICY):
        if str(policy.at("name")).rpartition("/policies/")[2] == constraint:
            yield policy


def _denied(rule: object) -> Iterator[str]:
    if isinstance(rule, dict) and not rule.get("condition"):
        yield from (str(one) for one in (rule.get("values") or {}).get("deniedValues") or ())


def calls(graph: Graph, api: str) -> bool | Unknown:
    """Whether the project's API is switched on; unknown where the graph says nothing of it."""
    services = list(graph.of_type(SERVICE))
    if any(service.at("service") == api for service in services):
        return True
    return UNKNOWN


only(POLICY, place="global:group")
only(SERVICE, place="global:api")
only("gcp:binaryauthorization/policy:Policy", place="global:admission")
only("gcp:binaryauthorization/attestor:Attestor", place="global:admission")
only("gcp:essentialcontacts/contact:Contact", place="global:group")
only("gcp:organizations/project:Project", place="global:group")
only("gcp:projects/defaultServiceAccounts:DefaultServiceAccounts", place="global:account")
only("gcp:projects/serviceIdentity:ServiceIdentity", place="global:account")
