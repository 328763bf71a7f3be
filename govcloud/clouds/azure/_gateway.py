"""The inside of an application gateway. Its parts name each other by full ids, which are known before it exists."""

from __future__ import annotations

import dataclasses
from typing import Any

from govcloud.blocks import StaticSite, WebEntry
from govcloud.clouds.azure.account import Account
from govcloud.clouds.azure.outputs import AzureService, AzureSite
from govcloud.clouds.scope import Scope


@dataclasses.dataclass(frozen=True, slots=True)
class Parts:
    """The gateway's own id, from which its parts' ids follow."""

    subscription: str
    group: str
    name: str

    def __call__(self, kind: str, name: str) -> dict[str, str]:
        """A reference to one part."""
        base = f"/subscriptions/{self.subscription}/resourceGroups/{self.group}/providers/Microsoft.Network"
        return {"id": f"{base}/applicationGateways/{self.name}/{kind}/{name}"}


def listeners(part: Parts, domain: str) -> dict[str, Any]:
    """HTTPS with the certificate; HTTP only to be sent there."""
    public = {"frontend_ip_configuration": part("frontendIPConfigurations", "public"), "host_name": domain}
    return {
        "http_listeners": [
            {"name": "http", "protocol": "Http", "frontend_port": part("frontendPorts", "http"), **public},
            {
                "name": "https",
                "protocol": "Https",
                "frontend_port": part("frontendPorts", "https"),
                "require_server_name_indication": True,
                "ssl_certificate": part("sslCertificates", "web"),
                **public,
            },
        ],
        "redirect_configurations": [
            {
                "name": "to-https",
                "redirect_type": "Permanent",
                "target_listener": part("httpListeners", "https"),
                "include_path": True,
                "include_query_string": True,
            }
        ],
    }


def backends(part: Parts, scope: Scope[WebEntry, Account]) -> dict[str, Any]:
    """Each target by its name in the network, over HTTPS, with the host name its certificate is for."""
    targets = sorted(set(scope.block.routes.values()))
    outputs = {name: _target(scope, name) for name in targets}
    return {
        "backend_address_pools": [
            {"name": name, "backend_addresses": [{"fqdn": target.host}]} for name, target in outputs.items()
        ],
        "backend_http_settings_collection": [
            {
                "name": name,
                "protocol": "Https",
                "port": 443,
                "cookie_based_affinity": "Disabled",
                "pick_host_name_from_backend_address": True,
                "probe": part("probes", name),
                "request_timeout": 60,
            }
            for name in outputs
        ],
        "probes": [
            {
                "name": name,
                "protocol": "Https",
                "path": target.health_path,
                "pick_host_name_from_backend_http_settings": True,
                "interval": 30,
                "timeout": 30,
                "unhealthy_threshold": 3,
                "match": {"status_codes": ["200-399"]},
            }
            for name, target in outputs.items()
        ],
    }


def _target(scope: Scope[WebEntry, Account], name: str) -> AzureService | AzureSite:
    is_site = isinstance(scope.layout.blocks[name].block, StaticSite)
    return scope.of(name, AzureSite) if is_site else scope.of(name, AzureService)


def routes(part: Parts, block: WebEntry) -> dict[str, Any]:
    """Longer paths first; the rest takes what is left. A map without paths is refused, so that one route needs none."""
    rest = _sent(part, block.routes["/*"])
    paths = sorted((path for path in block.routes if path != "/*"), key=lambda path: (-len(path), path))
    secure = {"name": "https", "priority": 100, "http_listener": part("httpListeners", "https")}
    plain = {
        "name": "http",
        "priority": 200,
        "rule_type": "Basic",
        "http_listener": part("httpListeners", "http"),
        "redirect_configuration": part("redirectConfigurations", "to-https"),
    }
    if not paths:
        return {"request_routing_rules": [{**secure, "rule_type": "Basic", **rest}, plain]}
    mapped = {**secure, "rule_type": "PathBasedRouting", "url_path_map": part("urlPathMaps", "routes")}
    rules = [
        {"name": f"route-{position}", "paths": [path], **_sent(part, block.routes[path])}
        for position, path in enumerate(paths)
    ]
    path_map = {"name": "routes", "path_rules": rules, **{f"default_{key}": value for key, value in rest.items()}}
    return {"request_routing_rules": [mapped, plain], "url_path_maps": [path_map]}


def _sent(part: Parts, name: str) -> dict[str, Any]:
    return {
        "backend_address_pool": part("backendAddressPools", name),
        "backend_http_settings": part("backendHttpSettingsCollection", name),
    }
