"""What Azure does with resources beyond storing them, for rehearsals: what cannot change, locks, soft-deleted names.

Guesses about a cloud, as data. A row says where it was read; `SOURCES` says how sure that is.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Final

from govcloud.clouds.azure import realistic
from govcloud.graph import Value

PACKAGE: Final = realistic.PACKAGE
ACCOUNT_SETTING: Final = "subscriptionId"
CONFIGURED: Final = {"location": "location"}
STAND_INS: Final = {realistic.SUBSCRIPTION: ACCOUNT_SETTING, realistic.TENANT: "tenantId"}
IMMUTABLE: Final = (
    "accountName",
    "location",
    "privateZoneName",
    "registryName",
    "resourceGroupName",
    "resourceUri",
    "scope",
    "serverName",
    "vaultName",
    "virtualNetworkName",
    "workspaceName",
    "zoneName",
)
CASELESS: Final = ("location",)
PROTECTED_BY: Final[Mapping[str, tuple[str, ...]]] = {}
RETAINED_BY: Final[Mapping[str, tuple[str, ...]]] = {}

SOURCES: Final = {
    "arm": "Azure's resource documentation, from memory, November 2026: to be verified in a real subscription",
    "locks": "Azure resource locks, read 2026-11-22: everything below inherits a lock, extensions and grants included",
    "provider": (
        "pulumi-azure-native, provider/pkg/provider/diff.go, read 2026-11-22: whatever is in a resource's path replaces"
        " it; which other properties do, from memory, November 2026"
    ),
    "sdk": "property documentation in pulumi-azure-native 3.29.0",
    "vault": "Key Vault soft-delete overview, read 2026-11-22: recoverable for 7 to 90 days, 90 unless set",
}

ERRORS: Final = {
    "account": "AuthorizationFailed",
    "cancelled": "OperationCanceled",
    "duplicate": "cannot create already existing resource",
    "filled": "Conflict: the resource is not empty",
    "held": "ConflictError: deleted but recoverable",
    "in_use": "InUseCannotBeDeleted",
    "locked": "ScopeLocked",
    "missing": "ResourceNotFound",
    "protected": "OperationNotAllowed",
    "told": "as told",
    "unusable": "KeyVaultErrorException",
    "upgrade": "VersionUpgradeNotSupported",
}

_WORD: Final = re.compile(r"[A-Z][^A-Z]*")


def own_name(token: str, declared: Collection[str]) -> str:
    """The input that names a resource of the type: `vaultName` of a Vault, `accountName` of a StorageAccount."""
    kind = token.rpartition(":")[2]
    if token in _OWN:
        return _OWN[token]
    words = _WORD.findall(kind) or [kind]
    starts = ("".join(words[at:]) for at in range(len(words)))
    names = [f"{start[:1].lower()}{start[1:]}Name" for start in starts]
    return next((name for name in (*names, "name") if name in declared), "")


_OWN: Final = {
    "azure-native:app:ManagedEnvironment": "environmentName",
    "azure-native:authorization:ManagementLockByScope": "lockName",
    "azure-native:managedidentity:UserAssignedIdentity": "resourceName",
    "azure-native:monitor:MetricAlert": "ruleName",
    "azure-native:network:WebApplicationFirewallPolicy": "policyName",
    "azure-native:privatedns:PrivateZone": "privateZoneName",
}

_ACCOUNT: Final = "azure-native:storage:StorageAccount"
_ENVIRONMENT: Final = "azure-native:app:ManagedEnvironment"
_IDENTITY: Final = "azure-native:managedidentity:UserAssignedIdentity"
_NETWORK: Final = "azure-native:network:VirtualNetwork"
_SERVER: Final = "azure-native:dbforpostgresql:Server"
_SUBNET: Final = "azure-native:network:Subnet"
_VAULT: Final = "azure-native:keyvault:Vault"
_ZONE: Final = "azure-native:privatedns:PrivateZone"


def _lock() -> dict[str, Value]:
    return {"sources": ("locks",), "locks": True}


def _of_account() -> dict[str, Value]:
    return {"sources": ("arm",), "needs": {"accountName": (_ACCOUNT,)}}


TYPES: Final[Mapping[str, Mapping[str, Value]]] = {
    "azure-native:app:ContainerApp": {
        "sources": ("arm", "provider"),
        "immutable": ("environmentId", "managedEnvironmentId"),
        "needs": {"environmentId": (_ENVIRONMENT,)},
        "holds": ("environmentId",),
    },
    _ENVIRONMENT: {
        "sources": ("arm", "provider"),
        "immutable": ("infrastructureResourceGroup", "vnetConfiguration", "zoneRedundant"),
        "needs": {"vnetConfiguration.infrastructureSubnetId": (_SUBNET,)},
        "holds": ("vnetConfiguration.infrastructureSubnetId",),
    },
    "azure-native:authorization:ManagementLockAtResourceGroupLevel": _lock(),
    "azure-native:authorization:ManagementLockAtResourceLevel": _lock(),
    "azure-native:authorization:ManagementLockAtSubscriptionLevel": _lock(),
    "azure-native:authorization:ManagementLockByScope": _lock(),
    "azure-native:authorization:RoleAssignment": {
        "sources": ("arm", "provider"),
        "unique": ("principalId", "roleDefinitionId", "scope"),
        "immutable": ("roleAssignmentName",),
        "seeks": {"principalId": (_IDENTITY,)},
    },
    "azure-native:containerregistry:Registry": {
        "sources": ("arm", "sdk"),
        "unique": ("registryName",),
        "scope": "world",
        "immutable": ("encryption.status", "zoneRedundancy"),
    },
    "azure-native:dbforpostgresql:AdministratorsMicrosoftEntra": {
        "sources": ("arm",),
        "needs": {"serverName": (_SERVER,)},
    },
    "azure-native:dbforpostgresql:Configuration": {"sources": ("arm",), "needs": {"serverName": (_SERVER,)}},
    "azure-native:dbforpostgresql:Database": {
        "sources": ("arm", "provider"),
        "immutable": ("charset", "collation"),
        "needs": {"serverName": (_SERVER,)},
    },
    _SERVER: {
        "sources": ("arm", "sdk"),
        "unique": ("serverName",),
        "scope": "world",
        "immutable": (
            "administratorLogin",
            "backup.geoRedundantBackup",
            "dataEncryption.type",
            "network.delegatedSubnetResourceId",
            "sourceServerResourceId",
        ),
        "majors": {"path": "version"},
        "needs": {
            "network.delegatedSubnetResourceId": (_SUBNET,),
            "network.privateDnsZoneArmResourceId": (_ZONE,),
            "sourceServerResourceId": (_SERVER,),
        },
        "holds": ("network.delegatedSubnetResourceId", "network.privateDnsZoneArmResourceId"),
    },
    "azure-native:keyvault:Key": {
        "sources": ("arm", "vault"),
        "immutable": ("properties.curveName", "properties.keySize", "properties.kty"),
        "held": {"days": 90},
        "needs": {"vaultName": (_VAULT,)},
    },
    "azure-native:keyvault:ManagedHsm": {
        "sources": ("arm",),
        "held": {"days": 90, "days_from": "properties.softDeleteRetentionInDays"},
    },
    _VAULT: {
        "sources": ("arm", "vault"),
        "unique": ("vaultName",),
        "scope": "world",
        "immutable": ("properties.softDeleteRetentionInDays", "properties.tenantId"),
        "held": {
            "days": 90,
            "days_from": "properties.softDeleteRetentionInDays",
            "unless": {"properties.createMode": ("recover",)},
        },
    },
    "azure-native:monitor:DiagnosticSetting": {
        "sources": ("arm",),
        "seeks": {"storageAccountId": (_ACCOUNT,), "workspaceId": ("azure-native:operationalinsights:Workspace",)},
    },
    "azure-native:network:ApplicationGateway": {
        "sources": ("arm",),
        "immutable": ("zones",),
        "needs": {
            "firewallPolicy.id": ("azure-native:network:WebApplicationFirewallPolicy",),
            "frontendIPConfigurations.*.publicIPAddress.id": ("azure-native:network:PublicIPAddress",),
            "gatewayIPConfigurations.*.subnet.id": (_SUBNET,),
        },
        "holds": (
            "firewallPolicy.id",
            "frontendIPConfigurations.*.publicIPAddress.id",
            "gatewayIPConfigurations.*.subnet.id",
        ),
    },
    "azure-native:network:FlowLog": {
        "sources": ("arm",),
        "immutable": ("targetResourceId",),
        "needs": {"storageId": (_ACCOUNT,), "targetResourceId": (_NETWORK, _SUBNET)},
    },
    "azure-native:network:PrivateDnsZoneGroup": {
        "sources": ("arm",),
        "needs": {
            "privateDnsZoneConfigs.*.privateDnsZoneId": (_ZONE,),
            "privateEndpointName": ("azure-native:network:PrivateEndpoint",),
        },
    },
    "azure-native:network:PrivateEndpoint": {
        "sources": ("arm", "provider"),
        "immutable": ("customNetworkInterfaceName", "privateLinkServiceConnections", "subnet.id"),
        "needs": {"subnet.id": (_SUBNET,)},
        "holds": ("subnet.id",),
    },
    "azure-native:network:PublicIPAddress": {
        "sources": ("arm",),
        "immutable": ("publicIPAddressVersion", "sku.name", "zones"),
    },
    _SUBNET: {
        "sources": ("arm",),
        "needs": {
            "networkSecurityGroup.id": ("azure-native:network:NetworkSecurityGroup",),
            "virtualNetworkName": (_NETWORK,),
        },
        "holds": ("networkSecurityGroup.id",),
    },
    "azure-native:privatedns:VirtualNetworkLink": {
        "sources": ("arm",),
        "immutable": ("virtualNetwork.id",),
        "needs": {"privateZoneName": (_ZONE,), "virtualNetwork.id": (_NETWORK,)},
        "holds": ("privateZoneName",),
    },
    "azure-native:storage:BlobContainer": _of_account(),
    "azure-native:storage:BlobServiceProperties": _of_account(),
    "azure-native:storage:ManagementPolicy": _of_account(),
    _ACCOUNT: {
        "sources": ("arm", "sdk"),
        "unique": ("accountName",),
        "scope": "world",
        "immutable": (
            "encryption.requireInfrastructureEncryption",
            "immutableStorageWithVersioning.enabled",
            "isHnsEnabled",
            "enableNfsV3",
        ),
        "needs": {"encryption.encryptionIdentity.encryptionUserAssignedIdentity": (_IDENTITY,)},
        "kept_by": {"immutableStorageWithVersioning.immutabilityPolicy.state": ("Locked",)},
    },
}
