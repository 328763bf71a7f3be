"""Which facts every Azure type yields. Importing this fills the register; it loads no SDK."""

from govcloud.clouds.azure.recognise import (
    alerts,
    compute,
    containers,
    database,
    gateway,
    key_ends,
    keyvault,
    logs,
    network,
    registry,
    roles,
    storage,
)
from govcloud.clouds.azure.recognise.register import REGISTER

__all__ = [
    "REGISTER",
    "alerts",
    "compute",
    "containers",
    "database",
    "gateway",
    "key_ends",
    "keyvault",
    "logs",
    "network",
    "registry",
    "roles",
    "storage",
]
