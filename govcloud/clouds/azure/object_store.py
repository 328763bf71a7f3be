"""Renders object stores: a storage account with one container, reached only through a private endpoint."""

from __future__ import annotations

from govcloud.blocks import ObjectStore
from govcloud.clouds.azure._endpoint import endpoint
from govcloud.clouds.azure._group import group
from govcloud.clouds.azure._keys import after, chosen
from govcloud.clouds.azure._logging import blob_access
from govcloud.clouds.azure._storage import WriteOnce, account, container, guarded, kept
from govcloud.clouds.azure.account import Account
from govcloud.clouds.azure.outputs import AzureNetwork, AzureStore
from govcloud.clouds.scope import Scope


def render(scope: Scope[ObjectStore, Account]) -> AzureStore:
    """The store; usable once its container, its name in the network and its access log are there."""
    block = scope.block
    home = group(scope)
    once = WriteOnce(block.retention_lock_days) if block.retention_lock_days else None
    made = account(scope, home, chosen(scope, block.key), write_once=once)
    blobs, _ = kept(scope, home, made, versions_days=block.keep_versions_days)
    files = container(scope, home, made, blobs)
    logged = blob_access(scope, made.id, block.logs)
    network = scope.of(block.network, AzureNetwork)
    names = endpoint(
        scope, home, "endpoint", to=made.id, service="blob", subnet=network.subnet_endpoints, zone=network.zone_blob
    )
    guarded(scope, made)
    return AzureStore(
        id=after(made.id, names, logged), name=after(made.name, names, logged), container=after(files.name, names)
    )
