"""Resources and how they refer to each other, read from the embedded engine, a stack export or a preview."""

from govcloud.graph.graph import DataSource, Graph, Referent
from govcloud.graph.read import exported, read
from govcloud.graph.recognise import Entry, Recogniser, Register, nothing
from govcloud.graph.references import Ambiguous, External, Tokens
from govcloud.graph.resource import PROVIDER_PREFIX, STACK_TYPE, Resource, walk
from govcloud.graph.values import Asset, ResourceRef, Secret, Value, decoded, revealed, strings

__all__ = [
    "PROVIDER_PREFIX",
    "STACK_TYPE",
    "Ambiguous",
    "Asset",
    "DataSource",
    "Entry",
    "External",
    "Graph",
    "Recogniser",
    "Referent",
    "Register",
    "Resource",
    "ResourceRef",
    "Secret",
    "Tokens",
    "Value",
    "decoded",
    "exported",
    "nothing",
    "read",
    "revealed",
    "strings",
    "walk",
]
