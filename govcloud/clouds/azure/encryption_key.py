"""Renders encryption keys: a premium vault of the key's own with an RSA key, or what uses a key of a Managed HSM."""

from __future__ import annotations

from typing import Any

import pulumi
from pulumi_azure_native import keyvault, managedidentity, resources

from govcloud.blocks import EncryptionKey
from govcloud.clouds.azure import managed_hsm, naming
from govcloud.clouds.azure._grant import grant
from govcloud.clouds.azure._group import group, located
from govcloud.clouds.azure._key_warnings import warn
from govcloud.clouds.azure._storage import TRUSTED
from govcloud.clouds.azure._vault import notified, vault
from govcloud.clouds.azure.account import Account
from govcloud.clouds.azure.outputs import AzureKey, HsmKey
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
    if scope.block.level == "K3":
        return _outside(scope, home)
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


def _outside(scope: Scope[EncryptionKey, Account], home: resources.ResourceGroup) -> HsmKey:
    """A key that is and stays in the organisation's Managed HSM: nothing is made but the identity to be granted its
    use. Its tags say which key it is for: they are all that is seen of the key here."""
    base, name = managed_hsm.base(scope.planned, scope.account), managed_hsm.key_name(scope.planned, scope.account)
    uri = f"{base}keys/{name}"
    tags = {managed_hsm.KEY_TAG: uri, managed_hsm.RENEWAL_TAG: str(scope.block.rotation_days)}
    who = scope.make(
        managedidentity.UserAssignedIdentity,
        "identity",
        resource_name_=managed_hsm.identity_name(scope.planned),
        **{**located(scope, home, scope.block.place), "tags": {**scope.labels, **tags}},
        # Without it, what is under the key can no longer be read.
        opts={"protect": True},
    )
    return HsmKey(id=uri, vault_uri=base, vault_id="", name=name, scope="", identity=who.id)


def _brought(scope: Scope[EncryptionKey, Account], home: resources.ResourceGroup, made: keyvault.Vault) -> keyvault.Key:
    """What the ceremony needs: the wrapping key, the right to import, and messages before the material is due."""
    wrapping: dict[str, Any] = {
        "kty": "RSA-HSM",
        "key_size": WRAPPING_BITS,
        "key_ops": ["import"],
        "attributes": {"enabled": True, "exportable": False},
    }
    grant(scope, "ceremony", principal=scope.account.deployer, may="crypto-officer", on=made.id)
    notified(scope, home, made, event="Microsoft.KeyVault.KeyNearExpiry", to=scope.layout.system.contacts.security)
    ends = scope.account.end_of(scope.planned.name)
    if ends is not None:
        warn(scope, home, scope.native["told"], ends)
    return scope.make(
        keyvault.Key,
        "wrapping-key",
        key_name=naming.local(scope.planned.name, "wrapping"),
        vault_name=made.name,
        resource_group_name=home.name,
        tags={**scope.labels, managed_hsm.RENEWAL_TAG: str(scope.block.rotation_days)},
        properties=wrapping,
        opts={"protect": True},
    )
