"""What Azure would call the resources of a render: resource ids, endpoints and principals in Azure's own forms."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from typing import Final

from govcloud.graph import Resource, Value, revealed

PACKAGE: Final = "azure-native"
SUBSCRIPTION: Final = "22222222-2222-2222-2222-222222222222"
TENANT: Final = "11111111-1111-1111-1111-111111111111"

_WORD: Final = re.compile(r"[A-Z][^A-Z]*")


def identifier(resource: Resource) -> str:
    """`/subscriptions/…/resourceGroups/…/providers/Microsoft.…/<kind>/<name>`, below its parents where it has any."""
    if resource.type == _GROUP:
        return f"/subscriptions/{SUBSCRIPTION}/resourceGroups/{_name(resource)}"
    scope = _text(resource, "scope") or _text(resource, "resourceUri")
    group = _text(resource, "resourceGroupName")
    base = scope or f"/subscriptions/{SUBSCRIPTION}" + (f"/resourceGroups/{group}" if group else "")
    return f"{base}/providers/{_namespace(resource)}/{_path(resource)}"


def outputs(resource: Resource) -> dict[str, Value]:
    """Names, endpoints and principals; whoever completes them drops what the type does not have."""
    name = _name(resource)
    said = _OUTPUTS.get(resource.type, _nothing)(resource, name)
    kind = f"{_namespace(resource)}/{_plural(_kind(resource))}"
    return {"id": identifier(resource), "name": name, "type": kind, **said}


_GROUP: Final = "azure-native:resources:ResourceGroup"


def _digits(resource: Resource, count: int, purpose: str = "") -> str:
    return hashlib.blake2b(f"{resource.urn}{purpose}".encode(), digest_size=32).hexdigest()[:count]


def _uuid(resource: Resource, purpose: str) -> str:
    digits = _digits(resource, 32, purpose)
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


def _text(resource: Resource, key: str) -> str:
    given = revealed(resource.inputs.get(key))
    return given if isinstance(given, str) else ""


def _kind(resource: Resource) -> str:
    """`StorageAccount` of `azure-native:storage:StorageAccount`."""
    return resource.type.rpartition(":")[2]


def _own_key(resource: Resource) -> str:
    """The input that holds the resource's own name: `vaultName` of a Vault, `accountName` of a StorageAccount."""
    if resource.type in _OWN_KEYS:
        return _OWN_KEYS[resource.type]
    words = _WORD.findall(_kind(resource)) or [_kind(resource)]
    starts = ("".join(words[at:]) for at in range(len(words)))
    names = [f"{start[:1].lower()}{start[1:]}Name" for start in starts]
    return next((name for name in (*names, "name") if _text(resource, name)), "")


_OWN_KEYS: Final = {
    "azure-native:authorization:ManagementLockByScope": "lockName",
    "azure-native:managedidentity:UserAssignedIdentity": "resourceName",
    "azure-native:network:PublicIPAddress": "publicIpAddressName",
    "azure-native:storage:BlobServiceProperties": "blobServicesName",
}
"""The input with the name, for kinds that the SDK and Azure call by different words."""


def _name(resource: Resource) -> str:
    """The name that was given, or the resource's own with eight digits, as the provider does."""
    return _text(resource, _own_key(resource)) or f"{resource.name}{_digits(resource, 8)}"


def _namespace(resource: Resource) -> str:
    module = resource.type.split(":")[1].partition("/")[0]
    return _NAMESPACES.get(module, f"Microsoft.{module[:1].upper()}{module[1:]}")


_NAMESPACES: Final = {
    "containerregistry": "Microsoft.ContainerRegistry",
    "dns": "Microsoft.Network",
    "eventgrid": "Microsoft.EventGrid",
    "dbforpostgresql": "Microsoft.DBforPostgreSQL",
    "keyvault": "Microsoft.KeyVault",
    "managedidentity": "Microsoft.ManagedIdentity",
    "monitor": "Microsoft.Insights",
    "operationalinsights": "Microsoft.OperationalInsights",
    "privatedns": "Microsoft.Network",
    "recoveryservices": "Microsoft.RecoveryServices",
}


