"""Private zones: what the names of platform services mean inside the network."""

from __future__ import annotations

from typing import Any, Final

from pulumi_azure_native import network, privatedns, resources

from govcloud.clouds.azure._keys import after
from govcloud.clouds.azure.regions import GLOBAL
from govcloud.clouds.outputs import Text
from govcloud.clouds.scope import Scope

ZONES: Final[dict[str, str]] = {
    "blob": "privatelink.blob.core.windows.net",
    "database": "privatelink.postgres.database.azure.com",
    "registry": "privatelink.azurecr.io",
    "vault": "privatelink.vaultcore.azure.net",
    "web": "privatelink.web.core.windows.net",
}
"""The zone of each platform service that blocks use. As of November 2026."""


def zone(
    scope: Scope[Any, Any], home: resources.ResourceGroup, net: network.VirtualNetwork, key: str, name: Text
) -> Text:
    """A zone linked to the network; its id waits for the link."""
    made = scope.make(
        privatedns.PrivateZone,
        f"zone-{key}",
        private_zone_name=name,
        location=GLOBAL,
        resource_group_name=home.name,
        tags=scope.labels,
    )
    link = scope.make(
        privatedns.VirtualNetworkLink,
        f"zone-{key}-link",
        virtual_network_link_name=f"network-{key}",
        private_zone_name=made.name,
        location=GLOBAL,
        registration_enabled=False,
        virtual_network={"id": net.id},
        resource_group_name=home.name,
        tags=scope.labels,
    )
    return after(made.id, link)
