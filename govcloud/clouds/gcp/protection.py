"""What Google Cloud and its provider hold against a deletion, and how it is lifted before the end of a resource."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

_DELETE: Final[Mapping[str, Any]] = {"deletion_policy": "DELETE"}

LIFTED: Final[Mapping[str, Mapping[str, Any]]] = {
    "gcp:artifactregistry/repository:Repository": _DELETE,
    "gcp:cloudrunv2/service:Service": {"deletion_protection": False},
    "gcp:compute/address:Address": _DELETE,
    "gcp:compute/forwardingRule:ForwardingRule": _DELETE,
    "gcp:kms/cryptoKey:CryptoKey": _DELETE,
    "gcp:logging/projectBucketConfig:ProjectBucketConfig": _DELETE,
    "gcp:secretmanager/secret:Secret": {"deletion_protection": False},
    "gcp:sql/databaseInstance:DatabaseInstance": {
        "deletion_protection": False,
        "settings": {"deletion_protection_enabled": False},
    },
    "gcp:storage/bucket:Bucket": _DELETE,
}
"""The arguments that change, by type. A bucket is not emptied, a database leaves its last backup, and keys keep their
waiting period: what holds data is not lost by lifting a protection."""
