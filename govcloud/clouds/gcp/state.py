"""How Pulumi keeps state in a Cloud Storage bucket and its secrets under a Cloud KMS key.

A bucket's URL cannot tell its location: `gcloud storage buckets describe` tells it. A key's path does.
Sources: https://www.pulumi.com/docs/iac/guides/basics/using-a-diy-backend/,
https://www.pulumi.com/docs/iac/concepts/secrets/, and the refusals of Pulumi 3.260 (2026-11-22).
"""

from __future__ import annotations

from typing import Final

from govcloud.clouds.gcp.regions import place_of
from govcloud.clouds.state import Form, Settings
from govcloud.facts import Place, Unknown


def _key(address: str, _settings: Settings) -> Place | Unknown:
    return place_of(address.split("/")[3])


BACKEND: Final = Form(
    scheme="gs",
    example="gs://example-agency-state",
    address=r"[a-z0-9][a-z0-9._-]{1,61}[a-z0-9](/[A-Za-z0-9._/-]*)?",
)

SECRETS: Final = Form(
    scheme="gcpkms",
    example="gcpkms://projects/example-agency/locations/asia-northeast1/keyRings/state/cryptoKeys/secrets",
    address=r"projects/[a-z][a-z0-9-]{4,28}[a-z0-9]/locations/[a-z0-9-]+/keyRings/[A-Za-z0-9_-]+/cryptoKeys/[A-Za-z0-9_-]+",
    place=_key,
)
