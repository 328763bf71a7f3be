"""Where AWS is in Japan: regions, zones, what counts as inside, and which services have no region."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from govcloud.facts import UNKNOWN, Place, Unknown

TOKYO: Final = "ap-northeast-1"
OSAKA: Final = "ap-northeast-3"

REGION: Final[Mapping[Place, str]] = MappingProxyType({Place.OSAKA: OSAKA, Place.TOKYO: TOKYO})
_PLACE: Final[Mapping[str, Place]] = MappingProxyType({region: place for place, region in REGION.items()})

ZONES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        OSAKA: ("apne3-az1", "apne3-az2", "apne3-az3"),
        TOKYO: ("apne1-az1", "apne1-az2", "apne1-az4"),
    }
)
"""Zone ids: the letters behind zone names mean other buildings in every account. apne1-az3 takes no new accounts."""

_ZONE_PREFIX: Final[Mapping[str, Place]] = MappingProxyType({"apne1": Place.TOKYO, "apne3": Place.OSAKA})

GLOBAL: Final[Mapping[str, str]] = MappingProxyType(
    {
        "account": "2026-11-22: account settings are the account's, not a region's",
        "budgets": "2026-11-22: AWS Budgets has one endpoint for all regions; it holds amounts only",
        "dashboard": "2026-11-22: CloudWatch dashboards have no region; they name metrics and hold none",
        "iam": "2026-11-22: IAM has no region; it holds names and policies, no system data",
        "organizations": "2026-11-22: AWS Organizations has no region; it holds names and policies",
        "route53": "2026-11-22: Route 53 zones have no region; they hold public names",
    }
)
"""Services without a region: the named exceptions of the residency ledger, each with the day it was last looked at."""


def place_of(raw: str | Unknown | None) -> Place | Unknown:
    """Where a region, zone or zone id is. Membership decides: Seoul is ap-northeast-2 and abroad."""
    if raw is UNKNOWN or raw is None or isinstance(raw, Unknown):
        return UNKNOWN
    name = raw.strip().lower()
    if not name or "${" in name:
        return UNKNOWN
    if name == "aws-global":
        return Place.GLOBAL
    return _PLACE.get(_region(name)) or _ZONE_PREFIX.get(name.partition("-az")[0], Place.ABROAD)


def _region(name: str) -> str:
    """A zone's region: `ap-northeast-1a` is in `ap-northeast-1`."""
    return name[:-1] if name[-1:].isalpha() and name[:-1] in _PLACE else name
