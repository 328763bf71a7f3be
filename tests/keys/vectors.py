"""The known-answer vectors: read by the tests, and made by `python -m tests.keys.vectors` (which draws new blobs).

The keys in `vectors.json` are test keys that protect nothing.
"""

from __future__ import annotations

import base64
import dataclasses
import functools
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from govcloud.clouds.wrapping import Import, Kind, Method, imports, service
from govcloud.keys.envelope import taken
from govcloud.keys.material import Material
from govcloud.keys.wrapping import oaep, wrap
from govcloud.keys.wrapping_key import WrappingKey

FILE = Path(__file__).with_name("vectors.json")
NAMES = {
    "aws:kms": "",
    "azure:key-vault": "https://kv-example.vault.azure.net/keys/key-wrapping/0123456789abcdef0123456789abcdef",
    "azure:managed-hsm": "https://hsm-example.managedhsm.azure.net/keys/wrapping/0123456789abcdef0123456789abcdef",
    "gcp:kms": "",
}
EVERY_SIZE = (Kind.AES_256, Kind.RSA_3072)
"""Wrapped under every size of wrapping key; the others under the largest only."""


@dataclasses.dataclass(frozen=True)
class Vector:
    service: Import
    method: Method
    kind: Kind
    bits: int
    blob: bytes
    inner: bytes
    fingerprint: str

    def __str__(self) -> str:
        return f"{self.service.name}-{self.method.api}-{self.bits}-{self.kind}"

    @property
    def name(self) -> str:
        return NAMES[self.service.name]

    @property
    def private(self) -> rsa.RSAPrivateKey:
        return wrapping_key(self.bits)

    @property
    def material(self) -> bytes:
        return base64.b64decode(_file()["materials"][self.kind])

    @property
    def wrapped(self) -> bytes:
        """The blob without its envelope."""
        return taken(self.service.envelope, self.blob, self.method.api, self.name)


@functools.cache
def _file() -> dict[str, Any]:
    return json.loads(FILE.read_text(encoding="utf-8"))


@functools.cache
def wrapping_key(bits: int) -> rsa.RSAPrivateKey:
    key = serialization.load_pem_private_key("\n".join(_file()["wrapping_keys"][str(bits)]).encode(), None)
    assert isinstance(key, rsa.RSAPrivateKey)
    return key


def public_key(bits: int, name: str = "") -> WrappingKey:
    return WrappingKey(wrapping_key(bits).public_key(), name)


def material(kind: Kind) -> Material:
    return Material(kind, base64.b64decode(_file()["materials"][kind]))


def read() -> tuple[Vector, ...]:
    return tuple(
        Vector(
            found := service(row["service"]),
            found.method(row["method"]),
            Kind(row["kind"]),
            row["bits"],
            base64.b64decode(row["blob"]),
            bytes.fromhex(row["inner_key"]),
            row["fingerprint"],
        )
        for row in _file()["vectors"]
    )


def combinations() -> Iterator[tuple[Import, Method, Kind, int]]:
    """Every method of every service, with what it takes and under which sizes."""
    for row in imports():
        for method in row.methods:
            for kind in Kind:
                if method.takes(kind):
                    for bits in method.wrapping_bits if kind in EVERY_SIZE else (max(method.wrapping_bits),):
                        yield row, method, kind, bits


def _pem(key: rsa.RSAPrivateKey) -> list[str]:
    made = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return made.decode().splitlines()


def _row(row: Import, method: Method, kind: Kind, bits: int) -> dict[str, Any]:
    given, private, name = material(kind), wrapping_key(bits), NAMES[row.name]
    blob = wrap(row, method, given, WrappingKey(private.public_key(), name))
    wrapped = taken(row.envelope, blob, method.api, name)
    inner = private.decrypt(wrapped[: bits // 8], oaep(method)) if method.hybrid else b""
    return {
        "service": row.name,
        "method": method.api,
        "bits": bits,
        "kind": kind.value,
        "fingerprint": given.fingerprint,
        "inner_key": inner.hex(),
        "blob": base64.b64encode(blob).decode(),
    }


def _first() -> dict[str, Any]:
    made = {kind: Material.generate(kind).exposed() for kind in Kind}
    made[Kind.AES_256] = bytes(range(32))
    return {
        "about": "Test keys that protect nothing, and blobs made from them: one for each method, size and material.",
        "wrapping_keys": {str(b): _pem(rsa.generate_private_key(65537, b)) for b in (2048, 3072, 4096)},
        "materials": {kind.value: base64.b64encode(given).decode() for kind, given in made.items()},
    }


def make() -> None:
    """Write the file anew; keys and materials stay as they are where the file exists."""
    kept = {key: value for key, value in _file().items() if key != "vectors"} if FILE.exists() else _first()
    FILE.write_text(json.dumps(kept), encoding="utf-8")
    _file.cache_clear()
    kept["vectors"] = [_row(*combination) for combination in combinations()]
    FILE.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    make()
