"""Which of a token's mechanisms is AES-KWP (RFC 5649): found out by known answers, for the numbers are used loosely.

CKM_AES_KEY_WRAP_KWP (0x210B) is the standard's; 0x210A is RFC 5649 in some tokens and PKCS#7 padding in others.
SoftHSM2 moreover fills a private key up with zero bytes before it wraps it, which a strict reader at the other end
refuses.
"""

from __future__ import annotations

from typing import Any, Final

import PyKCS11 as P
from cryptography.hazmat.primitives import keywrap

from govcloud.keys import pkcs11
from govcloud.keys.refusal import CeremonyError

_WRAPPING: Final = bytes(range(32))
_VALUE: Final = bytes(range(32, 64))
_ANSWER: Final = keywrap.aes_key_wrap_with_padding(_WRAPPING, _VALUE)
_TRIES: Final = 8
_BLOCK: Final = 8


def mechanism(session: pkcs11.Session, offered: frozenset[str]) -> Any:
    """The token's AES-KWP; `CeremonyError` where none of its mechanisms gives the known answer."""
    for name in ("CKM_AES_KEY_WRAP_KWP", "CKM_AES_KEY_WRAP_PAD"):
        if name in offered and _answers(session, made := P.Mechanism(getattr(P, name))):
            return made
    raise CeremonyError(
        "the token has no AES key wrap with padding (RFC 5649)",
        "トークンにパディング付きAES鍵ラップ(RFC 5649)がない",
    )


def _answers(session: pkcs11.Session, tried: Any) -> bool:
    try:
        wrapping = pkcs11.known_aes(session, _WRAPPING)
        key = pkcs11.known_aes(session, _VALUE)
        return pkcs11.wrapped(session, wrapping, key, tried) == _ANSWER
    # A token that lets no known key in cannot be proved this way: the standard's own number is then believed.
    except P.PyKCS11Error:
        return bool(tried.to_native().mechanism == P.CKM_AES_KEY_WRAP_KWP)


def whole(session: pkcs11.Session, tried: Any) -> bool:
    """Whether a private key comes out as long as it is: throw-away pairs are wrapped under a key known to all, until
    one comes whose length is no multiple of eight bytes and therefore shows it."""
    wrapping = pkcs11.known_aes(session, _WRAPPING)
    for _ in range(_TRIES):
        made = pkcs11.new_rsa(session, 2048, pkcs11.SESSION, pkcs11.LEAVES_WRAPPED)
        out = pkcs11.wrapped(session, wrapping, made, tried)
        session.destroyObject(made)
        opened = keywrap.aes_key_unwrap_with_padding(_WRAPPING, out)
        if length(opened) != len(opened):
            return False
        if len(opened) % _BLOCK:
            return True
    return True


def length(der: bytes) -> int:
    """How long the DER value at the beginning of some bytes is, header included (X.690, 8.1.3)."""
    first = der[1]
    if first < 0x80:
        return 2 + first
    size = first & 0x7F
    return 2 + size + int.from_bytes(der[2 : 2 + size], "big")
