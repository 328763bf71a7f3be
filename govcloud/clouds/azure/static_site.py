"""Renders static sites: a closed storage account whose web endpoint only the network reaches."""

from __future__ import annotations

from govcloud.blocks import StaticSite
from govcloud.clouds.azure._endpoint import endpoint
from govcloud.clouds.azure._group import group
from govcloud.clouds.azure._keys import after, chosen
from govcloud.clouds.azure._logging import blob_access
from govcloud.clouds.azure._storage import account, guarded, kept
from govcloud.clouds.azure.account import Account
from govcloud.clouds.azure.outputs import AzureNetwork, AzureSite
from govcloud.clouds.scope import Scope

VERSIONS_DAYS = 90


def render(scope: Scope[StaticSite, Account]) -> AzureSite:
    """The store with private endpoints for publishing (`blob`) and serving (`web`).

    Website hosting itself is switched on by who publishes first, from inside the network (`az storage blob
    service-properties update --static-website --auth-mode login`), with the two pages that the store's tags name: Azure
    offers that on the store's own endpoint only, and Pulumi's resource for it signs in with an account key, which this
    store has none of.
    """
    block = scope.block
    home = group(scope)
    pages = {"site-index": block.index, "site-not-found": block.not_found}
    made = account(scope, home, chosen(scope, block.key), tags=pages)
    kept(scope, home, made, versions_days=VERSIONS_DAYS)
    logged = blob_access(scope, made.id, block.logs)
    network = scope.of(block.network, AzureNetwork)
    subnet = network.subnet_endpoints
    publish = endpoint(scope, home, "endpoint-blob", to=made.id, service="blob", subnet=subnet, zone=network.zone_blob)
    serve = endpoint(scope, home, "endpoint-web", to=made.id, service="web", subnet=subnet, zone=network.zone_web)
    guarded(scope, made)
    host = made.primary_endpoints.web.apply(lambda url: url.removeprefix("https://").rstrip("/"))
    return AzureSite(
        id=after(made.id, publish, logged),
        name=after(made.name, publish, logged),
        host=after(host, serve),
        health_path=f"/{block.index}",
    )
