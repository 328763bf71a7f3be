"""The record of who did what to a Google Cloud project: all services' audit logs, reads of data included."""

from __future__ import annotations

from pulumi_gcp import projects

from govcloud.blocks import AuditTrail
from govcloud.clouds.gcp._project import needs
from govcloud.clouds.gcp.account import Account
from govcloud.clouds.outputs import TrailOutputs
from govcloud.clouds.scope import Scope

LOG_TYPES = ("ADMIN_READ", "DATA_READ", "DATA_WRITE")


def render(scope: Scope[AuditTrail, Account]) -> TrailOutputs:
    """The project's audit configuration. Changes are recorded always and cannot be switched off; this adds reads and
    writes of data. The archive that the trail names keeps them all, through its sink.

    Where the organisation's platform records already, nothing is made here; the archive then records access to objects
    itself, as the platform's copy is not the system's.
    """
    if scope.block.platform_provides:
        return TrailOutputs(id="")
    config = scope.make(
        projects.IAMAuditConfig,
        "audit",
        project=scope.account.project,
        service="allServices",
        audit_log_configs=[{"log_type": log_type} for log_type in LOG_TYPES],
        opts={"depends_on": needs(scope, "cloudresourcemanager")},
    )
    return TrailOutputs(id=config.id)
