"""What a Cloud SQL instance is set to: edition and size, address, flags, backups, maintenance."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from govcloud.blocks import Database
from govcloud.clouds.gcp import regions
from govcloud.facts import Place

_PLAIN_DAYS: Final = 7
"""How far back edition ENTERPRISE restores to any moment; ENTERPRISE_PLUS: 35 days (SDK 10.2, settings)."""
_TIERS: Final[Mapping[str, Mapping[str, str]]] = {
    "ENTERPRISE": {"large": "db-custom-8-32768", "medium": "db-custom-4-16384", "small": "db-custom-2-8192"},
    "ENTERPRISE_PLUS": {
        "large": "db-perf-optimized-N-8",
        "medium": "db-perf-optimized-N-4",
        "small": "db-perf-optimized-N-2",
    },
}
"""Machine types by edition: the editions do not take each other's."""

FLAGS: Final[Mapping[str, str]] = {
    "cloudsql.enable_pgaudit": "on",
    "cloudsql.iam_authentication": "on",
    "log_checkpoints": "on",
    "log_connections": "on",
    "log_disconnections": "on",
    "log_lock_waits": "on",
    "log_statement": "mod",
    "pgaudit.log": "ddl,read,role,write",
}
"""Connections and statements that change something are logged by the engine itself. pgaudit adds reads from the moment
an administrator runs CREATE EXTENSION pgaudit in the database, which no setting can do."""


def primary_settings(block: Database, network: Any, labels: Mapping[str, str]) -> dict[str, Any]:
    """A primary with a standby in another zone, backups in Tokyo and recovery to any moment."""
    return {
        **_settings(block, network, labels),
        "availability_type": "REGIONAL",
        # Sunday 03:00 in Japan: day 6 (Saturday), 18:00 UTC.
        "maintenance_window": {"day": 6, "hour": 18, "update_track": "stable"},
        "backup_configuration": {
            "enabled": True,
            "location": regions.region(Place.TOKYO),
            # 02:00 in Japan; the setting is in UTC.
            "start_time": "17:00",
            "point_in_time_recovery_enabled": True,
            "transaction_log_retention_days": block.restore_days,
            # There must be a backup for every day of log.
            "backup_retention_settings": {"retained_backups": block.restore_days + 1, "retention_unit": "COUNT"},
        },
        "final_backup_config": {"enabled": True, "retention_days": 30},
        "retain_backups_on_delete": True,
    }


def replica_settings(block: Database, network: Any, labels: Mapping[str, str]) -> dict[str, Any]:
    """A read replica. It has no backups of its own until it is promoted, and is maintained with its primary: Cloud SQL
    takes no window for a replica, and every update would find the one it was told missing."""
    return {**_settings(block, network, labels), "availability_type": "ZONAL"}


def _settings(block: Database, network: Any, labels: Mapping[str, str]) -> dict[str, Any]:
    edition = "ENTERPRISE" if block.restore_days <= _PLAIN_DAYS else "ENTERPRISE_PLUS"
    return {
        "activation_policy": "ALWAYS",
        "database_flags": [{"name": name, "value": value} for name, value in sorted(FLAGS.items())],
        "deletion_protection_enabled": True,
        "disk_autoresize": True,
        "disk_size": block.storage_gib,
        "disk_type": "PD_SSD",
        "edition": edition,
        "insights_config": {"query_insights_enabled": True, "record_client_address": False},
        "ip_configuration": {"ipv4_enabled": False, "private_network": network, "ssl_mode": "ENCRYPTED_ONLY"},
        "tier": _TIERS[edition][block.size],
        "user_labels": dict(labels),
    }
