"""Where logs are kept on Google Cloud: a locked bucket, and beside it a log bucket for what is still looked at."""

from __future__ import annotations

from typing import Any

import pulumi
from pulumi_gcp import logging, projects, storage

from govcloud.blocks import AuditTrail, LogArchive
from govcloud.clouds.gcp import log_filters, naming, regions
from govcloud.clouds.gcp._bucket import bucket
from govcloud.clouds.gcp._project import needs
from govcloud.clouds.gcp.account import Account
from govcloud.clouds.gcp.outputs import GcpArchive
from govcloud.clouds.outputs import KeyOutputs
from govcloud.clouds.scope import Scope
from govcloud.facts import KeyLevel, Place

_NOT_AUDIT = " AND ".join(
    f'NOT LOG_ID("{source}.googleapis.com/{kind}")'
    for source in ("cloudaudit", "externalaudit")
    for kind in ("access_transparency", "activity", "system_event")
)
"""What the project's own `_Default` sink leaves to `_Required`."""


def render(scope: Scope[LogArchive, Account]) -> GcpArchive:
    """A write-once bucket that sinks fill with the logs of every block that names this archive.

    The layout's first archive also takes over the project's `_Default` sink: left alone, that keeps logs for 30 days
    in a bucket without a region. The `_Required` bucket (who changed what, 400 days, locked by Google) cannot be moved
    by a project: its place is the organisation's storage location.
    """
    days = scope.block.retention_days
    store = bucket(scope, keep_days=90, lock_days=days)
    hot = _log_bucket(scope)
    writers = _sinks(scope, store)
    if _first(scope):
        _take_over(scope, hot)
        _object_access(scope)
    name = pulumi.Output.all(store.name, *(writer.id for writer in writers)).apply(lambda known: known[0])
    return GcpArchive(id=store.id, name=name, log_bucket=hot.id)


def _log_bucket(scope: Scope[LogArchive, Account]) -> Any:
    keyed = scope.planned.key_level(scope.block.key) > KeyLevel.K0
    key = {"cmek_settings": {"kms_key_name": scope.of(scope.block.key, KeyOutputs).id}} if keyed else {}
    return scope.make(
        logging.ProjectBucketConfig,
        "log-bucket",
        project=scope.account.project,
        location=regions.region(Place.TOKYO),
        bucket_id=naming.generated(scope.layout, scope.planned.name),
        description=f"Logs of {scope.layout.system.system} {scope.layout.environment_name}",
        retention_days=scope.block.retention_days,
        locked=True,
        deletion_policy="PREVENT",
        **key,
        opts={"protect": True, "depends_on": needs(scope, "logging")},
    )


def _sinks(scope: Scope[LogArchive, Account], store: Any) -> list[Any]:
    """What writes into the bucket: one sink, or more where the filter would be longer than a sink may have."""
    filters = log_filters.archived(scope.planned, scope.account)
    return [_sink(scope, store, chosen, str(number) if number > 1 else "") for number, chosen in enumerate(filters, 1)]


def _sink(scope: Scope[LogArchive, Account], store: Any, chosen: str, number: str) -> Any:
    role = f"sink-{number}" if number else "sink"
    sink = scope.make(
        logging.ProjectSink,
        role,
        project=scope.account.project,
        name=naming.plain(scope.layout, scope.planned.name, number),
        destination=pulumi.Output.concat("storage.googleapis.com/", store.name),
        filter=chosen,
        unique_writer_identity=True,
        opts={"depends_on": needs(scope, "logging", "agent:logging")},
    )
    return scope.make(
        storage.BucketIAMMember,
        f"{role}-writes",
        bucket=store.name,
        role="roles/storage.objectCreator",
        member=sink.writer_identity,
    )


def _first(scope: Scope[LogArchive, Account]) -> bool:
    return next(name for name, _ in scope.layout.of_kind(LogArchive)) == scope.planned.name


def _take_over(scope: Scope[LogArchive, Account], hot: Any) -> None:
    scope.make(
        logging.ProjectSink,
        "default-sink",
        project=scope.account.project,
        name="_Default",
        destination=pulumi.Output.concat("logging.googleapis.com/", hot.id),
        filter=_NOT_AUDIT,
        unique_writer_identity=True,
    )


def _object_access(scope: Scope[LogArchive, Account]) -> None:
    """Who reads and writes objects, where no trail of the system records all services."""
    if any(not trail.platform_provides for _, trail in scope.layout.of_kind(AuditTrail)):
        return
    scope.make(
        projects.IAMAuditConfig,
        "object-access",
        project=scope.account.project,
        service="storage.googleapis.com",
        audit_log_configs=[{"log_type": "DATA_READ"}, {"log_type": "DATA_WRITE"}],
        opts={"depends_on": needs(scope, "cloudresourcemanager")},
    )
