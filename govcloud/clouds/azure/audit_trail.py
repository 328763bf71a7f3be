"""Renders audit trails: the subscription's activity log, which covers all regions, into the archive."""

from __future__ import annotations

from typing import Final

from pulumi_azure_native import monitor

from govcloud.blocks import AuditTrail, EncryptionKey, LogArchive
from govcloud.clouds.azure import naming
from govcloud.clouds.azure._logging import record
from govcloud.clouds.azure.account import Account
from govcloud.clouds.azure.outputs import AzureKey, AzureStore
from govcloud.clouds.outputs import TrailOutputs
from govcloud.clouds.scope import Scope
from govcloud.facts import Place

CATEGORIES: Final = (
    "Administrative",
    "Alert",
    "Autoscale",
    "Policy",
    "Recommendation",
    "ResourceHealth",
    "Security",
    "ServiceHealth",
)
"""Everything the activity log has. A setting is for the provider's own subscription: there is no argument for it."""


def render(scope: Scope[AuditTrail, Account]) -> TrailOutputs:
    """The record. The log itself cannot be switched off in Azure; this keeps it for longer than its 90 days."""
    if scope.block.platform_provides:
        return TrailOutputs(id="")
    archive = scope.of(scope.block.into, AzureStore)
    made = scope.make(
        monitor.SubscriptionDiagnosticSetting,
        "activity-log",
        name=f"{naming.stem(scope.layout)}-{scope.planned.name}",
        storage_account_id=archive.id,
        logs=[{"category": category, "enabled": True} for category in CATEGORIES],
        opts={"protect": True},
    )
    scope.afterwards.append(lambda: _key_use(scope, archive))
    return TrailOutputs(id=made.id)


def _key_use(scope: Scope[AuditTrail, Account], archive: AzureStore) -> None:
    """Who used which key, for the keys of the archive's region: a setting reaches no other. The archive's own key is
    recorded by the archive, a Managed HSM's by those who run it."""
    own = scope.planned.of(scope.block.into, LogArchive).key
    for name, key in scope.layout.of_kind(EncryptionKey):
        if name != own and name in scope.outputs and key.level in ("K1", "K2") and key.place is Place.TOKYO:
            vault = scope.of(name, AzureKey).vault_id
            record(scope, f"key-log-{name}", of=vault, into=archive, categories=("AuditEvent",))
