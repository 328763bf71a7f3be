"""What stands around wrapped bytes: nothing, or Azure's transfer blob (`.byok`), read only as written here."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from govcloud.clouds.wrapping import EnvelopeName
from govcloud.keys.refusal import NotIntactError

GENERATOR: Final = "govcloud"
_LARGEST: Final = 65_536


def put(envelope: EnvelopeName, wrapped: bytes, api: str, wrapping_key: str) -> bytes:
    """The blob as a cloud takes it."""
    return _WRITERS[envelope](wrapped, api, wrapping_key)


def taken(envelope: EnvelopeName, blob: bytes, api: str, wrapping_key: str) -> bytes:
    """The wrapped bytes in a blob; `NotIntactError` unless it is, to the byte, what `put` would have written."""
    if len(blob) > _LARGEST:
        raise _damaged()
    wrapped = _READERS[envelope](blob)
    if put(envelope, wrapped, api, wrapping_key) != blob:
        raise _damaged()
    return wrapped


def encoded(given: bytes) -> str:
    """base64url without padding (RFC 4648, section 5)."""
    return base64.urlsafe_b64encode(given).rstrip(b"=").decode("ascii")


def _byok(wrapped: bytes, api: str, wrapping_key: str) -> bytes:
    header = {"kid": wrapping_key, "alg": "dir", "enc": api}
    document = {
        "schema_version": "1.0.0",
        "header": header,
        "ciphertext": encoded(wrapped),
        "generator": GENERATOR,
    }
    return json.dumps(document).encode()


def _from_byok(blob: bytes) -> bytes:
    try:
        text = json.loads(blob)["ciphertext"]
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (ValueError, KeyError, TypeError, RecursionError, binascii.Error):
        raise _damaged() from None


def _damaged() -> NotIntactError:
    return NotIntactError(
        "this is no transfer blob of this library for that wrapping key and method, or it was changed",
        "この方式・ラップ鍵向けに本ライブラリが作成した転送データではないか、改変されている",
    )


_WRITERS: Final[Mapping[EnvelopeName, Callable[[bytes, str, str], bytes]]] = MappingProxyType(
    {"byok": _byok, "none": lambda wrapped, _api, _key: wrapped}
)
_READERS: Final[Mapping[EnvelopeName, Callable[[bytes], bytes]]] = MappingProxyType(
    {"byok": _from_byok, "none": lambda blob: blob}
)
