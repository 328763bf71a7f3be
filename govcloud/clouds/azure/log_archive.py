"""Renders log archives: a storage account whose versions nobody can delete, open only to Azure's own log writers."""

from __future__ import annotations

from govcloud.blocks import LogArchive
from govcloud.clouds.azure._group import group
from govcloud.clouds.azure._keys import after, chosen
from govcloud.clouds.azure._logging import record
from govcloud.clouds.azure._storage import TRUSTED, WriteOnce, account, guarded, kept
from govcloud.clouds.azure.account import Account
from govcloud.clouds.azure.outputs import AzureStore, HsmKey
from govcloud.clouds.scope import Scope

GRACE_DAYS = 30
"""Days between the end of write-once and deletion, so that the lifecycle never meets a blob that is still kept."""


def render(scope: Scope[LogArchive, Account]) -> AzureStore:
    """The archive, and into it the record of who used its own key; an HSM's is kept by those who run the HSM."""
    block = scope.block
    home = group(scope)
    key = chosen(scope, block.key)
    once = WriteOnce(block.retention_days, appends=True)
    made = account(scope, home, key, bypass=TRUSTED, write_once=once)
    blobs, _ = kept(
        scope, home, made, versions_days=block.retention_days, records_days=block.retention_days + GRACE_DAYS
    )
    guarded(scope, made)
    store = AzureStore(id=after(made.id, blobs), name=after(made.name, blobs), container="")
    if key is not None and not isinstance(key, HsmKey):
        record(scope, "key-log", of=key.vault_id, into=store, categories=("AuditEvent",))
    return store
