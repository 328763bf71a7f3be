"""How Pulumi keeps state in an S3 bucket and its secrets under a KMS key.

Sources: https://www.pulumi.com/docs/iac/guides/basics/using-a-diy-backend/,
https://www.pulumi.com/docs/iac/concepts/secrets/, and the refusals of Pulumi 3.260 (2026-11-22).
"""

from __future__ import annotations

import re
from typing import Final

from govcloud.clouds.aws.regions import TOKYO, place_of
from govcloud.clouds.state import Form, Settings
from govcloud.facts import Place, Unknown

_ARN: Final = re.compile(r"/arn:aws:kms:([a-z0-9-]+):.*")


def _bucket(_address: str, settings: Settings) -> Place | Unknown:
    return place_of(settings["region"])


def _key(address: str, settings: Settings) -> Place | Unknown:
    """By the region that is asked; an ARN names one of its own, and both count."""
    arn = _ARN.fullmatch(address)
    asked, named = place_of(settings["region"]), place_of(arn[1] if arn else settings["region"])
    return Place.ABROAD if Place.ABROAD in (asked, named) else asked


BACKEND: Final = Form(
    scheme="s3",
    example=f"s3://example-agency-state?region={TOKYO}&awssdk=v2",
    address=r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/[A-Za-z0-9._/-]*)?",
    settings={
        "awssdk": "v2",
        "kmskeyid": r"[A-Za-z0-9:/_-]+",
        "profile": r"[A-Za-z0-9._-]+",
        "region": r"[a-z0-9-]+",
        "ssetype": "aws:kms|aws:kms:dsse",
    },
    needed=("region",),
    place=_bucket,
)
"""`ssetype` and `kmskeyid` name the key that the state itself is under. Another endpoint, or acceleration, could lead
out of the country; so neither can be asked for."""

SECRETS: Final = Form(
    scheme="awskms",
    example=f"awskms://alias/example-agency-state?region={TOKYO}",
    address=r"alias/[A-Za-z0-9/_-]+|[0-9a-f-]{36}|mrk-[0-9a-f]{32}"
    r"|/arn:aws:kms:[a-z0-9-]+:[0-9]{12}:(alias|key)/[A-Za-z0-9/_-]+",
    settings={
        "awssdk": "v2",
        "context_[A-Za-z0-9_-]+": r"[A-Za-z0-9:._-]+",
        "profile": r"[A-Za-z0-9._-]+",
        "region": r"[a-z0-9-]+",
    },
    needed=("region",),
    place=_key,
)
