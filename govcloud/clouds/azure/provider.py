"""The one explicit provider of a system on Azure: its subscription, its tenant, Japan."""

from __future__ import annotations

import pulumi_azure_native

from govcloud.clouds.azure.account import Account
from govcloud.clouds.azure.regions import REGIONS
from govcloud.facts import Place
from govcloud.systems import Layout


def provider(_layout: Layout, account: Account) -> pulumi_azure_native.Provider:
    """Credentials come from the deployer's own sign-in; the subscription can only be the environment's.

    An empty subscription knows few kinds of resource, and the provider was seen not to register all of them by itself
    (pulumi-azure-native issue 3479, `Microsoft.Insights`). Before the first deployment, register Microsoft.App,
    ContainerRegistry, DBforPostgreSQL, EventGrid, Insights, KeyVault, ManagedIdentity, Network, OperationalInsights,
    PolicyInsights, Portal, Security and Storage (`az provider register --namespace Microsoft.…`).
    """
    return pulumi_azure_native.Provider(
        "main",
        subscription_id=account.subscription,
        tenant_id=account.tenant,
        location=REGIONS[Place.TOKYO],
        disable_pulumi_partner_id=True,
    )
