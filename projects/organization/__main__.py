"""The organisation's program: exports which systems there are. Creates nothing."""

from __future__ import annotations

from pathlib import Path

import pulumi
from inventory import inventory

from govcloud.errors import GovcloudError

try:
    pulumi.export("systems", inventory(Path(__file__).resolve().parent.parent))
except GovcloudError as error:
    raise pulumi.RunError(str(error)) from None
