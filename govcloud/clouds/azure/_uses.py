"""What a service may do with the blocks it uses: its roles on them, and the settings that tell it where they are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeAlias

import pulumi
from pulumi_azure_native import authorization, managedidentity

from govcloud.blocks import ContainerService
from govcloud.clouds.azure._grant import grant
from govcloud.clouds.azure.account import Account
from govcloud.clouds.azure.outputs import AzureDatabase, AzureSecret, AzureStore
from govcloud.clouds.scope import Scope
from govcloud.systems import Edge

Grants: TypeAlias = list[authorization.RoleAssignment]
Used: TypeAlias = tuple[dict[str, Any], Grants]
_Scope: TypeAlias = Scope[ContainerService, Account]


def uses(scope: _Scope, who: managedidentity.UserAssignedIdentity) -> Used:
    """Settings and grants of all uses. Settings are addresses, never values: a secret is read by the service itself,
    since a reference to a value that nobody has written yet would keep the service from being made."""
    settings: dict[str, Any] = {"AZURE_CLIENT_ID": who.client_id, "PORT": str(scope.block.port)}
    grants: Grants = []
    for edge in scope.planned.uses:
        kind = scope.layout.blocks[edge.what].block.kind
        said, given = _USED[kind](scope, who, edge)
        prefix = edge.what.upper().replace("-", "_")
        settings |= {f"{prefix}_{name}": value for name, value in said.items()}
        grants += given
    return settings, grants


def _database(scope: _Scope, who: managedidentity.UserAssignedIdentity, edge: Edge) -> Used:
    """No role in ARM: an administrator makes the identity's role in the database, under the identity's name."""
    data = scope.of(edge.what, AzureDatabase)
    return {"HOST": data.host, "PORT": data.port, "NAME": data.name, "USER": who.name}, []


def _store(scope: _Scope, who: managedidentity.UserAssignedIdentity, edge: Edge) -> Used:
    store = scope.of(edge.what, AzureStore)
    may = "blob-contributor" if edge.how == "write" else "blob-reader"
    on = pulumi.Output.concat(store.id, "/blobServices/default/containers/", store.container)
    given = grant(scope, f"use-{edge.what}", principal=who.principal_id, may=may, on=on)
    url = pulumi.Output.concat("https://", store.name, ".blob.core.windows.net/", store.container)
    return {"NAME": store.container, "URL": url}, [given]


def _secret(scope: _Scope, who: managedidentity.UserAssignedIdentity, edge: Edge) -> Used:
    secret = scope.of(edge.what, AzureSecret)
    may = "secrets-officer" if edge.how == "write" else "secrets-user"
    given = grant(scope, f"use-{edge.what}", principal=who.principal_id, may=may, on=secret.vault_id)
    return {"ID": secret.id}, [given]


_USED: Final[dict[str, Callable[[_Scope, managedidentity.UserAssignedIdentity, Edge], Used]]] = {
    "database": _database,
    "object_store": _store,
    "secret": _secret,
}
