"""A network on AWS: a VPC cut by purpose and zone, without a route to the internet but from the edge."""

from __future__ import annotations

from typing import Any

import pulumi
from pulumi_aws import ec2

from govcloud.blocks import Network, WebEntry
from govcloud.clouds.aws import _endpoints
from govcloud.clouds.aws._tags import named
from govcloud.clouds.aws.account import Account
from govcloud.clouds.aws.outputs import AwsArchive, AwsNetwork
from govcloud.clouds.aws.regions import TOKYO, ZONES
from govcloud.clouds.scope import Scope
from govcloud.systems import Purpose

_PURPOSES: tuple[Purpose, ...] = ("app", "data", "edge", "endpoints")


def render(scope: Scope[Network, Account]) -> AwsNetwork:
    """The internet gateway exists only where a web entry stands in the network."""
    vpc = scope.make(
        ec2.Vpc,
        "vpc",
        cidr_block=str(scope.block.cidr),
        region=TOKYO,
        enable_dns_hostnames=True,
        enable_dns_support=True,
        instance_tenancy="default",
        tags=named(scope, "vpc"),
    )
    _close_defaults(scope, vpc)
    _flow_log(scope, vpc, scope.of(scope.block.flow_logs, AwsArchive).arn)
    subnets = {purpose: _subnets(scope, vpc, purpose) for purpose in _PURPOSES}
    tables = [_table(scope, vpc, purpose, subnets[purpose]) for purpose in _PURPOSES]
    if any(isinstance(consumer.planned.block, WebEntry) for consumer in scope.planned.consumers):
        _open_edge(scope, vpc, tables[_PURPOSES.index("edge")])
    group = _endpoints.group(scope, vpc, str(scope.block.cidr))
    _endpoints.interfaces(scope, vpc, subnets["endpoints"], group)
    gateway = _endpoints.gateway(scope, vpc, tables)
    return AwsNetwork(
        id=vpc.id,
        endpoint_group=group.id,
        gateway_s3=gateway.id,
        prefix_s3=gateway.prefix_list_id,
        subnets_app=_ids(subnets["app"]),
        subnets_data=_ids(subnets["data"]),
        subnets_edge=_ids(subnets["edge"]),
        zones=[subnet.availability_zone for subnet in subnets["data"]],
    )


def _close_defaults(scope: Scope[Any, Any], vpc: ec2.Vpc) -> None:
    """Take over the group and the table that come with every VPC, and leave them empty: nothing works by accident."""
    scope.make(
        ec2.DefaultSecurityGroup,
        "default-group",
        vpc_id=vpc.id,
        region=TOKYO,
        ingress=[],
        egress=[],
        tags=named(scope, "default-group"),
    )
    scope.make(
        ec2.DefaultRouteTable,
        "default-routes",
        default_route_table_id=vpc.default_route_table_id,
        region=TOKYO,
        routes=[],
        tags=named(scope, "default-routes"),
    )


def _flow_log(scope: Scope[Any, Any], vpc: ec2.Vpc, archive: Any) -> None:
    """Every connection, allowed or refused, into the archive's locked bucket."""
    scope.make(
        ec2.FlowLog,
        "flow-log",
        vpc_id=vpc.id,
        region=TOKYO,
        traffic_type="ALL",
        log_destination_type="s3",
        log_destination=pulumi.Output.concat(archive, "/flow/"),
        max_aggregation_interval=60,
        destination_options={"file_format": "parquet", "hive_compatible_partitions": False, "per_hour_partition": True},
        tags=named(scope, "flow-log"),
    )


def _subnets(scope: Scope[Network, Account], vpc: ec2.Vpc, purpose: Purpose) -> list[ec2.Subnet]:
    addresses = scope.layout.addresses[scope.planned.name]
    return [
        scope.make(
            ec2.Subnet,
            f"{purpose}-{index + 1}",
            vpc_id=vpc.id,
            region=TOKYO,
            availability_zone_id=zone,
            cidr_block=str(addresses.zone(purpose, index)),
            map_public_ip_on_launch=False,
            tags=named(scope, f"{purpose}-{index + 1}"),
        )
        for index, zone in enumerate(ZONES[TOKYO][: scope.block.zones])
    ]


def _table(scope: Scope[Network, Account], vpc: ec2.Vpc, purpose: Purpose, subnets: list[ec2.Subnet]) -> ec2.RouteTable:
    role = f"{purpose}-routes"
    table = scope.make(ec2.RouteTable, role, vpc_id=vpc.id, region=TOKYO, tags=named(scope, role))
    for index, subnet in enumerate(subnets):
        scope.make(
            ec2.RouteTableAssociation,
            f"{role}-{index + 1}",
            region=TOKYO,
            subnet_id=subnet.id,
            route_table_id=table.id,
        )
    return table


def _open_edge(scope: Scope[Network, Account], vpc: ec2.Vpc, table: ec2.RouteTable) -> None:
    gateway = scope.make(ec2.InternetGateway, "internet", vpc_id=vpc.id, region=TOKYO, tags=named(scope, "internet"))
    scope.make(
        ec2.Route,
        "edge-internet",
        region=TOKYO,
        route_table_id=table.id,
        destination_cidr_block="0.0.0.0/0",
        gateway_id=gateway.id,
    )


def _ids(subnets: list[ec2.Subnet]) -> list[pulumi.Output[str]]:
    return [subnet.id for subnet in subnets]
