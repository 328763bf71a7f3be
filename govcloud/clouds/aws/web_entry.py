"""A web entry on AWS: an application load balancer at the edge, TLS only, behind the firewall, logged."""

from __future__ import annotations

from typing import Any, Final

import pulumi
from pulumi_aws import ec2, lb, route53, vpc, wafv2

from govcloud.blocks import ContainerService, WebEntry
from govcloud.clouds.aws import _certificate, naming, static_site
from govcloud.clouds.aws._tags import named
from govcloud.clouds.aws.account import Account
from govcloud.clouds.aws.outputs import AwsArchive, AwsEntry, AwsFirewall, AwsNetwork, AwsService, AwsSite
from govcloud.clouds.aws.regions import TOKYO
from govcloud.clouds.scope import Scope

TLS_POLICY: Final = "ELBSecurityPolicy-TLS13-1-2-2021-06"
_REST: Final = "/*"
_FIRST_PRIORITY: Final = 10


def render(scope: Scope[WebEntry, Account]) -> AwsEntry:
    """Answers at the environment's domain; a record in the account's zone points there."""
    network = scope.of(scope.block.network, AwsNetwork)
    group = _group(scope, network)
    balancer = _balancer(scope, network, group)
    guarded = scope.make(
        wafv2.WebAclAssociation,
        "firewall",
        region=TOKYO,
        resource_arn=balancer.arn,
        web_acl_arn=scope.of(scope.block.firewall, AwsFirewall).id,
    )
    _redirect(scope, balancer)
    targets = {name: _target(scope, network, group, name) for name in sorted(set(scope.block.routes.values()))}
    listener = _listener(scope, balancer, targets[scope.block.routes[_REST]])
    rules = _rules(scope, listener, targets)
    record = _record(scope, balancer, guarded)
    ready = {
        name: pulumi.Output.all(target.arn, listener.id, *(rule.id for rule in rules)).apply(
            lambda known: str(known[0])
        )
        for name, target in targets.items()
    }
    domain = scope.layout.environment.domain
    return AwsEntry(
        id=pulumi.Output.all(balancer.arn, record.id).apply(lambda known: str(known[0])),
        url=f"https://{domain}/",
        dimension=balancer.arn_suffix,
        target_groups=ready,
    )


def _group(scope: Scope[WebEntry, Account], network: AwsNetwork) -> ec2.SecurityGroup:
    """In from everybody on 80 and 443; out to what it routes to and nothing else."""
    made = scope.make(
        ec2.SecurityGroup,
        "group",
        name=naming.plain(scope.layout, scope.planned.name, "entry", 255),
        description="Web entry: HTTP (redirected) and HTTPS from anywhere",
        region=TOKYO,
        vpc_id=network.id,
        tags=named(scope, "group"),
    )
    for role, port in (("from-http", 80), ("from-https", 443)):
        scope.make(
            vpc.SecurityGroupIngressRule,
            role,
            region=TOKYO,
            security_group_id=made.id,
            description="Anybody",
            ip_protocol="tcp",
            from_port=port,
            to_port=port,
            cidr_ipv4="0.0.0.0/0",
        )
    return made


def _balancer(scope: Scope[WebEntry, Account], network: AwsNetwork, group: ec2.SecurityGroup) -> lb.LoadBalancer:
    delivery, name = scope.of(scope.block.logs, AwsArchive).delivery, scope.planned.name
    return scope.make(
        lb.LoadBalancer,
        "balancer",
        name=naming.balancer(scope.layout, name),
        region=TOKYO,
        internal=False,
        load_balancer_type="application",
        ip_address_type="ipv4",
        subnets=network.subnets_edge,
        security_groups=[group.id],
        access_logs={"bucket": delivery, "prefix": f"lb/{name}/access", "enabled": True},
        connection_logs={"bucket": delivery, "prefix": f"lb/{name}/connections", "enabled": True},
        desync_mitigation_mode="strictest",
        drop_invalid_header_fields=True,
        enable_deletion_protection=True,
        enable_waf_fail_open=False,
        xff_header_processing_mode="append",
        opts={"protect": True},
    )


