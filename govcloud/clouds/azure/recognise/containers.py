"""Container registries, Container Apps environments, apps and jobs, and the plan that scans images."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from govcloud.clouds.azure.recognise.arm import resolved, target
from govcloud.clouds.azure.recognise.keys import at_rest
from govcloud.clouds.azure.recognise.keyvault import reach
from govcloud.clouds.azure.recognise.logs import recorded
from govcloud.clouds.azure.recognise.register import located, placeless, plain, recognise, within
from govcloud.clouds.azure.recognise.values import flag, given, number, word
from govcloud.facts import (
    UNKNOWN,
    Fact,
    Holds,
    InTransit,
    Logged,
    Permits,
    Reachable,
    Recoverable,
    Runs,
    Scans,
    Tls,
    Unknown,
)
from govcloud.graph import Graph, Resource, Value, walk

REGISTRY: Final = "azure-native:containerregistry:Registry"
PRICING: Final = "azure-native:security:Pricing"
ENVIRONMENT: Final = "azure-native:app:ManagedEnvironment"
APP: Final = "azure-native:app:ContainerApp"
JOB: Final = "azure-native:app:Job"

_SCANNING: Final = "containerregistriesvulnerabilityassessments"
_SECRET_NAME: Final = re.compile(r"PASSWORD|PASSWD|SECRET|TOKEN|PRIVATE_?KEY|API_?KEY|CREDENTIAL|ACCESS_?KEY", re.I)
_SECRET_VALUE: Final = re.compile(
    r"-----BEGIN |AKIA[0-9A-Z]{16}|://[^/\s:@]+:[^/\s:@]+@|(Account|SharedAccess)Key=|[?&]sig=|eyJ[A-Za-z0-9_-]{20,}\."
)
_ADDRESS: Final = re.compile(r"^https://[^/]+\.vault\.azure\.net/secrets/[^/?#]+(/[0-9a-f]{32})?$")
"""A secret's address: it says where the value is, not what it is."""


def _address(resource: Resource) -> tuple[str, Value]:
    status = word(resource.at("encryption.status"), "disabled")
    key = resource.at("encryption.keyVaultProperties.keyIdentifier")
    return "encryption", UNKNOWN if status is UNKNOWN else key if status == "enabled" else None


@recognise(REGISTRY, place=located, key=at_rest("image", _address), data="image")
def registry(resource: Resource, graph: Graph) -> Iterator[Fact]:
    """Reach, the administrator's password, anonymous pulling, scans."""
    urn = resource.urn
    by = reach(resource, "publicNetworkAccess", "networkRuleSet")
    yield Reachable(subject=urn, what="image", by=by)
    yield Reachable(subject=urn, what="platform", by=by)
    yield Holds(
        subject=urn,
        what="credential",
        plaintext=False,
        rotation_days=0,
        long_lived=flag(resource, "adminUserEnabled", default=False),
        name="administrator's password",
    )
    anonymous = flag(resource, "anonymousPullEnabled", default=False)
    who: str | Unknown = UNKNOWN if anonymous is UNKNOWN else "anyone" if anonymous else "account"
    yield Permits(subject=urn, what="resource", who=who, broad=False, declared=anonymous is False)
    scans = _scanned(graph)
    yield Scans(subject=urn, what="images", on_push=scans, continuous=scans)


def _scanned(graph: Graph) -> bool | Unknown:
    """Defender for Containers is a plan of the subscription: it scans what is pushed, and goes on scanning it."""
    for plan in graph.of_type(PRICING):
        name, tier = word(plan.at("pricingName")), word(plan.at("pricingTier"))
        if UNKNOWN in (name, tier):
            return UNKNOWN
        extensions = [one for one in plan.each("extensions") if isinstance(one, dict)]
        on = {word(one.get("name")) for one in extensions if word(str(one.get("isEnabled"))) == "true"}
        if name == "containers" and tier == "standard" and _SCANNING in on:
            return True
    return False


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
    yield from _settings(resource)
    yield Reachable(subject=urn, what="compute", by=_reached(resource, home))
    ingress = resource.at("configuration.ingress")
    if ingress is not None:
        insecure = flag(resource, "configuration.ingress.allowInsecure", default=False)
        plain_http = UNKNOWN if insecure is UNKNOWN else "accepted" if insecure else "redirected"
        asked = word(resource.at("configuration.ingress.clientCertificateMode"), "ignore") == "require"
        # The platform's proxies take TLS 1.2 and 1.3 only (vendor's ingress page).
        yield InTransit(subject=urn, what="service", floor=Tls.TLS1_2, plain=plain_http, client_certificate=asked)
    yield Recoverable(subject=urn, what="service", zones=_zones(resource, home), restore_days=0, protected=False)
    yield _logged(resource, home, graph)


@recognise(JOB, place=located)
def job(resource: Resource, graph: Graph) -> Iterator[Fact]:
    """A container that ends: what runs, as whom, with which settings."""
    yield _runs(resource, graph)
    yield from _settings(resource)


def _containers(resource: Resource) -> list[Any]:
    return [*resource.each("template.containers"), *resource.each("template.initContainers")]


def _runs(resource: Resource, graph: Graph) -> Runs:
    containers = _containers(resource)
    images = [one.get("image", "") if isinstance(one, dict) else UNKNOWN for one in containers]
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
        identity=_identity(resource),
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


def _identity(resource: Resource) -> str | Unknown:
    kind = word(resource.at("identity.type"), "None")
    return UNKNOWN if kind is UNKNOWN else "none" if kind == "none" else "own"


def _settings(resource: Resource) -> Iterator[Fact]:
    """Each setting; without any, that there is none in clear."""
    urn = resource.urn
    entries = [entry for one in _containers(resource) for entry in _listed(walk(one, "env"))]
    found = [_held(urn, entry) for entry in entries]
    for secret in resource.each("configuration.secrets"):
        clear = isinstance(secret, dict) and secret.get("value") is not None and not given(secret.get("keyVaultUrl"))
        name = str(secret.get("name", "")) if isinstance(secret, dict) else ""
        inside = clear and not resource.holds_secret("configuration.secrets")
        found.append(Holds(subject=urn, what="setting", plaintext=inside, rotation_days=0, long_lived=False, name=name))
    yield from found or [Holds(subject=urn, what="setting", plaintext=False, rotation_days=0, long_lived=False)]


def _listed(value: Value) -> list[Value]:
    return [UNKNOWN] if value is UNKNOWN else list(value or ())


def _held(urn: str, entry: Any) -> Holds:
    if not isinstance(entry, dict):
        return Holds(subject=urn, what="setting", plaintext=UNKNOWN, rotation_days=0, long_lived=False)
    name, value = str(entry.get("name", "")), entry.get("value")
    clear = _in_clear(name, value)
    return Holds(subject=urn, what="setting", plaintext=clear, rotation_days=0, long_lived=False, name=name)


def _in_clear(name: str, value: Value) -> bool | Unknown:
    if value is None or (isinstance(value, str) and not value):
        return False
    suspicious = bool(_SECRET_NAME.search(name))
    if not isinstance(value, str):
        return UNKNOWN if suspicious else False
    return bool(_SECRET_VALUE.search(value)) or (suspicious and not _ADDRESS.match(value))


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
    # Absent: none (the SDK's docstring); the platform then stops the last copy, too.
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


plain(PRICING, place=placeless("subscription-settings"))
plain(
    "azure-native:containerregistry:CacheRule",
    "azure-native:containerregistry:ScopeMap",
    place=within("registryName", REGISTRY),
)
