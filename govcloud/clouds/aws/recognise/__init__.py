"""AWS types and what is true of them. Importing this room registers every recogniser; none loads the SDK."""

from govcloud.clouds.aws.recognise import (
    alarms,
    compute,
    containers,
    entries,
    firewalls,
    iam,
    images,
    kms,
    network,
    rds,
    s3,
    schedules,
    secrets,
    stores,
    topics,
    trails,
)
from govcloud.clouds.aws.recognise.register import KEYLESS, REGISTER

__all__ = [
    "KEYLESS",
    "REGISTER",
    "alarms",
    "compute",
    "containers",
    "entries",
    "firewalls",
    "iam",
    "images",
    "kms",
    "network",
    "rds",
    "s3",
    "schedules",
    "secrets",
    "stores",
    "topics",
    "trails",
]
