"""A store of objects on Google Cloud: one Cloud Storage bucket."""

from __future__ import annotations

from govcloud.blocks import ObjectStore
from govcloud.clouds.gcp._bucket import bucket
from govcloud.clouds.gcp.account import Account
from govcloud.clouds.outputs import StoreOutputs
from govcloud.clouds.scope import Scope


def render(scope: Scope[ObjectStore, Account]) -> StoreOutputs:
    """The bucket. Who read or wrote an object is in the project's audit log, which the trail or the archive turns on
    and the archive's sink keeps; Cloud Storage serves TLS 1.2 and newer only."""
    made = bucket(scope, keep_days=scope.block.keep_versions_days, lock_days=scope.block.retention_lock_days)
    return StoreOutputs(id=made.id, name=made.name)
