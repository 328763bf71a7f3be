"""A system with every block in it, so that every fact of a cloud can be spoilt."""

from __future__ import annotations

import datetime

from govcloud.clouds.wrapping import target
from tests.examples import ENTRY, FIREWALL, SERVICE, SITE, system
from tests.rendering import layout_of

EVERYTHING = system(
    foundation={
        "key-dr": {"kind": "encryption_key", "level": "K2", "place": "osaka"},
    },
    workload={
        "records": {"kind": "database", "replica": {"place": "osaka", "key": "key-dr"}},
        "files": {"kind": "object_store", "retention_lock_days": 365},
        "token": {"kind": "secret", "first_rotation": "2027-02-01"},
        "api": {**SERVICE, "uses": {"records": "write", "files": "write", "token": "read"}},
        "pages": SITE,
        "waf": {**FIREWALL, "only_from": {"/staff/*": ["203.0.113.0/24"]}},
        "entry": {**ENTRY, "routes": {"/api/*": "api", "/*": "pages"}},
        "oncall": {"kind": "alerting", "mail": ["oncall@example.go.jp"]},
        "board": {"kind": "dashboard", "shows": ["entry", "api", "records"]},
    },
)
# What Azure takes only after a first deployment, or from people: without both it fails from the start.
EVERYTHING["environments"]["prod"]["azure"] |= {
    "break_glass": ["emergency@example.go.jp"],
    "locked_archives": ["archive", "files"],
}
_LAYOUT = layout_of(EVERYTHING)
_BROUGHT = target("azure", _LAYOUT.blocks["key-dr"], _LAYOUT.environment.account("azure")).key
EVERYTHING["environments"]["prod"]["azure"]["imported_keys"] = {
    "key-dr": {"version": f"{_BROUGHT}/{'0' * 32}", "ends": datetime.date(2027, 6, 1)}
}
