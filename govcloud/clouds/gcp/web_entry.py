"""The way in on Google Cloud: a regional external Application Load Balancer in Tokyo."""

from __future__ import annotations

from typing import Any

from pulumi_gcp import compute, dns

from govcloud.blocks import WebEntry
from govcloud.clouds.gcp import naming, regions
from govcloud.clouds.gcp._certificate import certificate
from govcloud.clouds.gcp.account import Account
from govcloud.clouds.gcp.outputs import GcpFirewall, GcpNetwork, GcpService, GcpSite
from govcloud.clouds.outputs import EntryOutputs
from govcloud.clouds.scope import Scope
from govcloud.facts import Place

_Scope = Scope[WebEntry, Account]


def render(scope: _Scope) -> EntryOutputs:
    """Address, certificate, HTTPS with the environment's domain, and plain HTTP that only redirects.

    Regional on purpose: the global one ends TLS at edges all over the world.
    """
    address = _address(scope)
    https = _https(scope, address, _routes(scope, {name: _backend(scope, name) for name in _targets(scope)}))
    _http(scope, address)
    domain = scope.layout.environment.domain
    scope.make(
        dns.RecordSet,
        "record",
        project=scope.account.project,
        managed_zone=scope.account.dns_zone,
        name=f"{domain}.",
        type="A",
        ttl=300,
        rrdatas=[address.address],
    )
    return EntryOutputs(id=https.id, url=f"https://{domain}/")


def _named(scope: _Scope, *parts: str) -> dict[str, Any]:
    """What every regional part has in common."""
    return {
        "name": naming.plain(scope.layout, scope.planned.name, *parts),
        "project": scope.account.project,
        "region": regions.region(Place.TOKYO),
    }


def _address(scope: _Scope) -> Any:
    return scope.make(
        compute.Address,
        "address",
        **_named(scope),
        address_type="EXTERNAL",
        network_tier="STANDARD",
        deletion_policy="PREVENT",
        opts={"protect": True},
    )


def _targets(scope: _Scope) -> tuple[str, ...]:
    return tuple(dict.fromkeys(scope.block.routes.values()))


def _backend(scope: _Scope, name: str) -> Any:
    """A service of the load balancer in front of one block, behind the firewall, with every request logged."""
    kind = GcpSite if scope.layout.blocks[name].block.kind == "static_site" else GcpService
    group = scope.make(
        compute.RegionNetworkEndpointGroup,
        f"group-{name}",
        **_named(scope, name),
        network_endpoint_type="SERVERLESS",
        cloud_run={"service": scope.of(name, kind).service},
    )
    return scope.make(
        compute.RegionBackendService,
        f"backend-{name}",
        **_named(scope, name),
        load_balancing_scheme="EXTERNAL_MANAGED",
        protocol="HTTPS",
        backends=[{"group": group.id, "balancing_mode": "UTILIZATION", "capacity_scaler": 1.0}],
        security_policy=scope.of(scope.block.firewall, GcpFirewall).id,
        log_config={"enable": True, "sample_rate": 1.0},
    )


def _routes(scope: _Scope, backends: dict[str, Any]) -> Any:
    routes = dict(scope.block.routes)
    rest = backends[routes.pop("/*")].id
    rules = [{"paths": [path], "service": backends[target].id} for path, target in routes.items()]
    return scope.make(
        compute.RegionUrlMap,
        "routes",
        **_named(scope),
        default_service=rest,
        host_rules=[{"hosts": [scope.layout.environment.domain], "path_matcher": "paths"}],
        path_matchers=[{"name": "paths", "default_service": rest, "path_rules": rules}],
    )


def _https(scope: _Scope, address: Any, routes: Any) -> Any:
    policy = scope.make(
        compute.RegionSslPolicy, "tls", **_named(scope), profile="RESTRICTED", min_tls_version="TLS_1_2"
    )
    proxy = scope.make(
        compute.RegionTargetHttpsProxy,
        "https-proxy",
        **_named(scope, "https"),
        url_map=routes.id,
        ssl_policy=policy.id,
        certificate_manager_certificates=[certificate(scope).id],
    )
    return _front(scope, "https", address, proxy, "443")


def _http(scope: _Scope, address: Any) -> Any:
    away = scope.make(
        compute.RegionUrlMap,
        "redirect",
        **_named(scope, "redirect"),
        default_url_redirect={
            "https_redirect": True,
            "strip_query": False,
            "redirect_response_code": "MOVED_PERMANENTLY_DEFAULT",
        },
    )
    proxy = scope.make(compute.RegionTargetHttpProxy, "http-proxy", **_named(scope, "http"), url_map=away.id)
    return _front(scope, "http", address, proxy, "80")


def _front(scope: _Scope, role: str, address: Any, proxy: Any, port: str) -> Any:
    network = scope.of(scope.block.network, GcpNetwork)
    return scope.make(
        compute.ForwardingRule,
        role,
        **_named(scope, role),
        load_balancing_scheme="EXTERNAL_MANAGED",
        network_tier="STANDARD",
        network=network.proxies,
        ip_protocol="TCP",
        ip_address=address.address,
        port_range=port,
        target=proxy.id,
        labels=scope.labels,
        deletion_policy="PREVENT",
        opts={"protect": True},
    )
