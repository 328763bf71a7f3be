"""Who vouches for a ceremony's record: an Ed25519 key whose private half rests in a PEM file under a passphrase."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from govcloud.keys.refusal import CeremonyError
from govcloud.keys.sealing import SHORTEST, limited

_LARGEST: Final = 16_384
"""Bytes; such a key is under 400 in PEM."""


class Signer:
    """The officer's signing key. It signs records and nothing else."""

    def __init__(self, private: Ed25519PrivateKey) -> None:
        self._private = private

    @classmethod
    def generate(cls) -> Signer:
        """A new signing key; `write` it, and give `verifier` to whoever will audit."""
        return cls(Ed25519PrivateKey.generate())

    @classmethod
    def read(cls, path: Path, passphrase: Callable[[], str]) -> Signer:
        """From PKCS#8 in PEM, encrypted; `CeremonyError` for anything else, an unencrypted key too."""
        try:
            given = limited(path, _LARGEST)
            key = serialization.load_pem_private_key(given, passphrase().encode())
        # Whatever the parser says may repeat what it read.
        except Exception:
            key = None
        if not isinstance(key, Ed25519PrivateKey):
            raise CeremonyError(
                "{name} is no Ed25519 private key encrypted under this passphrase",
                "{name}はこのパスフレーズで暗号化されたEd25519秘密鍵ではない",
                name=path.name,
            ) from None
        return cls(key)

    def write(self, path: Path, passphrase: Callable[[], str]) -> None:
        """Write it encrypted, readable by its owner only; a file that exists is not overwritten."""
        given = passphrase()
        if len(given) < SHORTEST:
            raise CeremonyError(
                "a passphrase has at least {least} characters", "パスフレーズは{least}文字以上とする", least=SHORTEST
            )
        sealed = serialization.BestAvailableEncryption(given.encode())
        pem = self._private.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, sealed)
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except OSError:
            raise CeremonyError(
                "{name} exists already or cannot be written",
                "{name}はすでに存在するか、書き込めない",
                name=path.name,
            ) from None
        with os.fdopen(handle, "wb") as file:
            file.write(pem)

    @property
    def verifier(self) -> Verifier:
        """What an auditor needs."""
        return Verifier(self._private.public_key())

    def sign(self, given: bytes) -> bytes:
        """64 bytes, the same for the same bytes."""
        return self._private.sign(given)

    def __repr__(self) -> str:
        return f"Signer({self.verifier.fingerprint})"


class Verifier:
    """The public half: an auditor holds it from another hand than the record's."""

    def __init__(self, public: Ed25519PublicKey) -> None:
        self._public = public

    @classmethod
    def read(cls, given: bytes) -> Verifier:
        """From SubjectPublicKeyInfo in PEM."""
        try:
            key = serialization.load_pem_public_key(given)
        except Exception:
            key = None
        if not isinstance(key, Ed25519PublicKey):
            raise CeremonyError("this is no Ed25519 public key in PEM", "Ed25519公開鍵(PEM)ではない") from None
        return cls(key)

    @property
    def pem(self) -> bytes:
        """SubjectPublicKeyInfo in PEM."""
        return self._public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the public key in DER."""
        der = self._public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
        return f"sha256:{hashlib.sha256(der).hexdigest()}"

    def vouches(self, signature: bytes, given: bytes) -> bool:
        """Whether the signature is this key's over these bytes."""
        try:
            self._public.verify(signature, given)
        except InvalidSignature:
            return False
        return True
