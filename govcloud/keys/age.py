"""A short secret sealed in a file of age (https://age-encryption.org/v1) to X25519 recipients, and opened again.

Written with `cryptography`'s X25519, HKDF, HMAC and ChaCha20-Poly1305 and without a package for age: what is sealed
here is one key of 32 bytes, for which the format is a header and a single chunk; the machine of a ceremony then has
one library of compiled code to trust and not two (pyrage, MIT, would be the other). The age program opens what this
file writes, and this file what that program writes; files of more than one chunk, passphrase files, plugins and
post-quantum recipients are refused.
"""

from __future__ import annotations

import base64
import binascii
import re
import secrets
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from govcloud.keys import bech32
from govcloud.keys.refusal import CeremonyError, NotIntactError

LARGEST: Final = 65_536
"""Bytes of a chunk: more is not sealed in such a file here."""
_VERSION: Final = b"age-encryption.org/v1"
_X25519: Final = b"age-encryption.org/v1/X25519"
_FILE_KEY: Final = 16
_NONCE: Final = 16
_TAG: Final = 16
_FIRST: Final = bytes(12)
_ONLY_CHUNK: Final = bytes(11) + b"\x01"
_HEADER: Final = re.compile(rb"(age-encryption\.org/v1\n(?:[!-~ ]*\n)*?---) ([A-Za-z0-9+/]{43})\n", re.DOTALL)
_STANZA: Final = re.compile(rb"-> X25519 ([A-Za-z0-9+/]{43})\n([A-Za-z0-9+/]{43})\n")
_IDENTITY: Final = "age-secret-key-"


def recipient(text: str) -> X25519PublicKey:
    """A recipient (`age1…`). It is not repeated when it is none: an identity could have been given by mistake."""
    given = bech32.read("age", text.strip())
    if given is None:
        secret = text.strip().lower().startswith(_IDENTITY)
        raise CeremonyError(
            "this is {what}: a recipient of age is 'age1' and 58 letters and digits (X25519)",
            "ageの受信者(X25519、「age1」と英数字58文字)ではない",
            what="a secret identity" if secret else "no recipient",
        )
    return X25519PublicKey.from_public_bytes(given)


def identities(text: str) -> tuple[X25519PrivateKey, ...]:
    """The identities of a file as `age-keygen` writes it: a line each, comments begin with #."""
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]
    found = [bech32.read(_IDENTITY, line) for line in lines]
    if not found or None in found:
        raise CeremonyError(
            "this is no file of age identities (AGE-SECRET-KEY-1…, X25519, not under a passphrase)",
            "ageの識別鍵ファイル(AGE-SECRET-KEY-1…、X25519、パスフレーズなし)ではない",
        )
    return tuple(X25519PrivateKey.from_private_bytes(one) for one in found if one is not None)


def sealed(secret: bytes, to: Sequence[X25519PublicKey]) -> bytes:
    """An age file of a secret of at most one chunk, which any of the recipients opens."""
    if not to or len(secret) > LARGEST:
        raise ValueError("an age file here has recipients and one chunk")
    file_key, nonce = secrets.token_bytes(_FILE_KEY), secrets.token_bytes(_NONCE)
    header = b"\n".join((_VERSION, *(_stanza(file_key, one) for one in to), b"---"))
    payload = ChaCha20Poly1305(_derived(file_key, nonce, b"payload")).encrypt(_ONLY_CHUNK, secret, None)
    return header + b" " + _packed(_mac(file_key, header).finalize()) + b"\n" + nonce + payload


def opened(given: bytes, by: Iterable[X25519PrivateKey]) -> bytes:
    """The secret. `NotIntactError` where none of the identities opens it, or it was changed, or is no such file."""
    found = _HEADER.match(given) if len(given) <= 2 * LARGEST else None
    if found is None:
        raise _closed()
    stanzas = [(_unpacked(one[1]), _unpacked(one[2])) for one in _STANZA.finditer(found[1])]
    for file_key in _file_keys(stanzas, tuple(by)):
        mac = _mac(file_key, found[1])
        try:
            mac.verify(_unpacked(found[2]))
            nonce, chunk = given[found.end() :][:_NONCE], given[found.end() + _NONCE :]
            return ChaCha20Poly1305(_derived(file_key, nonce, b"payload")).decrypt(_ONLY_CHUNK, chunk, None)
        except (InvalidSignature, InvalidTag, ValueError):
            break
    raise _closed()


def _stanza(file_key: bytes, to: X25519PublicKey) -> bytes:
    passing = X25519PrivateKey.generate()
    share = passing.public_key().public_bytes_raw()
    wrapping = _derived(passing.exchange(to), share + to.public_bytes_raw(), _X25519)
    body = ChaCha20Poly1305(wrapping).encrypt(_FIRST, file_key, None)
    return b"-> X25519 " + _packed(share) + b"\n" + _packed(body)


def _file_keys(stanzas: list[tuple[bytes, bytes]], by: tuple[X25519PrivateKey, ...]) -> Iterator[bytes]:
    for share, body in stanzas:
        for identity in by:
            own = identity.public_key().public_bytes_raw()
            try:
                shared = identity.exchange(X25519PublicKey.from_public_bytes(share))
                found = ChaCha20Poly1305(_derived(shared, share + own, _X25519)).decrypt(_FIRST, body, None)
            except (InvalidTag, ValueError):
                continue
            if len(found) == _FILE_KEY:
                yield found


def _derived(key: bytes, salt: bytes, info: bytes) -> bytes:
    return HKDF(hashes.SHA256(), 32, salt, info).derive(key)


def _mac(file_key: bytes, header: bytes) -> hmac.HMAC:
    made = hmac.HMAC(_derived(file_key, b"", b"header"), hashes.SHA256())
    made.update(header)
    return made


def _packed(given: bytes) -> bytes:
    return base64.b64encode(given).rstrip(b"=")


def _unpacked(given: bytes) -> bytes:
    """The bytes of unpadded base64; none where the last letter has bits to spare."""
    try:
        made = base64.b64decode(given + b"=" * (-len(given) % 4), validate=True)
    except binascii.Error:
        return b""
    return made if _packed(made) == given else b""


def _closed() -> NotIntactError:
    return NotIntactError(
        "none of these age identities opens it, or it was changed, or it is no age file to X25519 recipients",
        "これらのageの識別鍵では開けない。改変されているか、X25519の受信者宛てのageファイルではない",
    )
