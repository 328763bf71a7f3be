"""A private network on Google Cloud: one VPC with subnets in Tokyo, without a way to the internet."""

from __future__ import annotations

from typing import Any

import pulumi
from pulumi_gcp import compute, servicenetworking

from govcloud.blocks import Database, Network, WebEntry
from govcloud.clouds.gcp import naming, regions
from govcloud.clouds.gcp._google_access import google_access
from govcloud.clouds.gcp._project import needs
from govcloud.clouds.gcp._rules import firewall
from govcloud.clouds.gcp.account import Account
from govcloud.clouds.gcp.log_filters import PURPOSES
from govcloud.clouds.gcp.outputs import GcpNetwork
from govcloud.clouds.scope import Scope
from govcloud.facts import Place
from govcloud.systems.addresses import Purpose

PROXY_SLOT = 0
PEERING_SLOTS = {Place.TOKYO: 1, Place.OSAKA: 2}
"""Which spare slots Google's load balancer proxies and its managed databases take. They must stay as they are.

Managed databases take a /24 of their own in each region, which from a /21 network is a whole slot.
"""


def render(scope: Scope[Network, Account]) -> GcpNetwork:
    """The VPC, a subnet a purpose, private access to Google's APIs, a closed firewall; and, where the layout has a web
    entry or a database, the proxies' subnet or the peering with Google's database network.

    Subnets span the region's zones by themselves. A Cloud Run service that sends through the network needs no route to
    the internet, so there is none.
    """
    vpc = _vpc(scope)
    subnets = {purpose: _subnet(scope, vpc, purpose) for purpose in PURPOSES}
    ways = [*google_access(scope, vpc), *firewall(scope, vpc)]
    ready = pulumi.Output.all(subnets["app"].id, *(way.id for way in ways)).apply(lambda known: known[0])
    return GcpNetwork(id=vpc.id, app=ready, peering=_peering(scope, vpc), proxies=_proxies(scope, vpc))


def _vpc(scope: Scope[Network, Account]) -> Any:
    return scope.make(
        compute.Network,
        "vpc",
        name=naming.plain(scope.layout, scope.planned.name),
        project=scope.account.project,
        auto_create_subnetworks=False,
        delete_default_routes_on_create=True,
        routing_mode="REGIONAL",
        opts={"depends_on": needs(scope, "compute")},
    )


def _subnet(scope: Scope[Network, Account], vpc: Any, purpose: Purpose) -> Any:
    return scope.make(
        compute.Subnetwork,
        f"subnet-{purpose}",
        name=naming.plain(scope.layout, scope.planned.name, purpose),
        project=scope.account.project,
        network=vpc.id,
        region=regions.region(Place.TOKYO),
        ip_cidr_range=str(scope.layout.addresses[scope.planned.name].purpose(purpose)),
        purpose="PRIVATE",
        stack_type="IPV4_ONLY",
        private_ip_google_access=True,
        log_config={
            "aggregation_interval": "INTERVAL_1_MIN",
            "flow_sampling": 1.0,
            "metadata": "INCLUDE_ALL_METADATA",
        },
    )


def _databases(scope: Scope[Network, Account]) -> tuple[Database, ...]:
    blocks = (consumer.planned.block for consumer in scope.planned.consumers)
    return tuple(block for block in blocks if isinstance(block, Database))


def _proxies(scope: Scope[Network, Account], vpc: Any) -> Any:
    if not any(isinstance(consumer.planned.block, WebEntry) for consumer in scope.planned.consumers):
        return ""
    subnet = scope.make(
        compute.Subnetwork,
        "subnet-proxies",
        name=naming.plain(scope.layout, scope.planned.name, "proxies"),
        project=scope.account.project,
        network=vpc.id,
        region=regions.region(Place.TOKYO),
        ip_cidr_range=str(scope.layout.addresses[scope.planned.name].spare(PROXY_SLOT)),
        purpose="REGIONAL_MANAGED_PROXY",
        role="ACTIVE",
    )
    return pulumi.Output.all(vpc.id, subnet.id).apply(lambda known: known[0])


def _peering(scope: Scope[Network, Account], vpc: Any) -> Any:
    """Private services access: Cloud SQL stands in Google's network, reached over a peering, in these ranges.

    Google keeps a deleted instance's side of the connection for days, and refuses to delete the connection so long;
    given up (ABANDON), it would leave a peering behind that holds the network. The provider tries the first and then
    takes the peering off the network (pulumi-gcp 10.2.0, read 2026-11-22; new in Google's provider in August 2026).
    """
    databases = _databases(scope)
    if not databases:
        return ""
    places = [Place.TOKYO, *{Place(one.replica.place) for one in databases if one.replica}]
    connection = scope.make(
        servicenetworking.Connection,
        "services",
        network=vpc.id,
        service="servicenetworking.googleapis.com",
        reserved_peering_ranges=[_range(scope, vpc, place).name for place in places],
        deletion_policy="REMOVE_PEERING",
        opts={"depends_on": needs(scope, "servicenetworking")},
    )
    return pulumi.Output.all(vpc.id, connection.id).apply(lambda known: known[0])


def _range(scope: Scope[Network, Account], vpc: Any, place: Place) -> Any:
    slot = scope.layout.addresses[scope.planned.name].spare(PEERING_SLOTS[place])
    return scope.make(
        compute.GlobalAddress,
        f"services-{place}",
        name=naming.plain(scope.layout, scope.planned.name, "services", place),
        project=scope.account.project,
        network=vpc.id,
        purpose="VPC_PEERING",
        address_type="INTERNAL",
        address=str(slot.network_address),
        prefix_length=slot.prefixlen,
    )
