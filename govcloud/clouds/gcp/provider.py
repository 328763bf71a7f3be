"""The one explicit provider of a system on Google Cloud."""

from __future__ import annotations

import pulumi_gcp as gcp

from govcloud.clouds.gcp import regions
from govcloud.clouds.gcp.account import Account
from govcloud.facts import Place
from govcloud.systems.layout import Layout


def provider(layout: Layout, account: Account) -> gcp.Provider:
    """Named "main": the environment's project, Tokyo, and whose the resources are. Every resource names its own region
    all the same; project and labels are what is left to the provider."""
    system = layout.system
    return gcp.Provider(
        "main",
        project=account.project,
        region=regions.region(Place.TOKYO),
        user_project_override=True,
        billing_project=account.project,
        default_labels={
            "agency": system.agency,
            "environment": layout.environment_name,
            "managed-by": "govcloud",
            "system": system.system,
        },
    )
