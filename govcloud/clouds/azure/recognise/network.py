"""Networks: subnets, rules, private names, flow logs, and what has a public address."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from govcloud.clouds.azure.recognise.arm import companions, target
from govcloud.clouds.azure.recognise.logs import ACCOUNT, FLOW_LOG, kept_days, tamper_proof
from govcloud.clouds.azure.recognise.register import located, plain, recognise, within, worldwide
from govcloud.clouds.azure.recognise.values import given, wide, word
from govcloud.facts import UNKNOWN, Fact, Logged, Reachable, Unknown
from govcloud.graph import Graph, Resource

NETWORK: Final = "azure-native:network:VirtualNetwork"
SUBNET: Final = "azure-native:network:Subnet"
RULES: Final = "azure-native:network:NetworkSecurityGroup"
RULE: Final = "azure-native:network:SecurityRule"
ZONE: Final = "azure-native:privatedns:PrivateZone"
LINK: Final = "azure-native:privatedns:VirtualNetworkLink"
INTERFACE: Final = "azure-native:network:NetworkInterface"
ENDPOINT: Final = "azure-native:network:PrivateEndpoint"

OWN: Final = ("azureloadbalancer", "gatewaymanager", "virtualnetwork")
"""Tags of what is the network itself or keeps it running. Every other tag (`Internet`, `AzureCloud`, `AppService` …)
holds the addresses of services that any customer of Azure can send from."""


@recognise(NETWORK, place=located)
def network(resource: Resource, graph: Graph) -> Iterator[Fact]:
    """Flow logs, and whether platform services have private names here."""
    yield _flow(resource, graph)
    zones = [
        target(graph, link, "privateZoneName", ZONE) for link in companions(graph, resource, LINK, "virtualNetwork.id")
    ]
    names = [zone.at("privateZoneName") if isinstance(zone, Resource) else zone for zone in zones]
    private = any(isinstance(name, str) and name.startswith("privatelink.") for name in names)
    by: str | Unknown = "network" if private else UNKNOWN if UNKNOWN in names else "internet"
    yield Reachable(subject=resource.urn, what="platform", by=by)


def _flow(resource: Resource, graph: Graph) -> Logged:
    """The best of the network's flow logs. Their own retention adds nothing: the store's decides."""
    enabled: bool | Unknown = False
    days: int | Unknown = 0
    proof: bool | Unknown = False
    into = ""
    for log in companions(graph, resource, FLOW_LOG, "targetResourceId"):
        if log.at("enabled") is not True:
            continue
        store = target(graph, log, "storageId", ACCOUNT)
        own = log.at("retentionPolicy.days") if log.at("retentionPolicy.enabled") is True else None
        enabled, into = True, store.urn if isinstance(store, Resource) else ""
        days = kept_days(graph, store) if isinstance(store, Resource) else UNKNOWN
        days = min(days, own) if isinstance(own, int) and own and isinstance(days, int) else days
        proof = tamper_proof(graph, store) if isinstance(store, Resource) else UNKNOWN
    return Logged(
        subject=resource.urn, what="flow", enabled=enabled, days=days, tamper_proof=proof, everywhere=False, into=into
    )


@recognise(RULES, place=located)
def rules(resource: Resource, _graph: Graph) -> Iterator[Fact]:
    """Each way in."""
    for rule in resource.each("securityRules"):
        yield from _way_in(resource.urn, rule)


@recognise(RULE, place=within("networkSecurityGroupName", RULES))
def rule(resource: Resource, _graph: Graph) -> Iterator[Fact]:
    """One way in, written as a resource of its own."""
    yield from _way_in(resource.urn, dict(resource.inputs) or dict(resource.outputs))


def _way_in(urn: str, rule: Any) -> Iterator[Fact]:
    if not isinstance(rule, dict):
        yield Reachable(subject=urn, what="ports", by=UNKNOWN)
        return
    access, direction = word(rule.get("access")), word(rule.get("direction"))
    if access == "deny" or direction == "outbound":
        return
    sources = _all(rule, "sourceAddressPrefix", "sourceAddressPrefixes")
    ports = _ports(_all(rule, "destinationPortRange", "destinationPortRanges"))
    by = UNKNOWN if UNKNOWN in (access, direction) else _by(sources)
    yield Reachable(subject=urn, what="ports", by=by, ports=ports)


def _all(rule: dict[str, Any], one: str, several: str) -> list[Any]:
    many = rule.get(several)
    if many is UNKNOWN:
        return [UNKNOWN]
    return [value for value in (rule.get(one), *(many or ())) if value is not None]


def _by(sources: Iterable[Any]) -> str | Unknown:
    seen = list(sources)
    if any(isinstance(source, str) and _is_internet(source) for source in seen):
        return "internet"
    return UNKNOWN if UNKNOWN in seen or any("${" in str(source) for source in seen) else "network"


def _is_internet(source: str) -> bool:
    if source == "*":
        return True
    is_tag = source[:1].isalpha() and ":" not in source
    return source.casefold() not in OWN if is_tag else wide(source)


def _ports(values: Iterable[Any]) -> tuple[tuple[int, int], ...]:
    """Inclusive ranges; nothing where one cannot be read, so that nobody takes the rest for all."""
    ranges: list[tuple[int, int]] = []
    for value in values:
        low, _, high = str(value).partition("-")
        if value == "*":
            ranges.append((0, 65535))
        elif low.isdigit() and (high or low).isdigit():
            ranges.append((int(low), int(high or low)))
        else:
            return ()
    return tuple(ranges)


@recognise(INTERFACE, place=located)
def interface(resource: Resource, _graph: Graph) -> Iterator[Fact]:
    """A public address on a machine's interface."""
    configurations = [one for one in resource.each("ipConfigurations") if one is not UNKNOWN]
    public = any(isinstance(one, dict) and given(one.get("publicIPAddress")) for one in configurations)
    unseen = any(one is UNKNOWN for one in resource.each("ipConfigurations"))
    yield Reachable(subject=resource.urn, what="compute", by="internet" if public else UNKNOWN if unseen else "network")


plain(SUBNET, place=within("virtualNetworkName", NETWORK))
plain("azure-native:network:VirtualNetworkPeering", place=within("virtualNetworkName", NETWORK))
plain(
    ENDPOINT,
    FLOW_LOG,
    "azure-native:network:ApplicationSecurityGroup",
    "azure-native:network:NatGateway",
    "azure-native:network:NetworkWatcher",
    "azure-native:network:PublicIPAddress",
    "azure-native:network:RouteTable",
    place=located,
)
plain("azure-native:network:PrivateDnsZoneGroup", place=within("privateEndpointName", ENDPOINT))
plain("azure-native:network:Route", place=within("routeTableName", "azure-native:network:RouteTable"))
plain(ZONE, LINK, "azure-native:privatedns:PrivateRecordSet", place=worldwide("private-dns"))
plain("azure-native:dns:RecordSet", "azure-native:dns:Zone", place=worldwide("public-dns"))
