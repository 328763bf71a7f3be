"""Renders secrets' places: a vault for one value, which must end in time, and a message before it does."""

from __future__ import annotations

from typing import Final

import pulumi
from pulumi_azure_native import authorization, resources

from govcloud.blocks import Network, Secret
from govcloud.clouds.azure import naming
from govcloud.clouds.azure._endpoint import endpoint
from govcloud.clouds.azure._grant import grant
from govcloud.clouds.azure._group import group
from govcloud.clouds.azure._keys import after
from govcloud.clouds.azure._logging import record
from govcloud.clouds.azure._vault import notified, vault
from govcloud.clouds.azure.account import Account
from govcloud.clouds.azure.outputs import AzureNetwork, AzureSecret, AzureStore
from govcloud.clouds.scope import Scope

VALUE: Final = "value"
"""What the one secret in the vault is called."""
MUST_END: Final = "98728c90-32c7-4049-8429-847dc0f4fe37"
ENDS_WITHIN: Final = "342e8053-e12e-4c44-be01-c3c2f318400f"
"""Built-in policies for vaults: a secret has an end, and within a number of days. As of November 2026."""


def render(scope: Scope[Secret, Account]) -> AzureSecret:
    """The place. The value is written afterwards, from inside the network, by who holds it: written here it would
    stand in the state."""
    home = group(scope)
    network = scope.of(scope.block.network, AzureNetwork)
    # Renewal is counted from the writing of a value, which happens outside: the vault tells the writer what was agreed.
    agreed = {"first-rotation": scope.block.first_rotation.isoformat(), "rotate-days": str(scope.block.rotate_days)}
    made = vault(scope, home, tags=agreed)
    _ends(scope, home)
    notified(
        scope,
        home,
        made,
        event="Microsoft.KeyVault.SecretNearExpiry",
        to=scope.layout.system.contacts.operations,
    )
    grant(scope, "writer", principal=scope.account.deployer, may="secrets-officer", on=made.id)
    archive = scope.planned.of(scope.block.network, Network).flow_logs
    record(scope, "access-log", of=made.id, into=scope.of(archive, AzureStore), categories=("AuditEvent",))
    names = endpoint(
        scope, home, "endpoint", to=made.id, service="vault", subnet=network.subnet_endpoints, zone=network.zone_vault
    )
    uri = pulumi.Output.concat("https://", made.name, f".vault.azure.net/secrets/{VALUE}")
    return AzureSecret(id=after(uri, names), vault_id=made.id)


def _ends(scope: Scope[Secret, Account], home: resources.ResourceGroup) -> None:
    """A value without an end, or with one too far away, is refused when it is written. Policies of this kind are
    assigned to a group of resources at the least; the vault is alone in its own."""
    for role, policy, days in (("must-end", MUST_END, None), ("ends-within", ENDS_WITHIN, scope.block.rotate_days)):
        limit = {} if days is None else {"maximumValidityInDays": {"value": days}}
        scope.make(
            authorization.PolicyAssignment,
            role,
            policy_assignment_name=naming.local(scope.planned.name, role),
            display_name=f"{scope.planned.name}: {role.replace('-', ' ')}",
            policy_definition_id=f"/providers/Microsoft.Authorization/policyDefinitions/{policy}",
            enforcement_mode="Default",
            parameters={"effect": {"value": "Deny"}, **limit},
            scope=home.id,
        )
