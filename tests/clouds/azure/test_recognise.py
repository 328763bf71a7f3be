"""Recognisers read what resources say, by reference, id or plain name, and notice what was taken away."""

from __future__ import annotations

from typing import Any

import pytest

from govcloud.clouds.azure.recognise import REGISTER
from govcloud.facts import (
    UNKNOWN,
    AtRest,
    Filters,
    Holds,
    InTransit,
    Key,
    KeyLevel,
    Logged,
    Permits,
    Place,
    Placed,
    Reachable,
    Recoverable,
    Retained,
    Runs,
    Scans,
    Tls,
)
from govcloud.graph import Graph, Secret
from tests.clouds.azure.plans import GROUP, seen, written

TENANT = "11111111-1111-1111-1111-111111111111"
VAULT_ID = f"{GROUP}/providers/Microsoft.KeyVault/vaults/kv-example"


def vault(name: str = "kv-example", location: str = "japaneast", **properties: Any) -> Any:
    said = {
        "enablePurgeProtection": True,
        "enableRbacAuthorization": True,
        "sku": {"family": "A", "name": "premium"},
        "softDeleteRetentionInDays": 90,
        "tenantId": TENANT,
        **properties,
    }
    made = written("keyvault:Vault", name, vaultName=name, location=location, properties=said)
    made.id = f"{GROUP}/providers/Microsoft.KeyVault/vaults/{name}"
    return made


def key(**properties: Any) -> Any:
    said = {
        "kty": "RSA-HSM",
        "keyOps": ["wrapKey", "unwrapKey"],
        "rotationPolicy": {"lifetimeActions": [{"action": {"type": "rotate"}, "trigger": {"timeAfterCreate": "P1Y"}}]},
        **properties,
    }
    return written("keyvault:Key", "data", keyName="data", vaultName="kv-example", properties=said)


def account(name: str = "stexample", **inputs: Any) -> Any:
    made = written(
        "storage:StorageAccount",
        name,
        **{"accountName": name, "location": "japaneast", "sku": {"name": "Standard_ZRS"}, **inputs},
    )
    made.id = f"{GROUP}/providers/Microsoft.Storage/storageAccounts/{name}"
    return made


def on_key(name: str = "data", uri: str = "https://kv-example.vault.azure.net/") -> dict[str, Any]:
    return {"keySource": "Microsoft.Keyvault", "keyVaultProperties": {"keyName": name, "keyVaultUri": uri}}


def archive(state: str = "Locked", days: int = 400) -> Any:
    policy = {"state": state, "immutabilityPeriodSinceCreationInDays": days, "allowProtectedAppendWrites": True}
    return account("starchive", immutableStorageWithVersioning={"enabled": True, "immutabilityPolicy": policy})


def setting(uri: str, *categories: str, **inputs: Any) -> Any:
    logs = [{"category": category, "enabled": True} for category in categories]
    store = f"{GROUP}/providers/Microsoft.Storage/storageAccounts/starchive"
    return written(
        "monitor:DiagnosticSetting", "log", **{"resourceUri": uri, "storageAccountId": store, "logs": logs, **inputs}
    )


def test_a_store_by_names_alone_is_on_the_key_the_program_declares() -> None:
    fact = seen(AtRest, "objects", account(encryption=on_key()), vault(), key())
    assert (fact.level, fact.known_key) == (KeyLevel.K1, True)


@pytest.mark.parametrize(
    ("encryption", "level", "known"),
    [
        ({}, KeyLevel.K0, True),
        ({"keySource": "Microsoft.Storage"}, KeyLevel.K0, True),
        (on_key(name="other"), KeyLevel.K1, False),
        (on_key(uri="https://kv-elsewhere.vault.azure.net/"), KeyLevel.K1, False),
        ({"keySource": UNKNOWN}, UNKNOWN, UNKNOWN),
    ],
)
def test_another_key_or_none_is_seen(encryption: dict[str, Any], level: Any, known: Any) -> None:
    fact = seen(AtRest, "objects", account(encryption=encryption), vault(), key())
    assert (fact.level, fact.known_key) == (level, known)


def test_a_key_in_another_region_does_not_count() -> None:
    abroad = vault(location="koreacentral")
    assert seen(AtRest, "objects", account(encryption=on_key()), abroad, key()).known_key is False


def test_a_key_brought_into_a_vault_is_k2() -> None:
    wrapping = written("keyvault:Key", "kek", keyName="kek", vaultName="kv-example", properties={"keyOps": ["import"]})
    fact = seen(AtRest, "objects", account(encryption=on_key("brought")), vault(), wrapping)
    assert (fact.level, fact.known_key) == (KeyLevel.K2, True)


