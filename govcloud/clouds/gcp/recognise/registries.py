"""Artifact Registry: repositories of images."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from govcloud.clouds.gcp.recognise.project import calls
from govcloud.clouds.gcp.recognise.register import recognise
from govcloud.facts import UNKNOWN, Fact, Reachable, Scans, Unknown
from govcloud.graph import Graph, Resource

_SCANNER: Final = "containerscanning.googleapis.com"
_MEMBERS: Final = (
    "gcp:artifactregistry/repositoryIamMember:RepositoryIamMember",
    "gcp:artifactregistry/repositoryIamBinding:RepositoryIamBinding",
)
_PUBLIC: Final = frozenset({"allAuthenticatedUsers", "allUsers"})


@recognise("gcp:artifactregistry/repository:Repository", place="location", key="kmsKeyName", data="image")
def repository(resource: Resource, graph: Graph) -> Iterator[Fact]:
    """Who may pull, and whether images are scanned."""
    yield Reachable(subject=resource.urn, what="image", by=_reach(resource, graph))
    if resource.at("format") in ("DOCKER", UNKNOWN):
        scanned = _scanned(resource, graph)
        yield Scans(subject=resource.urn, what="images", on_push=scanned, continuous=scanned)


def _reach(resource: Resource, graph: Graph) -> str:
    """A repository is closed until a grant opens it to everybody."""
    for token in _MEMBERS:
        for granted in graph.companions(resource, token, "repository"):
            if _PUBLIC & {granted.at("member"), *map(str, granted.each("members"))}:
                return "internet"
    return "network"


def _scanned(resource: Resource, graph: Graph) -> bool | Unknown:
    """Scanned on arrival and afterwards where the project calls the scanner and the repository does not refuse it.
    Absent: INHERITED (SDK, vulnerability_scanning_config.enablement_config)."""
    wanted = resource.at("vulnerabilityScanningConfig.enablementConfig", "INHERITED")
    if wanted is UNKNOWN:
        return UNKNOWN
    return calls(graph, _SCANNER) if wanted == "INHERITED" else False
