"""A storage account as every block that stores objects needs it: closed, on the agency's key, kept against deletion."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

import pulumi
from pulumi_azure_native import authorization, resources, storage

from govcloud.clouds.azure import naming
from govcloud.clouds.azure._grant import key_user
from govcloud.clouds.azure._group import located
from govcloud.clouds.azure.outputs import AzureKey
from govcloud.clouds.scope import Scope

TRUSTED = "AzureServices"
"""What may pass a closed firewall: Microsoft's own services with a right of their own, such as the log writer."""


@dataclasses.dataclass(frozen=True, slots=True)
class WriteOnce:
    """Days for which nobody can delete a version. `appends`: log writers may add to a blob that is kept."""

    days: int
    appends: bool = False


def account(
    scope: Scope[Any, Any],
    home: resources.ResourceGroup,
    key: AzureKey | None,
    *,
    bypass: str = "None",
    write_once: WriteOnce | None = None,
    tags: Mapping[str, str] | None = None,
) -> storage.StorageAccount:
    """The account. `key` is `None` for a system that leaves keys to the provider (level K0). `tags` come on top."""
    encryption, opts = _encryption(scope, home, key)
    return scope.make(
        storage.StorageAccount,
        "account",
        account_name=naming.storage(scope.layout, scope.account.number, scope.planned.name),
        kind="StorageV2",
        sku={"name": "Standard_ZRS"},
        access_tier=storage.AccessTier.HOT,
        allow_blob_public_access=False,
        allow_cross_tenant_replication=False,
        allow_shared_key_access=False,
        allowed_copy_scope="AAD",
        default_to_o_auth_authentication=True,
        enable_https_traffic_only=True,
        is_hns_enabled=False,
        is_local_user_enabled=False,
        is_sftp_enabled=False,
        minimum_tls_version="TLS1_2",
        public_network_access="Disabled",
        network_rule_set={"default_action": storage.DefaultAction.DENY, "bypass": bypass},
        immutable_storage_with_versioning=_immutability(scope, write_once),
        opts={"protect": True, **opts},
        **encryption,
        **{**located(scope, home), "tags": {**scope.labels, **(tags or {})}},
    )


def _encryption(
    scope: Scope[Any, Any], home: resources.ResourceGroup, key: AzureKey | None
) -> tuple[dict[str, Any], dict[str, Any]]:
    services = {name: {"enabled": True, "key_type": "Account"} for name in ("blob", "file", "queue", "table")}
    if key is None:
        provided = {"key_source": "Microsoft.Storage", "require_infrastructure_encryption": True, "services": services}
        return {"encryption": provided}, {}
    who, first = key_user(scope, home, key)
    encryption = {
        "key_source": "Microsoft.Keyvault",
        "key_vault_properties": {"key_name": key.name, "key_vault_uri": key.vault_uri},
        "encryption_identity": {"encryption_user_assigned_identity": who},
        "require_infrastructure_encryption": True,
        "services": services,
    }
    own = {"type": "UserAssigned", "user_assigned_identities": [who]}
    return {"encryption": encryption, "identity": own}, {"depends_on": first}


def _immutability(scope: Scope[Any, Any], write_once: WriteOnce | None) -> dict[str, Any] | None:
    if write_once is None:
        return None
    closed = scope.planned.name in scope.account.locked_archives
    policy = {
        "immutability_period_since_creation_in_days": write_once.days,
        "allow_protected_append_writes": write_once.appends,
        # Azure takes Locked only for a policy that is already there and Unlocked.
        "state": "Locked" if closed else "Unlocked",
    }
    return {"enabled": True, "immutability_policy": policy}


def kept(
    scope: Scope[Any, Any],
    home: resources.ResourceGroup,
    made: storage.StorageAccount,
    *,
    versions_days: int,
    records_days: int | None = None,
) -> tuple[storage.BlobServiceProperties, storage.ManagementPolicy]:
    """Versions, undeletion, and the end of what has been kept long enough. `records_days`: blobs end, too (logs)."""
    blobs = scope.make(
        storage.BlobServiceProperties,
        "blobs",
        blob_services_name="default",
        account_name=made.name,
        resource_group_name=home.name,
        is_versioning_enabled=True,
        delete_retention_policy={"enabled": True, "days": min(versions_days, 365)},
        container_delete_retention_policy={"enabled": True, "days": min(versions_days, 365)},
    )
    ends = {"version": {"delete": {"days_after_creation_greater_than": versions_days}}}
    if records_days is not None:
        ends["base_blob"] = {"delete": {"days_after_modification_greater_than": records_days}}
    rule = {
        "name": "end",
        "enabled": True,
        "type": "Lifecycle",
        "definition": {
            "actions": ends,
            "filters": {"blob_types": ["appendBlob", "blockBlob"] if records_days else ["blockBlob"]},
        },
    }
    lifecycle = scope.make(
        storage.ManagementPolicy,
        "lifecycle",
        management_policy_name="default",
        # The name itself: in a first preview the account's output is unknown, and all policies are called "default".
        account_name=naming.storage(scope.layout, scope.account.number, scope.planned.name),
        resource_group_name=home.name,
        policy={"rules": [rule]},
        opts={"depends_on": [blobs]},
    )
    return blobs, lifecycle


def container(
    scope: Scope[Any, Any], home: resources.ResourceGroup, made: storage.StorageAccount, after: pulumi.Resource
) -> storage.BlobContainer:
    """The store's one container: no anonymous reading, no other key than the account's."""
    return scope.make(
        storage.BlobContainer,
        "container",
        container_name=naming.container(scope.planned.name),
        account_name=made.name,
        resource_group_name=home.name,
        public_access=storage.PublicAccess.NONE,
        default_encryption_scope="$account-encryption-key",
        deny_encryption_scope_override=True,
        opts={"depends_on": [after], "protect": True},
    )


def guarded(scope: Scope[Any, Any], what: pulumi.CustomResource, role: str = "lock") -> None:
    """A lock against deletion: it must be taken off, on purpose, before what it guards can go.

    A lock also holds what stands below its place: grants, diagnostic settings, containers, of whichever block. So it
    comes after everything in its part, and goes before it.
    """
    if scope.lifted is None:
        scope.later(lambda: _locked(scope, what, role))


def _locked(scope: Scope[Any, Any], what: pulumi.CustomResource, role: str) -> None:
    scope.make(
        authorization.ManagementLockByScope,
        role,
        lock_name=naming.local(scope.planned.name, "no-delete"),
        level="CanNotDelete",
        scope=what.id,
        notes="Remove this lock in a change of its own before deleting.",
        opts={"depends_on": _before_a_lock(scope.made)},
    )


def _before_a_lock(made: Sequence[pulumi.CustomResource]) -> list[pulumi.CustomResource]:
    """The last lock, which stands on all that was made before it, and what was made since: so the locks of a large part
    do not each name everything."""
    locks = [at for at, one in enumerate(made) if isinstance(one, authorization.ManagementLockByScope)]
    return list(made[locks[-1] :] if locks else made)