def test_a_key_says_renewal_hardware_and_loss() -> None:
    fact = seen(Key, "encryption", key(), vault())
    assert (fact.rotation_days, fact.hsm, fact.deletion_days, fact.purge_protected) == (365, True, 90, True)
    plain = seen(Key, "encryption", key(kty="RSA", rotationPolicy=None), vault(enablePurgeProtection=None))
    assert (plain.rotation_days, plain.hsm, plain.purge_protected) == (0, False, False)


def test_a_key_vaults_access_policy_for_another_tenant_is_an_undeclared_outsider() -> None:
    outsider = {"tenantId": TENANT.replace("1", "9"), "objectId": "x", "permissions": {"keys": ["get"]}}
    fact = seen(Permits, "key", key(), vault(enableRbacAuthorization=False, accessPolicies=[outsider]))
    assert (fact.who, fact.declared) == ("external", False)


@pytest.mark.parametrize(
    ("inputs", "by"),
    [
        ({}, "internet"),
        ({"publicNetworkAccess": "Disabled"}, "network"),
        ({"networkRuleSet": {"defaultAction": "Deny"}}, "network"),
        ({"networkRuleSet": {"defaultAction": "Allow"}}, "internet"),
        ({"publicNetworkAccess": UNKNOWN}, UNKNOWN),
    ],
)
def test_a_stores_reach(inputs: dict[str, Any], by: Any) -> None:
    assert seen(Reachable, "objects", account(**inputs)).by == by


@pytest.mark.parametrize(
    ("inputs", "floor", "plain"),
    [
        ({}, Tls.TLS1_0, "refused"),
        ({"minimumTlsVersion": "TLS1_2"}, Tls.TLS1_2, "refused"),
        ({"minimumTlsVersion": "TLS1_2", "enableHttpsTrafficOnly": False}, Tls.TLS1_2, "accepted"),
    ],
)
def test_a_stores_transport(inputs: dict[str, Any], floor: Tls, plain: str) -> None:
    fact = seen(InTransit, "objects", account(**inputs))
    assert (fact.floor, fact.plain) == (floor, plain)


def test_account_keys_are_long_lived_unless_switched_off() -> None:
    assert seen(Holds, "credential", account()).long_lived is True
    assert seen(Holds, "credential", account(allowSharedKeyAccess=False)).long_lived is False


def test_an_anonymous_container_needs_both_consents() -> None:
    container = written("storage:BlobContainer", "c", containerName="c", accountName="stexample", publicAccess="Blob")
    assert seen(Permits, "resource", container, account(allowBlobPublicAccess=True)).who == "anyone"
    assert seen(Permits, "resource", container, account(allowBlobPublicAccess=False)).who == "account"


def test_an_access_log_needs_all_three_categories_and_is_missed_when_removed() -> None:
    store = account()
    blobs = f"{store.id}/blobServices/default"
    whole = setting(blobs, "StorageRead", "StorageWrite", "StorageDelete")
    fact = seen(Logged, "access", store, archive(), whole)
    assert (fact.enabled, fact.days) == (True, 36500)
    assert seen(Logged, "access", store, archive(), setting(blobs, "StorageRead")).enabled is False
    assert seen(Logged, "access", store, archive()).enabled is False


def test_a_lifecycle_that_deletes_shortens_what_is_kept() -> None:
    store, policy = (
        account(),
        {"definition": {"actions": {"baseBlob": {"delete": {"daysAfterModificationGreaterThan": 90}}}}},
    )
    ends = written("storage:ManagementPolicy", "p", accountName="starchive", policy={"rules": [policy]})
    log = setting(f"{store.id}/blobServices/default", "StorageRead", "StorageWrite", "StorageDelete")
    plain = account("starchive")
    assert seen(Logged, "access", store, plain, ends, log).days == 90
    assert seen(Logged, "access", store, archive(days=400), ends, log).days == 400


@pytest.mark.parametrize(("state", "locked"), [("Locked", True), ("Unlocked", False)])
def test_write_once_is_the_closed_lock_only(state: str, locked: bool) -> None:
    fact = seen(Retained, "audit", archive(state))
    assert (fact.locked, fact.days) == (locked, 400)


def test_geo_redundancy_is_a_replica_in_the_pair() -> None:
    assert seen(Placed, "replica", account(sku={"name": "Standard_GZRS"})).where is Place.OSAKA
    graph = Graph("example", "prod", [account()])
    assert [fact.what for fact in REGISTER.read(account(), graph) if isinstance(fact, Placed)] == ["primary"]


def test_a_lock_protects_the_resource_it_is_on() -> None:
    store = account()
    lock = written("authorization:ManagementLockByScope", "lock", scope=store.id, level="CanNotDelete")
    assert seen(Recoverable, "objects", store, lock).protected is True
    assert seen(Recoverable, "objects", store).protected is False


