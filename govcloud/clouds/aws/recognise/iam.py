"""Facts of IAM: who may become whom, who may do everything, and credentials without an end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from govcloud.clouds.aws.recognise import policies
from govcloud.clouds.aws.recognise.register import only, recognise
from govcloud.facts import UNKNOWN, Fact, Holds, Permits
from govcloud.graph import Graph, Resource, revealed

_POLICY: Final = "aws:iam/policy:Policy"
_BROAD: Final = re.compile(
    r"^arn:aws[a-z-]*:iam::aws:policy/(?:.*/)?(?:AdministratorAccess|PowerUserAccess|\w*FullAccess)"
)
_AMAZONS: Final = re.compile(r"^arn:aws[a-z-]*:iam::aws:policy/")


@recognise("aws:iam/role:Role", place="iam")
def role(resource: Resource, graph: Graph) -> Iterator[Fact]:
    """Who may assume it, and what it may do by its own word."""
    yield from policies.grants(resource, graph, "assumeRolePolicy", "trust")
    for index, _ in enumerate(resource.each("inlinePolicies")):
        yield from policies.grants(resource, graph, f"inlinePolicies.{index}.policy", "identity")
    for value in resource.each("managedPolicyArns"):
        yield from _attached(resource, graph, "managedPolicyArns", value)


@recognise("aws:iam/groupPolicy:GroupPolicy", place="iam")
@recognise("aws:iam/rolePolicy:RolePolicy", place="iam")
@recognise("aws:iam/userPolicy:UserPolicy", place="iam")
@recognise(_POLICY, place="iam")
def policy(resource: Resource, graph: Graph) -> Iterator[Fact]:
    """What the document allows."""
    yield from policies.grants(resource, graph, "policy", "identity")


@recognise("aws:iam/groupPolicyAttachment:GroupPolicyAttachment", place="iam")
@recognise("aws:iam/policyAttachment:PolicyAttachment", place="iam")
@recognise("aws:iam/rolePolicyAttachment:RolePolicyAttachment", place="iam")
@recognise("aws:iam/userPolicyAttachment:UserPolicyAttachment", place="iam")
def attachment(resource: Resource, graph: Graph) -> Iterator[Fact]:
    """A managed policy: AWS's own are known by name, the system's own by their documents."""
    yield from _attached(resource, graph, "policyArn", resource.at("policyArn"))


def _attached(resource: Resource, graph: Graph, path: str, value: object) -> Iterator[Permits]:
    arn = revealed(value)
    if isinstance(graph.resolve(resource, path, arn, _POLICY), Resource):
        return
    if not isinstance(arn, str) or not _AMAZONS.match(arn):
        yield policies.unseen(resource, "identity")
        return
    yield Permits(
        subject=resource.urn,
        what="identity",
        who="identity",
        broad=bool(_BROAD.match(arn)),
        declared=True,
        on=arn,
    )


@recognise("aws:iam/accessKey:AccessKey", place="iam")
@recognise("aws:iam/serviceSpecificCredential:ServiceSpecificCredential", place="iam")
@recognise("aws:iam/signingCertificate:SigningCertificate", place="iam")
@recognise("aws:iam/sshKey:SshKey", place="iam")
@recognise("aws:iam/userLoginProfile:UserLoginProfile", place="iam")
def credential(resource: Resource, _graph: Graph) -> Iterator[Fact]:
    """It works until somebody takes it away, and stands in the state; one that is switched off does not work."""
    off = resource.at("status", "Active")
    yield Holds(
        subject=resource.urn,
        what="credential",
        plaintext=False,
        rotation_days=0,
        long_lived=UNKNOWN if off is UNKNOWN else off != "Inactive",
        name=str(resource.at("user", "")),
    )


only(
    "aws:iam/accountAlias:AccountAlias",
    "aws:iam/accountPasswordPolicy:AccountPasswordPolicy",
    "aws:iam/group:Group",
    "aws:iam/groupMembership:GroupMembership",
    "aws:iam/instanceProfile:InstanceProfile",
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
    "aws:iam/samlProvider:SamlProvider",
    "aws:iam/serviceLinkedRole:ServiceLinkedRole",
    "aws:iam/user:User",
    "aws:iam/userGroupMembership:UserGroupMembership",
    "aws:iam/virtualMfaDevice:VirtualMfaDevice",
    place="iam",
)
