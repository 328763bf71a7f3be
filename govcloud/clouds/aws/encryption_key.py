"""An encryption key on AWS: a KMS key in its region, its alias, and one policy for all that use it."""

from __future__ import annotations

from typing import Any, Final, TypeAlias

from pulumi_aws import kms

from govcloud.blocks import EncryptionKey
from govcloud.clouds.aws import _key_policy, naming
from govcloud.clouds.aws._documents import document
from govcloud.clouds.aws._key_warnings import warn
from govcloud.clouds.aws.account import Account
from govcloud.clouds.aws.material_end import RENEWAL_TAG
from govcloud.clouds.aws.regions import REGION
from govcloud.clouds.outputs import KeyOutputs
from govcloud.clouds.scope import Scope

Made: TypeAlias = kms.ExternalKey | kms.Key | kms.ReplicaExternalKey

MATERIAL: Final = ("enabled", "keyMaterialBase64", "validTo")
"""What an import changes behind Pulumi's back. A new end would make the provider import again, with no material; a new
material replace the key; and a key that still waits for its first import cannot be enabled."""


def render(scope: Scope[EncryptionKey, Account]) -> KeyOutputs:
    """Nothing for K0. A K2 key is made without material (it is imported by ceremony, outside Pulumi)."""
    if scope.block.level == "K0":
        return KeyOutputs(id="")
    key = _MADE[scope.block.level](scope)
    key_id = key.id if isinstance(key, kms.ExternalKey) else key.key_id
    scope.make(
        kms.Alias,
        "alias",
        name=f"alias/{naming.plain(scope.layout, scope.planned.name)}",
        region=REGION[scope.block.place],
        target_key_id=key_id,
    )
    if scope.block.level == "K2":
        warn(scope, key_id, key.arn)
    return KeyOutputs(id=key.arn)


def _given(scope: Scope[EncryptionKey, Account]) -> dict[str, Any]:
    return {
        "description": f"{naming.stem(scope.layout)} {scope.planned.name}",
        "region": REGION[scope.block.place],
        "deletion_window_in_days": scope.block.deletion_window_days,
        "policy": document(_key_policy.statements(scope.planned, scope.account)),
        "opts": {"protect": True},
    }


def _generated(scope: Scope[EncryptionKey, Account]) -> Made:
    return scope.make(
        kms.Key,
        "key",
        **_given(scope),
        multi_region=False,
        enable_key_rotation=True,
        rotation_period_in_days=scope.block.rotation_days,
        key_usage="ENCRYPT_DECRYPT",
        customer_master_key_spec="SYMMETRIC_DEFAULT",
        is_enabled=True,
    )


def _brought(scope: Scope[EncryptionKey, Account]) -> dict[str, Any]:
    """What every key has whose material comes from outside by ceremony."""
    renewal = {RENEWAL_TAG: str(scope.block.rotation_days)}
    return {**_given(scope), "tags": renewal, "opts": {"protect": True, "ignore_changes": list(MATERIAL)}}


def _imported(scope: Scope[EncryptionKey, Account]) -> Made:
    if scope.block.replica_of is not None:
        primary = scope.of(scope.block.replica_of, KeyOutputs).id
        return scope.make(kms.ReplicaExternalKey, "key", **_brought(scope), primary_key_arn=primary)
    return scope.make(
        kms.ExternalKey,
        "key",
        **_brought(scope),
        multi_region=_key_policy.replicated(scope.planned),
        key_usage="ENCRYPT_DECRYPT",
        key_spec="SYMMETRIC_DEFAULT",
    )


def _outside(scope: Scope[EncryptionKey, Account]) -> Made:
    return scope.make(
        kms.Key,
        "key",
        **{**_given(scope), "tags": {RENEWAL_TAG: str(scope.block.rotation_days)}},
        multi_region=False,
        custom_key_store_id=scope.account.key_store,
        xks_key_id=scope.account.outside_keys.get(scope.planned.name),
        key_usage="ENCRYPT_DECRYPT",
        customer_master_key_spec="SYMMETRIC_DEFAULT",
        is_enabled=True,
    )


_MADE = {"K1": _generated, "K2": _imported, "K3": _outside}
