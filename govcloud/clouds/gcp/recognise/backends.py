"""What stands behind a load balancer: its services, whether they are logged, and the web firewalls on them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from govcloud.clouds.gcp.recognise import kept
from govcloud.clouds.gcp.recognise.armor import POLICIES
from govcloud.clouds.gcp.recognise.asked import each_asked
from govcloud.clouds.gcp.recognise.register import only, recognise
from govcloud.facts import UNKNOWN, Fact, Logged, Unknown
from govcloud.graph import Ambiguous, Graph, Resource

BACKENDS: Final = (
    "gcp:compute/regionBackendService:RegionBackendService",
    "gcp:compute/backendService:BackendService",
)


def is_logged(backend: Resource) -> bool | Unknown:
    """Whether a backend records every request: off unless said; absent sampling means all (SDK, log_config)."""
    enabled, rate = backend.at("logConfig.enable"), backend.at("logConfig.sampleRate", 1)
    if enabled is UNKNOWN or rate is UNKNOWN:
        return UNKNOWN
    return bool(enabled) and rate == 1


def backends_of(front: Resource, graph: Graph, routes: Resource | None) -> Iterator[Resource | Unknown]:
    """The backends that a front's routes lead to, each once; its own backend where it has no routes. `UNKNOWN` for
    one that cannot be seen; where it is one of several, all of them, since each is named for some path."""
    seen: dict[str, Resource | Unknown] = {}
    paths = ["backendService"] if routes is None else list(_services(routes))
    for path in paths:
        found = graph.ref(routes or front, path, *BACKENDS)
        if isinstance(found, Resource):
            seen.setdefault(found.urn, found)
        elif isinstance(found, Ambiguous):
            seen.update((urn, graph[urn]) for urn in found.urns)
        elif found is UNKNOWN:
            seen[""] = UNKNOWN
    yield from seen.values()


def _services(routes: Resource) -> Iterator[str]:
    yield "defaultService"
    for index, matcher in enumerate(each_asked(routes, "pathMatchers")):
        yield f"pathMatchers.{index}.defaultService"
        rules = matcher.get("pathRules") if isinstance(matcher, dict) else None
        for number, _ in enumerate(rules or ()):
            yield f"pathMatchers.{index}.pathRules.{number}.service"


@recognise("gcp:compute/regionSecurityPolicy:RegionSecurityPolicy", place="region")
@recognise("gcp:compute/securityPolicy:SecurityPolicy", place="global:network")
def security_policy(resource: Resource, graph: Graph) -> Iterator[Fact]:
    """A web firewall's decisions stand in the request log of what it protects; without that, nowhere."""
    protected = [
        backend for backend in graph.of_type(*BACKENDS) if graph.ref(backend, "securityPolicy", *POLICIES) is resource
    ]
    on = [is_logged(backend) for backend in protected]
    enabled: bool | Unknown = UNKNOWN if UNKNOWN in on else bool(on) and all(on)
    yield _decisions(resource, graph, enabled)


def _decisions(resource: Resource, graph: Graph, enabled: bool | Unknown) -> Logged:
    name = resource.at("name")
    entry = {
        "logName": "projects/_/logs/loadbalancing.googleapis.com%2Fexternal_regional_requests",
        "resource.type": "http_external_regional_lb_rule",
        **({"jsonPayload.enforcedSecurityPolicy.name": name} if isinstance(name, str) else {}),
    }
    return kept.logged(resource, graph, "firewall", entry, enabled=enabled)


only(BACKENDS[0], place="region")
only(BACKENDS[1], place="global:network")
