"""Application gateways and the web firewalls they carry."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from govcloud.clouds.azure.recognise.arm import companions, resolved
from govcloud.clouds.azure.recognise.logs import recorded
from govcloud.clouds.azure.recognise.register import located, recognise
from govcloud.clouds.azure.recognise.values import given, locked, wide, word
from govcloud.facts import UNKNOWN, Fact, Filters, InTransit, Logged, Reachable, Recoverable, Tls, Unknown
from govcloud.graph import Graph, Resource, walk

GATEWAY: Final = "azure-native:network:ApplicationGateway"
FIREWALL: Final = "azure-native:network:WebApplicationFirewallPolicy"

_FLOORS: Final = {
    "appgwsslpolicy20150501": Tls.TLS1_0,
    "appgwsslpolicy20170401": Tls.TLS1_1,
    "appgwsslpolicy20170401s": Tls.TLS1_2,
    "appgwsslpolicy20220101": Tls.TLS1_2,
    "appgwsslpolicy20220101s": Tls.TLS1_2,
}
_VERSIONS: Final = {"tlsv1_0": Tls.TLS1_0, "tlsv1_1": Tls.TLS1_1, "tlsv1_2": Tls.TLS1_2, "tlsv1_3": Tls.TLS1_3}
_MAINTAINED: Final = ("microsoft_defaultruleset", "owasp")


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
    yield _filters(resource, graph)
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
    return "redirected" if all(_last(walk(rule, "redirectConfiguration.id")) in safe for rule in on_plain) else "accepted"


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


def _filters(resource: Resource, graph: Graph) -> Filters:
    """The policy on the gateway; without one, the older settings in the gateway itself. A listener and a path may have
    a policy of their own, which then holds in place of the gateway's: the weakest says how strong the filter is."""
    urn = resource.urn
    policies = [
        resolved(graph, resource, path, named, FIREWALL) for path, named in _policies(resource) if named is not None
    ]
    if policies and resource.at("firewallPolicy.id") is not None:
        return min((_by(urn, policy) for policy in policies), key=_strength)
    older = "webApplicationFirewallConfiguration"
    on = resource.at(f"{older}.enabled") is True
    return Filters(
        subject=urn,
        what="web",
        present=on,
        managed_rules=on and given(resource.at(f"{older}.ruleSetType")),
        blocks=on and word(resource.at(f"{older}.firewallMode")) == "prevention",
        allow_list=False,
    )


def _policies(resource: Resource) -> Iterator[tuple[str, Any]]:
    yield "firewallPolicy", resource.at("firewallPolicy.id")
    for listener in resource.each("httpListeners"):
        yield "httpListeners", walk(listener, "firewallPolicy.id")
    for paths in resource.each("urlPathMaps"):
        rules = walk(paths, "pathRules")
        for rule in rules if isinstance(rules, list) else ():
            yield "urlPathMaps", walk(rule, "firewallPolicy.id")


def _strength(filters: Filters) -> tuple[int, ...]:
    """False before unseen before true."""
    order = {False: 0, True: 2}
    return tuple(
        1 if said is UNKNOWN else order[bool(said)]
        for said in (filters.present, filters.managed_rules, filters.blocks, filters.allow_list)
    )


def _by(urn: str, policy: object) -> Filters:
    if isinstance(policy, Resource):
        return _by_policy(urn, policy)
    return Filters(subject=urn, what="web", present=True, managed_rules=UNKNOWN, blocks=UNKNOWN, allow_list=UNKNOWN)


def _by_policy(urn: str, policy: Resource) -> Filters:
    # Absent: Enabled and Detection (the service's own).
    state = word(policy.at("policySettings.state"), "Enabled")
    mode = word(policy.at("policySettings.mode"), "Detection")
    sets = list(policy.each("managedRules.managedRuleSets"))
    maintained = any(isinstance(one, dict) and word(one.get("ruleSetType")) in _MAINTAINED for one in sets)
    on: bool | Unknown = UNKNOWN if state is UNKNOWN else state == "enabled"
    return Filters(
        subject=urn,
        what="web",
        present=on,
        managed_rules=UNKNOWN if UNKNOWN in sets else on is True and maintained and not _passes(policy),
        blocks=UNKNOWN if mode is UNKNOWN else on is True and mode == "prevention",
        allow_list=on is True and any(_names_ranges(rule) for rule in policy.each("customRules")),
        by=policy.urn,
    )


def _passes(policy: Resource) -> bool:
    """Whether a rule lets requests past the maintained ones, whatever address they come from."""
    return any(
        isinstance(rule, dict)
        and word(rule.get("action")) == "allow"
        and word(rule.get("state"), "Enabled") != "disabled"
        and not any(_from_named(one) for one in rule.get("matchConditions") or ())
        for rule in policy.each("customRules")
    )


def _from_named(condition: Any) -> bool:
    if not isinstance(condition, dict) or word(condition.get("operator")) != "ipmatch":
        return False
    ranges = condition.get("matchValues")
    narrow = isinstance(ranges, list) and not any(isinstance(one, str) and wide(one) for one in ranges)
    return narrow and condition.get("negationConditon") is not True


def _names_ranges(rule: Any) -> bool:
    """Whether a rule stops everybody outside named ranges."""
    if not isinstance(rule, dict) or word(rule.get("action")) != "block" or word(rule.get("ruleType")) != "matchrule":
        return False
    conditions = rule.get("matchConditions")
    return isinstance(conditions, list) and any(
        isinstance(one, dict)
        and word(one.get("operator")) == "ipmatch"
        and one.get("negationConditon") is True
        and given(one.get("matchValues"))
        for one in conditions
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
