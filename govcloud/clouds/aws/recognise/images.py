"""Facts of ECR: what encrypts images, who can pull them, and whether they are searched for weaknesses."""

from __future__ import annotations

import fnmatch
from collections.abc import Iterator
from typing import Final

from govcloud.clouds.aws.recognise import policies
from govcloud.clouds.aws.recognise.keys import resolved
from govcloud.clouds.aws.recognise.places import placed, region
from govcloud.clouds.aws.recognise.register import only, recognise
from govcloud.clouds.aws.recognise.truth import Answer, both, either, said
from govcloud.facts import UNKNOWN, Fact, KeyLevel, Permits, Place, Placed, Reachable, Scans, Unknown
from govcloud.graph import Graph, Resource

REPOSITORY: Final = "aws:ecr/repository:Repository"
_POLICY: Final = "aws:ecr/repositoryPolicy:RepositoryPolicy"
_SCANNING: Final = "aws:ecr/registryScanningConfiguration:RegistryScanningConfiguration"
_CONTINUOUS: Final = "CONTINUOUS_SCAN"
_ON_PUSH: Final = frozenset({_CONTINUOUS, "SCAN_ON_PUSH"})


def _keys(resource: Resource, graph: Graph) -> Iterator[Fact]:
    """Encrypted with ECR's own key where nobody says KMS; KMS without a key is AWS's, too."""
    path = "encryptionConfigurations.0.kmsKey"
    kind = resource.at("encryptionConfigurations.0.encryptionType")
    key = UNKNOWN if kind is UNKNOWN else resource.at(path) if kind in ("KMS", "KMS_DSSE") else None
    yield resolved(resource, graph, "encryptionConfigurations", key, "image", KeyLevel.K0)


@recognise(REPOSITORY, key=_keys, data="image")
def repository(resource: Resource, graph: Graph) -> Iterator[Fact]:
    """A repository of one image."""
    found = [fact for beside in graph.companions(resource, _POLICY, "repository") for fact in _grants(beside, graph)]
    yield _reachable(resource, found)
    yield _scans(
        resource, graph, str(resource.at("name", "")), said(resource.at("imageScanningConfiguration.scanOnPush"))
    )


@recognise("aws:ecr/repositoryCreationTemplate:RepositoryCreationTemplate", key=_keys, data="image")
def template(resource: Resource, graph: Graph) -> Iterator[Fact]:
    """What repositories are made like when an image is pushed for the first time."""
    found = list(policies.grants(resource, graph, "repositoryPolicy", "resource"))
    yield from found
    yield _reachable(resource, found)
    yield _scans(resource, graph, f"{resource.at('prefix', '')}/image", False)


@recognise(_POLICY)
def policy(resource: Resource, graph: Graph) -> Iterator[Fact]:
    """Who may pull and push."""
    yield from _grants(resource, graph)


def _grants(resource: Resource, graph: Graph) -> Iterator[Permits]:
    yield from policies.grants(resource, graph, "policy", "resource")


def _reachable(resource: Resource, grants: list[Permits]) -> Reachable:
    """A private registry answers signed requests only: its own account's, and whomever a policy adds."""
    who = [grant.who for grant in grants]
    by: str | Unknown = "internet" if "anyone" in who else UNKNOWN if UNKNOWN in who else "network"
    return Reachable(subject=resource.urn, what="image", by=by)


def _scans(resource: Resource, graph: Graph, name: str, own: Answer) -> Scans:
    """What the region's registry is set to, for this repository's name; the repository's own word without that."""
    frequencies = [
        frequency
        for config in graph.of_type(_SCANNING)
        if region(config, graph) == region(resource, graph)
        for frequency in _frequencies(config, name)
    ]
    unseen: Answer = UNKNOWN if UNKNOWN in frequencies else False
    continuous = either(unseen, _CONTINUOUS in frequencies)
    return Scans(
        subject=resource.urn,
        what="images",
        on_push=either(own, unseen, bool(_ON_PUSH & {one for one in frequencies if isinstance(one, str)})),
        continuous=both(continuous, True),
    )


def _frequencies(config: Resource, name: str) -> Iterator[object]:
    """Basic scanning knows no continuous search."""
    for rule in config.each("rules"):
        if not isinstance(rule, dict):
            yield UNKNOWN
            continue
        filters = [str(one.get("filter", "")) for one in rule.get("repositoryFilters") or ()]
        if any(fnmatch.fnmatchcase(name, pattern) for pattern in filters):
            frequency = rule.get("scanFrequency")
            basic = config.at("scanType") == "BASIC" and frequency == _CONTINUOUS
            yield "SCAN_ON_PUSH" if basic else frequency


@recognise("aws:ecr/replicationConfiguration:ReplicationConfiguration")
def replication(resource: Resource, _graph: Graph) -> Iterator[Fact]:
    """Where images are copied to."""
    for rule, _ in enumerate(resource.each("replicationConfiguration.rules")):
        for at, _ in enumerate(resource.each(f"replicationConfiguration.rules.{rule}.destinations")):
            yield placed(
                resource, "replica", resource.at(f"replicationConfiguration.rules.{rule}.destinations.{at}.region")
            )


def _virginia(resource: Resource, _graph: Graph) -> Iterator[Fact]:
    yield Placed(subject=resource.urn, what="primary", where=Place.ABROAD, raw="us-east-1")


@recognise("aws:ecrpublic/repository:Repository", place=_virginia, data="image")
def public(resource: Resource, _graph: Graph) -> Iterator[Fact]:
    """A public registry is open to everybody, and in us-east-1 only."""
    yield Reachable(subject=resource.urn, what="image", by="internet")


only(
    "aws:ecr/lifecyclePolicy:LifecyclePolicy",
    "aws:ecr/pullThroughCacheRule:PullThroughCacheRule",
    "aws:ecr/registryPolicy:RegistryPolicy",
    "aws:inspector2/enabler:Enabler",
    _SCANNING,
)
