"""Which of Google's APIs a layout calls: each is switched on once, in the part that is deployed first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from govcloud.systems.layout import Layout

_ALWAYS: Final = ("cloudresourcemanager", "iam", "logging", "orgpolicy")
_BY_KIND: Final[Mapping[str, tuple[str, ...]]] = {
    "alerting": ("monitoring",),
    "container_registry": ("artifactregistry", "binaryauthorization", "containeranalysis", "containerscanning"),
    "container_service": ("compute", "run"),
    "dashboard": ("monitoring",),
    "database": ("servicenetworking", "sqladmin"),
    "encryption_key": ("cloudkms",),
    "log_archive": ("storage",),
    "network": ("compute", "dns"),
    "object_store": ("storage",),
    "secret": ("pubsub", "secretmanager"),
    "static_site": ("run", "storage"),
    "web_entry": ("certificatemanager", "compute", "dns"),
    "web_firewall": ("compute",),
}


def apis(layout: Layout) -> tuple[str, ...]:
    """The short names of all APIs that the layout's blocks need, sorted."""
    kinds = {planned.block.kind for planned in layout.blocks.values()}
    return tuple(sorted({*_ALWAYS, *(api for kind in kinds for api in _BY_KIND.get(kind, ()))}))


def host(api: str) -> str:
    """The service's full name."""
    return f"{api}.googleapis.com"
