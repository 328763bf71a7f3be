"""The organisation's program: exports which systems there are. Creates nothing."""

from __future__ import annotations

from pathlib import Path

import pulumi
from inventory import inventory

pulumi.export("systems", inventory(Path(__file__).resolve().parent.parent))
