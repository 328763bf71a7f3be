"""Facts of networks: flow logs, private paths to AWS's services, and what firewall rules let in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from ipaddress import ip_network
from typing import Any, Final

from govcloud.clouds.aws.recognise import retention
from govcloud.clouds.aws.recognise.register import only, recognise
from govcloud.clouds.aws.recognise.truth import present
from govcloud.facts import UNKNOWN, Fact, Logged, Reachable, Unknown
from govcloud.graph import Graph, Resource

VPC: Final = "aws:ec2/vpc:Vpc"
_FLOW_LOG: Final = "aws:ec2/flowLog:FlowLog"
_ENDPOINT: Final = "aws:ec2/vpcEndpoint:VpcEndpoint"
_GATEWAY: Final = "aws:ec2/internetGateway:InternetGateway"
_NAMED_BITS: Final = 8
"""A public range wider than /8 names nobody: two halves of the internet are the internet."""

Rule = tuple[object, list[object], object, object]
"""Protocol, sources, first port, last port."""


@recognise(VPC)
def vpc(resource: Resource, graph: Graph) -> Iterator[Fact]:
    """Flow logs, and how AWS's services are reached: without endpoints only by the way out, if there is one."""
    logs = graph.companions(resource, _FLOW_LOG, "vpcId")
    yield from [_flow(resource, log, graph) for log in logs] or [_unlogged(resource)]
    private = bool(graph.companions(resource, _ENDPOINT, "vpcId"))
    out = bool(graph.companions(resource, _GATEWAY, "vpcId"))
    by = "network" if private else "internet" if out else "nobody"
    yield Reachable(subject=resource.urn, what="platform", by=by)


def _flow(network: Resource, log: Resource, graph: Graph) -> Logged:
    traffic = log.at("trafficType", "ALL")
    into = retention.destination(log, graph, "logDestination")
    return Logged(
        subject=network.urn,
        what="flow",
        enabled=UNKNOWN if traffic is UNKNOWN else traffic == "ALL",
        days=retention.of_destination(into, graph),
        tamper_proof=False,
        everywhere=True,
        into=retention.label(into),
    )


def _unlogged(network: Resource) -> Logged:
    return Logged(subject=network.urn, what="flow", enabled=False, days=0, tamper_proof=False, everywhere=False)


@recognise("aws:ec2/defaultVpc:DefaultVpc")
def default_vpc(resource: Resource, graph: Graph) -> Iterator[Fact]:
    """The VPC that comes with an account: every subnet of it is public."""
    logs = graph.companions(resource, _FLOW_LOG, "vpcId")
    yield from [_flow(resource, log, graph) for log in logs] or [_unlogged(resource)]
    yield Reachable(subject=resource.urn, what="platform", by="internet")


def by_ranges(ranges: Iterable[object]) -> str | Unknown:
    """Who is behind address ranges: everybody as soon as one range names nobody."""
    found = [_by_range(one) for one in ranges]
    if "internet" in found:
        return "internet"
    return UNKNOWN if UNKNOWN in found else "network"


def _by_range(value: object) -> str | Unknown:
    if not isinstance(value, str) or "${" in value:
        return UNKNOWN
    try:
        network = ip_network(value, strict=False)
    except ValueError:
        return UNKNOWN
    wide = network.prefixlen < _NAMED_BITS and not (network.prefixlen > 0 and network.is_private)
    return "internet" if wide else "network"


def _opened(resource: Resource, rules: Iterable[Rule]) -> Iterator[Reachable]:
    for protocol, sources, low, high in rules:
        # ICMP has types, not ports.
        if protocol in ("icmp", "icmpv6", "1", "58") or not sources:
            continue
        ports = _ports(protocol, low, high)
        yield Reachable(subject=resource.urn, what="ports", by=by_ranges(sources), ports=ports)


def _ports(protocol: object, low: object, high: object) -> tuple[tuple[int, int], ...]:
    if protocol in ("-1", "all", -1) or low == -1:
        return ((0, 65535),)
    if isinstance(low, (int, float)) and isinstance(high, (int, float)):
        return ((int(low), int(high)),)
    return ()


def _inline(resource: Resource) -> Iterator[Rule]:
    for rule in resource.each("ingress"):
        if isinstance(rule, Mapping):
            sources = [*_listed(rule.get("cidrBlocks")), *_listed(rule.get("ipv6CidrBlocks"))]
            yield rule.get("protocol"), sources, rule.get("fromPort"), rule.get("toPort")
        else:
            yield UNKNOWN, [UNKNOWN], UNKNOWN, UNKNOWN


@recognise("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup")
@recognise("aws:ec2/securityGroup:SecurityGroup")
def group(resource: Resource, _graph: Graph) -> Iterator[Fact]:
    """Rules written into the group."""
    yield from _opened(resource, _inline(resource))


@recognise("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule")
def ingress(resource: Resource, _graph: Graph) -> Iterator[Fact]:
    """One rule; a group or prefix list as its source is inside."""
    sources = [resource.at(path) for path in ("cidrIpv4", "cidrIpv6") if present(resource, path)]
    rule = resource.at("ipProtocol"), sources, resource.at("fromPort"), resource.at("toPort")
    yield from _opened(resource, [rule])


@recognise("aws:ec2/securityGroupRule:SecurityGroupRule")
def rule(resource: Resource, _graph: Graph) -> Iterator[Fact]:
    """One rule in the older form."""
    if resource.at("type") == "ingress":
        sources = [*resource.each("cidrBlocks"), *resource.each("ipv6CidrBlocks")]
        found = resource.at("protocol"), sources, resource.at("fromPort"), resource.at("toPort")
        yield from _opened(resource, [found])


def _listed(value: Any) -> list[object]:
    return list(value) if isinstance(value, (list, tuple)) else [] if value is None else [value]


only(
    "aws:ec2/customerGateway:CustomerGateway",
    "aws:ec2/defaultNetworkAcl:DefaultNetworkAcl",
    "aws:ec2/defaultRouteTable:DefaultRouteTable",
    "aws:ec2/egressOnlyInternetGateway:EgressOnlyInternetGateway",
    "aws:ec2/internetGatewayAttachment:InternetGatewayAttachment",
    "aws:ec2/mainRouteTableAssociation:MainRouteTableAssociation",
    "aws:ec2/managedPrefixList:ManagedPrefixList",
    "aws:ec2/natGateway:NatGateway",
    "aws:ec2/networkAcl:NetworkAcl",
    "aws:ec2/networkAclRule:NetworkAclRule",
    "aws:ec2/route:Route",
    "aws:ec2/routeTable:RouteTable",
    "aws:ec2/routeTableAssociation:RouteTableAssociation",
    "aws:ec2/subnet:Subnet",
    "aws:ec2/vpcDhcpOptions:VpcDhcpOptions",
    "aws:ec2/vpcDhcpOptionsAssociation:VpcDhcpOptionsAssociation",
    "aws:ec2/vpcEndpointRouteTableAssociation:VpcEndpointRouteTableAssociation",
    "aws:ec2/vpcEndpointSubnetAssociation:VpcEndpointSubnetAssociation",
    "aws:ec2/vpcPeeringConnection:VpcPeeringConnection",
    "aws:ec2/vpnGateway:VpnGateway",
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
    _ENDPOINT,
    _FLOW_LOG,
    _GATEWAY,
)
