"""Settings that give a secret away, by their name or by their value."""

from __future__ import annotations

import re
from typing import Final

from govcloud.facts import secret_by_name, secret_by_value
from govcloud.graph import Value

_REFERENCE: Final = re.compile(r"^projects/[^/]+/(locations/[^/]+/)?secrets/[^/]+|^\$\{(Regional)?Secret:[^}]*\.id\}$")
"""A secret's name, by which code asks for it: no secret itself."""


def tells(name: str, value: Value) -> bool:
    """Whether a setting holds a secret in clear; the name by which code asks for one is none."""
    if not isinstance(value, str) or not value or _REFERENCE.search(value):
        return False
    return secret_by_name(name) or secret_by_value(value)
