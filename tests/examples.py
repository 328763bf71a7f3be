"""Example systems: for each block at least one ordinary and one demanding request, as a system file would say it.

Accounts, domains and addresses are examples.
"""

from __future__ import annotations

import copy
from typing import Any

DIGEST = "sha256:" + "0123456789abcdef" * 4

ACCOUNTS: dict[str, Any] = {
    "aws": {"account": "111111111111", "hosted_zone": "Z0EXAMPLE00000000000"},
    "azure": {
        "tenant": "11111111-1111-1111-1111-111111111111",
        "subscription": "22222222-2222-2222-2222-222222222222",
        "database_admins": {"name": "example-dba", "object_id": "33333333-3333-3333-3333-333333333333"},
        "deployer": "44444444-4444-4444-4444-444444444444",
        "certificate": "https://example-certs.vault.azure.net/secrets/example-web",
        "dns_zone": {"resource_group": "example-dns", "name": "example.go.jp"},
    },
    "gcp": {
        "project": "example-system-prod",
        "project_number": "123456789012",
        "database_admins": "dba@example.go.jp",
        "dns_zone": "example-zone",
    },
}

FOUNDATION: dict[str, Any] = {
    "key": {"kind": "encryption_key", "level": "K1", "rotation_days": 365, "deletion_window_days": 30},
    "archive": {"kind": "log_archive", "key": "key", "retention_days": 400},
    "main": {"kind": "network", "cidr": "10.20.0.0/16", "zones": 3, "flow_logs": "archive"},
    "trail": {"kind": "audit_trail", "into": "archive", "platform_provides": False},
    "images": {"kind": "container_registry", "key": "key"},
}

IMAGE = {"registry": "images", "name": "example/api", "digest": DIGEST}
SERVER = {"registry": "images", "name": "example/web-server", "digest": DIGEST}
SERVICE: dict[str, Any] = {"kind": "container_service", "image": IMAGE}
SITE: dict[str, Any] = {"kind": "static_site", "server": SERVER}
FIREWALL: dict[str, Any] = {"kind": "web_firewall"}
ENTRY: dict[str, Any] = {"kind": "web_entry", "firewall": "waf", "routes": {"/*": "api"}}


def system(
    foundation: dict[str, Any] | None = None, workload: dict[str, Any] | None = None, **changes: Any
) -> dict[str, Any]:
    """A system with the ordinary foundation and these blocks on top, for all clouds."""
    return {
        "schema_version": 1,
        "agency": "digital-agency",
        "system": "example",
        "clouds": ["aws", "azure", "gcp"],
        "contacts": {"operations": "operations@example.go.jp", "security": "security@example.go.jp"},
        "environments": {"prod": {"domain": "www.example.go.jp", **copy.deepcopy(ACCOUNTS)}},
        "foundation": {**copy.deepcopy(FOUNDATION), **(foundation or {})},
        "workload": workload or {},
        **changes,
    }


EXAMPLES: dict[str, dict[str, Any]] = {
    "alerting": system(workload={"oncall": {"kind": "alerting", "mail": ["oncall@example.go.jp"]}}),
    "alerting-many": system(
        workload={
            "oncall": {"kind": "alerting", "mail": ["a@example.go.jp", "b@example.go.jp", "c@example.go.jp"]},
            "api": SERVICE,
            "waf": FIREWALL,
            "entry": ENTRY,
        }
    ),
    "audit-trail": system(),
    "audit-trail-platform": system(foundation={"trail": {"kind": "audit_trail", "platform_provides": True}}),
    "container-registry": system(foundation={"extra": {"kind": "container_registry", "key": "key"}}),
    "container-service": system(workload={"api": SERVICE}),
    "container-service-uses": system(
        workload={
            "records": {"kind": "database"},
            "files": {"kind": "object_store"},
            "papers": {"kind": "object_store"},
            "token": {"kind": "secret", "first_rotation": "2027-02-01"},
            "api": {
                **SERVICE,
                "port": 9000,
                "size": "large",
                "instances": {"min": 3, "max": 30, "cpu_percent": 50},
                "settings": {"LOG_LEVEL": "info"},
                "uses": {"records": "write", "files": "write", "papers": "read", "token": "read"},
            },
            "worker": {**SERVICE, "uses": {"records": "read", "files": "read"}},
        }
    ),
    "dashboard": system(
        workload={
            "records": {"kind": "database"},
            "api": SERVICE,
            "waf": FIREWALL,
            "entry": ENTRY,
            "board": {"kind": "dashboard", "shows": ["entry", "api", "records"]},
        }
    ),
    "database": system(workload={"records": {"kind": "database"}}),
    "database-replica": system(
        foundation={"key-dr": {"kind": "encryption_key", "place": "osaka"}},
        workload={
            "records": {
                "kind": "database",
                "major": 17,
                "size": "large",
                "storage_gib": 512,
                "restore_days": 14,
                "replica": {"place": "osaka", "key": "key-dr"},
            }
        },
    ),
    "encryption-key": system(foundation={"other": {"kind": "encryption_key", "place": "osaka", "rotation_days": 90}}),
    "encryption-key-k0": system(
        foundation={
            "plain": {"kind": "encryption_key", "level": "K0"},
            "trail": {"kind": "audit_trail", "into": "archive", "key": "key"},
        },
        workload={"files": {"kind": "object_store", "key": "plain"}, "papers": {"kind": "object_store", "key": "key"}},
    ),
    "encryption-key-k2": system(
        foundation={
            "key": {"kind": "encryption_key", "level": "K2"},
            "key-dr": {"kind": "encryption_key", "level": "K2", "place": "osaka", "replica_of": "key"},
        },
        workload={"records": {"kind": "database", "replica": {"place": "osaka", "key": "key-dr"}}},
        confidentiality=3,
    ),
    "log-archive": system(foundation={"archive": {"kind": "log_archive", "key": "key", "retention_days": 3650}}),
    "network-small": system(
        foundation={"main": {"kind": "network", "cidr": "192.168.8.0/21", "zones": 2, "flow_logs": "archive"}},
        workload={"api": SERVICE, "records": {"kind": "database"}, "waf": FIREWALL, "entry": ENTRY},
    ),
    "object-store": system(workload={"files": {"kind": "object_store"}}),
    "object-store-locked": system(
        workload={"files": {"kind": "object_store", "retention_lock_days": 1825, "keep_versions_days": 365}}
    ),
    "secret": system(workload={"token": {"kind": "secret", "rotate_days": 30, "first_rotation": "2027-02-01"}}),
    "static-site": system(
        workload={
            "pages": {**SITE, "index": "top.html", "not_found": "missing.html"},
            "waf": FIREWALL,
            "entry": {**ENTRY, "routes": {"/*": "pages"}},
        }
    ),
    "web-entry": system(
        workload={
            "api": SERVICE,
            "admin": SERVICE,
            "pages": SITE,
            "waf": {
                "kind": "web_firewall",
                "managed_rules": "strict",
                "only_from": {"/staff/*": ["203.0.113.0/24", "198.51.100.0/24"], "/admin/*": ["203.0.113.0/28"]},
                "requests_per_5_minutes": 500,
            },
            "entry": {
                "kind": "web_entry",
                "firewall": "waf",
                "routes": {"/api/*": "api", "/admin/*": "admin", "/*": "pages"},
            },
        }
    ),
}
"""Every example is rendered on every cloud."""
