"""Load balancers: who reaches them, over what, past which filter, with which record."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from govcloud.clouds.gcp.recognise import kept
from govcloud.clouds.gcp.recognise.armor import filters, unseen
from govcloud.clouds.gcp.recognise.asked import asked
from govcloud.clouds.gcp.recognise.backends import backends_of, is_logged
from govcloud.clouds.gcp.recognise.register import only, recognise
from govcloud.clouds.gcp.recognise.stores import is_protected
from govcloud.facts import (
    UNKNOWN,
    Fact,
    Filters,
    InTransit,
    Place,
    Placed,
    Reachable,
    Recoverable,
    Tls,
    Unknown,
)
from govcloud.graph import Ambiguous, Graph, Referent, Resource

REGIONAL: Final = "gcp:compute/forwardingRule:ForwardingRule"
WORLDWIDE: Final = "gcp:compute/globalForwardingRule:GlobalForwardingRule"
_HTTPS: Final = (
    "gcp:compute/regionTargetHttpsProxy:RegionTargetHttpsProxy",
    "gcp:compute/targetHttpsProxy:TargetHttpsProxy",
)
_HTTP: Final = (
    "gcp:compute/regionTargetHttpProxy:RegionTargetHttpProxy",
    "gcp:compute/targetHttpProxy:TargetHttpProxy",
)
_MAPS: Final = ("gcp:compute/regionUrlMap:RegionUrlMap", "gcp:compute/uRLMap:URLMap")
_TLS_POLICIES: Final = ("gcp:compute/regionSslPolicy:RegionSslPolicy", "gcp:compute/sSLPolicy:SSLPolicy")
_FLOORS: Final = {"TLS_1_0": Tls.TLS1_0, "TLS_1_1": Tls.TLS1_1, "TLS_1_2": Tls.TLS1_2, "TLS_1_3": Tls.TLS1_3}
_PUBLIC: Final = frozenset({"EXTERNAL", "EXTERNAL_MANAGED"})
_ZONES: Final = 2
"""A regional load balancer's proxies run in several zones of its region (load balancing overview)."""


def _edge(resource: Resource, _graph: Graph) -> Iterator[Placed]:
    """A global forwarding rule ends connections at edges all over the world."""
    yield Placed(subject=resource.urn, what="edge", where=Place.GLOBAL)


@recognise(REGIONAL, place="region")
@recognise(WORLDWIDE, place=_edge)
def forwarding_rule(resource: Resource, graph: Graph) -> Iterator[Fact]:
    """A load balancer's front. One that only redirects to HTTPS is told by the front it redirects to."""
    # Absent: EXTERNAL (SDK, ForwardingRule.load_balancing_scheme).
    scheme = resource.at("loadBalancingScheme", "EXTERNAL")
    proxy = _proxy(resource, graph)
    routes = _routes(proxy, graph)
    if proxy is None and asked(resource, "backendService") is None:
        return
    if isinstance(routes, Resource) and _redirects(routes):
        return
    yield Reachable(subject=resource.urn, what="web", by=_reach(scheme))
    yield _transport(resource, graph, proxy)
    yield from _behind(resource, graph, routes)
    yield Recoverable(
        subject=resource.urn, what="entry", zones=_ZONES, restore_days=0, protected=is_protected(resource)
    )


def _reach(scheme: object) -> str | Unknown:
    if scheme is UNKNOWN:
        return UNKNOWN
    return "internet" if scheme in _PUBLIC else "network"


def _proxy(resource: Resource, graph: Graph) -> Resource | Unknown | None:
    return _seen(graph.ref(resource, "target", *_HTTPS, *_HTTP))


def _routes(proxy: Resource | Unknown | None, graph: Graph) -> Resource | Unknown | None:
    return _seen(graph.ref(proxy, "urlMap", *_MAPS)) if isinstance(proxy, Resource) else proxy


def _seen(found: Referent) -> Resource | Unknown | None:
    """What was referred to: in a preview it can be there and not be seen."""
    if isinstance(found, Ambiguous):
        return UNKNOWN
    return found if isinstance(found, (Resource, Unknown)) else None


def _redirects(routes: Resource) -> bool:
    """Whether a URL map answers everything with a redirect to HTTPS."""
    return asked(routes, "defaultUrlRedirect.httpsRedirect") is True and asked(routes, "pathMatchers") is None


