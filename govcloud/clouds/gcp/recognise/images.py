"""Images of containers: whether one is named by digest, and whether its registry is the system's."""

from __future__ import annotations

import re
from typing import Final

from govcloud.facts import UNKNOWN, Unknown
from govcloud.graph import Graph, Resource, Value

_REPOSITORY: Final = "gcp:artifactregistry/repository:Repository"
_IMAGE: Final = re.compile(
    r"^(?P<place>[a-z0-9-]+)-docker\.pkg\.dev/(?P<project>[^/]+)/(?P<repository>[^/]+)/(?P<name>[^@:]+)"
)
_DIGEST: Final = re.compile(r"@sha256:[0-9a-f]{64}$")


def pinned(image: Value) -> bool | Unknown:
    """Named by digest, which nobody can move to another image."""
    return bool(_DIGEST.search(image)) if isinstance(image, str) else UNKNOWN


def trusted(resource: Resource, graph: Graph, image: Value) -> bool | Unknown:
    """From a repository of this graph, or of the service's own project."""
    if not isinstance(image, str):
        return UNKNOWN
    if any(urn for urn in graph.token_urns(image) if graph[urn].type == _REPOSITORY):
        return True
    parts = _IMAGE.match(image)
    if parts is None:
        return UNKNOWN if "${" in image else False
    own = {one.at("project") for one in graph.of_type(_REPOSITORY)} | {resource.at("project")}
    return parts["project"] in own
