"""The vocabulary: what an agency can ask for. One file per block, no cloud and no Pulumi."""

from typing import Annotated, Final, TypeAlias

from pydantic import Field

from govcloud.blocks.alerting import Alerting
from govcloud.blocks.audit_trail import AuditTrail
from govcloud.blocks.block import Block, Here, Model, Refers, Whole, refusal, text
from govcloud.blocks.container_registry import ContainerRegistry
from govcloud.blocks.container_service import ContainerService, Image, Instances
from govcloud.blocks.dashboard import Dashboard
from govcloud.blocks.database import Database, Replica
from govcloud.blocks.encryption_key import EncryptionKey
from govcloud.blocks.log_archive import LogArchive
from govcloud.blocks.network import Network
from govcloud.blocks.object_store import ObjectStore
from govcloud.blocks.secret import Secret
from govcloud.blocks.static_site import StaticSite
from govcloud.blocks.web_entry import WebEntry
from govcloud.blocks.web_firewall import WebFirewall

BLOCKS: Final[tuple[type[Block], ...]] = (
    Alerting,
    AuditTrail,
    ContainerRegistry,
    ContainerService,
    Dashboard,
    Database,
    EncryptionKey,
    LogArchive,
    Network,
    ObjectStore,
    Secret,
    StaticSite,
    WebEntry,
    WebFirewall,
)
"""Every block. `kind` in a file is the class name in snake_case."""

KINDS: Final[dict[str, type[Block]]] = {block.model_fields["kind"].default: block for block in BLOCKS}

AnyBlock: TypeAlias = Annotated[
    Alerting
    | AuditTrail
    | ContainerRegistry
    | ContainerService
    | Dashboard
    | Database
    | EncryptionKey
    | LogArchive
    | Network
    | ObjectStore
    | Secret
    | StaticSite
    | WebEntry
    | WebFirewall,
    Field(discriminator="kind"),
]

__all__ = [
    "BLOCKS",
    "KINDS",
    "Alerting",
    "AnyBlock",
    "AuditTrail",
    "Block",
    "ContainerRegistry",
    "ContainerService",
    "Dashboard",
    "Database",
    "EncryptionKey",
    "Here",
    "Image",
    "Instances",
    "LogArchive",
    "Model",
    "Network",
    "ObjectStore",
    "Refers",
    "Replica",
    "Secret",
    "StaticSite",
    "WebEntry",
    "WebFirewall",
    "Whole",
    "refusal",
    "text",
]
