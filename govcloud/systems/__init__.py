"""Systems: blocks by name, environments, clouds; read from a file, merged over a template, laid out."""

from govcloud.systems.addresses import Addresses, Purpose
from govcloud.systems.cloud import CLOUDS, Account, Cloud
from govcloud.systems.environment import Environment, EnvironmentName
from govcloud.systems.layout import Consumer, Edge, Layout, Planned
from govcloud.systems.merge import merged
from govcloud.systems.plan import plan
from govcloud.systems.references import Reference, references
from govcloud.systems.system import Contacts, PartName, System

__all__ = [
    "CLOUDS",
    "Account",
    "Addresses",
    "Cloud",
    "Consumer",
    "Contacts",
    "Edge",
    "Environment",
    "EnvironmentName",
    "Layout",
    "PartName",
    "Planned",
    "Purpose",
    "Reference",
    "System",
    "merged",
    "plan",
    "references",
]
