"""Faults on Azure: for each control, what somebody would change in the plan, or write beside it by hand."""

from __future__ import annotations

from typing import Any, Final

from tests.mutations import brought_keys
from tests.mutations.azure_added import (
    ALLOW_ALL,
    ASSIGNMENT,
    ENTRANCE,
    FEDERATION,
    FIREWALL,
    HELPER,
    OUTSIDER,
    PUBLIC_INTERFACE,
    ROLE_OF_EVERYTHING,
    ROLE_THAT_GRANTS,
    ROLES,
    RULE,
    SECRET_IN_CLEAR,
    SHARING,
    SUBSCRIPTION,
    UNLISTED,
    WEAK_ID,
    WEAK_POLICY,
    way_in,
)
from tests.mutations.mutation import DROP, Add, Mutation, Remove, Rewrite, Set, Step

ALERT: Final = "azure-native:monitor:ActivityLogAlert"
APP: Final = "azure-native:app:ContainerApp"
BLOBS: Final = "azure-native:storage:BlobServiceProperties"
ENVIRONMENT: Final = "azure-native:app:ManagedEnvironment"
FLOW_LOG: Final = "azure-native:network:FlowLog"
GATEWAY: Final = "azure-native:network:ApplicationGateway"
KEY: Final = "azure-native:keyvault:Key"
LIFECYCLE: Final = "azure-native:storage:ManagementPolicy"
LOCK: Final = "azure-native:authorization:ManagementLockByScope"
POLICY: Final = "azure-native:authorization:PolicyAssignment"
REGISTRY: Final = "azure-native:containerregistry:Registry"
RULES: Final = "azure-native:network:NetworkSecurityGroup"
SCANNING: Final = "azure-native:security:Pricing"
SERVER: Final = "azure-native:dbforpostgresql:Server"
SETTING: Final = "azure-native:monitor:DiagnosticSetting"
PARAMETER: Final = "azure-native:dbforpostgresql:Configuration"
STORE: Final = "azure-native:storage:StorageAccount"
TABLE: Final = "azure-native:operationalinsights:Table"
TOLD: Final = "azure-native:monitor:ActionGroup"
TRAIL: Final = "azure-native:monitor:SubscriptionDiagnosticSetting"
VAULT: Final = "azure-native:keyvault:Vault"
WORKSPACE: Final = "azure-native:operationalinsights:Workspace"
OWNER: Final = f"{ROLES}/8e3af657-a8ff-443c-a75c-2fe8c4bcb635"
ELSEWHERE: Final = "https://kv-elsewhere.vault.azure.net/keys/key"
ONCE: Final = "immutableStorageWithVersioning"
PERIOD: Final = f"{ONCE}.immutabilityPolicy.immutabilityPeriodSinceCreationInDays"


def _without(category: str) -> Any:
    """The logs of a setting without one category."""
    return lambda logs: [one for one in logs if one.get("category") != category]


def _with_first(rule: dict[str, Any]) -> Any:
    return lambda rules: [rule, *rules]


