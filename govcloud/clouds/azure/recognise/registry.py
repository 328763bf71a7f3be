"""Container registries, and the plan that scans their images."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from govcloud.clouds.azure.recognise.keys import at_rest
from govcloud.clouds.azure.recognise.keyvault import reach
from govcloud.clouds.azure.recognise.register import located, placeless, plain, recognise, within
from govcloud.clouds.azure.recognise.values import flag, word
from govcloud.facts import UNKNOWN, Fact, Holds, Permits, Reachable, Scans, Unknown
from govcloud.graph import Graph, Resource, Value

REGISTRY: Final = "azure-native:containerregistry:Registry"
PRICING: Final = "azure-native:security:Pricing"

_SCANNING: Final = "containerregistriesvulnerabilityassessments"


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


plain(PRICING, place=placeless("subscription-settings"))
plain(
    "azure-native:containerregistry:CacheRule",
    "azure-native:containerregistry:ScopeMap",
    place=within("registryName", REGISTRY),
)
