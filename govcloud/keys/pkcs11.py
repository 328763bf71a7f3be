"""PKCS#11 as the ceremony uses it: opening a token, making keys that leave it wrapped only, and wrapping inside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, TypeAlias

import PyKCS11 as P
from cryptography.hazmat.primitives.asymmetric import rsa

from govcloud.keys.refusal import CeremonyError

Session: TypeAlias = Any
"""An open session: PyKCS11 carries no types."""
Object: TypeAlias = Any
Template: TypeAlias = Mapping[int, Any]

ROOM: Final = 8192
"""Bytes offered to C_WrapKey at once: NSS asks for fewer than it needs when asked how many."""
OAEP: Final[Mapping[str, tuple[int, int]]] = MappingProxyType(
    {"sha1": (P.CKM_SHA_1, P.CKG_MGF1_SHA1), "sha256": (P.CKM_SHA256, P.CKG_MGF1_SHA256)}
)
_YES, _NO = P.CK_TRUE, P.CK_FALSE
SESSION: Final[Template] = MappingProxyType({P.CKA_TOKEN: _NO})
STORED: Final[Template] = MappingProxyType({P.CKA_TOKEN: _YES, P.CKA_MODIFIABLE: _NO})
LEAVES_WRAPPED: Final[Template] = MappingProxyType(
    {P.CKA_PRIVATE: _YES, P.CKA_SENSITIVE: _YES, P.CKA_EXTRACTABLE: _YES}
)
"""Never readable, but wrappable: what bringing a key means."""
_AES: Final[Template] = MappingProxyType({P.CKA_CLASS: P.CKO_SECRET_KEY, P.CKA_KEY_TYPE: P.CKK_AES})
_EXPONENT: Final = (1, 0, 1)


@contextmanager
def saying(en: str, ja: str) -> Iterator[None]:
    """Turn a token's error into ours: what was tried, and the code that the token answered."""
    try:
        yield
    except P.PyKCS11Error as error:
        raise CeremonyError(en + ": {code}", ja + "({code})", code=code(error)) from None


def code(error: Exception) -> str:
    """What a token answered: the name of its return code. Below zero PyKCS11 itself speaks, and may quote a path."""
    value = getattr(error, "value", -1)
    return str(error) if value > 0 else "PyKCS11"


def library(module: Path) -> Any:
    """The token's driver, loaded."""
    # The loader itself would complain on standard error, past all of ours. A bare name is looked for on its own path.
    if len(module.parts) > 1 and not module.is_file():
        raise CeremonyError(
            "the PKCS#11 module cannot be loaded: there is no file {name}",
            "PKCS#11モジュールを読み込めない: ファイル{name}がない",
            name=module.name,
        )
    loaded = P.PyKCS11Lib()
    with saying("the PKCS#11 module cannot be loaded", "PKCS#11モジュールを読み込めない"):
        loaded.load(str(module.absolute() if module.is_file() else module))
    return loaded


def slot(loaded: Any, label: str) -> Any:
    """The slot in which the token of this label is; `CeremonyError` with those there are."""
    with saying("the slots cannot be listed", "スロットを列挙できない"):
        found = {_label(loaded, number): number for number in loaded.getSlotList(tokenPresent=True)}
    if label not in found:
        raise CeremonyError(
            "no token '{label}' is present; there is: {found}",
            "トークン「{label}」がない。接続中: {found}",
            label=label,
            found=", ".join(sorted(filter(None, found))) or "-",
        )
    return found[label]


def _label(loaded: Any, number: Any) -> str:
    return str(loaded.getTokenInfo(number).label).strip(" \0")


def session(loaded: Any, number: Any, pin: Callable[[], str]) -> Session:
    """A session of the token's user. The PIN is asked here and not kept."""
    with saying("the token cannot be opened", "トークンを開けない"):
        made = loaded.openSession(number, P.CKF_SERIAL_SESSION | P.CKF_RW_SESSION)
    with saying("the PIN was not accepted", "PINが受け付けられない"):
        made.login(pin())
    return made


def new_aes(session: Session, *templates: Template) -> Object:
    """An AES-256 key made by the token."""
    template = _merged(_AES, {P.CKA_VALUE_LEN: 32}, *templates)
    return session.generateKey(template, P.MechanismAESGENERATEKEY)


def new_rsa(session: Session, bits: int, *templates: Template) -> Object:
    """The private key of an RSA pair made by the token; its public key is stored under the same label."""
    shared = {key: value for template in templates for key, value in template.items() if key not in LEAVES_WRAPPED}
    public = {P.CKA_CLASS: P.CKO_PUBLIC_KEY, P.CKA_MODULUS_BITS: bits, P.CKA_PUBLIC_EXPONENT: _EXPONENT}
    private = {P.CKA_CLASS: P.CKO_PRIVATE_KEY, P.CKA_SIGN: _YES, P.CKA_DECRYPT: _YES, P.CKA_UNWRAP: _YES}
    _public, made = session.generateKeyPair(
        _merged(public, {P.CKA_VERIFY: _YES, P.CKA_ENCRYPT: _YES, P.CKA_WRAP: _YES}, shared),
        _merged(private, *templates),
    )
    return made


def known_aes(session: Session, value: bytes, *templates: Template) -> Object:
    """An AES key of a value known to all, for proving a mechanism. It protects nothing."""
    known = {P.CKA_VALUE: value, P.CKA_EXTRACTABLE: _YES, P.CKA_SENSITIVE: _NO, P.CKA_WRAP: _YES}
    return session.createObject(_merged(_AES, SESSION, known, *templates))


def wrapping_key(session: Session, key: rsa.RSAPublicKey) -> Object:
    """A cloud's wrapping key as an object of this session."""
    numbers = key.public_numbers()
    modulus = numbers.n.to_bytes(key.key_size // 8, "big")
    exponent = numbers.e.to_bytes((numbers.e.bit_length() + 7) // 8, "big")
    template = {
        P.CKA_CLASS: P.CKO_PUBLIC_KEY,
        P.CKA_KEY_TYPE: P.CKK_RSA,
        P.CKA_MODULUS: modulus,
        P.CKA_PUBLIC_EXPONENT: exponent,
        P.CKA_WRAP: _YES,
        P.CKA_ENCRYPT: _YES,
    }
    return session.createObject(_merged(template, SESSION))


def wrapped(session: Session, wrapping: Object, key: Object, mechanism: Any) -> bytes:
    """C_WrapKey, with room enough at the first call."""
    room = P.ckbytelist([0] * ROOM)
    answer = session.lib.C_WrapKey(session.session, mechanism.to_native(), wrapping, key, room)
    if answer != P.CKR_OK:
        raise P.PyKCS11Error(answer)
    return bytes(room)


def oaep(name: str) -> Any:
    """RSA-OAEP with this hash for digest and mask, and an empty label."""
    return P.RSAOAEPMechanism(*OAEP[name])


def public_of(session: Session, key: Object) -> rsa.RSAPublicKey:
    """The public half of an RSA private key in the token."""
    modulus, exponent = session.getAttributeValue(key, [P.CKA_MODULUS, P.CKA_PUBLIC_EXPONENT])
    numbers = rsa.RSAPublicNumbers(int.from_bytes(bytes(exponent), "big"), int.from_bytes(bytes(modulus), "big"))
    return numbers.public_key()


def _merged(*templates: Template) -> list[tuple[int, Any]]:
    merged: dict[int, Any] = {}
    for template in templates:
        merged.update(template)
    return list(merged.items())
