"""Private paths from a network to Google's APIs: four addresses, one route, and private zones that answer with them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from pulumi_gcp import compute, dns

from govcloud.blocks import Network
from govcloud.clouds.gcp import naming
from govcloud.clouds.gcp._project import needs
from govcloud.clouds.gcp.account import Account
from govcloud.clouds.scope import Scope

VIP: Final = "199.36.153.8/30"
"""The addresses of private.googleapis.com, which Google announces to no one outside its network."""
_ADDRESSES: Final = tuple(f"199.36.153.{last}" for last in range(8, 12))
_DOMAINS: Final = {"googleapis": "googleapis.com.", "registry": "pkg.dev.", "run": "run.app."}


def google_access(scope: Scope[Network, Account], vpc: Any) -> Iterator[Any]:
    """The route and the zones' records. The route's next hop is called internet gateway; these addresses never leave
    Google's network."""
    yield scope.make(
        compute.Route,
        "route-google",
        name=naming.plain(scope.layout, scope.planned.name, "google"),
        project=scope.account.project,
        network=vpc.id,
        dest_range=VIP,
        next_hop_gateway=f"projects/{scope.account.project}/global/gateways/default-internet-gateway",
        priority=1000,
    )
    for role, domain in _DOMAINS.items():
        yield from _answers(scope, _zone(scope, vpc, role, domain), role, domain)


def _zone(scope: Scope[Network, Account], vpc: Any, role: str, domain: str) -> Any:
    return scope.make(
        dns.ManagedZone,
        f"zone-{role}",
        name=naming.plain(scope.layout, scope.planned.name, role),
        project=scope.account.project,
        dns_name=domain,
        description=f"Private addresses of {domain}",
        visibility="private",
        private_visibility_config={"networks": [{"network_url": vpc.id}]},
        labels=scope.labels,
        opts={"depends_on": needs(scope, "dns")},
    )


def _answers(scope: Scope[Network, Account], zone: Any, role: str, domain: str) -> Iterator[Any]:
    """An A record, and everything below it as its alias."""
    target = f"private.{domain}" if role == "googleapis" else domain
    for part, name, kind, answers in (
        ("a", target, "A", list(_ADDRESSES)),
        ("all", f"*.{domain}", "CNAME", [target]),
    ):
        yield scope.make(
            dns.RecordSet,
            f"zone-{role}-{part}",
            project=scope.account.project,
            managed_zone=zone.name,
            name=name,
            type=kind,
            ttl=300,
            rrdatas=answers,
        )
