"""How a network is cut, and what each subnet lets in. Azure opens a network to itself; each cut closes that again."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any, Final

from pulumi_azure_native import network, resources

from govcloud.blocks import Network
from govcloud.clouds.azure import naming
from govcloud.clouds.azure._group import located
from govcloud.clouds.azure.account import Account
from govcloud.clouds.scope import Scope
from govcloud.systems import Addresses, Purpose

_HEALTH: Final = "30000-32767"
"""Where Container Apps' load balancer finds its proxies."""
_LAST: Final = 4096
_SPARE: Final = 4


@dataclasses.dataclass(frozen=True, slots=True)
class Let:
    """One way in: from whom, to which ports."""

    name: str
    source: str | tuple[str, ...]
    ports: tuple[str, ...]


def _ways_in(cut: Addresses) -> dict[Purpose, tuple[Let, ...]]:
    """Who may open connections into each subnet. The gateway's management ports are Azure's own condition; the spare
    slots are where administrators' hosts stand, who make database roles and publish files."""
    app, edge = str(cut.purpose("app")), str(cut.purpose("edge"))
    people = tuple(str(cut.spare(index)) for index in range(_SPARE))
    return {
        "app": (
            Let("entry", edge, ("443", _HEALTH)),
            Let("itself", app, ("*",)),
            Let("balancer", "AzureLoadBalancer", (_HEALTH,)),
        ),
        "data": (Let("app", app, ("5432",)), Let("people", people, ("5432",))),
        "edge": (
            Let("web", "Internet", ("80", "443")),
            Let("management", "GatewayManager", ("65200-65535",)),
            Let("balancer", "AzureLoadBalancer", ("*",)),
        ),
        "endpoints": (Let("network", "VirtualNetwork", ("443",)),),
    }


def subnets(
    scope: Scope[Network, Account], home: resources.ResourceGroup, made: network.VirtualNetwork
) -> dict[Purpose, network.Subnet]:
    """The subnets, one after the other: Azure refuses two changes of a network at once."""
    cut = scope.layout.addresses[scope.planned.name]
    done: dict[Purpose, network.Subnet] = {}
    for purpose, ways in _ways_in(cut).items():
        rules = _rules(scope, home, purpose, cut, ways)
        done[purpose] = _subnet(scope, home, made, purpose, cut, rules, list(done.values())[-1:])
    return done


def _rules(
    scope: Scope[Network, Account],
    home: resources.ResourceGroup,
    purpose: Purpose,
    cut: Addresses,
    ways: tuple[Let, ...],
) -> network.NetworkSecurityGroup:
    return scope.make(
        network.NetworkSecurityGroup,
        f"rules-{purpose}",
        network_security_group_name=naming.local(scope.planned.name, f"{purpose}-rules"),
        security_rules=list(_inbound(str(cut.purpose(purpose)), ways)),
        **located(scope, home),
    )


def _inbound(destination: str, ways: tuple[Let, ...]) -> Iterator[dict[str, Any]]:
    for position, way in enumerate(ways):
        # One port goes by another property than several do.
        ports: dict[str, Any] = (
            {"destination_port_range": way.ports[0]}
            if len(way.ports) == 1
            else {"destination_port_ranges": list(way.ports)}
        )
        everywhere = way.source in ("AzureLoadBalancer", "GatewayManager")
        yield {
            "name": f"from-{way.name}",
            "access": "Allow",
            "direction": "Inbound",
            "priority": 100 + 10 * position,
            "protocol": "*" if way.source == "AzureLoadBalancer" else "Tcp",
            "source_port_range": "*",
            "destination_address_prefix": "*" if everywhere else destination,
            **_from(way.source),
            **ports,
        }
    yield {
        "name": "nothing-else",
        "access": "Deny",
        "direction": "Inbound",
        "priority": _LAST,
        "protocol": "*",
        "source_address_prefix": "*",
        "source_port_range": "*",
        "destination_address_prefix": "*",
        "destination_port_range": "*",
    }


def _from(source: str | tuple[str, ...]) -> dict[str, Any]:
    if isinstance(source, str):
        return {"source_address_prefix": source}
    return {"source_address_prefixes": list(source)}


def _subnet(
    scope: Scope[Network, Account],
    home: resources.ResourceGroup,
    made: network.VirtualNetwork,
    purpose: Purpose,
    cut: Addresses,
    rules: network.NetworkSecurityGroup,
    before: list[network.Subnet],
) -> network.Subnet:
    delegation = {"name": "container-apps", "service_name": "Microsoft.App/environments"}
    return scope.make(
        network.Subnet,
        f"subnet-{purpose}",
        subnet_name=purpose,
        virtual_network_name=made.name,
        resource_group_name=home.name,
        address_prefix=str(cut.purpose(purpose)),
        default_outbound_access=False,
        delegations=[delegation] if purpose == "app" else [],
        network_security_group={"id": rules.id},
        private_endpoint_network_policies="Enabled",
        private_link_service_network_policies="Enabled",
        opts={"depends_on": before},
    )