def _path(resource: Resource) -> str:
    """The parents by their names, then the resource: `vaults/kv/keys/data`."""
    own, last = _own_key(resource), f"{_plural(_kind(resource))}/{_name(resource)}"
    parents = [key for key in sorted(resource.inputs) if key in _PARENTS and key != own and _text(resource, key)]
    return "/".join((*(f"{_PARENTS[key]}/{_text(resource, key)}" for key in parents), last))


_PARENTS: Final = {
    "accountName": "storageAccounts",
    "privateZoneName": "privateDnsZones",
    "registryName": "registries",
    "serverName": "flexibleServers",
    "systemTopicName": "systemTopics",
    "vaultName": "vaults",
    "virtualNetworkName": "virtualNetworks",
    "workspaceName": "workspaces",
}


_KINDS: Final = {
    "BlobServiceProperties": "blobServices",
    "ManagementLockByScope": "locks",
    "PrivateRecordSet": "A",
    "PrivateZone": "privateDnsZones",
    "Server": "flexibleServers",
    "SubscriptionDiagnosticSetting": "diagnosticSettings",
    "SystemTopicEventSubscription": "eventSubscriptions",
    "WebApplicationFirewallPolicy": "applicationGatewayWebApplicationFirewallPolicies",
}
"""What Azure calls kinds whose class the SDK calls otherwise."""


def _plural(kind: str) -> str:
    if kind in _KINDS:
        return _KINDS[kind]
    plain = f"{kind[:1].lower()}{kind[1:]}"
    if plain.endswith("y") and plain[-2:-1] not in "aeiou":
        return f"{plain[:-1]}ies"
    return f"{plain}es" if plain.endswith("s") else f"{plain}s"


def _nothing(resource: Resource, name: str) -> dict[str, Value]:
    return {}


def _account(resource: Resource, name: str) -> dict[str, Value]:
    services = ("blob", "dfs", "file", "queue", "table", "web")
    endpoints = {service: f"https://{name}.{service}.core.windows.net/" for service in services}
    return {"primaryEndpoints": endpoints}


def _identity(resource: Resource, name: str) -> dict[str, Value]:
    return {
        "clientId": _uuid(resource, "client"),
        "principalId": _uuid(resource, "principal"),
        "tenantId": TENANT,
    }


def _key(resource: Resource, name: str) -> dict[str, Value]:
    uri = f"https://{_text(resource, 'vaultName')}.vault.azure.net/keys/{name}"
    version = _digits(resource, 32, "version")
    return {"keyUri": uri, "keyUriWithVersion": f"{uri}/{version}"}


_OUTPUTS: Final[Mapping[str, Callable[[Resource, str], dict[str, Value]]]] = {
    "azure-native:app:ManagedEnvironment": lambda resource, name: {
        "defaultDomain": f"{name}.{_digits(resource, 8)}.japaneast.azurecontainerapps.io",
        "staticIp": f"10.20.{int(_digits(resource, 2), 16)}.4",
    },
    "azure-native:containerregistry:Registry": lambda resource, name: {"loginServer": f"{name}.azurecr.io"},
    "azure-native:dbforpostgresql:Server": lambda resource, name: {
        "fullyQualifiedDomainName": f"{name}.postgres.database.azure.com"
    },
    "azure-native:keyvault:Key": _key,
    "azure-native:keyvault:Vault": lambda resource, name: {
        "properties": {"vaultUri": f"https://{name}.vault.azure.net/"}
    },
    "azure-native:managedidentity:UserAssignedIdentity": _identity,
    "azure-native:network:PrivateEndpoint": lambda resource, name: {
        "customDnsConfigs": [{"fqdn": f"{name}.example.net", "ipAddresses": ["10.20.96.4"]}]
    },
    "azure-native:operationalinsights:Workspace": lambda resource, name: {"customerId": _uuid(resource, "customer")},
    "azure-native:storage:StorageAccount": _account,
}
