"""The one explicit AWS provider of a system: region, account, whose resources these are."""

from __future__ import annotations

import pulumi_aws

from govcloud.clouds.aws.account import Account
from govcloud.clouds.aws.regions import TOKYO
from govcloud.systems import Layout


def provider(layout: Layout, account: Account) -> pulumi_aws.Provider:
    """Refuses any other account than the environment's, and tags everything. No credentials: they come from outside."""
    system = layout.system
    tags = {
        "agency": system.agency,
        "confidentiality": str(system.confidentiality),
        "environment": layout.environment_name,
        "generation": str(system.generation),
        "system": system.system,
    }
    return pulumi_aws.Provider(
        "main",
        region=TOKYO,
        allowed_account_ids=[account.number],
        default_tags={"tags": tags},
    )
