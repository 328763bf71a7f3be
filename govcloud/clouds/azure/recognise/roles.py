"""Who may do what: identities, role assignments, role definitions, federation, policies and locks."""

from __future__ import annotations

import fnmatch
from collections.abc import Iterator
from typing import Final

from govcloud.clouds.azure.recognise.arm import companions, target
from govcloud.clouds.azure.recognise.hsm import IDENTITY, used
from govcloud.clouds.azure.recognise.register import GROUP, placed, placeless, plain, raw_location, recognise
from govcloud.clouds.azure.recognise.values import LOCK, word
from govcloud.facts import UNKNOWN, Fact, Permits, Unknown
from govcloud.graph import External, Graph, Recogniser, Resource, Value

ASSIGNMENT: Final = "azure-native:authorization:RoleAssignment"
DEFINITION: Final = "azure-native:authorization:RoleDefinition"
FEDERATION: Final = "azure-native:managedidentity:FederatedIdentityCredential"
SERVER: Final = "azure-native:dbforpostgresql:Server"

BROAD: Final[dict[str, str]] = {
    "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9": "User Access Administrator",
    "8e3af657-a8ff-443c-a75c-2fe8c4bcb635": "Owner",
    "b24988ac-6180-42a0-ab88-20f7382dd24c": "Contributor",
    "f58310d9-a9f6-439a-9e8d-f62e7b41a168": "Role Based Access Control Administrator",
}
"""Built-in roles that reach everything below their scope, or can grant themselves what does."""


_GRANTING: Final = "microsoft.authorization/roleassignments/write"
"""Who may do this may do everything. Wildcards that reach it are whatever else they say."""


def holds_a_copy(graph: Graph, resource: Resource, path: str) -> bool:
    """Whether it serves a database's copy in the other region."""
    servers = companions(graph, resource, SERVER, path)
    return any(word(server.at("createMode")) in ("georestore", "replica") for server in servers)


def _beside_copies(path: str) -> Recogniser:
    def read(resource: Resource, graph: Graph) -> Iterator[Fact]:
        what = "replica" if holds_a_copy(graph, resource, path) else "primary"
        yield placed(resource, raw_location(resource, graph), what)

    return read


plain(GROUP, place=_beside_copies("resourceGroupName"))
recognise(IDENTITY, place=_beside_copies("dataEncryption.primaryUserAssignedIdentityId"))(used)
plain("azure-native:authorization:PolicyAssignment", LOCK, place=placeless("authorization"))
plain("azure-native:authorization:ManagementLockAtResourceGroupLevel", place=placeless("authorization"))
plain("azure-native:authorization:ManagementLockAtResourceLevel", place=placeless("authorization"))
plain("azure-native:authorization:ManagementLockAtSubscriptionLevel", place=placeless("authorization"))


def grants(graph: Graph, holder: Resource, subject: str, what: str) -> Iterator[Permits]:
    """The role assignments whose scope is this resource, as grants on `subject`."""
    for assignment in companions(graph, holder, ASSIGNMENT, "scope"):
        yield _granted(graph, assignment, subject, what)


def _granted(graph: Graph, assignment: Resource, subject: str, what: str) -> Permits:
    kind = word(assignment.at("principalType"))
    foreign = kind == "foreigngroup"
    principal = assignment.at("principalId")
    role = str(assignment.at("roleDefinitionId", "")).rpartition("/")[2]
    return Permits(
        subject=subject,
        what=what,
        who=UNKNOWN if kind is UNKNOWN else "external" if foreign else "identity",
        broad=_broad(graph, assignment),
        declared=not foreign,
        principal="unknown" if principal is UNKNOWN else str(principal),
        actions=(BROAD.get(role.casefold(), role),),
        on=str(assignment.at("scope", "")),
    )


def _broad(graph: Graph, assignment: Resource) -> bool | Unknown:
    definition = target(graph, assignment, "roleDefinitionId", DEFINITION)
    if isinstance(definition, Resource):
        return _has_everything(definition)
    if definition is UNKNOWN:
        return UNKNOWN
    named = definition.value if isinstance(definition, External) else ""
    return named.rpartition("/")[2].casefold() in BROAD


def _listed(value: Value) -> list[Value]:
    return [UNKNOWN] if value is UNKNOWN else list(value or ())


def _has_everything(definition: Resource) -> bool | Unknown:
    for permission in definition.each("permissions"):
        if permission is UNKNOWN:
            return UNKNOWN
        if isinstance(permission, dict):
            actions = [action for key in ("actions", "dataActions") for action in _listed(permission.get(key))]
            if UNKNOWN in actions:
                return UNKNOWN
            if any(fnmatch.fnmatchcase(_GRANTING, str(action).casefold()) for action in actions):
                return True
    return False


@recognise(ASSIGNMENT, place=placeless("authorization"))
def assignment(resource: Resource, graph: Graph) -> Iterator[Fact]:
    """One grant to an identity."""
    yield _granted(graph, resource, resource.urn, "identity")


@recognise(DEFINITION, place=placeless("authorization"))
def definition(resource: Resource, _graph: Graph) -> Iterator[Fact]:
    """A role of the agency's own: how far it reaches, whoever gets it."""
    yield Permits(subject=resource.urn, what="identity", who="account", broad=_has_everything(resource), declared=True)


@recognise(FEDERATION, place=placeless("authorization"))
def federation(resource: Resource, _graph: Graph) -> Iterator[Fact]:
    """An outside issuer's token stands for the identity: named where issuer and subject are exact."""
    named = [resource.at(part) for part in ("issuer", "subject")]
    exact = all(isinstance(one, str) and one and "*" not in one for one in named)
    declared = UNKNOWN if UNKNOWN in named else exact
    yield Permits(
        subject=resource.urn,
        what="trust",
        who="external",
        broad=False,
        declared=declared,
        principal=f"{named[0]} {named[1]}",
    )
