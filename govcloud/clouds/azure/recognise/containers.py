"""Container Apps: environments, apps and jobs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from govcloud.clouds.azure.recognise.arm import companions, resolved, target
from govcloud.clouds.azure.recognise.logs import recorded
from govcloud.clouds.azure.recognise.register import located, recognise
from govcloud.clouds.azure.recognise.registry import REGISTRY
from govcloud.clouds.azure.recognise.roles import IDENTITY
from govcloud.clouds.azure.recognise.settings import containers, settings
from govcloud.clouds.azure.recognise.values import flag, number, word
from govcloud.facts import UNKNOWN, Fact, InTransit, Logged, Reachable, Recoverable, Runs, Tls, Unknown
from govcloud.graph import Graph, Resource, Value

ENVIRONMENT: Final = "azure-native:app:ManagedEnvironment"
APP: Final = "azure-native:app:ContainerApp"
JOB: Final = "azure-native:app:Job"


@recognise(ENVIRONMENT, place=located)
def environment(resource: Resource, _graph: Graph) -> Iterator[Fact]:
    """Whether its services have a public side."""
    yield Reachable(subject=resource.urn, what="platform", by=_inside(resource))


def _inside(environment: Resource) -> str | Unknown:
    internal = flag(environment, "vnetConfiguration.internal", default=False)
    public = word(environment.at("publicNetworkAccess"), "Enabled")
    if internal is True or public == "disabled":
        return "network"
    return UNKNOWN if UNKNOWN in (internal, public) else "internet"


def _environment(resource: Resource, graph: Graph) -> Resource | Unknown | None:
    path = "environmentId" if resource.at("environmentId") is not None else "managedEnvironmentId"
    found = target(graph, resource, path, ENVIRONMENT)
    return found if isinstance(found, Resource) or found is UNKNOWN else None


@recognise(APP, place=located)
def app(resource: Resource, graph: Graph) -> Iterator[Fact]:
    """What runs, as whom, with which settings, reached by whom, in how many zones, with which log."""
    urn = resource.urn
    home = _environment(resource, graph)
    yield _runs(resource, graph)
    yield from settings(resource)
    yield Reachable(subject=urn, what="compute", by=_reached(resource, home))
    ingress = resource.at("configuration.ingress")
    if ingress is not None:
        insecure = flag(resource, "configuration.ingress.allowInsecure", default=False)
        plain_http = UNKNOWN if insecure is UNKNOWN else "accepted" if insecure else "redirected"
        asked = word(resource.at("configuration.ingress.clientCertificateMode"), "ignore") == "require"
        # The platform's proxies take TLS 1.2 and 1.3 only (unverified: believed of its ingress).
        yield InTransit(subject=urn, what="service", floor=Tls.TLS1_2, plain=plain_http, client_certificate=asked)
    yield Recoverable(subject=urn, what="service", zones=_zones(resource, home), restore_days=0, protected=False)
    yield _logged(resource, home, graph)


@recognise(JOB, place=located)
def job(resource: Resource, graph: Graph) -> Iterator[Fact]:
    """A container that ends: what runs, as whom, with which settings."""
    yield _runs(resource, graph)
    yield from settings(resource)


def _runs(resource: Resource, graph: Graph) -> Runs:
    images = [one.get("image", "") if isinstance(one, dict) else UNKNOWN for one in containers(resource)]
    pinned = [UNKNOWN if image is UNKNOWN else "@sha256:" in str(image) for image in images]
    trusted = [_trusted(resource, graph, image) for image in images]
    return Runs(
        subject=resource.urn,
        what="container",
        pinned=_weakest(pinned),
        trusted=_weakest(trusted),
        # There is no security context: neither can be asked for, and privileged containers do not exist.
        non_root=False,
        read_only_root=False,
        privileged=False,
        identity=_identity(resource, graph),
        image=" ".join(str(image) for image in images),
    )


def _weakest(answers: list[bool | Unknown]) -> bool | Unknown:
    if not answers or False in answers:
        return False
    return UNKNOWN if UNKNOWN in answers else True


def _trusted(resource: Resource, graph: Graph, image: Value) -> bool | Unknown:
    """An image of a registry that the system declares. Somebody else's registry in Azure cannot be told from one."""
    if not isinstance(image, str):
        return UNKNOWN
    host = image.partition("/")[0]
    found = resolved(graph, resource, "template", host if "${" in host else host.partition(".")[0], REGISTRY)
    if isinstance(found, Resource) and ("${" in host or host.casefold().endswith(".azurecr.io")):
        return True
    return UNKNOWN if found is UNKNOWN else False


def _identity(resource: Resource, graph: Graph) -> str | Unknown:
    """An identity that several workloads run as is the shared one here: Azure has no default of its own."""
    kind = word(resource.at("identity.type"), "None")
    if kind is UNKNOWN or kind == "none":
        return UNKNOWN if kind is UNKNOWN else "none"
    path = "identity.userAssignedIdentities"
    seen = [resolved(graph, resource, path, name, IDENTITY) for name in resource.each(path)]
    users = [
        user.urn
        for one in seen
        if isinstance(one, Resource)
        for token in (APP, JOB)
        for user in companions(graph, one, token, path)
    ]
    return "own" if set(users) <= {resource.urn} else "default"


def _reached(resource: Resource, home: Resource | Unknown | None) -> str | Unknown:
    external = flag(resource, "configuration.ingress.external", default=False)
    if resource.at("configuration.ingress") is None or external is False:
        return "network"
    if isinstance(home, Resource):
        inside = _inside(home)
        return inside if external is True or inside == "network" else UNKNOWN
    return UNKNOWN


def _zones(resource: Resource, home: Resource | Unknown | None) -> int | Unknown:
    if not isinstance(home, Resource):
        return UNKNOWN
    spread = flag(home, "zoneRedundant", default=False)
    # Absent: as if none; with none or one copy there is no second zone.
    least = number(resource.at("template.scale.minReplicas"), default=0)
    if spread is UNKNOWN or least is UNKNOWN:
        return UNKNOWN
    return min(3, least) if spread is True and isinstance(least, int) and least > 1 else 1


def _logged(resource: Resource, home: Resource | Unknown | None, graph: Graph) -> Logged:
    """Logs leave through the environment, by Azure Monitor."""
    if not isinstance(home, Resource):
        return Logged(
            subject=resource.urn,
            what="container",
            enabled=UNKNOWN,
            days=UNKNOWN,
            tamper_proof=UNKNOWN,
            everywhere=False,
        )
    way = word(home.at("appLogsConfiguration.destination"))
    log = recorded(graph, home, ("ContainerAppConsoleLogs",))
    return Logged(
        subject=resource.urn,
        what="container",
        enabled=log.enabled if way == "azure-monitor" else UNKNOWN if way is UNKNOWN else False,
        days=log.days,
        tamper_proof=log.tamper_proof,
        everywhere=False,
        into=log.into,
    )
