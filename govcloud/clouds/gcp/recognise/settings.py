"""Settings that give a secret away, by their name or by their value."""

from __future__ import annotations

import re
from typing import Final

from govcloud.graph import Value

_SECRET_NAME: Final = re.compile(r"PASSWORD|PASSWD|SECRET|TOKEN|PRIVATE_KEY|API_KEY|CREDENTIAL|ACCESS_KEY")
_SECRET_VALUE: Final = re.compile(
    r"-----BEGIN |AKIA[0-9A-Z]{16}|://[^/\s:@]+:[^/\s:@]+@|AccountKey=|AIza[0-9A-Za-z_-]{35}|eyJ[A-Za-z0-9_-]{20,}\."
)
_REFERENCE: Final = re.compile(r"^projects/[^/]+/(locations/[^/]+/)?secrets/[^/]+|^\$\{(Regional)?Secret:[^}]*\.id\}$")
"""A secret's name, by which code asks for it: no secret itself."""


def tells(name: str, value: Value) -> bool:
    """Whether a setting holds a secret in clear; the name by which code asks for one is none."""
    if not isinstance(value, str) or not value or _REFERENCE.search(value):
        return False
    return bool(_SECRET_NAME.search(name.upper()) or _SECRET_VALUE.search(value))
