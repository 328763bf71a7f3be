"""Renders networks: subnets by purpose behind their own rules, private zones, flow logs, one place for containers."""

from __future__ import annotations

from pulumi_azure_native import network, resources

from govcloud.blocks import ContainerService, Network
from govcloud.clouds.azure import naming
from govcloud.clouds.azure._environment import environment
from govcloud.clouds.azure._grant import grant, identity
from govcloud.clouds.azure._group import group, located
from govcloud.clouds.azure._keys import after
from govcloud.clouds.azure._names import ZONES, zone
from govcloud.clouds.azure._subnets import subnets
from govcloud.clouds.azure.account import Account
from govcloud.clouds.azure.outputs import AzureNetwork, AzureStore
from govcloud.clouds.scope import Scope


def render(scope: Scope[Network, Account]) -> AzureNetwork:
    """The network. Consumers get a subnet's id once every subnet is there: Azure changes one at a time."""
    home = group(scope)
    made = scope.make(
        network.VirtualNetwork,
        "network",
        virtual_network_name=naming.local(scope.planned.name, "network"),
        address_space={"address_prefixes": [str(scope.block.cidr)]},
        enable_ddos_protection=False,
        opts={"protect": True},
        **located(scope, home),
    )
    cut = subnets(scope, home, made)
    last = list(cut.values())[-1]
    _flow_log(scope, home, made, last)
    ids = {purpose: after(subnet.id, last) for purpose, subnet in cut.items()}
    apps = environment(scope, home, made, ids["app"]) if _runs_containers(scope) else None
    zones = {key: zone(scope, home, made, key, name) for key, name in ZONES.items()}
    return AzureNetwork(
        id=made.id,
        subnet_edge=ids["edge"],
        subnet_data=ids["data"],
        subnet_endpoints=ids["endpoints"],
        zone_blob=zones["blob"],
        zone_database=zones["database"],
        zone_registry=zones["registry"],
        zone_vault=zones["vault"],
        zone_web=zones["web"],
        environment=apps.id if apps else "",
        environment_domain=apps.domain if apps else "",
    )


def _runs_containers(scope: Scope[Network, Account]) -> bool:
    services = scope.layout.of_kind(ContainerService)
    return any(service.network == scope.planned.name for _, service in services)


def _flow_log(
    scope: Scope[Network, Account], home: resources.ResourceGroup, made: network.VirtualNetwork, last: network.Subnet
) -> None:
    """Flow logs of the whole network, written under an identity: the archive gives no keys out. Azure makes the watcher
    that they belong to by itself after the first network, in its own time, so that the subnets come first."""
    archive = scope.of(scope.block.flow_logs, AzureStore)
    writer = identity(scope, home, "flow-writer")
    may = grant(scope, "flow-write", principal=writer.principal_id, may="blob-contributor", on=archive.id)
    watcher = scope.account.network_watcher
    scope.make(
        network.FlowLog,
        "flow-log",
        flow_log_name=f"{naming.stem(scope.layout)}-{scope.planned.name}",
        network_watcher_name=watcher.name,
        target_resource_id=made.id,
        storage_id=archive.id,
        enabled=True,
        format={"type": "JSON", "version": 2},
        # 0 days: nothing is deleted by the writer; the archive's own policy decides.
        retention_policy={"enabled": False, "days": 0},
        identity={
            "type": network.ResourceIdentityType.USER_ASSIGNED,
            "user_assigned_identities": [writer.id],
        },
        opts={"depends_on": [may, last]},
        **{**located(scope, home), "resource_group_name": watcher.resource_group},
    )
