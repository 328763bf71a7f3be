"""A container on Google Cloud: a Cloud Run service, with grants for exactly what it uses."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

import pulumi
from pulumi_gcp import projects, secretmanager, sql, storage

from govcloud.blocks import ContainerService, Database, ObjectStore, Secret
from govcloud.clouds.gcp import naming
from govcloud.clouds.gcp._run import Code, identity, service
from govcloud.clouds.gcp.account import Account
from govcloud.clouds.gcp.outputs import GcpDatabase, GcpSecret, GcpService
from govcloud.clouds.outputs import StoreOutputs
from govcloud.clouds.scope import Scope
from govcloud.systems.layout import Edge

_Scope = Scope[ContainerService, Account]
_OBJECTS: Final[Mapping[str, str]] = {"read": "roles/storage.objectViewer", "write": "roles/storage.objectUser"}
_SECRETS: Final[Mapping[str, tuple[str, ...]]] = {
    "read": ("roles/secretmanager.secretAccessor",),
    "write": ("roles/secretmanager.secretAccessor", "roles/secretmanager.secretVersionAdder"),
}


def render(scope: _Scope) -> GcpService:
    """Identity, grants, service. What it uses it finds in its environment: `RECORDS_HOST`, `FILES_NAME`, `TOKEN_ID`.

    A secret comes as the name by which code asks for the value, not as the value: Cloud Run refuses to start a service
    whose secret has no version yet, and the value is written only after the deployment.
    """
    who = identity(scope)
    environment: dict[str, Any] = dict(scope.block.settings)
    grants: list[Any] = []
    for edge in scope.planned.uses:
        kind = type(scope.layout.blocks[edge.what].block)
        settings, made = _USES[kind](scope, who, edge)
        environment.update(settings)
        grants += made
    code = Code(
        image=scope.block.image,
        port=scope.block.port,
        size=scope.block.size,
        copies=(scope.block.instances.min, scope.block.instances.max),
        cpu_percent=scope.block.instances.cpu_percent,
        health_path=scope.block.health_path,
        environment=environment,
    )
    made_service = service(scope, who, code, grants)
    return GcpService(id=made_service.id, service=made_service.name)


def _uses_database(scope: _Scope, who: Any, edge: Edge) -> tuple[dict[str, Any], list[Any]]:
    database = scope.of(edge.what, GcpDatabase)
    user = scope.make(
        sql.User,
        f"user-{edge.what}",
        project=scope.account.project,
        instance=database.instance,
        type="CLOUD_IAM_SERVICE_ACCOUNT",
        name=who.email.apply(_without_suffix),
        deletion_policy="ABANDON",
    )
    grants = [user, *_sign_in(scope, who, edge.what)]
    return {
        naming.setting(edge.what, "HOST"): database.host,
        naming.setting(edge.what, "NAME"): database.name,
        naming.setting(edge.what, "PORT"): database.port,
        naming.setting(edge.what, "USER"): user.name,
    }, grants


def _without_suffix(email: str) -> str:
    """PostgreSQL's user name for an account: its address without the ending."""
    return email.removesuffix(".gserviceaccount.com")


def _sign_in(scope: _Scope, who: Any, database: str) -> Iterator[Any]:
    """The roles with which an account may connect, for this instance only."""
    instance = naming.instance(scope.layout, database)
    for role in ("client", "instanceUser"):
        yield scope.make(
            projects.IAMMember,
            f"grant-{database}-{role.lower()}",
            project=scope.account.project,
            role=f"roles/cloudsql.{role}",
            member=who.member,
            condition={
                "title": f"only-{database}",
                "expression": 'resource.type == "sqladmin.googleapis.com/Instance" && resource.name == '
                f'"projects/{scope.account.project}/instances/{instance}"',
            },
        )


def _uses_objects(scope: _Scope, who: Any, edge: Edge) -> tuple[dict[str, Any], list[Any]]:
    store = scope.of(edge.what, StoreOutputs)
    grant = scope.make(
        storage.BucketIAMMember,
        f"grant-{edge.what}",
        bucket=store.name,
        role=_OBJECTS[edge.how],
        member=who.member,
    )
    return {
        naming.setting(edge.what, "NAME"): store.name,
        naming.setting(edge.what, "URL"): pulumi.Output.concat("https://storage.googleapis.com/", store.name),
    }, [grant]


def _uses_secret(scope: _Scope, who: Any, edge: Edge) -> tuple[dict[str, Any], list[Any]]:
    secret = scope.of(edge.what, GcpSecret)
    grants = [
        scope.make(
            secretmanager.SecretIamMember,
            f"grant-{edge.what}-{role.rpartition('.')[2].lower()}",
            project=scope.account.project,
            secret_id=secret.secret,
            role=role,
            member=who.member,
        )
        for role in _SECRETS[edge.how]
    ]
    return {naming.setting(edge.what, "ID"): secret.id}, grants


_Use = Callable[[_Scope, Any, Edge], tuple[dict[str, Any], list[Any]]]
_USES: Final[Mapping[type, _Use]] = {
    Database: _uses_database,
    ObjectStore: _uses_objects,
    Secret: _uses_secret,
}
