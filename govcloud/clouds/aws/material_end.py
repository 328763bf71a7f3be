"""The figure by which KMS tells how long imported material still lasts: what alarms are set on, and recognised by."""

from __future__ import annotations

from typing import Final

NAMESPACE: Final = "AWS/KMS"
METRIC: Final = "SecondsUntilKeyMaterialExpiration"
"""AWS KMS developer guide, Monitoring with CloudWatch; its one dimension is KeyId, its useful statistic Minimum."""
DAY: Final = 86_400

RENEWAL_TAG: Final = "renewal-days"
"""The tag of a brought or outside key that says within how many days its material is renewed by ceremony."""


def seconds(days: int) -> int:
    """The threshold that is so many days ahead."""
    return days * DAY
