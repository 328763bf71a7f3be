"""Networks: what is logged, how Google's APIs are reached, and what firewalls let in."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Network, ip_network
from typing import Final

from govcloud.clouds.gcp import regions
from govcloud.clouds.gcp.recognise import kept
from govcloud.clouds.gcp.recognise.places import place_by_property
from govcloud.clouds.gcp.recognise.register import only, recognise
from govcloud.facts import UNKNOWN, Fact, Logged, Place, Placed, Reachable, Unknown
from govcloud.graph import Graph, Resource, Value

NETWORK: Final = "gcp:compute/network:Network"
SUBNET: Final = "gcp:compute/subnetwork:Subnetwork"
ROUTE: Final = "gcp:compute/route:Route"
ZONE: Final = "gcp:dns/managedZone:ManagedZone"

_ALL: Final = ((0, 65_535),)
_VIPS: Final = (IPv4Network("199.36.153.4/30"), IPv4Network("199.36.153.8/30"))
"""restricted.googleapis.com and private.googleapis.com (Private Google Access)."""
_GOOGLE: Final = (IPv4Network("35.191.0.0/16"), IPv4Network("130.211.0.0/22"), IPv4Network("35.235.240.0/20"), *_VIPS)
"""Ranges of Google's own probes, of its sign-in proxy for administrators, and of its APIs."""
_NO_LOG: Final = frozenset({"GLOBAL_MANAGED_PROXY", "INTERNAL_HTTPS_LOAD_BALANCER", "REGIONAL_MANAGED_PROXY"})
"""Purposes of subnets that have no flow log (VPC Flow Logs, "Specifications")."""
_NARROWEST: Final = 8
"""An IPv4 range shorter than this is the internet by another name."""


def _place(resource: Resource, graph: Graph) -> Iterator[Placed]:
    """A network is where its subnets are, if they are in one place; else it is global; and abroad where Google makes
    subnets by itself."""
    found = {place_by_property(subnet, graph, "region")[0] for subnet in _subnets(resource, graph)}
    # Without auto_create_subnetworks=False a network has a subnet in every region of the world (SDK, Network).
    worldwide = resource.at("autoCreateSubnetworks") is not False
    where = Place.ABROAD if worldwide else found.pop() if len(found) == 1 else Place.GLOBAL
    reason = regions.exception("network") if where is Place.GLOBAL else ""
    yield Placed(subject=resource.urn, what="primary", where=where, exception=reason)


@recognise(NETWORK, place=_place)
def network(resource: Resource, graph: Graph) -> Iterator[Fact]:
    """Flow logs and the way to Google's APIs, over all subnets of the network."""
    yield _flow_log(resource, graph)
    yield Reachable(subject=resource.urn, what="platform", by=_platform(resource, graph))


def _subnets(resource: Resource, graph: Graph) -> tuple[Resource, ...]:
    return graph.companions(resource, SUBNET, "network")


def _flow_log(resource: Resource, graph: Graph) -> Logged:
    own = [subnet for subnet in _subnets(resource, graph) if subnet.at("purpose", "PRIVATE") not in _NO_LOG]
    seen = [subnet.at("logConfig") for subnet in own]
    enabled: bool | Unknown = UNKNOWN if UNKNOWN in seen else bool(seen) and all(one is not None for one in seen)
    found = [kept.logged(resource, graph, "flow", _flow(subnet), enabled=enabled) for subnet in own]
    shortest = min(found, key=_days, default=None)
    return shortest or kept.logged(resource, graph, "flow", {}, enabled=False)


def _flow(subnet: Resource) -> dict[str, str]:
    name = subnet.at("name")
    return {
        "logName": "projects/_/logs/compute.googleapis.com%2Fvpc_flows",
        "resource.type": "gce_subnetwork",
        **({"resource.labels.subnetwork_name": name} if isinstance(name, str) else {}),
    }


def _days(fact: Logged) -> int:
    return fact.days if isinstance(fact.days, int) else -1


def _platform(resource: Resource, graph: Graph) -> str | Unknown:
    """ "network" where Google's APIs are reached without the internet: private access on every subnet, and either no
    other way out or a route and a zone that lead to Google's private addresses."""
    own = [subnet for subnet in _subnets(resource, graph) if subnet.at("purpose", "PRIVATE") not in _NO_LOG]
    access = [subnet.at("privateIpGoogleAccess") for subnet in own]
    if UNKNOWN in access:
        return UNKNOWN
    private = bool(access) and all(access) and _has_route(resource, graph) and _has_zone(resource, graph)
    return "network" if private else "internet"


def _has_route(resource: Resource, graph: Graph) -> bool:
    """Whether a route to the private addresses stands, and none to everywhere."""
    # Absent: default routes are made (SDK, Network.delete_default_routes_on_create).
    if resource.at("deleteDefaultRoutesOnCreate") is not True:
        return False
    ranges = [_range(route.at("destRange")) for route in graph.companions(resource, ROUTE, "network")]
    return any(one in _VIPS for one in ranges) and not any(one is not None and one.prefixlen == 0 for one in ranges)


