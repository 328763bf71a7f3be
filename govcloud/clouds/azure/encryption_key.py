"""Renders encryption keys: a premium vault of the key's own, closed but for Azure's own services, an RSA key in HSM."""

from __future__ import annotations

from typing import Any

import pulumi
from pulumi_azure_native import keyvault, resources

from govcloud.blocks import EncryptionKey
from govcloud.clouds.azure import naming
from govcloud.clouds.azure._grant import grant
from govcloud.clouds.azure._group import group
from govcloud.clouds.azure._storage import TRUSTED
from govcloud.clouds.azure._vault import notified, vault
from govcloud.clouds.azure.account import Account
from govcloud.clouds.azure.outputs import AzureKey
from govcloud.clouds.scope import Scope

WRAPPING_BITS = 4096
KEY_BITS = 3072


def render(scope: Scope[EncryptionKey, Account]) -> AzureKey:
    """The vault and its key. A brought key (K2) is imported by ceremony under the same name, so only the wrapping key
    is made here."""
    if scope.block.level == "K0":
        return AzureKey(id="", vault_uri="", vault_id="", name="", scope="")
    place = scope.block.place
    home = group(scope, place)
    # Storage, PostgreSQL and the registry come in by the bypass: all three are among Key Vault's trusted services.
    made = vault(scope, home, place, bypass=TRUSTED)
    name = scope.planned.name
    last = _own(scope, home, made) if scope.block.level == "K1" else _brought(scope, home, made)
    uri = pulumi.Output.concat("https://", made.name, ".vault.azure.net/")
    key_name = last.name if scope.block.level == "K1" else last.name.apply(lambda _made: name)
    return AzureKey(
        id=pulumi.Output.concat(uri, "keys/", key_name),
        vault_uri=uri,
        vault_id=made.id,
        name=key_name,
        scope=pulumi.Output.concat(made.id, "/keys/", key_name),
    )


def _own(scope: Scope[EncryptionKey, Account], home: resources.ResourceGroup, made: keyvault.Vault) -> keyvault.Key:
    """The key whose material the vault's HSM makes and renews. Without an end: PostgreSQL stops on an ended key."""
    renewal = {
        "lifetime_actions": [
            {
                "action": {"type": keyvault.KeyRotationPolicyActionType.ROTATE},
                "trigger": {"time_after_create": f"P{scope.block.rotation_days}D"},
            }
        ]
    }
    return scope.make(
        keyvault.Key,
        "key",
        key_name=scope.planned.name,
        vault_name=made.name,
        resource_group_name=home.name,
        tags=scope.labels,
        properties={
            "kty": "RSA-HSM",
            "key_size": KEY_BITS,
            "key_ops": ["unwrapKey", "wrapKey"],
            "attributes": {"enabled": True, "exportable": False},
            "rotation_policy": renewal,
        },
        opts={"protect": True},
    )


def _brought(scope: Scope[EncryptionKey, Account], home: resources.ResourceGroup, made: keyvault.Vault) -> keyvault.Key:
    """What the ceremony needs: the wrapping key, the right to import, and a message before the material is due."""
    wrapping: dict[str, Any] = {
        "kty": "RSA-HSM",
        "key_size": WRAPPING_BITS,
        "key_ops": ["import"],
        "attributes": {"enabled": True, "exportable": False},
    }
    grant(scope, "ceremony", principal=scope.account.deployer, may="crypto-officer", on=made.id)
    notified(scope, home, made, event="Microsoft.KeyVault.KeyNearExpiry", to=scope.layout.system.contacts.security)
    return scope.make(
        keyvault.Key,
        "wrapping-key",
        key_name=naming.local(scope.planned.name, "wrapping"),
        vault_name=made.name,
        resource_group_name=home.name,
        tags={**scope.labels, "renewal-days": str(scope.block.rotation_days)},
        properties=wrapping,
        opts={"protect": True},
    )
