"""The format of a file of sealed keys: how it is read, bound together and written.

The file is JSON, `"format": "govcloud-sealed-keys"`, `"version": 1`:

- `kdf`: how one AES-256 key is come by. `scrypt` (RFC 7914) with `log2_n`, `r` = 8, `p` = 1 and a 16-byte `salt`
  makes it of a passphrase. `age` holds it `sealed` in an age file to the X25519 `recipients`: after base64, the age
  program opens that.
- `keys`: for each key `name`, `kind`, `fingerprint`, `nonce` (12 bytes) and `sealed`: the material under AES-256-GCM,
  with format, version, kdf and the key's name, kind and fingerprint as associated data.
- `seal`: `nonce` and `tag` of AES-256-GCM over nothing, with all the rest as associated data: no key can be taken out,
  put back or renamed.

Associated data is JSON with sorted keys and no spaces, in UTF-8. Bytes are base64. Material is never in a
file unsealed, not even for a moment: a new file is written beside the old one, sealed, and then takes its place.
"""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path
from typing import Annotated, Final, Literal

from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from pydantic import Field, ValidationError

from govcloud.blocks import Model
from govcloud.clouds.wrapping import Kind
from govcloud.keys.refusal import CeremonyError, NotIntactError
from govcloud.keys.spelling import unpacked

SHORTEST: Final = 15
"""Characters of a passphrase: what NIST SP 800-63B-4 asks where it is the only factor."""
COST: Final = 17
"""log2 of scrypt's n: 128 MiB and about half a second a guess."""
_LARGEST: Final = 1_048_576
NONCE: Final = 12

Text64 = Annotated[str, Field(max_length=65_536)]


class Kdf(Model):
    """How the passphrase becomes a key."""

    name: Literal["scrypt"] = "scrypt"
    # The upper bound keeps a forged file from asking for all memory there is.
    log2_n: Annotated[int, Field(strict=True, ge=14, le=20)] = COST
    r: Literal[8] = 8
    p: Literal[1] = 1
    salt: Text64


class Aged(Model):
    """For whom the file's key is sealed, and that."""

    name: Literal["age"] = "age"
    recipients: tuple[Annotated[str, Field(max_length=100)], ...] = Field(min_length=1, max_length=20)
    sealed: Text64


class Entry(Model):
    """One sealed key."""

    name: str = Field(max_length=100)
    kind: Kind
    fingerprint: str = Field(max_length=100)
    nonce: Text64
    sealed: Text64


class Seal(Model):
    """What vouches for the whole file."""

    nonce: Text64
    tag: Text64


class File(Model):
    """The file."""

    format: Literal["govcloud-sealed-keys"] = "govcloud-sealed-keys"
    version: Literal[1] = 1
    kdf: Annotated[Aged | Kdf, Field(discriminator="name")]
    keys: tuple[Entry, ...] = ()
    seal: Seal


def read(path: Path) -> File:
    """The file as it stands, not yet vouched for; `NotIntactError` for anything that is none."""
    try:
        return File.model_validate_json(limited(path, _LARGEST))
    except OSError:
        raise CeremonyError(
            "the sealed file {name} cannot be read", "鍵ファイル{name}を読めない", name=path.name
        ) from None
    # Deeply nested JSON and the like included: the file may be anything.
    except (ValidationError, ValueError, RecursionError):
        raise _not_one(path) from None


def limited(path: Path, largest: int) -> bytes:
    """What stands in a file; `ValueError` where it is more. A device may say that it is empty and never end."""
    with path.open("rb") as file:
        given = file.read(largest + 1)
    if len(given) > largest:
        raise ValueError("too large")
    return given


def replace(path: Path, given: bytes) -> None:
    """Write beside and rename: a crash leaves the old file or the new one, whole."""
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(given)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            beside.unlink()
        raise CeremonyError("{name} cannot be written", "{name}に書き込めない", name=path.name) from None


def derived(kdf: Kdf, passphrase: str) -> bytes:
    """The AES-256 key that a passphrase gives."""
    if len(passphrase) < SHORTEST:
        raise CeremonyError(
            "a passphrase has at least {least} characters", "パスフレーズは{least}文字以上とする", least=SHORTEST
        )
    return Scrypt(unpacked(kdf.salt), length=32, n=1 << kdf.log2_n, r=kdf.r, p=kdf.p).derive(passphrase.encode())


def wrong(path: Path) -> NotIntactError:
    """The seal does not hold: which of the two it is, the seal cannot say."""
    return NotIntactError(
        "{name}: wrong passphrase, or the file was changed",
        "{name}: パスフレーズが違うか、ファイルが改変されている",
        name=path.name,
    )


def _not_one(path: Path) -> NotIntactError:
    return NotIntactError(
        "{name} is not a file of sealed keys of version 1",
        "{name}は鍵ファイル(バージョン1)ではない",
        name=path.name,
    )
