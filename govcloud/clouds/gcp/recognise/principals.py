"""Who Google Cloud's IAM members are, and how far roles reach."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from govcloud.facts import UNKNOWN, Permits, Unknown
from govcloud.graph import External, Graph, Resource, Value

_ACCOUNT: Final = "gcp:serviceaccount/account:Account"
_AGENT: Final = re.compile(
    r"@(gcp-sa-[a-z0-9-]+|gs-project-accounts|serverless-robot-prod|compute-system|container-engine-robot"
    r"|service-networking|dataflow-service-producer-prod|cloud-filer|cloud-redis|bigquery-encryption"
    r"|gcf-admin-robot|dlp-api)\.iam\.gserviceaccount\.com$"
    r"|@cloudservices\.gserviceaccount\.com$|@system\.gserviceaccount\.com$"
)
_OWN: Final = re.compile(r"^[^@]+@(?P<project>[a-z][a-z0-9-]*)\.iam\.gserviceaccount\.com$")
_KINDS: Final = {
    "deleted": "identity",
    "domain": "organisation",
    "group": "identity",
    "principal": "identity",
    "principalSet": "identity",
    "projectEditor": "account",
    "projectOwner": "account",
    "projectViewer": "account",
    "user": "identity",
}
_BASIC: Final = frozenset(
    {"roles/editor", "roles/owner", "roles/viewer", "roles/admin", "roles/writer", "roles/reader"}
)
_BORROWS: Final = frozenset(
    {
        "roles/iam.serviceAccountOpenIdTokenCreator",
        "roles/iam.serviceAccountTokenCreator",
        "roles/iam.serviceAccountUser",
        "roles/iam.workloadIdentityUser",
    }
)
"""Roles with which one acts as a service account: over a project, as any of them (CIS Google Cloud, "no user has
Service Account User or Token Creator at project level")."""


def who(resource: Resource, graph: Graph, member: Value) -> str | Unknown:
    """What kind of principal a member is: "anyone", "service" (Google's own agents), "identity", "external", …"""
    if not isinstance(member, str):
        found = graph.resolve(resource, "member", member)
        return UNKNOWN if not isinstance(found, (Resource, External)) else _by_resource(found)
    if member in ("allAuthenticatedUsers", "allUsers"):
        return "anyone"
    if "${" in member:
        return _by_resource(graph.resolve(resource, "member", member))
    kind, _, address = member.partition(":")
    if kind == "serviceAccount":
        return _account(resource, graph, address)
    return _KINDS.get(kind, UNKNOWN)


def _by_resource(found: object) -> str | Unknown:
    if not isinstance(found, Resource):
        return UNKNOWN
    if found.type == _ACCOUNT:
        return "identity"
    return "service" if found.type.endswith(("Sink", ":ServiceIdentity")) else UNKNOWN


def _account(resource: Resource, graph: Graph, address: str) -> str | Unknown:
    if _AGENT.search(address):
        return "service"
    if re.search(r"-compute@developer\.gserviceaccount\.com$", address):
        return "identity"
    own = _OWN.match(address)
    if own is None:
        return UNKNOWN
    return "identity" if own["project"] in projects(resource, graph) else "external"


def projects(resource: Resource, graph: Graph) -> frozenset[str]:
    """The projects that the graph's providers and the resource itself work in."""
    named = {provider.at("project") for provider in graph.of_type("pulumi:providers:gcp")}
    return frozenset(name for name in (*named, resource.at("project")) if isinstance(name, str))


def is_broad(role: Value, *, everywhere: bool) -> bool | Unknown:
    """Whether a role reaches everything: a basic role anywhere; an administrator's, or one to act as any account, over
    a whole project."""
    if not isinstance(role, str) or "${" in role:
        return UNKNOWN
    if role in _BASIC:
        return True
    return everywhere and (role.lower().endswith("admin") or role in _BORROWS)


def grant(
    resource: Resource, graph: Graph, member: Value, role: Value, *, what: str, on: str, everywhere: bool = False
) -> Permits:
    """One member's grant."""
    kind = who(resource, graph, member)
    return Permits(
        subject=resource.urn,
        what=what,
        who=kind,
        broad=is_broad(role, everywhere=everywhere),
        declared=UNKNOWN if kind is UNKNOWN else kind not in ("anyone", "external"),
        principal=str(member),
        actions=(str(role),),
        on=on,
    )


def members(resource: Resource) -> Iterator[Value]:
    """The members of a resource that grants: one or a list."""
    if resource.at("member") is not None:
        yield resource.at("member")
    yield from resource.each("members")
