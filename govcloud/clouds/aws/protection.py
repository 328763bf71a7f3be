"""What AWS itself holds against a deletion, and how it is lifted before the end of a resource."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

LIFTED: Final[Mapping[str, Mapping[str, Any]]] = {
    "aws:lb/loadBalancer:LoadBalancer": {"enable_deletion_protection": False},
    "aws:rds/cluster:Cluster": {"deletion_protection": False},
}
"""The arguments that change, by type. A bucket is not emptied, a database leaves its last snapshot, and keys and
secrets keep their waiting periods: what holds data is not lost by lifting a protection."""
