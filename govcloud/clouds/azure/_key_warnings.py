"""The alarm 60 days before a brought key ends: a log alert over a day that the account names, for no metric counts.

Key Vault itself tells once of each version, 30 days ahead; `_vault.notified` has that message. Another time would stand
in a rotation policy that only the vault's own interface sets, in place of the 30 days and not beside them.
"""

from __future__ import annotations

import datetime
from typing import Final

import pulumi
from pulumi_azure_native import monitor, resources

from govcloud.blocks import EncryptionKey
from govcloud.blocks.encryption_key import WARNINGS
from govcloud.clouds.azure import material_end, naming
from govcloud.clouds.azure._grant import grant, identity
from govcloud.clouds.azure._group import located
from govcloud.clouds.azure._workspace import workspace
from govcloud.clouds.azure.account import Account
from govcloud.clouds.azure.wrapping import target
from govcloud.clouds.scope import Scope

FIRST: Final = max(WARNINGS)
DAY: Final = "P1D"
RETENTION_DAYS: Final = 30
"""Of the workspace's own messages, the only ones in it: what its price includes."""


def warn(
    scope: Scope[EncryptionKey, Account],
    home: resources.ResourceGroup,
    told: pulumi.CustomResource,
    ends: datetime.date,
) -> None:
    """A rule that looks once a day and writes to whom the 30 days are told, every day from 60 days ahead until another
    end stands in the account.

    Stateless, because a stateful rule may look at most every 12 hours ("Create or edit a log search alert rule",
    Automatically resolve alerts). It asks with an identity of its own, which may read the workspace before the rule is
    made: without one it has the rights of who deployed it last, for as long as they have them.
    """
    # The key's own, in its region, and empty: logs go to the archive, a storage account, which no rule can ask; and
    # what needs the key may not be needed by it.
    space = workspace(scope, home, "warnings", days=RETENTION_DAYS, place=scope.block.place)
    who = identity(scope, home, "warner", scope.block.place)
    reads = grant(scope, "warner-reads", principal=who.principal_id, may="logs-reader", on=space.id)
    scope.make(
        monitor.ScheduledQueryRule,
        f"ends-in-{FIRST}",
        rule_name=naming.local(scope.planned.name, f"ends-in-{FIRST}"),
        description=f"{scope.planned.name}: its version ends on {ends}; hold the key ceremony",
        kind=monitor.Kind.LOG_ALERT,
        identity={"type": "UserAssigned", "user_assigned_identities": [who.id]},
        enabled=True,
        severity=2,
        scopes=[space.id],
        evaluation_frequency=DAY,
        window_size=DAY,
        auto_mitigate=False,
        # Asked once while it is made: a rule whose query fails for a week is switched off.
        skip_query_validation=False,
        criteria={
            "all_of": [
                {
                    "query": material_end.query(target(scope.planned, scope.account).key, ends, FIRST),
                    "time_aggregation": "Count",
                    "operator": "GreaterThan",
                    "threshold": 0,
                    "failing_periods": {"min_failing_periods_to_alert": 1, "number_of_evaluation_periods": 1},
                }
            ]
        },
        actions={"action_groups": [told.id]},
        **located(scope, home, scope.block.place),
        opts={"depends_on": [reads]},
    )
