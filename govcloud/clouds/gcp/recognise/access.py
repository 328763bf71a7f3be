"""Grants on Google Cloud: IAM members, bindings and policies on projects, keys, buckets and the rest."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from govcloud.clouds.gcp.recognise.principals import grant, members
from govcloud.clouds.gcp.recognise.register import only, recognise
from govcloud.facts import UNKNOWN, Fact, Permits
from govcloud.graph import Graph, Recogniser, Resource, Value

_ON: Final[tuple[tuple[str, str, str, str], ...]] = (
    # (token without its form, property of the owner, aspect, forms)
    ("artifactregistry/repositoryIam", "repository", "resource", "Iam"),
    ("cloudrunv2/serviceIam", "name", "resource", "Iam"),
    ("cloudrunv2/jobIam", "name", "resource", "Iam"),
    ("kms/cryptoKeyIAM", "cryptoKeyId", "key", "IAM"),
    ("kms/keyRingIAM", "keyRingId", "key", "IAM"),
    ("projects/iAM", "project", "identity", "IAM"),
    ("pubsub/subscriptionIAM", "subscription", "resource", "IAM"),
    ("pubsub/topicIAM", "topic", "resource", "IAM"),
    ("secretmanager/regionalSecretIam", "secretId", "resource", "Iam"),
    ("secretmanager/secretIam", "secretId", "resource", "Iam"),
    ("serviceaccount/iAM", "serviceAccountId", "trust", "IAM"),
    ("storage/bucketIAM", "bucket", "resource", "IAM"),
)
_FORMS: Final = ("Binding", "Member", "Policy")


def _class(base: str, form: str) -> str:
    name = base.partition("/")[2] + form
    return f"gcp:{base}{form}:{name[0].upper()}{name[1:]}"


def _reader(owner: str, what: str) -> Recogniser:
    everywhere = what == "identity"

    def read(resource: Resource, graph: Graph) -> Iterator[Fact]:
        for member in members(resource):
            role = resource.at("role")
            yield grant(resource, graph, member, role, what=what, on=str(resource.at(owner)), everywhere=everywhere)

    return read


def _policy_reader(owner: str, what: str) -> Recogniser:
    def read(resource: Resource, graph: Graph) -> Iterator[Fact]:
        on = str(resource.at(owner))
        document = graph.document(resource, "policyData")
        if not isinstance(document, dict):
            yield Permits(subject=resource.urn, what=what, who=UNKNOWN, broad=UNKNOWN, declared=UNKNOWN, on=on)
            return
        for binding in document.get("bindings", ()):
            for member in binding.get("members", ()):
                yield grant(
                    resource, graph, member, binding.get("role"), what=what, on=on, everywhere=what == "identity"
                )

    return read


for _base, _owner, _what, _form in _ON:
    for _kind in _FORMS:
        _read = _policy_reader(_owner, _what) if _kind == "Policy" else _reader(_owner, _what)
        recognise(_class(_base, _kind), place="global:access")(_read)


@recognise("gcp:projects/iAMCustomRole:IAMCustomRole", place="global:access")
def custom_role(resource: Resource, _graph: Graph) -> Iterator[Fact]:
    """A role is broad where its permissions set policies of the whole project: its holders can take any other."""
    permissions = [one for one in resource.each("permissions") if isinstance(one, str)]
    broad = any(one.startswith("resourcemanager.") and one.endswith(".setIamPolicy") for one in permissions)
    yield Permits(
        subject=resource.urn,
        what="identity",
        who="identity",
        broad=broad,
        declared=True,
        actions=tuple(permissions),
        on=str(resource.at("roleId")),
    )


@recognise("gcp:storage/bucketAccessControl:BucketAccessControl", place="global:access")
@recognise("gcp:storage/defaultObjectAccessControl:DefaultObjectAccessControl", place="global:access")
@recognise("gcp:storage/objectAccessControl:ObjectAccessControl", place="global:access")
def access_control(resource: Resource, graph: Graph) -> Iterator[Fact]:
    """An entry of an access control list, in the older spelling of members."""
    yield _listed(resource, graph, resource.at("entity"), resource.at("role"))


@recognise("gcp:storage/bucketACL:BucketACL", place="global:access")
@recognise("gcp:storage/defaultObjectACL:DefaultObjectACL", place="global:access")
@recognise("gcp:storage/objectACL:ObjectACL", place="global:access")
def access_list(resource: Resource, graph: Graph) -> Iterator[Fact]:
    """A whole access control list: a predefined one, or entries "ROLE:entity"."""
    predefined = str(resource.at("predefinedAcl", ""))
    if predefined.startswith("public") or predefined == "authenticatedRead":
        yield grant(resource, graph, "allUsers", predefined, what="resource", on=str(resource.at("bucket")))
    for entry in resource.each("roleEntities"):
        role, _, entity = str(entry).partition(":")
        yield _listed(resource, graph, entity, role)


_ENTITIES: Final = {"user": "user", "group": "group", "domain": "domain", "project": "projectOwner"}


def _listed(resource: Resource, graph: Graph, entity: Value, role: Value) -> Permits:
    kind, _, rest = str(entity).partition("-")
    member = entity if entity in ("allUsers", "allAuthenticatedUsers") else f"{_ENTITIES.get(kind, kind)}:{rest}"
    return grant(resource, graph, member, role, what="resource", on=str(resource.at("bucket")))


@recognise("gcp:folder/iAMMember:IAMMember", place="global:access")
@recognise("gcp:organizations/iAMMember:IAMMember", place="global:access")
def wide_member(resource: Resource, graph: Graph) -> Iterator[Fact]:
    """A grant over a folder or the organisation reaches every project in it."""
    for member in members(resource):
        role = resource.at("role")
        yield grant(resource, graph, member, role, what="identity", on="organisation", everywhere=True)


only("gcp:serviceaccount/account:Account", place="global:account")
