"""Renders web entries: an application gateway over three zones, TLS 1.2 or newer, behind the web firewall."""

from __future__ import annotations

from typing import Final

from pulumi_azure_native import dns, network, resources

from govcloud.blocks import WebEntry, WebFirewall
from govcloud.clouds.azure import naming
from govcloud.clouds.azure._errors import watched
from govcloud.clouds.azure._gateway import Parts, backends, listeners, routes
from govcloud.clouds.azure._grant import grant, identity
from govcloud.clouds.azure._group import group, located
from govcloud.clouds.azure._logging import record
from govcloud.clouds.azure._storage import guarded
from govcloud.clouds.azure.account import Account
from govcloud.clouds.azure.outputs import AzureEntry, AzureNetwork, AzureStore
from govcloud.clouds.azure.regions import ZONES
from govcloud.clouds.outputs import FirewallOutputs
from govcloud.clouds.scope import Scope
from govcloud.facts import Place

POLICY: Final = "AppGwSslPolicy20220101S"
"""TLS 1.2 and 1.3 with forward secrecy only."""
ACCESS: Final = "ApplicationGatewayAccessLog"
FIREWALL: Final = "ApplicationGatewayFirewallLog"
SMALLEST: Final = 2
LARGEST: Final = 10


def render(scope: Scope[WebEntry, Account]) -> AzureEntry:
    """The gateway, its address, its name, its logs; and an alarm on its errors."""
    home = group(scope)
    address = _address(scope, home)
    gateway = _gateway(scope, home, address)
    _record(scope, gateway)
    _name(scope, address)
    guarded(scope, gateway)
    watched(scope, home, gateway.id)
    url = gateway.id.apply(lambda _gateway: f"https://{scope.layout.environment.domain}/")
    return AzureEntry(id=gateway.id, url=url)


def _record(scope: Scope[WebEntry, Account], gateway: network.ApplicationGateway) -> None:
    """The gateway sends the firewall's log as well: to the archive that the firewall names."""
    by_archive: dict[str | None, list[str]] = {scope.block.logs: [ACCESS]}
    by_archive.setdefault(scope.planned.of(scope.block.firewall, WebFirewall).logs, []).append(FIREWALL)
    for archive, categories in by_archive.items():
        role = "access-log" if ACCESS in categories else "firewall-log"
        record(scope, role, of=gateway.id, into=scope.of(archive, AzureStore), categories=categories)


def _address(scope: Scope[WebEntry, Account], home: resources.ResourceGroup) -> network.PublicIPAddress:
    return scope.make(
        network.PublicIPAddress,
        "address",
        public_ip_address_name=naming.local(scope.planned.name, "address"),
        sku={"name": "Standard", "tier": "Regional"},
        public_ip_allocation_method="Static",
        public_ip_address_version="IPv4",
        zones=list(ZONES[Place.TOKYO]),
        **located(scope, home),
    )


def _gateway(
    scope: Scope[WebEntry, Account], home: resources.ResourceGroup, address: network.PublicIPAddress
) -> network.ApplicationGateway:
    name = naming.local(scope.planned.name, "gateway")
    group_name = naming.group(scope.layout, scope.planned.name)
    parts = Parts(scope.account.subscription, group_name, name)
    who = identity(scope, home)
    vault, secret = _certificate(scope.account)
    may = grant(scope, "certificate", principal=who.principal_id, may="secrets-user", on=f"{vault}/secrets/{secret}")
    subnet = scope.of(scope.block.network, AzureNetwork).subnet_edge
    return scope.make(
        network.ApplicationGateway,
        "gateway",
        application_gateway_name=name,
        sku={"name": "WAF_v2", "tier": "WAF_v2"},
        zones=list(ZONES[Place.TOKYO]),
        autoscale_configuration={"min_capacity": SMALLEST, "max_capacity": LARGEST},
        enable_http2=True,
        identity={
            "type": network.ResourceIdentityType.USER_ASSIGNED,
            "user_assigned_identities": [who.id],
        },
        firewall_policy={"id": scope.of(scope.block.firewall, FirewallOutputs).id},
        force_firewall_policy_association=True,
        ssl_policy={"policy_type": "Predefined", "policy_name": POLICY},
        ssl_certificates=[{"name": "web", "key_vault_secret_id": scope.account.certificate}],
        gateway_ip_configurations=[{"name": "subnet", "subnet": {"id": subnet}}],
        frontend_ip_configurations=[{"name": "public", "public_ip_address": {"id": address.id}}],
        frontend_ports=[{"name": "http", "port": 80}, {"name": "https", "port": 443}],
        opts={"depends_on": [may]},
        **listeners(parts, scope.layout.environment.domain),
        **backends(parts, scope),
        **routes(parts, scope.block),
        **located(scope, home),
    )


def _certificate(account: Account) -> tuple[str, str]:
    """The id of the certificate's vault, and the secret's name."""
    host, _, rest = account.certificate.removeprefix("https://").partition("/")
    vault = host.partition(".")[0]
    base = f"/subscriptions/{account.subscription}/resourceGroups/{account.certificate_group}"
    return f"{base}/providers/Microsoft.KeyVault/vaults/{vault}", rest.removeprefix("secrets/")


def _name(scope: Scope[WebEntry, Account], address: network.PublicIPAddress) -> None:
    """The domain's record, as an alias: it follows the address, and no record stays behind one that is gone."""
    zone = scope.account.dns_zone
    domain = scope.layout.environment.domain
    scope.make(
        dns.RecordSet,
        "name",
        zone_name=zone.name,
        resource_group_name=zone.resource_group,
        record_type="A",
        relative_record_set_name="@" if domain == zone.name else domain.removesuffix(f".{zone.name}"),
        ttl=300,
        target_resource={"id": address.id},
    )
