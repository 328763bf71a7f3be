"""What somebody might write by hand beside an Azure plan, or put into it: resources, rules, grants."""

from __future__ import annotations

from typing import Any, Final

from tests.mutations.mutation import Add

ASSIGNMENT: Final = "azure-native:authorization:RoleAssignment"
FIREWALL: Final = "azure-native:network:WebApplicationFirewallPolicy"
INTERFACE: Final = "azure-native:network:NetworkInterface"
JOB: Final = "azure-native:app:Job"
SUBSCRIPTION: Final = "/subscriptions/22222222-2222-2222-2222-222222222222"
ROLES: Final = f"{SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions"
CONTRIBUTOR: Final = f"{ROLES}/b24988ac-6180-42a0-ab88-20f7382dd24c"
STRANGER: Final = "99999999-9999-9999-9999-999999999999"
API_IDENTITY: Final = (
    f"{SUBSCRIPTION}/resourceGroups/rg-digital-agency-example-prod-api/providers/Microsoft.ManagedIdentity"
    "/userAssignedIdentities/api-identity"
)


def way_in(source: str, port: str) -> dict[str, Any]:
    """What a rule of its own says that lets a source in to a port."""
    return {
        "networkSecurityGroupName": "main-app-rules",
        "securityRuleName": "people",
        "access": "Allow",
        "direction": "Inbound",
        "priority": 90,
        "protocol": "Tcp",
        "sourceAddressPrefix": source,
        "sourcePortRange": "*",
        "destinationAddressPrefix": "*",
        "destinationPortRange": port,
    }


RULE: Final = "azure-native:network:SecurityRule"
SECRET_IN_CLEAR: Final = Add(
    "azure-native:keyvault:Secret", "written", {"secretName": "w", "vaultName": "kv-x", "properties": {"value": "1234"}}
)
PUBLIC_INTERFACE: Final = Add(
    INTERFACE,
    "machine",
    {
        "networkInterfaceName": "machine",
        "location": "japaneast",
        "ipConfigurations": [{"name": "public", "publicIPAddress": {"id": f"{SUBSCRIPTION}/public"}}],
    },
)
ROLE_OF_EVERYTHING: Final = Add(
    "azure-native:authorization:RoleDefinition",
    "everything",
    {"roleName": "everything", "scope": SUBSCRIPTION, "permissions": [{"actions": ["*"], "notActions": []}]},
)
ROLE_THAT_GRANTS: Final = Add(
    "azure-native:authorization:RoleDefinition",
    "granter",
    {"roleName": "granter", "permissions": [{"actions": ["Microsoft.Authorization/roleAssignments/*"]}]},
)
HELPER: Final = Add(
    ASSIGNMENT,
    "helper",
    {
        "principalId": STRANGER,
        "principalType": "User",
        "roleDefinitionId": CONTRIBUTOR,
        "scope": f"{SUBSCRIPTION}/resourceGroups/rg-digital-agency-example-prod-key",
    },
)
FEDERATION: Final = Add(
    "azure-native:managedidentity:FederatedIdentityCredential",
    "anybody",
    {"issuer": "https://token.actions.githubusercontent.com", "subject": "repo:*", "resourceName": "api-identity"},
)
SHARING: Final = Add(
    JOB,
    "nightly",
    {
        "jobName": "nightly",
        "location": "japaneast",
        "identity": {"type": "UserAssigned", "userAssignedIdentities": [API_IDENTITY]},
        "template": {"containers": []},
    },
)
UNLISTED: Final = Add(
    "azure-native:machinelearningservices:Workspace", "study", {"workspaceName": "study", "location": "japaneast"}
)
ENTRANCE: Final = Add(
    "azure-native:dbforpostgresql:FirewallRule",
    "anybody",
    {"serverName": "pg-records", "startIpAddress": "0.0.0.0", "endIpAddress": "255.255.255.255"},
)
OUTSIDER: Final = [{"tenantId": STRANGER, "objectId": STRANGER, "permissions": {"keys": ["get", "unwrapKey"]}}]
ALLOW_ALL: Final = {
    "name": "everybody",
    "priority": 1,
    "ruleType": "MatchRule",
    "action": "Allow",
    "state": "Enabled",
    "matchConditions": [
        {"matchVariables": [{"variableName": "RequestUri"}], "operator": "Contains", "matchValues": ["/"]}
    ],
}
WEAK_POLICY: Final = Add(
    FIREWALL, "weak", {"policyName": "weak", "location": "japaneast", "policySettings": {"mode": "Detection"}}
)
WEAK_ID: Final = (
    f"{SUBSCRIPTION}/resourceGroups/waf/providers/Microsoft.Network"
    "/applicationGatewayWebApplicationFirewallPolicies/weak"
)
