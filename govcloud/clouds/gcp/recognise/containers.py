"""Cloud Run: what runs, as whom, how it is reached, and what its settings give away."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from govcloud.clouds.gcp.recognise import kept
from govcloud.clouds.gcp.recognise.images import pinned, trusted
from govcloud.clouds.gcp.recognise.register import recognise
from govcloud.clouds.gcp.recognise.settings import tells
from govcloud.facts import UNKNOWN, Fact, Holds, Reachable, Recoverable, Runs, Unknown
from govcloud.graph import Graph, Resource, Value

SERVICE: Final = "gcp:cloudrunv2/service:Service"
_ACCOUNT: Final = "gcp:serviceaccount/account:Account"
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
            pinned=pinned(image),
            trusted=trusted(resource, graph, image),
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
    settings: Value = container.get("envs") if isinstance(container, dict) else UNKNOWN
    if settings is UNKNOWN:
        yield "", UNKNOWN
        return
    for setting in settings or ():
        if setting is UNKNOWN:
            yield "", UNKNOWN
        elif isinstance(setting, dict) and tells(str(setting.get("name")), setting.get("value")):
            yield str(setting.get("name")), True