def test_a_place_is_the_resources_own_then_its_groups() -> None:
    group = written("resources:ResourceGroup", "g", resourceGroupName="g", location="Korea Central")
    bare = written("network:PublicIPAddress", "ip", resourceGroupName="g")
    assert seen(Placed, "primary", bare, group).where is Place.ABROAD
    assert seen(Placed, "primary", bare).where is UNKNOWN


@pytest.mark.parametrize(
    ("source", "by"),
    [
        ("*", "internet"),
        ("0.0.0.0/0", "internet"),
        ("10.0.0.0/16", "network"),
        ("AzureCloud.japaneast", "internet"),
        ("GatewayManager", "network"),
        ("Internet", "internet"),
    ],
)
def test_who_a_rule_lets_in(source: str, by: str) -> None:
    rule = {"access": "Allow", "direction": "Inbound", "sourceAddressPrefix": source, "destinationPortRange": "22"}
    rules = written("network:NetworkSecurityGroup", "nsg", location="japaneast", securityRules=[rule])
    fact = seen(Reachable, "ports", rules)
    assert (fact.by, fact.ports) == (by, ((22, 22),))


def test_ways_out_and_refusals_are_no_way_in() -> None:
    base = {"sourceAddressPrefix": "*", "destinationPortRange": "*"}
    ways = [{**base, "access": "Deny", "direction": "Inbound"}, {**base, "access": "Allow", "direction": "Outbound"}]
    rules = written("network:NetworkSecurityGroup", "nsg", location="japaneast", securityRules=ways)
    found = REGISTER.read(rules, Graph("example", "prod", [rules]))
    assert [fact for fact in found if isinstance(fact, Reachable)] == []


@pytest.mark.parametrize(
    ("role", "broad"),
    [
        ("8e3af657-a8ff-443c-a75c-2fe8c4bcb635", True),
        ("b24988ac-6180-42a0-ab88-20f7382dd24c", True),
        ("e147488a-f6f5-4113-8e2d-b22465e65bf6", False),
    ],
)
def test_owner_and_contributor_are_broad(role: str, broad: bool) -> None:
    definition = f"/subscriptions/x/providers/Microsoft.Authorization/roleDefinitions/{role}"
    fact = seen(Permits, "identity", written("authorization:RoleAssignment", "r", roleDefinitionId=definition))
    assert fact.broad is broad


def gateway(**inputs: Any) -> Any:
    listener = {"name": "http", "protocol": "Http"}
    return written("network:ApplicationGateway", "gw", location="japaneast", httpListeners=[listener], **inputs)


def test_a_plain_listener_is_redirected_or_accepted() -> None:
    rule = {"name": "r", "httpListener": {"id": f"{GROUP}/providers/x/applicationGateways/gw/httpListeners/http"}}
    served = gateway(requestRoutingRules=[{**rule, "backendAddressPool": {"id": "x"}}])
    sent = [{**rule, "redirectConfiguration": {"id": "x"}}]
    safe = gateway(requestRoutingRules=sent, redirectConfigurations=[{"name": "x", "targetUrl": "https://x.go.jp"}])
    loop = [{"name": "x", "targetListener": {"id": f"{GROUP}/x/httpListeners/http"}}]
    assert seen(InTransit, "web", served).plain == "accepted"
    assert seen(InTransit, "web", safe).plain == "redirected"
    assert seen(InTransit, "web", gateway(requestRoutingRules=sent)).plain == "accepted"
    assert seen(InTransit, "web", gateway(requestRoutingRules=sent, redirectConfigurations=loop)).plain == "accepted"


@pytest.mark.parametrize(
    ("settings", "present", "blocks"),
    [
        ({"mode": "Prevention", "state": "Enabled"}, True, True),
        ({"mode": "Detection"}, True, False),
        ({"mode": "Prevention", "state": "Disabled"}, False, False),
    ],
)
def test_a_firewall_stands_in_front_and_stops(settings: dict[str, Any], present: bool, blocks: bool) -> None:
    sets = {"managedRuleSets": [{"ruleSetType": "OWASP", "ruleSetVersion": "3.2"}]}
    policy = written(
        "network:WebApplicationFirewallPolicy", "waf", policyName="waf", policySettings=settings, managedRules=sets
    )
    policy.id = f"{GROUP}/providers/Microsoft.Network/applicationGatewayWebApplicationFirewallPolicies/waf"
    fact = seen(Filters, "web", gateway(firewallPolicy={"id": policy.id}), policy)
    assert (fact.present, fact.managed_rules, fact.blocks) == (present, present, blocks)
    assert seen(Filters, "web", gateway(), policy).present is False


def server(**inputs: Any) -> Any:
    return written(
        "dbforpostgresql:Server", "pg", **{"serverName": "pg", "location": "japaneast", "version": "16", **inputs}
    )


