"""Key material: made here or read, never shown, overwritten when done with.

What Python allows: the bytes stand in one `bytearray`, which `wipe` (or leaving the `with`) overwrites. What it does
not: `cryptography` takes only immutable `bytes` for some calls, so short-lived copies exist on the heap until the
allocator reuses them, and OpenSSL frees its own. Whoever cannot accept that uses a token, where the material never
enters this process. `undumped` keeps a crash from writing the process's memory to disk; swap is the machine's matter.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final, NoReturn, TypeAlias

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.ciphers import algorithms
from cryptography.hazmat.primitives.cmac import CMAC

from govcloud.clouds.wrapping import Kind
from govcloud.keys.refusal import CeremonyError

PrivateKey: TypeAlias = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
PublicKey: TypeAlias = ec.EllipticCurvePublicKey | rsa.RSAPublicKey

AES_BYTES: Final = 32
RSA_EXPONENT: Final = 65537
FINGERPRINT_LABEL: Final = b"govcloud key fingerprint 1"
"""What an AES key's fingerprint is the AES-CMAC of; also a token computes it without giving the key away."""

CURVES: Final[Mapping[Kind, type[ec.EllipticCurve]]] = MappingProxyType(
    {Kind.EC_P256: ec.SECP256R1, Kind.EC_P384: ec.SECP384R1}
)
RSA_BITS: Final[Mapping[Kind, int]] = MappingProxyType({Kind.RSA_3072: 3072, Kind.RSA_4096: 4096})


class Material:
    """Key material of one kind. It shows only its kind and fingerprint, cannot be copied or pickled, and is wiped on
    leaving a `with`.

    `CeremonyError` where the bytes are not exactly one well-formed key of the kind: bytes after a key's end too.
    """

    __slots__ = ("_bytes", "fingerprint", "kind")

    def __init__(self, kind: Kind, given: bytes | bytearray) -> None:
        self.kind = kind
        self.fingerprint = _fingerprint_of(kind, given)
        self._bytes = bytearray(given)

    @classmethod
    def generate(cls, kind: Kind) -> Material:
        """New material from the operating system's generator."""
        return cls(kind, _pkcs8(_MAKERS[kind]()) if kind in _MAKERS else secrets.token_bytes(AES_BYTES))

    def exposed(self) -> bytes:
        """The bytes themselves, for the call that wraps or seals them and for nothing else."""
        if not self._bytes:
            raise CeremonyError("the key material has been wiped", "鍵素材はすでに消去されている")
        return bytes(self._bytes)

    def matches(self, other: Material) -> bool:
        """Whether both are the same key, compared in constant time."""
        return self.kind is other.kind and hmac.compare_digest(self._bytes, other._bytes)

    def wipe(self) -> None:
        """Overwrite the bytes. The fingerprint stays; the material is of no more use."""
        self._bytes[:] = bytes(len(self._bytes))
        self._bytes.clear()

    def __enter__(self) -> Material:
        return self

    def __exit__(self, *_: object) -> None:
        self.wipe()

    def __repr__(self) -> str:
        return f"Material({self.kind}, {self.fingerprint})"

    def _refuse(self, *_: object) -> NoReturn:
        raise TypeError("key material is not copied, pickled or turned into text")

    __copy__ = __deepcopy__ = __reduce__ = __reduce_ex__ = __getstate__ = __format__ = __bytes__ = _refuse


def undumped() -> None:
    """Forbid this process to leave a core file from now on; where the system cannot (Windows has none), nothing."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _ec(kind: Kind) -> Callable[[], PrivateKey]:
    return lambda: ec.generate_private_key(CURVES[kind]())


def _rsa(kind: Kind) -> Callable[[], PrivateKey]:
    return lambda: rsa.generate_private_key(RSA_EXPONENT, RSA_BITS[kind])


_MAKERS: Final[Mapping[Kind, Callable[[], PrivateKey]]] = MappingProxyType(
    {**{kind: _ec(kind) for kind in CURVES}, **{kind: _rsa(kind) for kind in RSA_BITS}}
)


def _pkcs8(key: PrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _fingerprint_of(kind: Kind, given: bytes | bytearray) -> str:
    if kind.symmetric:
        if len(given) != AES_BYTES:
            raise CeremonyError(
                "an {kind} key has {right} bytes, this has {given}",
                "{kind}の鍵は{right}バイトだが、{given}バイトある",
                kind=kind,
                right=AES_BYTES,
                given=len(given),
            )
        return secret_fingerprint(bytes(given))
    return public_fingerprint(_private(kind, bytes(given)).public_key())


def _private(kind: Kind, given: bytes) -> PrivateKey:
    try:
        key = serialization.load_der_private_key(given, password=None)
    # Whatever the parser says may repeat what it read.
    except Exception:
        key = None
    if not _is(kind, key):
        raise CeremonyError(
            "this is not an unencrypted PKCS#8 private key of kind {kind} in DER",
            "{kind}の秘密鍵(PKCS#8、DER、暗号化なし)ではない",
            kind=kind,
        ) from None
    assert isinstance(key, PrivateKey)
    return key


def _is(kind: Kind, key: object) -> bool:
    if kind in RSA_BITS:
        return isinstance(key, rsa.RSAPrivateKey) and key.key_size == RSA_BITS[kind]
    return isinstance(key, ec.EllipticCurvePrivateKey) and isinstance(key.curve, CURVES[kind])


def secret_fingerprint(key: bytes) -> str:
    """An AES key's fingerprint: AES-CMAC (SP 800-38B) of a fixed label, so that it says nothing about the key."""
    cmac = CMAC(algorithms.AES(key))
    cmac.update(FINGERPRINT_LABEL)
    return f"cmac:{cmac.finalize().hex()}"


def public_fingerprint(key: PublicKey) -> str:
    """A key pair's fingerprint: SHA-256 of the public key (SubjectPublicKeyInfo in DER), as `openssl dgst` gives it."""
    spki = key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return f"sha256:{hashlib.sha256(spki).hexdigest()}"


def public_of(der: bytes) -> PublicKey:
    """A public key from SubjectPublicKeyInfo in DER; `CeremonyError` for anything else."""
    try:
        key = serialization.load_der_public_key(der)
    # Whatever the parser says may repeat what it read.
    except Exception:
        key = None
    if not isinstance(key, ec.EllipticCurvePublicKey | rsa.RSAPublicKey):
        raise CeremonyError("this is no RSA or EC public key in DER", "RSA・ECの公開鍵(DER)ではない") from None
    return key
