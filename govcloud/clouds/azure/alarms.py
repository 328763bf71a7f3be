"""Which entries of the activity log mean which event: what alarms are made of, and how they are recognised."""

from __future__ import annotations

from typing import Final

OPERATIONS: Final[dict[str, tuple[str, ...]]] = {
    "audit-change": (
        "Microsoft.Insights/activityLogAlerts/delete",
        "Microsoft.Insights/diagnosticSettings/delete",
        "Microsoft.Insights/diagnosticSettings/write",
        "Microsoft.Network/networkWatchers/flowLogs/delete",
        "Microsoft.Network/networkWatchers/flowLogs/write",
    ),
    "firewall-change": (
        "Microsoft.Network/applicationGatewayWebApplicationFirewallPolicies/delete",
        "Microsoft.Network/applicationGatewayWebApplicationFirewallPolicies/write",
        "Microsoft.Network/applicationGateways/write",
    ),
    "iam-change": (
        "Microsoft.Authorization/roleAssignments/delete",
        "Microsoft.Authorization/roleAssignments/write",
        "Microsoft.Authorization/roleDefinitions/delete",
        "Microsoft.Authorization/roleDefinitions/write",
        "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/write",
    ),
    "key-change": (
        "Microsoft.KeyVault/vaults/accessPolicies/write",
        "Microsoft.KeyVault/vaults/delete",
        "Microsoft.KeyVault/vaults/keys/write",
        "Microsoft.KeyVault/vaults/write",
    ),
    "network-change": (
        "Microsoft.Network/networkSecurityGroups/delete",
        "Microsoft.Network/networkSecurityGroups/securityRules/delete",
        "Microsoft.Network/networkSecurityGroups/securityRules/write",
        "Microsoft.Network/networkSecurityGroups/write",
        "Microsoft.Network/privateEndpoints/delete",
        "Microsoft.Network/publicIPAddresses/write",
        "Microsoft.Network/routeTables/write",
        "Microsoft.Network/virtualNetworks/subnets/write",
        "Microsoft.Network/virtualNetworks/write",
    ),
    "store-policy-change": (
        "Microsoft.Authorization/locks/delete",
        "Microsoft.Storage/storageAccounts/blobServices/write",
        "Microsoft.Storage/storageAccounts/delete",
        "Microsoft.Storage/storageAccounts/managementPolicies/write",
        "Microsoft.Storage/storageAccounts/write",
    ),
}
"""Operations by event. Checked against no live subscription yet; November 2026."""

BY_OPERATION: Final[dict[str, str]] = {
    operation.casefold(): event for event, operations in OPERATIONS.items() for operation in operations
}

ESSENTIAL: Final[dict[str, frozenset[str]]] = {
    "audit-change": frozenset(
        {"microsoft.insights/diagnosticsettings/delete", "microsoft.insights/diagnosticsettings/write"}
    ),
    "iam-change": frozenset({"microsoft.authorization/roleassignments/write"}),
    "key-change": frozenset({"microsoft.keyvault/vaults/delete", "microsoft.keyvault/vaults/write"}),
    "network-change": frozenset(
        {"microsoft.network/networksecuritygroups/delete", "microsoft.network/networksecuritygroups/write"}
    ),
    "store-policy-change": frozenset(
        {"microsoft.storage/storageaccounts/delete", "microsoft.storage/storageaccounts/write"}
    ),
}
"""What must be watched before an event counts as watched: by one rule, or by several together. Lower case."""

BY_CATEGORY: Final[dict[str, str]] = {"resourcehealth": "service-errors", "servicehealth": "service-errors"}
"""Categories of the log that are an event by themselves."""

BY_CALLER: Final = "root-use"
"""An alarm on named callers watches the emergency-access accounts. Azure has no root user in a subscription."""

CRITICAL: Final = (*sorted(OPERATIONS.keys() - {"firewall-change"}), BY_CALLER)
"""The events whose lack is said as well."""
