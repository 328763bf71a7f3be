"""An encryption key on Google Cloud: Cloud KMS, with a grant for every service agent that the layout needs."""

from __future__ import annotations

from typing import Any

import pulumi
from pulumi_gcp import kms

from govcloud.blocks import EncryptionKey
from govcloud.clouds.gcp import agents, naming, regions
from govcloud.clouds.gcp._project import needs
from govcloud.clouds.gcp.account import Account
from govcloud.clouds.outputs import KeyOutputs
from govcloud.clouds.scope import Scope
from govcloud.facts import KeyLevel

DAY = 86_400
_USE = "roles/cloudkms.cryptoKeyEncrypterDecrypter"


def render(scope: Scope[EncryptionKey, Account]) -> KeyOutputs:
    """A key ring and a key. The key's id is known once every agent that will use it may do so.

    A key ring can never be deleted nor its name used again, so it carries the system's generation.
    """
    if scope.block.key_level is KeyLevel.K0:
        return KeyOutputs(id="")
    ring = scope.make(
        kms.KeyRing,
        "ring",
        name=naming.generated(scope.layout, scope.planned.name),
        location=regions.region(scope.block.place),
        project=scope.account.project,
        opts={"depends_on": needs(scope, "cloudkms"), "protect": True},
    )
    key = _key(scope, ring)
    grants = [_grant(scope, key, user) for user in agents.key_users(scope.planned)]
    return KeyOutputs(id=pulumi.Output.all(key.id, *(grant.id for grant in grants)).apply(lambda known: known[0]))


def _key(scope: Scope[EncryptionKey, Account], ring: Any) -> Any:
    return scope.make(
        kms.CryptoKey,
        "key",
        name=naming.plain(scope.layout, scope.planned.name),
        key_ring=ring.id,
        purpose="ENCRYPT_DECRYPT",
        destroy_scheduled_duration=f"{scope.block.deletion_window_days * DAY}s",
        deletion_policy="PREVENT",
        **_material(scope),
        opts={"protect": True},
    )


def _material(scope: Scope[EncryptionKey, Account]) -> dict[str, Any]:
    """How the key gets its material, by level. Brought and external material is renewed by ceremony, not by KMS."""
    level = scope.block.key_level
    if level is KeyLevel.K1:
        return {
            "labels": scope.labels,
            "rotation_period": f"{scope.block.rotation_days * DAY}s",
            "version_template": {"algorithm": "GOOGLE_SYMMETRIC_ENCRYPTION", "protection_level": "HSM"},
        }
    renewed = {**scope.labels, naming.RENEWAL_LABEL: str(scope.block.rotation_days)}
    if level is KeyLevel.K2:
        return {
            "labels": renewed,
            "import_only": True,
            "skip_initial_version_creation": True,
            "version_template": {"algorithm": "GOOGLE_SYMMETRIC_ENCRYPTION", "protection_level": "HSM"},
        }
    return {
        "labels": renewed,
        "crypto_key_backend": scope.account.ekm_connections[scope.block.region],
        "version_template": {"algorithm": "EXTERNAL_SYMMETRIC_ENCRYPTION", "protection_level": "EXTERNAL_VPC"},
    }


def _grant(scope: Scope[EncryptionKey, Account], key: Any, user: str) -> Any:
    return scope.make(
        kms.CryptoKeyIAMMember,
        f"use-{user}",
        crypto_key_id=key.id,
        role=_USE,
        member=agents.member(scope.account, user),
        opts={"depends_on": needs(scope, f"agent:{user}")},
    )
