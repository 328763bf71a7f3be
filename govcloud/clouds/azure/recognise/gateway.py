"""Application gateways, and the log of the web firewalls they carry."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from govcloud.clouds.azure.recognise.arm import companions
from govcloud.clouds.azure.recognise.firewall import FIREWALL, filters
from govcloud.clouds.azure.recognise.logs import recorded
from govcloud.clouds.azure.recognise.register import located, recognise
from govcloud.clouds.azure.recognise.values import given, locked, word
from govcloud.facts import UNKNOWN, Fact, InTransit, Logged, Reachable, Recoverable, Tls, Unknown
from govcloud.graph import Graph, Resource, walk

GATEWAY: Final = "azure-native:network:ApplicationGateway"

_FLOORS: Final = {
    "appgwsslpolicy20150501": Tls.TLS1_0,
    "appgwsslpolicy20170401": Tls.TLS1_1,
    "appgwsslpolicy20170401s": Tls.TLS1_2,
    "appgwsslpolicy20220101": Tls.TLS1_2,
    "appgwsslpolicy20220101s": Tls.TLS1_2,
}
_VERSIONS: Final = {"tlsv1_0": Tls.TLS1_0, "tlsv1_1": Tls.TLS1_1, "tlsv1_2": Tls.TLS1_2, "tlsv1_3": Tls.TLS1_3}


@recognise(GATEWAY, place=located)
def gateway(resource: Resource, graph: Graph) -> Iterator[Fact]:
    """Reach, TLS, the firewall in front, the access log, zones."""
    urn = resource.urn
    fronts = list(resource.each("frontendIPConfigurations"))
    public = any(isinstance(front, dict) and given(front.get("publicIPAddress")) for front in fronts)
    by: str | Unknown = "internet" if public else UNKNOWN if UNKNOWN in fronts else "network"
    yield Reachable(subject=urn, what="web", by=by)
    yield InTransit(
        subject=urn, what="web", floor=_floor(resource), plain=_plain(resource), client_certificate=_asks(resource)
    )
    yield filters(resource, graph)
    log = recorded(graph, resource, ("ApplicationGatewayAccessLog",))
    yield Logged(
        subject=urn,
        what="access",
        enabled=log.enabled,
        days=log.days,
        tamper_proof=log.tamper_proof,
        everywhere=False,
        into=log.into,
    )
    zones = resource.at("zones")
    yield Recoverable(
        subject=urn,
        what="entry",
        zones=UNKNOWN if zones is UNKNOWN else max(1, len(zones or [])),
        restore_days=0,
        protected=locked(graph, resource),
    )


def _floor(resource: Resource) -> Tls | Unknown:
    """Absent: AppGwSslPolicy20220101, the default for gateways of API 2023-02-01 and later (unverified)."""
    kind = word(resource.at("sslPolicy.policyType"), "Predefined")
    if kind in ("custom", "customv2"):
        version = word(resource.at("sslPolicy.minProtocolVersion"))
        return UNKNOWN if version is UNKNOWN else _VERSIONS.get(str(version), Tls.TLS1_0)
    name = word(resource.at("sslPolicy.policyName"), "AppGwSslPolicy20220101")
    return UNKNOWN if UNKNOWN in (kind, name) else _FLOORS.get(str(name), UNKNOWN)


def _plain(resource: Resource) -> str | Unknown:
    """What HTTP listeners do: every rule on one must redirect, to HTTPS."""
    listeners = list(resource.each("httpListeners"))
    if UNKNOWN in listeners:
        return UNKNOWN
    names = {one.get("name") for one in listeners if isinstance(one, dict) and word(one.get("protocol")) == "http"}
    if not names:
        return "refused"
    rules = [rule for rule in resource.each("requestRoutingRules") if isinstance(rule, dict)]
    on_plain = [rule for rule in rules if _last(walk(rule, "httpListener.id")) in names]
    safe = {one.get("name") for one in resource.each("redirectConfigurations") if _to_https(one, names)}
    sent = (_last(walk(rule, "redirectConfiguration.id")) in safe for rule in on_plain)
    return "redirected" if all(sent) else "accepted"


def _to_https(redirect: Any, plain_listeners: set[Any]) -> bool:
    if not isinstance(redirect, dict):
        return False
    listener, url = _last(walk(redirect, "targetListener.id")), redirect.get("targetUrl")
    if isinstance(url, str):
        return url.casefold().startswith("https://")
    return bool(listener) and listener not in plain_listeners


def _last(part: Any) -> str:
    return part.rpartition("/")[2] if isinstance(part, str) else ""


def _asks(resource: Resource) -> bool:
    return any(
        isinstance(profile, dict) and given(profile.get("trustedClientCertificates"))
        for profile in resource.each("sslProfiles")
    )


@recognise(FIREWALL, place=located)
def firewall(resource: Resource, graph: Graph) -> Iterator[Fact]:
    """Its decisions are logged by the gateways that carry it: by all of them, or not at all."""
    carriers = companions(graph, resource, GATEWAY, "firewallPolicy.id")
    logs = [recorded(graph, carrier, ("ApplicationGatewayFirewallLog",)) for carrier in carriers]
    weakest = next((log for log in logs if log.enabled is not True), logs[0] if logs else None)
    yield Logged(
        subject=resource.urn,
        what="firewall",
        enabled=weakest.enabled if weakest else False,
        days=weakest.days if weakest else 0,
        tamper_proof=weakest.tamper_proof if weakest else False,
        everywhere=False,
        into=weakest.into if weakest else "",
    )
