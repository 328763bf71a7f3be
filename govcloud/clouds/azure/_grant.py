"""Identities, and the roles they are given: each on one thing, under a name that does not change."""

from __future__ import annotations

from typing import Any, Final

from pulumi_azure_native import authorization, managedidentity, resources

from govcloud.clouds.azure import naming
from govcloud.clouds.azure._group import located
from govcloud.clouds.azure.outputs import AzureKey, HsmKey
from govcloud.clouds.outputs import Text
from govcloud.clouds.scope import Scope
from govcloud.facts import Place

ROLES: Final[dict[str, str]] = {
    "acr-pull": "7f951dda-4ed3-4680-a7ca-43fe172d538d",
    "blob-contributor": "ba92f5b4-2d11-453d-a403-e96b0029c9fe",
    "blob-reader": "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1",
    "crypto-officer": "14b46e9e-c2b7-41b4-b07b-48a6ebf60603",
    "crypto-service-encryption-user": "e147488a-f6f5-4113-8e2d-b22465e65bf6",
    "logs-reader": "73c42c96-874c-492b-b04d-ab87d138a893",
    "secrets-officer": "b86a8fe4-44ce-4948-aee5-eccb2c155cd7",
    "secrets-user": "4633458b-17de-408a-b874-0445c86b69e6",
}
"""Built-in roles by what they let do. As of November 2026."""


def identity(
    scope: Scope[Any, Any], home: resources.ResourceGroup, role: str = "identity", place: Place = Place.TOKYO
) -> managedidentity.UserAssignedIdentity:
    """An identity of the block's own: it exists, and has its roles, before what will use it."""
    return scope.make(
        managedidentity.UserAssignedIdentity,
        role,
        resource_name_=naming.local(scope.planned.name, role),
        **located(scope, home, place),
    )


def grant(
    scope: Scope[Any, Any],
    role: str,
    *,
    principal: Text,
    may: str,
    on: Text,
    opts: dict[str, Any] | None = None,
) -> authorization.RoleAssignment:
    """One role on one thing. The principal's kind is said, or Azure looks for it before it has heard of it."""
    account = scope.account
    return scope.make(
        authorization.RoleAssignment,
        role,
        role_assignment_name=naming.assignment(scope.layout, account.number, scope.planned.name, role, may),
        principal_id=principal,
        principal_type="ServicePrincipal",
        role_definition_id=(
            f"/subscriptions/{account.subscription}/providers/Microsoft.Authorization/roleDefinitions/{ROLES[may]}"
        ),
        scope=on,
        opts=opts,
    )


def key_use(
    scope: Scope[Any, Any], who: managedidentity.UserAssignedIdentity, key: AzureKey, role: str = "key-use"
) -> authorization.RoleAssignment:
    """The right to wrap and unwrap with one key: what a store needs before it is made."""
    return grant(scope, role, principal=who.principal_id, may="crypto-service-encryption-user", on=key.scope)


def key_user(
    scope: Scope[Any, Any], home: resources.ResourceGroup, key: AzureKey, tail: str = "", place: Place = Place.TOKYO
) -> tuple[Text, list[Any]]:
    """The id of the identity by which a store uses its key, and what must be there before the store is.

    One of the store's own with its grant; for a key of a Managed HSM, in which nobody but its administrators can
    grant anything, the key's. `tail` sets a copy's roles apart.
    """
    if isinstance(key, HsmKey):
        return key.identity, []
    who = identity(scope, home, f"identity{tail}", place)
    return who.id, [key_use(scope, who, key, f"key-use{tail}")]
