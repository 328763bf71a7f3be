"""What Google Cloud's resources say of themselves: one module a service. Knows no SDK."""

from govcloud.clouds.gcp.recognise import (
    access,
    armor,
    balancers,
    containers,
    credentials,
    databases,
    hosts,
    keys,
    logs,
    messages,
    monitoring,
    names,
    networks,
    project,
    registries,
    secrets,
    stores,
)
from govcloud.clouds.gcp.recognise.register import REGISTER

__all__ = [
    "REGISTER",
    "access",
    "armor",
    "balancers",
    "containers",
    "credentials",
    "databases",
    "hosts",
    "keys",
    "logs",
    "messages",
    "monitoring",
    "names",
    "networks",
    "project",
    "registries",
    "secrets",
    "stores",
]
