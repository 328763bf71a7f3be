"""Where a resource's logs go: diagnostic settings into an archive of the same region."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import pulumi
from pulumi_azure_native import monitor

from govcloud.clouds.azure import naming
from govcloud.clouds.azure.outputs import AzureStore
from govcloud.clouds.outputs import Text
from govcloud.clouds.scope import Scope

BLOB_ACCESS: Final = ("StorageDelete", "StorageRead", "StorageWrite")
"""Every request to a blob service, by what it does."""


def record(
    scope: Scope[Any, Any],
    role: str,
    *,
    of: Text,
    into: AzureStore,
    categories: Iterable[str] = (),
    group: str = "",
) -> monitor.DiagnosticSetting:
    """Send named categories, or a whole category group, to the archive. How long it is kept is the archive's."""
    chosen = [{"category": category, "enabled": True} for category in sorted(categories)]
    return scope.make(
        monitor.DiagnosticSetting,
        role,
        name=naming.local(scope.planned.name, role),
        resource_uri=of,
        storage_account_id=into.id,
        logs=[*chosen, *([{"category_group": group, "enabled": True}] if group else [])],
    )


def blob_access(scope: Scope[Any, Any], account_id: Text, archive: str | None) -> monitor.DiagnosticSetting:
    """The access log of a storage account's blobs."""
    return record(
        scope,
        "access-log",
        of=pulumi.Output.concat(account_id, "/blobServices/default"),
        into=scope.of(archive, AzureStore),
        categories=BLOB_ACCESS,
    )
