"""A key vault as keys and secrets need it, and the message that something in it is about to end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pulumi_azure_native import eventgrid, keyvault, monitor, resources

from govcloud.clouds.azure import naming
from govcloud.clouds.azure._group import located
from govcloud.clouds.azure.regions import GLOBAL
from govcloud.clouds.scope import Scope
from govcloud.facts import Place

SOFT_DELETE_DAYS = 90


def vault(
    scope: Scope[Any, Any],
    home: resources.ResourceGroup,
    place: Place = Place.TOKYO,
    *,
    bypass: str = "None",
    tags: Mapping[str, str] | None = None,
) -> keyvault.Vault:
    """Premium (HSM), roles instead of access policies, closed to the internet, 90 days from deletion to loss."""
    return scope.make(
        keyvault.Vault,
        "vault",
        vault_name=naming.vault(scope.layout, scope.account.number, scope.planned.name),
        properties={
            "sku": {"family": "A", "name": keyvault.SkuName.PREMIUM},
            "tenant_id": scope.account.tenant,
            "access_policies": [],
            "enable_purge_protection": True,
            "enable_rbac_authorization": True,
            "enable_soft_delete": True,
            "enabled_for_deployment": False,
            "enabled_for_disk_encryption": False,
            "enabled_for_template_deployment": False,
            "network_acls": {
                "bypass": bypass,
                "default_action": keyvault.NetworkRuleAction.DENY,
                "ip_rules": [],
                "virtual_network_rules": [],
            },
            "public_network_access": "Disabled",
            "soft_delete_retention_in_days": SOFT_DELETE_DAYS,
        },
        opts={"protect": True},
        **{**located(scope, home, place), "tags": {**scope.labels, **(tags or {})}},
    )


def notified(
    scope: Scope[Any, Any], home: resources.ResourceGroup, made: keyvault.Vault, *, event: str, to: str
) -> eventgrid.SystemTopicEventSubscription:
    """Mail 30 days before a version in the vault ends: the vault tells Event Grid, Event Grid raises an alert."""
    name = scope.planned.name
    place = getattr(scope.block, "place", Place.TOKYO)
    told = scope.make(
        monitor.ActionGroup,
        "told",
        action_group_name=naming.local(name, "renewal"),
        group_short_name=naming.short(name),
        enabled=True,
        email_receivers=[{"name": "contact", "email_address": to, "use_common_alert_schema": True}],
        resource_group_name=home.name,
        location=GLOBAL,
        tags=scope.labels,
    )
    topic = scope.make(
        eventgrid.SystemTopic,
        "events",
        system_topic_name=naming.local(name, "events"),
        source=made.id,
        topic_type="Microsoft.KeyVault.vaults",
        **located(scope, home, place),
    )
    return scope.make(
        eventgrid.SystemTopicEventSubscription,
        "near-end",
        event_subscription_name=naming.local(name, "near-end"),
        system_topic_name=topic.name,
        resource_group_name=home.name,
        event_delivery_schema="CloudEventSchemaV1_0",
        destination={
            "endpoint_type": "MonitorAlert",
            "severity": "Sev2",
            "action_groups": [told.id],
            "description": f"{name}: a version ends in 30 days; renew it",
        },
        filter={"included_event_types": [event]},
    )
