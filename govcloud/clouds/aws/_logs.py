"""Log groups: on a customer key, kept at least as long as the archive keeps, for as many days as CloudWatch offers."""

from __future__ import annotations

from typing import Any, Final

from pulumi_aws import cloudwatch

from govcloud.clouds.aws.regions import TOKYO
from govcloud.clouds.scope import Scope

KEPT_DAYS: Final = (365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653)
"""The retentions of a year and more that CloudWatch Logs accepts."""


def retention(days: int) -> int:
    """The shortest retention on offer that is at least `days`."""
    return next(kept for kept in KEPT_DAYS if kept >= days)


def group(scope: Scope[Any, Any], role: str, name: str, *, key: Any, archive: str | None) -> cloudwatch.LogGroup:
    """A log group under `name`, kept as long as the archive block keeps what it gets."""
    return scope.make(
        cloudwatch.LogGroup,
        role,
        name=name,
        region=TOKYO,
        kms_key_id=key,
        log_group_class="STANDARD",
        retention_in_days=retention(scope.planned.log_days(archive)),
        opts={"retain_on_delete": True},
    )
