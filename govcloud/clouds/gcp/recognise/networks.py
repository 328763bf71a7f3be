"""Networks: what is logged, and how Google's APIs are reached."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Network
from typing import Final

from govcloud.clouds.gcp import regions
from govcloud.clouds.gcp.recognise import kept
from govcloud.clouds.gcp.recognise.firewalls import range_of
from govcloud.clouds.gcp.recognise.places import place_by_property
from govcloud.clouds.gcp.recognise.register import only, recognise
from govcloud.facts import UNKNOWN, Fact, Logged, Place, Placed, Reachable, Unknown
from govcloud.graph import Graph, Resource

NETWORK: Final = "gcp:compute/network:Network"
SUBNET: Final = "gcp:compute/subnetwork:Subnetwork"
ROUTE: Final = "gcp:compute/route:Route"
ZONE: Final = "gcp:dns/managedZone:ManagedZone"

_VIPS: Final = (IPv4Network("199.36.153.4/30"), IPv4Network("199.36.153.8/30"))
"""restricted.googleapis.com and private.googleapis.com (Private Google Access)."""
_NO_LOG: Final = frozenset({"GLOBAL_MANAGED_PROXY", "INTERNAL_HTTPS_LOAD_BALANCER", "REGIONAL_MANAGED_PROXY"})
"""Purposes of subnets that have no flow log (VPC Flow Logs, "Specifications")."""


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
    ranges = [range_of(route.at("destRange")) for route in graph.companions(resource, ROUTE, "network")]
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


only(SUBNET, place="region")
only(ROUTE, place="global:network")
only("gcp:compute/address:Address", place="region")
only("gcp:compute/globalAddress:GlobalAddress", place="global:addresses")
only("gcp:compute/networkPeering:NetworkPeering", place="global:network")
only("gcp:compute/router:Router", place="region")
only("gcp:compute/routerNat:RouterNat", place="region")
only("gcp:compute/serviceAttachment:ServiceAttachment", place="region")
only("gcp:vpcaccess/connector:Connector", place="region")
only("gcp:servicenetworking/connection:Connection", place="global:network")
