"""A fault put into a rendered plan makes its control fail: with references, and with ids and names alone."""

from __future__ import annotations

import datetime
import functools

import pytest

from govcloud.controls import assess
from govcloud.engine import Realistic, export
from govcloud.graph import Graph, exported
from tests.clouds.azure.plans import facts, layout_of, rendered
from tests.mutations.everything import EVERYTHING
from tests.mutations.mutation import Mutation, Remove, Set, Step, mutated, plain

TODAY = datetime.date(2026, 11, 22)
OWNER = "/subscriptions/x/providers/Microsoft.Authorization/roleDefinitions/8e3af657-a8ff-443c-a75c-2fe8c4bcb635"
STORE = "azure-native:storage:StorageAccount"
VAULT = "azure-native:keyvault:Vault"
KEY = "azure-native:keyvault:Key"
SERVER = "azure-native:dbforpostgresql:Server"
GATEWAY = "azure-native:network:ApplicationGateway"
SETTING = "azure-native:monitor:DiagnosticSetting"

FAULTS: tuple[tuple[str, Step], ...] = (
    ("GC-AVL-01", Set("azure-native:app:ManagedEnvironment", "zoneRedundant", False)),
    ("GC-AVL-01", Set(GATEWAY, "zones", ["1"])),
    ("GC-AVL-01", Set(SERVER, "highAvailability.mode", "Disabled")),
    ("GC-BKP-01", Set(SERVER, "backup.backupRetentionDays", 1)),
    ("GC-CTR-04", Set("azure-native:app:ContainerApp", "template.containers.0.image", "docker.io/nginx:latest")),
    ("GC-DEL-01", Remove("azure-native:authorization:ManagementLockByScope")),
    ("GC-ENC-02", Set("azure-native:containerregistry:Registry", "encryption.status", "disabled")),
    ("GC-ENC-02", Set(SERVER, "dataEncryption.primaryKeyURI", "https://kv-x.vault.azure.net/keys/y")),
    ("GC-ENC-02", Set(STORE, "encryption.keyVaultProperties.keyName", "other")),
    ("GC-ENC-03", Set(KEY, "properties.kty", "RSA")),
    ("GC-IAM-01", Set("azure-native:authorization:RoleAssignment", "roleDefinitionId", OWNER, named="api-pull")),
    ("GC-IAM-02", Set(SERVER, "authConfig.passwordAuth", "Enabled")),
    ("GC-IAM-02", Set(STORE, "allowSharedKeyAccess", True)),
    ("GC-KEY-01", Set(KEY, "properties.rotationPolicy.lifetimeActions", [])),
    ("GC-KEY-02", Set(VAULT, "properties.enablePurgeProtection", False)),
    ("GC-KEY-02", Set(VAULT, "properties.softDeleteRetentionInDays", 7)),
    ("GC-LOG-01", Remove("azure-native:monitor:SubscriptionDiagnosticSetting")),
    ("GC-LOG-02", Set(STORE, "immutableStorageWithVersioning.enabled", False, named="archive")),
    ("GC-LOG-04", Remove(SETTING, named="access-log")),
    ("GC-LOG-06", Remove(SETTING, named="audit-log")),
    ("GC-MON-01", Remove("azure-native:monitor:ActivityLogAlert", named="iam-change")),
    ("GC-MON-01", Set("azure-native:monitor:ActionGroup", "enabled", False, named="oncall")),
    ("GC-NET-03", Set("azure-native:app:ManagedEnvironment", "vnetConfiguration.internal", False)),
    ("GC-PUB-02", Set(SERVER, "network.publicNetworkAccess", "Enabled")),
    ("GC-PUB-03", Remove("azure-native:privatedns:VirtualNetworkLink")),
    ("GC-RES-01", Set(STORE, "location", "koreacentral")),
    ("GC-RES-02", Set(SERVER, "location", "koreacentral", named="replica")),
    ("GC-SEC-01", Set("azure-native:app:ContainerApp", "template.containers.0.env.0.value", "AccountKey=abc")),
    ("GC-SEC-02", Remove("azure-native:authorization:PolicyAssignment")),
    ("GC-TLS-01", Set(GATEWAY, "sslPolicy.policyName", "AppGwSslPolicy20150501")),
    ("GC-TLS-01", Set(STORE, "minimumTlsVersion", "TLS1_0")),
    ("GC-TLS-02", Set(STORE, "enableHttpsTrafficOnly", False)),
    ("GC-TLS-03", Set("azure-native:dbforpostgresql:Configuration", "value", "off", named="require-secure")),
    ("GC-VUL-01", Remove("azure-native:security:Pricing")),
    ("GC-VUL-02", Set(SERVER, "version", "13")),
    ("GC-WAF-01", Set("azure-native:network:WebApplicationFirewallPolicy", "policySettings.mode", "Detection")),
)
EXTRA = {"GC-NET-03": (Set("azure-native:app:ManagedEnvironment", "publicNetworkAccess", "Enabled"),)}
"""What must be wrong as well: either of the two keeps an environment inside."""


@functools.cache
def ours() -> Graph:
    return rendered(layout_of(EVERYTHING))


@functools.cache
def by_hand() -> Graph:
    return plain(exported(export(rendered(layout_of(EVERYTHING), model=Realistic()))))


def failing(graph: Graph) -> set[tuple[str, str, str, str]]:
    judged = assess(facts(graph), system="example", today=TODAY, confidentiality=3)
    return {(one.control, one.subject, one.what, one.part) for one in judged.findings if one.status == "fail"}


@functools.cache
def before(name: str) -> frozenset[tuple[str, str, str, str]]:
    return frozenset(failing({"ours": ours, "by_hand": by_hand}[name]()))


@pytest.mark.parametrize("plan", ["ours", "by_hand"])
@pytest.mark.parametrize(
    ("control", "step"), FAULTS, ids=lambda one: one if isinstance(one, str) else f"{type(one).__name__}-{one.token}"
)
def test_the_control_finds_the_fault(control: str, step: Step, plan: str) -> None:
    graph = {"ours": ours, "by_hand": by_hand}[plan]()
    spoilt = mutated(graph, Mutation(control, "fault", (step, *EXTRA.get(control, ()))))
    assert control in {found for found, *_ in failing(spoilt) - before(plan)}
