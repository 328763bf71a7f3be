"""Private endpoints: how the network reaches a platform service, by its usual name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pulumi
from pulumi_azure_native import network, resources

from govcloud.clouds.azure import naming
from govcloud.clouds.azure._group import located
from govcloud.clouds.outputs import Text
from govcloud.clouds.scope import Scope


def endpoint(
    scope: Scope[Any, Any],
    home: resources.ResourceGroup,
    role: str,
    *,
    to: Text,
    service: str,
    subnet: Text,
    zone: Text,
    after: Sequence[pulumi.Resource] = (),
) -> network.PrivateDnsZoneGroup:
    """An address in the subnet for one sub-service (`blob`, `registry` …), entered in its private zone.

    The endpoint is in the network's region; what it leads to may be in another. `after`: what must be done first on a
    service that takes one change at a time.
    """
    name = naming.local(scope.planned.name, role)
    made = scope.make(
        network.PrivateEndpoint,
        role,
        private_endpoint_name=name,
        custom_network_interface_name=f"{name}-nic",
        subnet={"id": subnet},
        private_link_service_connections=[{"name": name, "private_link_service_id": to, "group_ids": [service]}],
        opts={"depends_on": list(after)},
        **located(scope, home),
    )
    return scope.make(
        network.PrivateDnsZoneGroup,
        f"{role}-names",
        private_dns_zone_group_name=name,
        private_endpoint_name=made.name,
        resource_group_name=home.name,
        private_dns_zone_configs=[{"name": service, "private_dns_zone_id": zone}],
    )
