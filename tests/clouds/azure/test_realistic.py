"""Ids are in Azure's own forms: what somebody would find in a stack's state or copy from the portal."""

from __future__ import annotations

import functools
import re

import pytest

from govcloud.clouds.azure.realistic import identifier
from govcloud.engine import Realistic
from govcloud.graph import Graph
from tests.clouds.azure.plans import layout_of, rendered
from tests.mutations.everything import EVERYTHING


@functools.cache
def realistic() -> Graph:
    return rendered(layout_of(EVERYTHING), model=Realistic())


@pytest.mark.parametrize(
    ("token", "form"),
    [
        ("authorization:ManagementLockByScope", "Authorization/locks/files-no-delete"),
        ("dbforpostgresql:Configuration", "DBforPostgreSQL/flexibleServers/[^/]+/configurations/log_statement"),
        ("dbforpostgresql:Server", "DBforPostgreSQL/flexibleServers/pg-records-[0-9a-f]{8}"),
        ("eventgrid:SystemTopic", "EventGrid/systemTopics/token-events"),
        ("keyvault:Key", "KeyVault/vaults/kv-key-[0-9a-f]{8}/keys/key"),
        ("managedidentity:UserAssignedIdentity", "ManagedIdentity/userAssignedIdentities/api-identity"),
        ("monitor:ActionGroup", "Insights/actionGroups/oncall-told"),
        ("network:PublicIPAddress", "Network/publicIPAddresses/entry-address"),
        ("network:Subnet", "Network/virtualNetworks/main-network/subnets/app"),
        ("network:WebApplicationFirewallPolicy", "Network/applicationGatewayWebApplicationFirewallPolicies/waf"),
        ("privatedns:PrivateZone", r"Network/privateDnsZones/privatelink\.blob\.core\.windows\.net"),
        ("storage:BlobServiceProperties", "Storage/storageAccounts/stfiles[0-9a-f]{10}/blobServices/default"),
        ("storage:StorageAccount", "Storage/storageAccounts/stfiles[0-9a-f]{10}"),
    ],
)
def test_an_id_is_in_azures_form(token: str, form: str) -> None:
    ids = [identifier(one) for one in realistic().of_type(f"azure-native:{token}")]
    assert [one for one in ids if re.search(rf"/providers/Microsoft\.{form}$", one)]