def _redirect(scope: Scope[WebEntry, Account], balancer: lb.LoadBalancer) -> None:
    to_https = {"protocol": "HTTPS", "port": "443", "status_code": "HTTP_301"}
    scope.make(
        lb.Listener,
        "http",
        region=TOKYO,
        load_balancer_arn=balancer.arn,
        protocol="HTTP",
        port=80,
        default_actions=[{"type": "redirect", "redirect": to_https}],
    )


def _listener(scope: Scope[WebEntry, Account], balancer: lb.LoadBalancer, rest: lb.TargetGroup) -> lb.Listener:
    return scope.make(
        lb.Listener,
        "https",
        region=TOKYO,
        load_balancer_arn=balancer.arn,
        protocol="HTTPS",
        port=443,
        ssl_policy=TLS_POLICY,
        certificate_arn=_certificate.issued(scope),
        default_actions=[{"type": "forward", "target_group_arn": rest.arn}],
        routing_http_response_server_enabled=False,
        routing_http_response_strict_transport_security_header_value="max-age=31536000; includeSubDomains",
        routing_http_response_x_content_type_options_header_value="nosniff",
    )


def _rules(
    scope: Scope[WebEntry, Account], listener: lb.Listener, targets: dict[str, lb.TargetGroup]
) -> list[lb.ListenerRule]:
    """The longest path first, so that what is said of a part wins over what is said of the whole."""
    routes = sorted(((path, name) for path, name in scope.block.routes.items() if path != _REST), key=_by_length)
    return [
        scope.make(
            lb.ListenerRule,
            f"route-{index + 1}",
            region=TOKYO,
            listener_arn=listener.arn,
            priority=_FIRST_PRIORITY * (index + 1),
            conditions=[{"path_pattern": {"values": [path]}}],
            actions=[{"type": "forward", "target_group_arn": targets[name].arn}],
        )
        for index, (path, name) in enumerate(routes)
    ]


def _by_length(route: tuple[str, str]) -> tuple[int, str]:
    return -len(route[0]), route[0]


def _target(
    scope: Scope[WebEntry, Account], network: AwsNetwork, group: ec2.SecurityGroup, name: str
) -> lb.TargetGroup:
    """The target group of a routed block, and the path from the load balancer into it."""
    port, health, matcher, inside = _routed(scope, name)
    ends = {"region": TOKYO, "ip_protocol": "tcp", "from_port": port, "to_port": port}
    out, into = vpc.SecurityGroupEgressRule, vpc.SecurityGroupIngressRule
    scope.make(out, f"to-{name}", security_group_id=group.id, referenced_security_group_id=inside, **ends)
    scope.make(into, f"into-{name}", security_group_id=inside, referenced_security_group_id=group.id, **ends)
    return scope.make(
        lb.TargetGroup,
        f"target-{name}",
        name=naming.balancer(scope.layout, scope.planned.name, name),
        region=TOKYO,
        vpc_id=network.id,
        target_type="ip",
        protocol="HTTP",
        port=port,
        deregistration_delay=30,
        health_check={"enabled": True, "path": health, "protocol": "HTTP", "matcher": matcher, "interval": 15},
    )


def _routed(scope: Scope[WebEntry, Account], name: str) -> tuple[int, str, str, Any]:
    """Port, health path, healthy answers and security group of a block. A site without a page yet is healthy: its
    first deployment would otherwise be given up before anybody can upload one."""
    block = scope.layout.blocks[name].block
    if isinstance(block, ContainerService):
        return block.port, block.health_path, "200", scope.of(name, AwsService).group
    assert hasattr(block, "index")
    return static_site.PORT, f"/{block.index}", "200,404", scope.of(name, AwsSite).group


def _record(scope: Scope[WebEntry, Account], balancer: lb.LoadBalancer, guarded: Any) -> route53.Record:
    """The domain's name. It appears only when the firewall stands."""
    alias = {"name": balancer.dns_name, "zone_id": balancer.zone_id, "evaluate_target_health": True}
    return scope.make(
        route53.Record,
        "name",
        zone_id=scope.account.hosted_zone,
        name=scope.layout.environment.domain,
        type="A",
        aliases=[alias],
        opts={"depends_on": [guarded]},
    )
