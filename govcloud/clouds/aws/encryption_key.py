"""An encryption key on AWS: a KMS key in its region, its alias, and one policy for all that use it."""

from __future__ import annotations

from typing import Any

from pulumi_aws import kms

from govcloud.blocks import EncryptionKey
from govcloud.clouds.aws import _key_policy, naming
from govcloud.clouds.aws._documents import document
from govcloud.clouds.aws._reminder import remind
from govcloud.clouds.aws.account import Account
from govcloud.clouds.aws.regions import REGION
from govcloud.clouds.outputs import KeyOutputs
from govcloud.clouds.scope import Scope


def render(scope: Scope[EncryptionKey, Account]) -> KeyOutputs:
    """Nothing for K0. A K2 key is made without material (it is imported by ceremony, outside Pulumi)."""
    if scope.block.level == "K0":
        return KeyOutputs(id="")
    key = _MADE[scope.block.level](scope)
    scope.make(
        kms.Alias,
        "alias",
        name=f"alias/{naming.plain(scope.layout, scope.planned.name)}",
        region=REGION[scope.block.place],
        target_key_id=key.key_id if isinstance(key, kms.Key) else key.id,
    )
    if scope.block.level != "K1":
        message = {"renew": scope.planned.name, "by": "key ceremony"}
        remind(scope, key.arn, message, days=scope.block.rotation_days, start=None, key=key.arn)
    return KeyOutputs(id=key.arn)


def _given(scope: Scope[EncryptionKey, Account]) -> dict[str, Any]:
    return {
        "description": f"{naming.stem(scope.layout)} {scope.planned.name}",
        "region": REGION[scope.block.place],
        "deletion_window_in_days": scope.block.deletion_window_days,
        "multi_region": False,
        "policy": document(_key_policy.statements(scope.planned, scope.account)),
        "opts": {"protect": True},
    }


def _generated(scope: Scope[EncryptionKey, Account]) -> kms.Key:
    return scope.make(
        kms.Key,
        "key",
        **_given(scope),
        enable_key_rotation=True,
        rotation_period_in_days=scope.block.rotation_days,
        key_usage="ENCRYPT_DECRYPT",
        customer_master_key_spec="SYMMETRIC_DEFAULT",
        is_enabled=True,
    )


def _imported(scope: Scope[EncryptionKey, Account]) -> kms.ExternalKey:
    return scope.make(
        kms.ExternalKey, "key", **_given(scope), key_usage="ENCRYPT_DECRYPT", key_spec="SYMMETRIC_DEFAULT"
    )


def _outside(scope: Scope[EncryptionKey, Account]) -> kms.Key:
    return scope.make(
        kms.Key,
        "key",
        **_given(scope),
        custom_key_store_id=scope.account.key_store,
        xks_key_id=scope.account.outside_keys.get(scope.planned.name),
        key_usage="ENCRYPT_DECRYPT",
        customer_master_key_spec="SYMMETRIC_DEFAULT",
        is_enabled=True,
    )


_MADE = {"K1": _generated, "K2": _imported, "K3": _outside}
