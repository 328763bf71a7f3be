"""Private paths from a network to AWS's services: which services, for whom, through which group."""

from __future__ import annotations

from typing import Any, Final

from pulumi_aws import ec2, vpc

from govcloud.clouds.aws import naming
from govcloud.clouds.aws._documents import allow, anyone, document
from govcloud.clouds.aws._tags import named
from govcloud.clouds.aws.regions import TOKYO
from govcloud.clouds.scope import Scope

INTERFACES: Final = (
    "ecr.api",
    "ecr.dkr",
    "kms",
    "logs",
    "monitoring",
    "secretsmanager",
    "ssmmessages",
    "sts",
)
"""What private containers need: images, keys, logs, metrics, secrets, sessions, tokens."""

_LAYERS: Final = f"arn:aws:s3:::prod-{TOKYO}-starport-layer-bucket/*"
"""AWS's own bucket that image layers come from; not this account's, so the S3 endpoint names it."""


def group(scope: Scope[Any, Any], network: ec2.Vpc, cidr: str) -> ec2.SecurityGroup:
    """The group of all interface endpoints: HTTPS from the network, nothing out."""
    made = scope.make(
        ec2.SecurityGroup,
        "endpoints-group",
        name=naming.plain(scope.layout, scope.planned.name, "endpoints", 255),
        description="Interface endpoints: HTTPS from the network",
        region=TOKYO,
        vpc_id=network.id,
        tags=named(scope, "endpoints-group"),
    )
    scope.make(
        vpc.SecurityGroupIngressRule,
        "endpoints-https",
        region=TOKYO,
        security_group_id=made.id,
        description="HTTPS from the network",
        ip_protocol="tcp",
        from_port=443,
        to_port=443,
        cidr_ipv4=cidr,
    )
    return made


def interfaces(scope: Scope[Any, Any], network: ec2.Vpc, subnets: list[ec2.Subnet], group: ec2.SecurityGroup) -> None:
    """One endpoint a service, in every zone, under the service's usual name."""
    for name in INTERFACES:
        role = f"endpoint-{name.replace('.', '-')}"
        scope.make(
            ec2.VpcEndpoint,
            role,
            vpc_id=network.id,
            region=TOKYO,
            service_name=f"com.amazonaws.{TOKYO}.{name}",
            vpc_endpoint_type="Interface",
            subnet_ids=[subnet.id for subnet in subnets],
            security_group_ids=[group.id],
            private_dns_enabled=True,
            policy=document([_own_account(scope)]),
            tags=named(scope, role),
        )


def gateway(scope: Scope[Any, Any], network: ec2.Vpc, tables: list[ec2.RouteTable]) -> ec2.VpcEndpoint:
    """S3 by route: free, and without it no image layer arrives."""
    layers = allow("ImageLayers", ["s3:GetObject"], _LAYERS, principal=anyone())
    return scope.make(
        ec2.VpcEndpoint,
        "endpoint-s3",
        vpc_id=network.id,
        region=TOKYO,
        service_name=f"com.amazonaws.{TOKYO}.s3",
        vpc_endpoint_type="Gateway",
        route_table_ids=[table.id for table in tables],
        policy=document([_own_account(scope), layers]),
        tags=named(scope, "endpoint-s3"),
    )


def _own_account(scope: Scope[Any, Any]) -> dict[str, Any]:
    """Only this account's identities, only for this account's resources: nobody carries data out to another one."""
    own = naming.account(scope.layout)
    condition = {
        "StringEquals": {"aws:PrincipalAccount": own},
        "StringEqualsIfExists": {"aws:ResourceAccount": own},
    }
    return allow("OwnAccountOnly", ["*"], principal=anyone(), condition=condition)
