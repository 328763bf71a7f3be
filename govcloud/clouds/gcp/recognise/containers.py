"""Cloud Run: what runs, as whom, how it is reached, and what its settings give away."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from govcloud.clouds.gcp.recognise import kept
from govcloud.clouds.gcp.recognise.register import recognise
from govcloud.facts import UNKNOWN, Fact, Holds, Reachable, Recoverable, Runs, Unknown
from govcloud.graph import Graph, Resource, Value

SERVICE: Final = "gcp:cloudrunv2/service:Service"
_ACCOUNT: Final = "gcp:serviceaccount/account:Account"
_REPOSITORY: Final = "gcp:artifactregistry/repository:Repository"
_IMAGE: Final = re.compile(
    r"^(?P<place>[a-z0-9-]+)-docker\.pkg\.dev/(?P<project>[^/]+)/(?P<repository>[^/]+)/(?P<name>[^@:]+)"
)
_DIGEST: Final = re.compile(r"@sha256:[0-9a-f]{64}$")
_SECRET_NAME: Final = re.compile(r"PASSWORD|PASSWD|SECRET|TOKEN|PRIVATE_KEY|API_KEY|CREDENTIAL|ACCESS_KEY")
_SECRET_VALUE: Final = re.compile(
    r"-----BEGIN |AKIA[0-9A-Z]{16}|://[^/\s:@]+:[^/\s:@]+@|AccountKey=|AIza[0-9A-Za-z_-]{35}|eyJ[A-Za-z0-9_-]{20,}\."
)
_REFERENCE: Final = re.compile(r"^projects/[^/]+/(locations/[^/]+/)?secrets/[^/]+|^\$\{(Regional)?Secret:[^}]*\.id\}$")
"""A secret's name, by which code asks for it: no secret itself."""
_INSIDE: Final = frozenset({"INGRESS_TRAFFIC_INTERNAL_LOAD_BALANCER", "INGRESS_TRAFFIC_INTERNAL_ONLY"})
_ZONES: Final = 2
"""A service runs in several zones of its region by itself (Cloud Run, "Zonal redundancy")."""


@recognise(SERVICE, place="location", key="template.encryptionKey", data="image")
def service(resource: Resource, graph: Graph) -> Iterator[Fact]:
    """A Cloud Run service: images, identity, reach, record, settings."""
    yield _reach(resource)
    yield Recoverable(
        subject=resource.urn,
        what="service",
        zones=_ZONES,
        restore_days=0,
        protected=resource.at("deletionProtection", True),
    )
    yield from _code(resource, graph, "template")
    yield _record(resource, graph, "cloud_run_revision", "service_name")


@recognise("gcp:cloudrunv2/job:Job", place="location", key="template.template.encryptionKey", data="image")
def job(resource: Resource, graph: Graph) -> Iterator[Fact]:
    """A Cloud Run job: nobody reaches it, the rest is as with a service."""
    yield from _code(resource, graph, "template.template")
    yield _record(resource, graph, "cloud_run_job", "job_name")


def _reach(resource: Resource) -> Reachable:
    # Absent: INGRESS_TRAFFIC_ALL (Cloud Run, "Restrict network ingress").
    ingress = resource.at("ingress", "INGRESS_TRAFFIC_ALL")
    by: str | Unknown = UNKNOWN if ingress is UNKNOWN else ("network" if ingress in _INSIDE else "internet")
    return Reachable(subject=resource.urn, what="compute", by=by)


def _record(resource: Resource, graph: Graph, kind: str, label: str) -> Fact:
    """What a container writes is always recorded; the question is for how long."""
    name = resource.at("name")
    entry = {
        "logName": "projects/_/logs/run.googleapis.com%2Fstdout",
        "resource.type": kind,
        **({f"resource.labels.{label}": name} if isinstance(name, str) else {}),
    }
    return kept.logged(resource, graph, "container", entry, enabled=True)


def _code(resource: Resource, graph: Graph, template: str) -> Iterator[Fact]:
    containers = list(resource.each(f"{template}.containers"))
    identity = _identity(resource, graph, f"{template}.serviceAccount")
    for container in containers or [UNKNOWN]:
        image = container.get("image") if isinstance(container, dict) else UNKNOWN
        yield Runs(
            subject=resource.urn,
            what="container",
            pinned=_pinned(image),
            trusted=_trusted(resource, graph, image),
            # Cloud Run has no setting for user or root file system, and nothing that is privileged.
            non_root=False,
            read_only_root=False,
            privileged=False,
            identity=identity,
            image=str(image),
        )
    yield from _settings(resource, containers)


def _identity(resource: Resource, graph: Graph, path: str) -> str | Unknown:
    """Absent: the project's default compute account (Cloud Run, "Service identity")."""
    value = resource.at(path)
    if value is None:
        return "default"
    if isinstance(value, str) and value.endswith("-compute@developer.gserviceaccount.com"):
        return "default"
    found = graph.ref(resource, path, _ACCOUNT)
    return "own" if isinstance(found, Resource) or isinstance(value, str) else UNKNOWN


def _pinned(image: Value) -> bool | Unknown:
    return bool(_DIGEST.search(image)) if isinstance(image, str) else UNKNOWN


def _trusted(resource: Resource, graph: Graph, image: Value) -> bool | Unknown:
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


def _settings(resource: Resource, containers: list[Value]) -> Iterator[Holds]:
    """Settings that give a secret away; one fact that none does, where none does."""
    found = [one for container in containers for one in _given_away(container)]
    for name, plaintext in found or [("", False)]:
        yield Holds(
            subject=resource.urn,
            what="setting",
            plaintext=plaintext,
            rotation_days=0,
            long_lived=False,
            name=name,
        )


def _given_away(container: Value) -> Iterator[tuple[str, bool | Unknown]]:
    settings = container.get("envs") if isinstance(container, dict) else UNKNOWN
    if settings is UNKNOWN:
        yield "", UNKNOWN
        return
    for setting in settings or ():
        if setting is UNKNOWN:
            yield "", UNKNOWN
        elif isinstance(setting, dict) and _tells(str(setting.get("name")), setting.get("value")):
            yield str(setting.get("name")), True


def _tells(name: str, value: Value) -> bool:
    if not isinstance(value, str) or not value or _REFERENCE.search(value):
        return False
    return bool(_SECRET_NAME.search(name.upper()) or _SECRET_VALUE.search(value))
