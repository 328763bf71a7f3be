"""The two roles of a task: what ECS needs to start it, and what its code may do, cut exactly to what it uses."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

import pulumi
from pulumi_aws import iam

from govcloud.blocks import Database, ObjectStore, Secret
from govcloud.clouds.aws import naming
from govcloud.clouds.aws._documents import Statement, allow, document, trust
from govcloud.clouds.aws._keys import key
from govcloud.clouds.aws.outputs import AwsDatabase
from govcloud.clouds.aws.regions import TOKYO
from govcloud.clouds.outputs import SecretOutputs, StoreOutputs
from govcloud.clouds.scope import Scope
from govcloud.systems import Edge

_OBJECTS: Final = {
    "read": ("s3:GetObject", "s3:GetObjectVersion"),
    "write": ("s3:AbortMultipartUpload", "s3:DeleteObject", "s3:GetObject", "s3:GetObjectVersion", "s3:PutObject"),
}
_SECRET: Final = {
    "read": ("secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"),
    "write": ("secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue", "secretsmanager:PutSecretValue"),
}
_KEY_USE: Final = {"read": ("kms:Decrypt",), "write": ("kms:Decrypt", "kms:GenerateDataKey")}


def execution(scope: Scope[Any, Any], *, repository: str, group: str) -> pulumi.Output[str]:
    """Pulls one image and writes one log; nothing the code inside could use."""
    streams = f"{naming.log_group_arn(scope.layout, group)}:log-stream:*"
    pull = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
    return made(
        scope,
        "execution",
        "ecs-tasks",
        [
            # A token is for the whole registry: IAM offers no narrower resource for it.
            allow("SignIn", ["ecr:GetAuthorizationToken"], "*"),
            allow("Pull", pull, naming.arn(scope.layout, "ecr", f"repository/{repository}")),
            allow("Log", ["logs:CreateLogStream", "logs:PutLogEvents"], streams),
        ],
        source=naming.arn(scope.layout, "ecs", "*"),
    )


def identity(scope: Scope[Any, Any], statements: Iterable[Statement]) -> pulumi.Output[str]:
    """What the code runs as. Without a single use it is a role that may do nothing."""
    return made(scope, "task", "ecs-tasks", list(statements), source=naming.arn(scope.layout, "ecs", "*"))


def made(
    scope: Scope[Any, Any], purpose: str, trusted: str, statements: list[Statement], *, source: str
) -> pulumi.Output[str]:
    """A role that one service assumes for this account's own resources; its ARN is known once the grants stand."""
    condition = {
        "ArnLike": {"aws:SourceArn": source},
        "StringEquals": {"aws:SourceAccount": naming.account(scope.layout)},
    }
    role = scope.make(
        iam.Role,
        f"{purpose}-role",
        name=naming.role(scope.layout, scope.planned.name, purpose),
        assume_role_policy=trust(trusted, condition),
    )
    if not statements:
        return role.arn
    grants = scope.make(iam.RolePolicy, f"{purpose}-grants", name=purpose, role=role.name, policy=document(statements))
    return pulumi.Output.all(role.arn, grants.id).apply(lambda known: str(known[0]))


def uses(scope: Scope[Any, Any]) -> list[Statement]:
    """The grants of all edges that start at this block."""
    return [
        statement
        for edge in scope.planned.uses
        for statement in _GRANTS[type(scope.layout.blocks[edge.what].block)](scope, edge)
    ]


def _sid(edge: Edge) -> str:
    return "".join(part.capitalize() for part in edge.what.split("-"))


def _through(scope: Scope[Any, Any], edge: Edge, name: str | None, service: str) -> list[Statement]:
    customer = key(scope, name)
    if customer is None:
        return []
    via = {"StringEquals": {"kms:ViaService": f"{service}.{TOKYO}.amazonaws.com"}}
    return [allow(f"{_sid(edge)}Key", _KEY_USE[edge.how], customer, condition=via)]


def _database(scope: Scope[Any, Any], edge: Edge) -> list[Statement]:
    """Sign-in by IAM as the database role named after the service; what that role may do is the database's affair."""
    resource = scope.of(edge.what, AwsDatabase).resource
    prefix, user = naming.arn(scope.layout, "rds-db", "dbuser:"), naming.database_user(scope.planned.name)
    return [allow(f"{_sid(edge)}SignIn", ["rds-db:connect"], pulumi.Output.concat(prefix, resource, "/", user))]


def _store(scope: Scope[Any, Any], edge: Edge) -> list[Statement]:
    bucket = scope.of(edge.what, StoreOutputs).id
    store = scope.layout.blocks[edge.what].block
    assert isinstance(store, ObjectStore)
    return [
        allow(f"{_sid(edge)}List", ["s3:ListBucket"], bucket),
        allow(f"{_sid(edge)}Objects", _OBJECTS[edge.how], pulumi.Output.concat(bucket, "/*")),
        *_through(scope, edge, store.key, "s3"),
    ]


def _secret(scope: Scope[Any, Any], edge: Edge) -> list[Statement]:
    secret = scope.layout.blocks[edge.what].block
    assert isinstance(secret, Secret)
    return [
        allow(f"{_sid(edge)}Value", _SECRET[edge.how], scope.of(edge.what, SecretOutputs).id),
        *_through(scope, edge, secret.key, "secretsmanager"),
    ]


_GRANTS: Final[Mapping[type, Callable[[Scope[Any, Any], Edge], list[Statement]]]] = {
    Database: _database,
    ObjectStore: _store,
    Secret: _secret,
}
