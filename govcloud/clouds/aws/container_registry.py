"""A container registry on AWS: a repository for each image the layout runs, a template for later ones, and scans."""

from __future__ import annotations

from typing import Any, Final

import pulumi
from pulumi_aws import ecr, iam

from govcloud.blocks import ContainerRegistry, ContainerService, StaticSite
from govcloud.clouds.aws import naming
from govcloud.clouds.aws._documents import Statement, allow, anyone, deny, document, trust
from govcloud.clouds.aws._keys import key
from govcloud.clouds.aws.account import Account
from govcloud.clouds.aws.outputs import AwsNetwork
from govcloud.clouds.aws.regions import TOKYO
from govcloud.clouds.outputs import RegistryOutputs
from govcloud.clouds.scope import Scope

_PULL: Final = ("ecr:GetDownloadUrlForLayer",)
"""What nobody pulls without. Not `ecr:BatchGetImage`: pushing asks for it, too."""


def render(scope: Scope[ContainerRegistry, Account]) -> RegistryOutputs:
    """Repositories cannot change their key later; tags cannot be moved to another image."""
    prefix = naming.repository(scope.layout, scope.planned.name)
    policy = document([_network_only(scope)])
    shared: dict[str, Any] = {
        "region": TOKYO,
        "image_tag_mutability": "IMMUTABLE",
        "encryption_configurations": [_encryption(key(scope, scope.block.key))],
    }
    for image in _images(scope):
        _repository(scope, f"{prefix}/{image}", image, shared, policy)
    scope.make(
        ecr.RepositoryCreationTemplate,
        "template",
        prefix=prefix,
        description="Images pushed for the first time",
        applied_fors=["CREATE_ON_PUSH"],
        custom_role_arn=_creator(scope, prefix),
        repository_policy=policy,
        **shared,
    )
    if _first(scope):
        _scanning(scope)
    host = f"{naming.account(scope.layout)}.dkr.ecr.{TOKYO}.amazonaws.com"
    return RegistryOutputs(id=naming.arn(scope.layout, "ecr", f"repository/{prefix}"), url=f"{host}/{prefix}")


def _images(scope: Scope[ContainerRegistry, Account]) -> list[str]:
    """The images of this registry that the layout runs."""
    images = []
    for consumer in scope.planned.consumers:
        block = consumer.planned.block
        if isinstance(block, ContainerService):
            images.append(block.image.name)
        elif isinstance(block, StaticSite):
            images.append(block.server.name)
    return sorted(set(images))


def _repository(
    scope: Scope[ContainerRegistry, Account], name: str, image: str, shared: dict[str, Any], policy: Any
) -> None:
    role = image.replace("/", "-")
    made = scope.make(
        ecr.Repository,
        f"repository-{role}",
        name=name,
        force_delete=False,
        image_scanning_configuration={"scan_on_push": True},
        opts={"protect": True},
        **shared,
    )
    scope.make(ecr.RepositoryPolicy, f"policy-{role}", repository=made.name, region=TOKYO, policy=policy)


def _encryption(customer: Any) -> dict[str, Any]:
    return {"encryption_type": "AES256"} if customer is None else {"encryption_type": "KMS", "kms_key": customer}


def _network_only(scope: Scope[ContainerRegistry, Account]) -> Statement:
    """Images are pulled from the block's network and pushed from wherever the pipeline is. Inspector scans as a role
    that only AWS can assume."""
    scanners = naming.arn(scope.layout, "iam", "role/aws-service-role/*", region="")
    outside = {
        "ArnNotLike": {"aws:PrincipalArn": scanners},
        "Bool": {"aws:PrincipalIsAWSService": "false", "aws:ViaAWSService": "false"},
        "StringNotEquals": {"aws:SourceVpc": scope.of(scope.block.network, AwsNetwork).id},
    }
    return deny("PullFromNetworkOnly", _PULL, None, principal=anyone(), condition=outside)


def _creator(scope: Scope[ContainerRegistry, Account], prefix: str) -> pulumi.Output[str]:
    """The role that ECR makes repositories with: needed wherever a template names a key."""
    layout, block = scope.layout, scope.planned.name
    source = {"StringEquals": {"aws:SourceAccount": naming.account(layout)}}
    role = scope.make(
        iam.Role, "creator", name=naming.role(layout, block, "creator"), assume_role_policy=trust("ecr", source)
    )
    repositories = naming.arn(layout, "ecr", f"repository/{prefix}/*")
    statements = [allow("Create", ["ecr:CreateRepository", "ecr:TagResource"], repositories)]
    customer = key(scope, scope.block.key)
    if customer is not None:
        via = {"StringEquals": {"kms:ViaService": f"ecr.{TOKYO}.amazonaws.com"}}
        statements.append(allow("Key", ["kms:CreateGrant", "kms:DescribeKey"], customer, condition=via))
    grant = scope.make(iam.RolePolicy, "creator-grants", name="create", role=role.name, policy=document(statements))
    return pulumi.Output.all(role.arn, grant.id).apply(lambda known: str(known[0]))


def _first(scope: Scope[ContainerRegistry, Account]) -> bool:
    """Scanning is set once an account and region, so by the first registry of the layout."""
    return next(name for name, _ in scope.layout.of_kind(ContainerRegistry)) == scope.planned.name


def _scanning(scope: Scope[ContainerRegistry, Account]) -> None:
    every = [{"filter": "*", "filter_type": "WILDCARD"}]
    scope.make(
        ecr.RegistryScanningConfiguration,
        "scanning",
        region=TOKYO,
        scan_type="ENHANCED",
        rules=[{"scan_frequency": "CONTINUOUS_SCAN", "repository_filters": every}],
    )