def test_a_database_by_hand_is_open_alone_and_unrecorded() -> None:
    bare = server()
    assert seen(Reachable, "database", bare).by == "internet"
    assert seen(Recoverable, "database", bare).zones == 1
    assert seen(Logged, "database", bare).enabled is False
    assert seen(Holds, "credential", bare).long_lived is True


def test_a_setting_by_plain_name_opens_a_database_to_plain_connections() -> None:
    off = written(
        "dbforpostgresql:Configuration",
        "tls",
        configurationName="require_secure_transport",
        serverName="pg",
        value="off",
    )
    assert seen(InTransit, "database", server()).plain == "refused"
    assert seen(InTransit, "database", server(), off).plain == "accepted"


def app(**container: Any) -> Any:
    template = {"containers": [{"image": "crexample.azurecr.io/api@sha256:" + "0" * 64, **container}]}
    return written(
        "app:ContainerApp", "api", location="japaneast", template=template, identity={"type": "UserAssigned"}
    )


def test_an_image_is_pinned_and_from_the_own_registry() -> None:
    registry = written("containerregistry:Registry", "cr", registryName="crexample", location="japaneast")
    fact = seen(Runs, "container", app(), registry)
    assert (fact.pinned, fact.trusted, fact.identity) == (True, True, "own")
    foreign = seen(Runs, "container", app(image="docker.io/library/nginx:latest"), registry)
    assert (foreign.pinned, foreign.trusted) == (False, False)


@pytest.mark.parametrize(
    ("name", "value", "clear"),
    [
        ("DB_PASSWORD", "hunter2", True),
        ("LOG_LEVEL", "info", False),
        ("TOKEN_URI", "https://kv-token.vault.azure.net/secrets/value", False),
        ("CONNECTION", "postgres://app:hunter2@host/db", True),
        ("API_TOKEN", UNKNOWN, UNKNOWN),
    ],
)
def test_a_secret_in_a_setting(name: str, value: Any, clear: Any) -> None:
    assert seen(Holds, "setting", app(env=[{"name": name, "value": value}])).plaintext is clear


def test_a_secrets_value_in_a_program_is_in_clear_unless_marked() -> None:
    def secret(value: Any) -> Any:
        return written("keyvault:Secret", "s", secretName="s", vaultName="kv-example", properties={"value": value})

    assert seen(Holds, "secret", secret("hunter2"), vault()).plaintext is True
    assert seen(Holds, "secret", secret(Secret("hunter2")), vault()).plaintext is False


def test_a_secret_is_renewed_where_both_policies_refuse() -> None:
    def policy(definition: str, effect: str = "Deny", **parameters: Any) -> Any:
        return written(
            "authorization:PolicyAssignment",
            definition,
            scope=VAULT_ID,
            policyDefinitionId=f"/providers/Microsoft.Authorization/policyDefinitions/{definition}",
            parameters={"effect": {"value": effect}, **parameters},
        )

    ends = policy("98728c90-32c7-4049-8429-847dc0f4fe37")
    within = policy("342e8053-e12e-4c44-be01-c3c2f318400f", maximumValidityInDays={"value": 90})
    audited = policy("342e8053-e12e-4c44-be01-c3c2f318400f", "Audit", maximumValidityInDays={"value": 90})
    assert seen(Holds, "secret", vault(), ends, within).rotation_days == 90
    assert seen(Holds, "secret", vault(), ends, audited).rotation_days == 0
    assert seen(Holds, "secret", vault(), within).rotation_days == 0


def test_images_are_scanned_by_the_plan_with_its_extension_on() -> None:
    registry = written("containerregistry:Registry", "cr", registryName="crexample", location="japaneast")
    extension = {"name": "ContainerRegistriesVulnerabilityAssessments", "isEnabled": "True"}

    def plan(**inputs: Any) -> Any:
        return written("security:Pricing", "plan", pricingName="Containers", **inputs)

    assert seen(Scans, "images", registry, plan(pricingTier="Standard", extensions=[extension])).on_push is True
    assert seen(Scans, "images", registry, plan(pricingTier="Free")).on_push is False
    assert seen(Scans, "images", registry).on_push is False


def test_the_activity_log_needs_its_changes_and_an_archive() -> None:
    def log(*categories: str) -> Any:
        logs = [{"category": category, "enabled": True} for category in categories]
        return written("monitor:SubscriptionDiagnosticSetting", "log", storageAccountId=archive().id, logs=logs)

    fact = seen(Logged, "control-plane", log("Administrative", "Security"), archive("Unlocked"))
    assert (fact.enabled, fact.everywhere, fact.tamper_proof, fact.days) == (True, True, True, 36500)
    assert seen(Logged, "control-plane", log("ServiceHealth"), archive()).enabled is False
    assert seen(Logged, "control-plane", log("Administrative", "Security"), account("starchive")).tamper_proof is False
