"""What every bucket of a system is: in Tokyo, on its key only, closed to the public, protected from deletion."""

from __future__ import annotations

from typing import Any

from pulumi_gcp import storage

from govcloud.clouds.gcp import naming, regions
from govcloud.clouds.gcp._project import needs
from govcloud.clouds.gcp.account import Account
from govcloud.clouds.outputs import KeyOutputs
from govcloud.clouds.scope import Scope
from govcloud.facts import KeyLevel, Place

DAY = 86_400
_SOFT_DELETE_DAYS = 90
"""The longest that Cloud Storage keeps a deleted object by itself (7 to 90 days)."""


def bucket(scope: Scope[Any, Account], *, keep_days: int, lock_days: int | None, role: str = "bucket") -> Any:
    """A bucket. `keep_days` is how long overwritten and deleted versions stay; with `lock_days` it is write-once.

    Cloud Storage refuses versions together with a retention policy: in a write-once bucket nothing can be overwritten
    or deleted before its time, and soft delete keeps it after that.
    """
    return scope.make(
        storage.Bucket,
        role,
        name=naming.worldwide(scope.layout, scope.account.number, scope.planned.name),
        location=regions.bucket_location(Place.TOKYO),
        project=scope.account.project,
        storage_class="STANDARD",
        uniform_bucket_level_access=True,
        public_access_prevention="enforced",
        force_destroy=False,
        deletion_policy="PREVENT",
        soft_delete_policy={"retention_duration_seconds": min(keep_days, _SOFT_DELETE_DAYS) * DAY},
        labels=scope.labels,
        **_encryption(scope),
        **(_locked(lock_days) if lock_days else _versioned(keep_days)),
        opts={"protect": True, "depends_on": needs(scope, "storage", "storage.secureHttpTransport")},
    )


def _encryption(scope: Scope[Any, Account]) -> dict[str, Any]:
    """The key, and that nothing may be written under any other: neither Google's nor one sent with the request."""
    if scope.planned.key_level(scope.block.key) is KeyLevel.K0:
        return {}
    return {
        "encryption": {
            "default_kms_key_name": scope.of(scope.block.key, KeyOutputs).id,
            "customer_managed_encryption_enforcement_config": {"restriction_mode": "NotRestricted"},
            "customer_supplied_encryption_enforcement_config": {"restriction_mode": "FullyRestricted"},
            "google_managed_encryption_enforcement_config": {"restriction_mode": "FullyRestricted"},
        }
    }


def _locked(days: int) -> dict[str, Any]:
    return {"retention_policy": {"retention_period": str(days * DAY), "is_locked": True}}


def _versioned(days: int) -> dict[str, Any]:
    unfinished = {"action": {"type": "AbortIncompleteMultipartUpload"}, "condition": {"age": 7}}
    old = {"action": {"type": "Delete"}, "condition": {"days_since_noncurrent_time": days, "with_state": "ARCHIVED"}}
    return {"versioning": {"enabled": True}, "lifecycle_rules": [old, unfinished]}
