"""Firewall rules: from where they let in, to which ports."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Final

from govcloud.clouds.gcp.recognise.register import only, recognise
from govcloud.facts import UNKNOWN, Fact, Reachable, Unknown
from govcloud.graph import Graph, Resource, Value

_ALL: Final = ((0, 65_535),)
_NARROWEST: Final = {4: 8, 6: 16}
"""A range shorter than this is the internet by another name, by version of IP."""


def range_of(value: Value) -> IPv4Network | IPv6Network | None:
    """A range as Google takes it, host bits included; `None` for anything else."""
    try:
        return ip_network(str(value), strict=False)
    except ValueError:
        return None


def _rule(resource: Resource, ranges: Value, ports: Value) -> Reachable:
    return Reachable(subject=resource.urn, what="ports", by=_from(ranges), ports=_ports(ports))


def _from(ranges: Value) -> str | Unknown:
    """Who is let in by source ranges: nobody's own range may be wider than the private ones."""
    if ranges is UNKNOWN or any(one is UNKNOWN or "${" in str(one) for one in ranges or ()):
        return UNKNOWN
    return "internet" if any(_is_public(str(one)) for one in ranges or ()) else "network"


def _is_public(text: str) -> bool:
    found = range_of(text)
    return found is None or found.prefixlen < _NARROWEST[found.version]


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


only("gcp:compute/networkFirewallPolicy:NetworkFirewallPolicy", place="global:network")
only("gcp:compute/networkFirewallPolicyAssociation:NetworkFirewallPolicyAssociation", place="global:network")
only("gcp:compute/regionNetworkFirewallPolicy:RegionNetworkFirewallPolicy", place="region")
only("gcp:compute/regionNetworkFirewallPolicyAssociation:RegionNetworkFirewallPolicyAssociation", place="region")
