"""Renders container registries: premium, closed to the internet, on the agency's key, images scanned by Defender."""

from __future__ import annotations

from typing import Any

from pulumi_azure_native import containerregistry, security

from govcloud.blocks import ContainerRegistry, Network
from govcloud.clouds.azure import naming
from govcloud.clouds.azure._endpoint import endpoint
from govcloud.clouds.azure._grant import identity, key_use
from govcloud.clouds.azure._group import group, located
from govcloud.clouds.azure._keys import after, chosen
from govcloud.clouds.azure._logging import record
from govcloud.clouds.azure.account import Account
from govcloud.clouds.azure.outputs import AzureNetwork, AzureRegistry, AzureStore
from govcloud.clouds.scope import Scope

SCANNING = "ContainerRegistriesVulnerabilityAssessments"


def render(scope: Scope[ContainerRegistry, Account]) -> AzureRegistry:
    """The registry; its address waits for its name in the network."""
    home = group(scope)
    network = scope.of(scope.block.network, AzureNetwork)
    encryption: dict[str, Any] = {}
    opts: dict[str, Any] = {"protect": True}
    key = chosen(scope, scope.block.key)
    if key is not None:
        who = identity(scope, home)
        opts["depends_on"] = [key_use(scope, who, key)]
        encryption = {
            "identity": {
                "type": containerregistry.ResourceIdentityType.USER_ASSIGNED,
                # A map of ids here, where most services take a list; the key names the client id, not the id.
                "user_assigned_identities": who.id.apply(lambda it: {it: {}}),
            },
            "encryption": {
                "status": "enabled",
                "key_vault_properties": {"identity": who.client_id, "key_identifier": key.id},
            },
        }
    made = scope.make(
        containerregistry.Registry,
        "registry",
        registry_name=naming.registry(scope.layout, scope.account.number, scope.planned.name),
        sku={"name": "Premium"},
        **_closed(),
        **encryption,
        **located(scope, home),
        opts=opts,
    )
    names = endpoint(
        scope,
        home,
        "endpoint",
        to=made.id,
        service="registry",
        subnet=network.subnet_endpoints,
        zone=network.zone_registry,
    )
    _record(scope, made)
    _scan(scope)
    return AzureRegistry(id=after(made.id, names), url=after(made.login_server, names))


def _closed() -> dict[str, Any]:
    return {
        "admin_user_enabled": False,
        "anonymous_pull_enabled": False,
        "data_endpoint_enabled": False,
        # Defender's scanner is one of the trusted services.
        "network_rule_bypass_options": "AzureServices",
        "network_rule_set": {"default_action": "Deny", "ip_rules": []},
        "public_network_access": "Disabled",
        "zone_redundancy": "Enabled",
        "policies": {
            # Container Apps signs in with a token for Azure Resource Manager.
            "azure_ad_authentication_as_arm_policy": {"status": "enabled"},
            "export_policy": {"status": "disabled"},
            # Both would take away images that a service still names by digest.
            "quarantine_policy": {"status": "disabled"},
            "retention_policy": {"status": "disabled", "days": 7},
            "trust_policy": {"status": "disabled", "type": "Notary"},
        },
    }


def _record(scope: Scope[ContainerRegistry, Account], made: containerregistry.Registry) -> None:
    """Who pulled and pushed, into the archive of the registry's own network."""
    archive = scope.planned.of(scope.block.network, Network).flow_logs
    record(
        scope,
        "access-log",
        of=made.id,
        into=scope.of(archive, AzureStore),
        categories=("ContainerRegistryLoginEvents", "ContainerRegistryRepositoryEvents"),
    )


def _scan(scope: Scope[ContainerRegistry, Account]) -> None:
    """Defender for Containers is a plan of the whole subscription: the layout's first registry turns it on."""
    first, _ = next(iter(scope.layout.of_kind(ContainerRegistry)))
    if first != scope.planned.name:
        return
    scope.make(
        security.Pricing,
        "scanning",
        pricing_name="Containers",
        pricing_tier="Standard",
        scope_id=f"subscriptions/{scope.account.subscription}",
        extensions=[{"name": SCANNING, "is_enabled": "True"}],
    )