def _has_zone(resource: Resource, graph: Graph) -> bool:
    for zone in graph.of_type(ZONE):
        if zone.at("visibility") != "private" or zone.at("dnsName") != "googleapis.com.":
            continue
        for index, _ in enumerate(zone.each("privateVisibilityConfig.networks")):
            seen = graph.ref(zone, f"privateVisibilityConfig.networks.{index}.networkUrl", NETWORK)
            if seen is resource:
                return True
    return False


def _range(value: Value) -> IPv4Network | None:
    try:
        found = ip_network(str(value), strict=False)
    except ValueError:
        return None
    return found if isinstance(found, IPv4Network) else None


def _rule(resource: Resource, ranges: Value, ports: Value) -> Reachable:
    return Reachable(subject=resource.urn, what="ports", by=_from(ranges), ports=_ports(ports))


def _from(ranges: Value) -> str | Unknown:
    """Who is let in by source ranges: nobody's own range may be wider than the private ones."""
    if ranges is UNKNOWN or any(one is UNKNOWN or "${" in str(one) for one in ranges or ()):
        return UNKNOWN
    return "internet" if any(_is_public(str(one)) for one in ranges or ()) else "network"


def _is_public(text: str) -> bool:
    if ":" in text:
        return text.endswith("/0")
    found = _range(text)
    return found is None or found.prefixlen < _NARROWEST


def _ports(layers: Value) -> tuple[tuple[int, int], ...]:
    """The ranges of ports that protocols open; all where one names none."""
    found: list[tuple[int, int]] = []
    for layer in layers or ():
        ports = layer.get("ports") if isinstance(layer, dict) else None
        if not ports or ports is UNKNOWN:
            return _ALL
        for port in ports:
            low, _, high = str(port).partition("-")
            found.append((int(low), int(high or low)))
    return tuple(found) or _ALL


def _opens(resource: Resource, action: Value) -> bool:
    inward = resource.at("direction", "INGRESS") == "INGRESS"
    return inward and action in ("allow", "apply_security_profile_group", "goto_next") and not resource.at("disabled")


@recognise("gcp:compute/firewallPolicyRule:FirewallPolicyRule", place="global:network")
@recognise("gcp:compute/networkFirewallPolicyRule:NetworkFirewallPolicyRule", place="global:network")
@recognise("gcp:compute/regionNetworkFirewallPolicyRule:RegionNetworkFirewallPolicyRule", place="region")
def policy_rule(resource: Resource, _graph: Graph) -> Iterator[Fact]:
    """A rule of a firewall policy that lets something in. A rule with other sources than ranges names them."""
    if _opens(resource, resource.at("action")) and resource.at("action") != "goto_next":
        ranges = resource.at("match.srcIpRanges")
        named = any(resource.at(f"match.{other}") for other in ("srcSecureTags", "srcNetworks", "srcAddressGroups"))
        if ranges is not None or not named:
            yield _rule(resource, ranges or ["0.0.0.0/0"], resource.at("match.layer4Configs"))


@recognise("gcp:compute/firewall:Firewall", place="global:network")
def firewall(resource: Resource, _graph: Graph) -> Iterator[Fact]:
    """A rule of a network. Without any source it takes everybody (VPC firewall rules, "Sources")."""
    if resource.at("allows") is None or resource.at("direction", "INGRESS") != "INGRESS" or resource.at("disabled"):
        return
    ranges = resource.at("sourceRanges")
    named = resource.at("sourceTags") or resource.at("sourceServiceAccounts")
    if ranges is not None or not named:
        yield _rule(resource, ranges or ["0.0.0.0/0"], resource.at("allows"))


only(SUBNET, place="region")
only(ROUTE, place="global:network")
only("gcp:compute/address:Address", place="region")
only("gcp:compute/globalAddress:GlobalAddress", place="global:addresses")
only("gcp:compute/networkFirewallPolicy:NetworkFirewallPolicy", place="global:network")
only("gcp:compute/networkFirewallPolicyAssociation:NetworkFirewallPolicyAssociation", place="global:network")
only("gcp:compute/networkPeering:NetworkPeering", place="global:network")
only("gcp:compute/regionNetworkFirewallPolicy:RegionNetworkFirewallPolicy", place="region")
only("gcp:compute/regionNetworkFirewallPolicyAssociation:RegionNetworkFirewallPolicyAssociation", place="region")
only("gcp:compute/router:Router", place="region")
only("gcp:compute/routerNat:RouterNat", place="region")
only("gcp:compute/serviceAttachment:ServiceAttachment", place="region")
only("gcp:vpcaccess/connector:Connector", place="region")
only("gcp:servicenetworking/connection:Connection", place="global:network")
