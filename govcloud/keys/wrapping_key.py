"""The public key under which a cloud wants material wrapped: read strictly, known by name and fingerprint."""

from __future__ import annotations

import dataclasses
from typing import Final

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from govcloud.keys.material import public_fingerprint
from govcloud.keys.refusal import CeremonyError

_LARGEST: Final = 16_384
"""Bytes; a wrapping key of 4096 bits is under 1,000 even in PEM."""


@dataclasses.dataclass(frozen=True, slots=True)
class WrappingKey:
    """A cloud's RSA public key. `name` is what the cloud calls it, where the envelope repeats it (Azure's `kid`)."""

    public: rsa.RSAPublicKey
    name: str = ""

    @classmethod
    def read(cls, given: bytes, name: str = "") -> WrappingKey:
        """From SubjectPublicKeyInfo in DER (AWS) or PEM (Azure, Google Cloud); `CeremonyError` for anything else."""
        if len(given) > _LARGEST:
            raise CeremonyError("a wrapping key is never that large", "ラップ鍵としては大きすぎる")
        pem = given.lstrip().startswith(b"-----BEGIN")
        if pem and b"PRIVATE KEY" in given:
            raise CeremonyError(
                "this is a private key: a cloud gives away only its public one. Find out who has seen it",
                "これは秘密鍵である。クラウドが渡すのは公開鍵だけなので、誰に渡ったかを確認すること",
            )
        load = serialization.load_pem_public_key if pem else serialization.load_der_public_key
        try:
            key = load(given)
        # Whatever the parser says may repeat what it read.
        except Exception:
            key = None
        if not isinstance(key, rsa.RSAPublicKey):
            raise CeremonyError(
                "the wrapping key is not an RSA public key (SubjectPublicKeyInfo in PEM or DER)",
                "ラップ鍵がRSA公開鍵(SubjectPublicKeyInfo、PEMまたはDER)ではない",
            ) from None
        return cls(key, name)

    @property
    def bits(self) -> int:
        """The length of its modulus."""
        return self.public.key_size

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the key, to be read out and compared during the ceremony."""
        return public_fingerprint(self.public)