def _transport(resource: Resource, graph: Graph, proxy: Resource | Unknown | None) -> InTransit:
    if isinstance(proxy, Unknown):
        return InTransit(subject=resource.urn, what="web", floor=UNKNOWN, plain=UNKNOWN, client_certificate=UNKNOWN)
    if proxy is None or proxy.type in _HTTP:
        return InTransit(subject=resource.urn, what="web", floor=Tls.PLAIN, plain="accepted", client_certificate=False)
    return InTransit(
        subject=resource.urn,
        what="web",
        floor=_floor(proxy, graph),
        plain=_plain(resource, graph),
        client_certificate=asked(proxy, "serverTlsPolicy") is not None,
    )


def _floor(proxy: Resource, graph: Graph) -> Tls | Unknown:
    # Absent: Google's default policy, COMPATIBLE from TLS 1.0 (SSL policies overview).
    if asked(proxy, "sslPolicy") is None:
        return Tls.TLS1_0
    policy = graph.ref(proxy, "sslPolicy", *_TLS_POLICIES)
    if not isinstance(policy, Resource):
        return UNKNOWN
    floor = policy.at("minTlsVersion", "TLS_1_0")
    return UNKNOWN if floor is UNKNOWN else _FLOORS.get(floor, UNKNOWN)


def _plain(resource: Resource, graph: Graph) -> str | Unknown:
    """What answers plain HTTP at the same address: nothing, a redirect, or the content."""
    address = resource.at("ipAddress")
    fronts = [
        other
        for other in graph.of_type(resource.type)
        if other is not resource and other.at("ipAddress") == address and str(other.at("portRange")).startswith("80")
    ]
    if address is None or address is UNKNOWN:
        return UNKNOWN
    maps = [_routes(_proxy(front, graph), graph) for front in fronts]
    if not maps:
        return "refused"
    if all(isinstance(one, Unknown) or (one is not None and _redirects(one)) for one in maps):
        return UNKNOWN if any(isinstance(one, Unknown) for one in maps) else "redirected"
    return "accepted"


def _behind(resource: Resource, graph: Graph, routes: Resource | Unknown | None) -> Iterator[Fact]:
    """The record and the filter, which stand on the backends: the weakest of them counts."""
    backends = [routes] if isinstance(routes, Unknown) else list(backends_of(resource, graph, routes))
    on = [backend if isinstance(backend, Unknown) else is_logged(backend) for backend in backends]
    off = not on or any(one is False for one in on)
    enabled: bool | Unknown = False if off else UNKNOWN if UNKNOWN in on else True
    yield kept.logged(resource, graph, "access", _entry(resource), enabled=enabled)
    yield min((_filters(resource, one, graph) for one in backends), key=_strength, default=_nothing(resource))


def _filters(resource: Resource, backend: Resource | Unknown, graph: Graph) -> Filters:
    return unseen(resource) if isinstance(backend, Unknown) else filters(resource, backend, graph)


def _nothing(resource: Resource) -> Filters:
    return Filters(subject=resource.urn, what="web", present=False, managed_rules=False, blocks=False, allow_list=False)


def _strength(fact: Filters) -> tuple[bool, int]:
    """What is known to be wanting is weaker than what cannot be seen."""
    values = (fact.present, fact.managed_rules, fact.blocks, fact.allow_list)
    return not any(value is False for value in values), sum(value is True for value in values)


def _entry(resource: Resource) -> dict[str, str]:
    name, regional = resource.at("name"), resource.type == REGIONAL
    log = "loadbalancing.googleapis.com%2Fexternal_regional_requests" if regional else "requests"
    return {
        "logName": f"projects/_/logs/{log}",
        "resource.type": "http_external_regional_lb_rule" if regional else "http_load_balancer",
        **({"resource.labels.forwarding_rule_name": name} if isinstance(name, str) else {}),
    }


for _token in (*_HTTPS[:1], *_HTTP[:1], *_MAPS[:1], *_TLS_POLICIES[:1]):
    only(_token, place="region")
for _token in (*_HTTPS[1:], *_HTTP[1:], *_MAPS[1:], *_TLS_POLICIES[1:]):
    only(_token, place="global:network")
only("gcp:certificatemanager/certificate:Certificate", place="location")
only("gcp:certificatemanager/dnsAuthorization:DnsAuthorization", place="location")
only("gcp:certificatemanager/trustConfig:TrustConfig", place="location")
only("gcp:compute/healthCheck:HealthCheck", place="global:network")
only("gcp:compute/regionHealthCheck:RegionHealthCheck", place="region")
only("gcp:compute/regionNetworkEndpointGroup:RegionNetworkEndpointGroup", place="region")
only("gcp:compute/regionSslCertificate:RegionSslCertificate", place="region")
only("gcp:networksecurity/serverTlsPolicy:ServerTlsPolicy", place="location")
