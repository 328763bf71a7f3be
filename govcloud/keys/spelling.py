"""One spelling for what is signed or sealed: canonical JSON, and base64 that is read back only as it is written."""

from __future__ import annotations

import base64
import binascii
import json
from typing import Any


def canonical(document: dict[str, Any]) -> bytes:
    """JSON with sorted keys and no spaces, in UTF-8."""
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def packed(given: bytes) -> str:
    """Bytes as base64."""
    return base64.b64encode(given).decode("ascii")


def unpacked(given: str) -> bytes:
    """The bytes of a base64 text; none where it is not spelt as `packed` would."""
    try:
        made = base64.b64decode(given, validate=True)
    except (ValueError, binascii.Error):
        return b""
    return made if packed(made) == given else b""
