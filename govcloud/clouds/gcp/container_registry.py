"""A registry on Google Cloud: an Artifact Registry repository, and the rule that services run only its images."""

from __future__ import annotations

from typing import Any

import pulumi
from pulumi_gcp import artifactregistry, binaryauthorization

from govcloud.blocks import ContainerRegistry
from govcloud.clouds.gcp import naming, regions
from govcloud.clouds.gcp._project import needs
from govcloud.clouds.gcp.account import Account
from govcloud.clouds.gcp.outputs import GcpRegistry
from govcloud.clouds.outputs import KeyOutputs
from govcloud.clouds.scope import Scope
from govcloud.facts import KeyLevel, Place


def render(scope: Scope[ContainerRegistry, Account]) -> GcpRegistry:
    """A private Docker repository, scanned when an image arrives and again as vulnerabilities become known (for 30
    days after an image was last pulled). The layout's first registry also has the project's admission policy."""
    repository = _repository(scope)
    waits = [_admission(scope).id] if _first(scope) else []
    url = pulumi.Output.all(_url(scope, scope.planned.name), repository.id, *waits).apply(lambda known: known[0])
    return GcpRegistry(id=repository.id, url=url)


def _repository(scope: Scope[ContainerRegistry, Account]) -> Any:
    keyed = scope.planned.key_level(scope.block.key) > KeyLevel.K0
    return scope.make(
        artifactregistry.Repository,
        "repository",
        repository_id=naming.plain(scope.layout, scope.planned.name),
        project=scope.account.project,
        location=regions.region(Place.TOKYO),
        format="DOCKER",
        mode="STANDARD_REPOSITORY",
        docker_config={"immutable_tags": True},
        vulnerability_scanning_config={"enablement_config": "INHERITED"},
        labels=scope.labels,
        deletion_policy="PREVENT",
        **({"kms_key_name": scope.of(scope.block.key, KeyOutputs).id} if keyed else {}),
        opts={
            "protect": True,
            "depends_on": needs(scope, "artifactregistry", "containerscanning", "containeranalysis"),
        },
    )


def _url(scope: Scope[Any, Account], registry: str) -> str:
    name = naming.plain(scope.layout, registry)
    return f"{regions.region(Place.TOKYO)}-docker.pkg.dev/{scope.account.project}/{name}"


def _registries(scope: Scope[ContainerRegistry, Account]) -> list[str]:
    return [name for name, _ in scope.layout.of_kind(ContainerRegistry)]


def _first(scope: Scope[ContainerRegistry, Account]) -> bool:
    return _registries(scope)[0] == scope.planned.name


def _admission(scope: Scope[ContainerRegistry, Account]) -> Any:
    """A project has one policy: images of the layout's registries run, all others are refused and logged."""
    return scope.make(
        binaryauthorization.Policy,
        "admission",
        project=scope.account.project,
        description="Only images of the system's own registries",
        global_policy_evaluation_mode="ENABLE",
        default_admission_rule={
            "evaluation_mode": "ALWAYS_DENY",
            "enforcement_mode": "ENFORCED_BLOCK_AND_AUDIT_LOG",
        },
        admission_whitelist_patterns=[{"name_pattern": f"{_url(scope, name)}/**"} for name in _registries(scope)],
        opts={"depends_on": needs(scope, "binaryauthorization")},
    )
