"""The network's Container Apps environment: inside the network only, over three zones, its logs in the archive."""

from __future__ import annotations

import dataclasses
from typing import Any, Final

from pulumi_azure_native import app, network, privatedns, resources

from govcloud.blocks import ContainerService, Network
from govcloud.clouds.azure import naming
from govcloud.clouds.azure._group import located
from govcloud.clouds.azure._keys import after
from govcloud.clouds.azure._logging import record
from govcloud.clouds.azure._names import zone
from govcloud.clouds.azure.account import Account
from govcloud.clouds.azure.outputs import AzureStore
from govcloud.clouds.outputs import Text
from govcloud.clouds.scope import Scope


@dataclasses.dataclass(frozen=True, slots=True)
class Environment:
    """What services need of it."""

    id: Text
    domain: Text


LOGS: Final = ("ContainerAppConsoleLogs", "ContainerAppSystemLogs")


def environment(
    scope: Scope[Network, Account], home: resources.ResourceGroup, net: network.VirtualNetwork, subnet: Text
) -> Environment:
    """One for all services of the network: its subnet is exclusive to it. The id waits for names and logs."""
    made = _made(scope, home, subnet)
    archive = scope.of(scope.block.flow_logs, AzureStore)
    logged = record(scope, "container-log", of=made.id, into=archive, categories=LOGS)
    scope.afterwards.append(lambda: _other_archives(scope, made.id))
    # The platform publishes names of internal environments nowhere: whoever calls them needs this zone.
    zone(scope, home, net, "apps", made.default_domain)
    every_name = scope.make(
        privatedns.PrivateRecordSet,
        "apps-names",
        private_zone_name=made.default_domain,
        record_type="A",
        relative_record_set_name="*",
        ttl=300,
        a_records=[{"ipv4_address": made.static_ip}],
        resource_group_name=home.name,
        opts={"depends_on": [scope.native["zone-apps"]]},
    )
    ready = after(made.id, logged, every_name, scope.native["zone-apps-link"])
    return Environment(ready, after(made.default_domain, every_name))


def _other_archives(scope: Scope[Network, Account], environment_id: Text) -> None:
    """Logs leave by the environment, for all its services at once: into each archive that any of them names."""
    services = scope.layout.of_kind(ContainerService)
    named = {service.logs for _, service in services if service.network == scope.planned.name}
    for name in sorted(str(one) for one in named - {scope.block.flow_logs}):
        record(scope, f"container-log-{name}", of=environment_id, into=scope.of(name, AzureStore), categories=LOGS)


def _made(scope: Scope[Network, Account], home: resources.ResourceGroup, subnet: Text) -> app.ManagedEnvironment:
    name = scope.planned.name
    arguments: dict[str, Any] = {
        "app_logs_configuration": {"destination": "azure-monitor"},
        "infrastructure_resource_group": naming.group(scope.layout, name, "platform"),
        "peer_traffic_configuration": {"encryption": {"enabled": True}},
        "public_network_access": "Disabled",
        "vnet_configuration": {"infrastructure_subnet_id": subnet, "internal": True},
        "workload_profiles": [{"name": "Consumption", "workload_profile_type": "Consumption"}],
        "zone_redundant": True,
    }
    return scope.make(
        app.ManagedEnvironment,
        "environment",
        environment_name=naming.local(name, "apps"),
        **arguments,
        **located(scope, home),
    )