_FAULTS: Final[tuple[tuple[str, str, tuple[Step, ...]], ...]] = (
    ("GC-AVL-01", "an environment in one zone", (Set(ENVIRONMENT, "zoneRedundant", False),)),
    ("GC-AVL-01", "a gateway in one zone", (Set(GATEWAY, "zones", ["1"]),)),
    ("GC-AVL-01", "a gateway that names no zone", (Set(GATEWAY, "zones", DROP),)),
    ("GC-AVL-01", "a service of one copy", (Set(APP, "template.scale.minReplicas", 1),)),
    ("GC-AVL-01", "a database without a standby", (Set(SERVER, "highAvailability.mode", "Disabled"),)),
    ("GC-AVL-01", "a standby in the same zone", (Set(SERVER, "highAvailability.mode", "SameZone"),)),
    ("GC-BKP-01", "a database kept for a day", (Set(SERVER, "backup.backupRetentionDays", 1),)),
    ("GC-BKP-01", "a store without versions", (Set(BLOBS, "isVersioningEnabled", False, named="files"),)),
    (
        "GC-BKP-01",
        "versions that end, and nothing to undelete them",
        (Set(BLOBS, "deleteRetentionPolicy", DROP, named="files"),),
    ),
    ("GC-BKP-01", "a day to undelete", (Set(BLOBS, "deleteRetentionPolicy.days", 1, named="files"),)),
    ("GC-CTR-04", "another registry's image", (Set(APP, "template.containers.0.image", "docker.io/nginx:1"),)),
    (
        "GC-CTR-04",
        "somebody else's registry in Azure",
        (Set(APP, "template.containers.0.image", f"elsewhere.azurecr.io/api@sha256:{'0' * 64}"),),
    ),
    (
        "GC-CTR-04",
        "a tag in place of a digest",
        (
            Rewrite(
                APP,
                "template.containers",
                lambda all_of_them: [
                    {**one, "image": one["image"].partition("@")[0] + ":latest"} for one in all_of_them
                ],
            ),
        ),
    ),
    ("GC-DEL-01", "no locks", (Remove(LOCK),)),
    ("GC-DEL-01", "a lock that locks nothing", (Set(LOCK, "level", "NotSpecified"),)),
    ("GC-DEL-01", "a lock on something else", (Set(LOCK, "scope", f"{SUBSCRIPTION}/resourceGroups/x", named="files"),)),
    ("GC-ENC-02", "a store on Azure's key", (Set(STORE, "encryption.keySource", "Microsoft.Storage"),)),
    ("GC-ENC-02", "a store that says nothing of keys", (Set(STORE, "encryption", DROP, named="files"),)),
    ("GC-ENC-02", "a store on a key of another name", (Set(STORE, "encryption.keyVaultProperties.keyName", "other"),)),
    (
        "GC-ENC-02",
        "a store on another vault's key",
        (Set(STORE, "encryption.keyVaultProperties.keyVaultUri", "https://kv-elsewhere.vault.azure.net/"),),
    ),
    ("GC-ENC-02", "a key in another region than its data", (Set(VAULT, "location", "japanwest", named="key-vault"),)),
    ("GC-ENC-02", "a registry on Azure's key", (Set(REGISTRY, "encryption.status", "disabled"),)),
    ("GC-ENC-02", "a registry without encryption settings", (Set(REGISTRY, "encryption", DROP),)),
    (
        "GC-ENC-02",
        "a registry on another vault's key",
        (Set(REGISTRY, "encryption.keyVaultProperties.keyIdentifier", ELSEWHERE),),
    ),
    ("GC-ENC-02", "a database on Azure's key", (Set(SERVER, "dataEncryption.type", "SystemManaged"),)),
    ("GC-ENC-02", "a database that says nothing of keys", (Set(SERVER, "dataEncryption", DROP),)),
    ("GC-ENC-02", "a database on another vault's key", (Set(SERVER, "dataEncryption.primaryKeyURI", ELSEWHERE),)),
    (
        "GC-ENC-02",
        "a disk somebody added",
        (Add("azure-native:compute:Disk", "disk", {"diskName": "disk", "location": "japaneast"}),),
    ),
    ("GC-ENC-03", "a key in software", (Set(KEY, "properties.kty", "RSA"),)),
    ("GC-ENC-03", "a vault without hardware", (Set(VAULT, "properties.sku.name", "standard"),)),
    ("GC-IAM-01", "Owner for a service", (Set(ASSIGNMENT, "roleDefinitionId", OWNER, named="api-pull"),)),
    ("GC-IAM-01", "Contributor for a person", (HELPER,)),
    ("GC-IAM-01", "a role of everything", (ROLE_OF_EVERYTHING,)),
    ("GC-IAM-01", "a role that can give itself others", (ROLE_THAT_GRANTS,)),
    ("GC-IAM-02", "database passwords", (Set(SERVER, "authConfig.passwordAuth", "Enabled"),)),
    ("GC-IAM-02", "a database that says nothing of sign-in", (Set(SERVER, "authConfig", DROP),)),
    ("GC-IAM-02", "account keys", (Set(STORE, "allowSharedKeyAccess", True),)),
    ("GC-IAM-02", "account keys by default", (Set(STORE, "allowSharedKeyAccess", DROP),)),
    ("GC-IAM-02", "a registry's administrator", (Set(REGISTRY, "adminUserEnabled", True),)),
    ("GC-IAM-05", "an identity that two share", (SHARING,)),
    ("GC-IAM-06", "a group of another tenant", (Set(ASSIGNMENT, "principalType", "ForeignGroup", named="key-use"),)),
    ("GC-IAM-06", "anybody's token", (FEDERATION,)),
    ("GC-IAM-06", "pulling without a name", (Set(REGISTRY, "anonymousPullEnabled", True),)),
    ("GC-KEY-01", "a key that nothing renews", (Set(KEY, "properties.rotationPolicy.lifetimeActions", []),)),
    ("GC-KEY-01", "a key without a renewal policy", (Set(KEY, "properties.rotationPolicy", DROP, named="key-key"),)),
    (
        "GC-KEY-01",
        "a key renewed in ten years",
        (Set(KEY, "properties.rotationPolicy.lifetimeActions.0.trigger.timeAfterCreate", "P10Y"),),
    ),
    (
        "GC-KEY-01",
        "a message in place of renewal",
        (Set(KEY, "properties.rotationPolicy.lifetimeActions.0.action.type", "notify"),),
    ),
    ("GC-KEY-02", "no protection from purging", (Set(VAULT, "properties.enablePurgeProtection", DROP),)),
    ("GC-KEY-02", "purging allowed", (Set(VAULT, "properties.enablePurgeProtection", False),)),
    ("GC-KEY-02", "a week until loss", (Set(VAULT, "properties.softDeleteRetentionInDays", 7),)),
    ("GC-KEY-02", "no way back", (Set(VAULT, "properties.enableSoftDelete", False),)),
    (
        "GC-KEY-03",
        "another tenant's access to keys",
        (
            Set(VAULT, "properties.enableRbacAuthorization", False),
            Set(VAULT, "properties.accessPolicies", OUTSIDER),
        ),
    ),
    ("GC-LED-01", "a service nobody classified", (UNLISTED,)),
    ("GC-LOG-01", "no activity log", (Remove(TRAIL),)),
    ("GC-LOG-01", "an activity log of health alone", (Rewrite(TRAIL, "logs", lambda logs: logs[-1:]),)),
    ("GC-LOG-01", "changes left out", (Rewrite(TRAIL, "logs", _without("Administrative")),)),
    ("GC-LOG-01", "changes switched off", (Set(TRAIL, "logs.0.enabled", False),)),
    ("GC-LOG-02", "an archive that can be rewritten", (Set(STORE, f"{ONCE}.enabled", False, named="archive"),)),
    ("GC-LOG-02", "an archive without a policy", (Set(STORE, ONCE, DROP, named="archive"),)),
    ("GC-LOG-02", "write-once for a day", (Set(STORE, PERIOD, 1, named="archive"),)),
    (
        "GC-LOG-03",
        "an archive of a month",
        (
            Set(STORE, PERIOD, 30, named="archive"),
            Set(
                LIFECYCLE,
                "policy.rules.0.definition.actions.baseBlob.delete.daysAfterModificationGreaterThan",
                30,
                named="archive",
            ),
        ),
    ),
    ("GC-LOG-03", "flow logs of a week", (Set(FLOW_LOG, "retentionPolicy", {"enabled": True, "days": 7}),)),
    (
        "GC-LOG-03",
        "a workspace of a month",
        (Set(TABLE, "totalRetentionInDays", 30), Set(WORKSPACE, "retentionInDays", 30)),
    ),
    ("GC-LOG-04", "no access logs", (Remove(SETTING, named="access-log"),)),
    ("GC-LOG-04", "no log of reading", (Rewrite(SETTING, "logs", _without("StorageRead"), named="files-access"),)),
    ("GC-LOG-04", "an access log switched off", (Set(SETTING, "logs.0.enabled", False, named="entry-access"),)),
    ("GC-LOG-04", "an access log that goes nowhere", (Set(SETTING, "storageAccountId", DROP, named="entry-access"),)),
    ("GC-LOG-06", "no database log", (Remove(SETTING, named="audit-log"),)),
    ("GC-LOG-06", "no log of the copy", (Remove(SETTING, named="replica-audit-log"),)),
    (
        "GC-LOG-06",
        "a database that records nothing",
        (
            Set(PARAMETER, "value", "none", named="log-statement"),
            Set(PARAMETER, "value", "none", named="set-pgaudit-log"),
        ),
    ),
    ("GC-MON-01", "no alarm on roles", (Remove(ALERT, named="iam-change"),)),
    ("GC-MON-01", "an alarm switched off", (Set(ALERT, "enabled", False, named="key-change"),)),
    ("GC-MON-01", "an alarm without an action group", (Set(ALERT, "actions", DROP, named="network-change"),)),
    ("GC-MON-01", "an alarm on one group of resources", (Set(ALERT, "scopes", [f"{SUBSCRIPTION}/resourceGroups/x"]),)),
    (
        "GC-MON-01",
        "an alarm on one operation of many",
        (
            Set(
                ALERT,
                "condition.allOf.1",
                {"field": "operationName", "equals": "Microsoft.Network/routeTables/write"},
                named="network-change",
            ),
        ),
    ),
    (
        "GC-MON-01",
        "an alarm on one person alone",
        (
            Rewrite(
                ALERT,
                "condition.allOf",
                lambda leaves: [*leaves, {"field": "caller", "equals": "someone@example.go.jp"}],
                named="iam-change",
            ),
        ),
    ),
    ("GC-MON-01", "an action group switched off", (Set(TOLD, "enabled", False, named="oncall"),)),
    ("GC-MON-01", "nobody to tell", (Set(TOLD, "emailReceivers", [], named="oncall"),)),
    (
        "GC-NET-01",
        "SSH from the internet",
        (
            Set(RULES, "securityRules.0.destinationPortRange", "22", named="rules-edge"),
            Set(RULES, "securityRules.0.destinationPortRanges", DROP, named="rules-edge"),
        ),
    ),
    ("GC-NET-01", "remote desktop in a rule of its own", (Add(RULE, "people", way_in("0.0.0.0/0", "3389")),)),
    ("GC-NET-01", "every port from half the internet", (Add(RULE, "people", way_in("128.0.0.0/1", "*")),)),
    ("GC-NET-01", "SSH from every customer of Azure", (Add(RULE, "people", way_in("AzureCloud.japaneast", "22")),)),
    ("GC-NET-01", "SSH from a shared service of Azure", (Add(RULE, "people", way_in("AppService", "22")),)),
    ("GC-NET-02", "an open subnet", (Set(RULES, "securityRules.0.sourceAddressPrefix", "*", named="rules-app"),)),
    ("GC-NET-02", "the database's port for everybody", (ENTRANCE,)),
    (
        "GC-NET-02",
        "every port of the edge",
        (Set(RULES, "securityRules.0.destinationPortRanges", ["0-65535"], named="rules-edge"),),
    ),
    (
        "GC-NET-03",
        "an environment with a public side",
        (Set(ENVIRONMENT, "vnetConfiguration.internal", False), Set(ENVIRONMENT, "publicNetworkAccess", "Enabled")),
    ),
    ("GC-NET-03", "a machine with a public address", (PUBLIC_INTERFACE,)),
    (
        "GC-PUB-01",
        "a public side of the store",
        (
            Set(STORE, "publicNetworkAccess", "Enabled", named="files"),
            Set(STORE, "networkRuleSet.defaultAction", "Allow", named="files"),
        ),
    ),
    (
        "GC-PUB-01",
        "a store open to selected addresses, namely half of all",
        (
            Set(STORE, "publicNetworkAccess", "Enabled", named="files"),
            Set(STORE, "networkRuleSet.ipRules", [{"iPAddressOrRange": "0.0.0.0/1"}], named="files"),
        ),
    ),
    (
        "GC-PUB-01",
        "a container anybody may read",
        (
            Set(STORE, "allowBlobPublicAccess", True),
            Set("azure-native:storage:BlobContainer", "publicAccess", "Blob"),
        ),
    ),
    ("GC-PUB-01", "images anybody may pull", (Set(REGISTRY, "anonymousPullEnabled", True),)),
    ("GC-PUB-02", "a public database", (Set(SERVER, "network.publicNetworkAccess", "Enabled"),)),
    ("GC-PUB-02", "a database that says nothing of its network", (Set(SERVER, "network", DROP),)),
    ("GC-PUB-03", "no private names", (Remove("azure-native:privatedns:VirtualNetworkLink"),)),
    (
        "GC-PUB-03",
        "an open vault",
        (
            Set(VAULT, "properties.publicNetworkAccess", "Enabled"),
            Set(VAULT, "properties.networkAcls.defaultAction", "Allow"),
        ),
    ),
    (
        "GC-PUB-03",
        "an open registry",
        (Set(REGISTRY, "publicNetworkAccess", DROP), Set(REGISTRY, "networkRuleSet", DROP)),
    ),
    ("GC-PUB-03", "an open workspace", (Set(WORKSPACE, "publicNetworkAccessForQuery", "Enabled"),)),
    ("GC-RES-01", "stores in Seoul", (Set(STORE, "location", "koreacentral"),)),
    ("GC-RES-01", "a registry in Hong Kong", (Set(REGISTRY, "location", "East Asia"),)),
    ("GC-RES-01", "keys in Hong Kong", (Set(VAULT, "location", "eastasia"),)),
    ("GC-RES-01", "a geography in place of a region", (Set(GATEWAY, "location", "japan"),)),
    ("GC-RES-01", "a database in Seoul", (Set(SERVER, "location", "koreacentral"),)),
    ("GC-RES-02", "a copy in Seoul", (Set(SERVER, "location", "koreacentral", named="replica"),)),
    (
        "GC-RES-02",
        "backups beside Seoul",
        (
            Set(SERVER, "location", "koreacentral"),
            Set(SERVER, "backup.geoRedundantBackup", "Enabled"),
        ),
    ),
    (
        "GC-RES-02",
        "a store copied beside Seoul",
        (Set(STORE, "location", "koreacentral"), Set(STORE, "sku.name", "Standard_GZRS")),
    ),
    ("GC-RET-01", "an archive not locked", (Set(STORE, f"{ONCE}.immutabilityPolicy.state", "Unlocked"),)),
    ("GC-RET-01", "an archive locked for a month", (Set(STORE, PERIOD, 30),)),
    ("GC-RET-01", "an archive that was never write-once", (Set(STORE, ONCE, DROP, named="archive"),)),
    ("GC-SEC-01", "a key in a setting", (Set(APP, "template.containers.0.env.0.value", "AccountKey=abc"),)),
    (
        "GC-SEC-01",
        "a password in a setting",
        (Set(APP, "template.containers.0.env.0", {"name": "DB_PASSWORD", "value": "correct horse"}),),
    ),
    ("GC-SEC-01", "a value in the service", (Set(APP, "configuration.secrets", [{"name": "token", "value": "1"}]),)),
    ("GC-SEC-01", "a value in the program", (SECRET_IN_CLEAR,)),
    ("GC-SEC-02", "secrets without an end", (Remove(POLICY),)),
    ("GC-SEC-02", "an end nobody asks for", (Set(POLICY, "parameters.effect.value", "Audit"),)),
    ("GC-SEC-02", "a policy that is not enforced", (Set(POLICY, "enforcementMode", "DoNotEnforce"),)),
    ("GC-SEC-02", "ten years", (Set(POLICY, "parameters.maximumValidityInDays.value", 3650, named="ends-within"),)),
    ("GC-TLS-01", "an old TLS policy", (Set(GATEWAY, "sslPolicy.policyName", "AppGwSslPolicy20150501"),)),
    (
        "GC-TLS-01",
        "a TLS policy of one's own",
        (Set(GATEWAY, "sslPolicy", {"policyType": "Custom", "minProtocolVersion": "TLSv1_1"}),),
    ),
    ("GC-TLS-01", "a store with old TLS", (Set(STORE, "minimumTlsVersion", "TLS1_0"),)),
    ("GC-TLS-01", "a store that names no version", (Set(STORE, "minimumTlsVersion", DROP),)),
    ("GC-TLS-01", "a database with old TLS", (Set(PARAMETER, "value", "TLSv1.1", named="ssl-min"),)),
    ("GC-TLS-02", "a store without TLS", (Set(STORE, "enableHttpsTrafficOnly", False),)),
    ("GC-TLS-02", "a service without TLS", (Set(APP, "configuration.ingress.allowInsecure", True),)),
    (
        "GC-TLS-02",
        "plain HTTP that is served",
        (Set(GATEWAY, "requestRoutingRules.1.redirectConfiguration", DROP),),
    ),
    (
        "GC-TLS-02",
        "plain HTTP sent to plain HTTP",
        (
            Set(GATEWAY, "redirectConfigurations.0.targetUrl", "http://www.example.go.jp"),
            Set(GATEWAY, "redirectConfigurations.0.targetListener", DROP),
        ),
    ),
    ("GC-TLS-03", "a database that needs no TLS", (Set(PARAMETER, "value", "off", named="require-secure"),)),
    ("GC-VUL-01", "no scanning", (Remove(SCANNING),)),
    ("GC-VUL-01", "the free plan", (Set(SCANNING, "pricingTier", "Free"),)),
    ("GC-VUL-01", "scanning left out of the plan", (Set(SCANNING, "extensions.0.isEnabled", "False"),)),
    ("GC-VUL-02", "a version nobody mends", (Set(SERVER, "version", "13"),)),
    ("GC-WAF-01", "a firewall that only looks", (Set(FIREWALL, "policySettings.mode", "Detection"),)),
    ("GC-WAF-01", "a firewall switched off", (Set(FIREWALL, "policySettings.state", "Disabled"),)),
    ("GC-WAF-01", "a firewall without rules", (Set(FIREWALL, "managedRules.managedRuleSets", []),)),
    ("GC-WAF-01", "a gateway without a firewall", (Set(GATEWAY, "firewallPolicy", DROP),)),
    (
        "GC-WAF-01",
        "a listener with a weaker firewall",
        (WEAK_POLICY, Set(GATEWAY, "httpListeners.1.firewallPolicy", {"id": WEAK_ID})),
    ),
    ("GC-WAF-01", "a rule that lets everything pass", (Rewrite(FIREWALL, "customRules", _with_first(ALLOW_ALL)),)),
)

MUTATIONS: Final[tuple[Mutation, ...]] = (*(Mutation(*row) for row in _FAULTS), *brought_keys.AZURE)
"""Every control's faults."""

CANNOT: Final[dict[str, str]] = {
    "GC-CTR-01": "Container Apps have no privileged containers and no host namespaces: there is nothing to ask for",
    "GC-ENC-01": "Azure encrypts everything it stores; the weakest that can be asked for is its own key (GC-ENC-02)",
    "GC-GOV-04": "which environments share a subscription is said in the system file, and judged there",
}
"""What cannot be expressed in an Azure plan."""
