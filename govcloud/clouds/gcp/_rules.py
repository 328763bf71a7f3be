"""The network's firewall: nothing comes in but from the load balancer's side, nothing goes out but inside and to
Google's APIs."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any, Final

from pulumi_gcp import compute

from govcloud.blocks import Network
from govcloud.clouds.gcp import naming, regions
from govcloud.clouds.gcp._google_access import VIP
from govcloud.clouds.gcp._project import needs
from govcloud.clouds.gcp.account import Account
from govcloud.clouds.scope import Scope
from govcloud.facts import Place

HEALTH_CHECKS: Final = ("130.211.0.0/22", "35.191.0.0/16")
"""From where Google's load balancers probe."""
_SERVED: Final = ("443", "8080")


@dataclasses.dataclass(frozen=True, slots=True)
class _Rule:
    role: str
    direction: str
    action: str
    priority: int
    ranges: tuple[str, ...]
    ports: tuple[str, ...] = ()

    def match(self) -> dict[str, Any]:
        where = "src_ip_ranges" if self.direction == "INGRESS" else "dest_ip_ranges"
        layer = {"ip_protocol": "tcp", "ports": list(self.ports)} if self.ports else {"ip_protocol": "all"}
        return {where: list(self.ranges), "layer4_configs": [layer]}


def firewall(scope: Scope[Network, Account], vpc: Any) -> Iterator[Any]:
    """A regional network firewall policy; its last rules deny what no other allows, and log it."""
    policy = scope.make(
        compute.RegionNetworkFirewallPolicy,
        "firewall",
        name=naming.plain(scope.layout, scope.planned.name),
        project=scope.account.project,
        region=regions.region(Place.TOKYO),
        description="Closed; only the load balancer's side comes in",
        opts={"depends_on": needs(scope, "compute")},
    )
    rules = [_rule(scope, policy, rule) for rule in _rules(scope)]
    yield scope.make(
        compute.RegionNetworkFirewallPolicyAssociation,
        "firewall-on-vpc",
        name=naming.plain(scope.layout, scope.planned.name),
        project=scope.account.project,
        region=regions.region(Place.TOKYO),
        firewall_policy=policy.name,
        attachment_target=vpc.id,
        opts={"depends_on": rules},
    )


def _rules(scope: Scope[Network, Account]) -> tuple[_Rule, ...]:
    addresses = scope.layout.addresses[scope.planned.name]
    return (
        _Rule("in-proxies", "INGRESS", "allow", 1000, (str(addresses.spare(0)),), _SERVED),
        _Rule("in-health", "INGRESS", "allow", 1010, HEALTH_CHECKS, _SERVED),
        _Rule("out-inside", "EGRESS", "allow", 2000, (str(addresses.cidr),)),
        _Rule("out-google", "EGRESS", "allow", 2010, (VIP,), ("443",)),
        _Rule("in-rest", "INGRESS", "deny", 60000, ("0.0.0.0/0",)),
        _Rule("out-rest", "EGRESS", "deny", 60010, ("0.0.0.0/0",)),
    )


def _rule(scope: Scope[Network, Account], policy: Any, rule: _Rule) -> Any:
    return scope.make(
        compute.RegionNetworkFirewallPolicyRule,
        f"firewall-{rule.role}",
        project=scope.account.project,
        region=regions.region(Place.TOKYO),
        firewall_policy=policy.name,
        rule_name=rule.role,
        direction=rule.direction,
        action=rule.action,
        priority=rule.priority,
        enable_logging=True,
        match=rule.match(),
    )
