"""Independent of our library: the openssl program opens what we wrap, and we open what it wraps, for every method."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization

from govcloud.keys.envelope import put
from govcloud.keys.signing import Signer
from govcloud.keys.wrapping import unwrap, wrap
from govcloud.keys.wrapping_key import WrappingKey
from tests.keys import vectors
from tests.keys.vectors import Vector

OPENSSL = shutil.which("openssl")
pytestmark = pytest.mark.skipif(OPENSSL is None, reason="needs the program openssl 3 on PATH")

IV = "A65959A6"
"""The first four bytes of AES-KWP's initial value (RFC 5649, section 3)."""
VECTORS = vectors.read()
LARGEST = [v for v in VECTORS if v.bits == max(v.method.wrapping_bits) and v.kind in vectors.EVERY_SIZE]


def openssl(*arguments: str | Path, given: bytes = b"") -> bytes:
    done = subprocess.run([str(OPENSSL), *map(str, arguments)], input=given, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode(errors="replace")
    return done.stdout


def _padding(vector: Vector) -> list[str]:
    name = vector.method.oaep_hash
    return ["-pkeyopt", "rsa_padding_mode:oaep", "-pkeyopt", f"rsa_oaep_md:{name}", "-pkeyopt", f"rsa_mgf1_md:{name}"]


def opened(vector: Vector, wrapped: bytes, folder: Path) -> bytes:
    pem = vector.private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "key.pem").write_bytes(pem)
    first = vector.bits // 8
    inner = openssl("pkeyutl", "-decrypt", "-inkey", folder / "key.pem", *_padding(vector), given=wrapped[:first])
    if not vector.method.hybrid:
        return inner
    return openssl("enc", "-d", "-id-aes256-wrap-pad", "-K", inner.hex(), "-iv", IV, given=wrapped[first:])


def wrapped_by_openssl(vector: Vector, folder: Path) -> bytes:
    public = vector.private.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    (folder / "public.pem").write_bytes(public)
    encrypt = ["pkeyutl", "-encrypt", "-pubin", "-inkey", folder / "public.pem", *_padding(vector)]
    if not vector.method.hybrid:
        return openssl(*encrypt, given=vector.material)
    inner = openssl("rand", "32")
    padded = openssl("enc", "-id-aes256-wrap-pad", "-K", inner.hex(), "-iv", IV, given=vector.material)
    return openssl(*encrypt, given=inner) + padded


@pytest.mark.parametrize("vector", VECTORS, ids=str)
def test_openssl_opens_every_vector(vector: Vector, tmp_path: Path) -> None:
    assert opened(vector, vector.wrapped, tmp_path) == vector.material


@pytest.mark.parametrize("vector", LARGEST, ids=str)
def test_openssl_opens_what_was_wrapped_just_now(vector: Vector, tmp_path: Path) -> None:
    key = vectors.public_key(vector.bits, vector.name)
    blob = wrap(vector.service, vector.method, vectors.material(vector.kind), key)
    assert opened(vector, blob if not vector.name else _inside(vector, blob), tmp_path) == vector.material


def _inside(vector: Vector, blob: bytes) -> bytes:
    """The ciphertext of a transfer blob, read with OpenSSL's base64 rather than with our reader."""
    text = blob.split(b'"ciphertext": "')[1].split(b'"')[0].translate(bytes.maketrans(b"-_", b"+/"))
    return openssl("base64", "-d", "-A", given=text + b"=" * (-len(text) % 4))


@pytest.mark.parametrize("vector", VECTORS, ids=str)
def test_what_openssl_wraps_opens_here(vector: Vector, tmp_path: Path) -> None:
    wrapped = wrapped_by_openssl(vector, tmp_path)
    blob = put(vector.service.envelope, wrapped, vector.method.api, vector.name)
    made = unwrap(vector.service, vector.method, vector.kind, blob, vector.private, vector.name)
    assert made.fingerprint == vector.fingerprint


@pytest.mark.parametrize("vector", [vector for vector in LARGEST if not vector.kind.symmetric], ids=str)
def test_openssl_reads_the_private_key_in_a_blob_and_finds_it_sound(vector: Vector, tmp_path: Path) -> None:
    material = opened(vector, vector.wrapped, tmp_path)
    assert b"Key is valid" in openssl("pkey", "-inform", "DER", "-check", "-noout", given=material)
    spki = openssl("pkey", "-inform", "DER", "-pubout", "-outform", "DER", given=material)
    digest = openssl("dgst", "-sha256", "-r", given=spki).split()[0].decode()
    assert vector.fingerprint == f"sha256:{digest}"


def test_a_signing_key_whose_file_openssl_made_dearer_to_guess_is_the_same(tmp_path: Path) -> None:
    """The command stands in the document; fewer rounds here, so that the test does not wait."""
    passphrase, signer = "correct horse battery staple", Signer.generate()
    signer.write(tmp_path / "officer.pem", lambda: passphrase)
    (tmp_path / "secret").write_text(f"{passphrase}\n{passphrase}\n")
    secrets = ("-passin", f"file:{tmp_path / 'secret'}", "-passout", f"file:{tmp_path / 'secret'}")
    openssl(
        *("pkcs8", "-topk8", "-iter", "20000", "-in", tmp_path / "officer.pem", "-out", tmp_path / "slow.pem"), *secrets
    )
    assert Signer.read(tmp_path / "slow.pem", lambda: passphrase).verifier.pem == signer.verifier.pem


def test_openssl_gives_the_fingerprint_of_a_wrapping_key_that_is_shown(tmp_path: Path) -> None:
    public = vectors.wrapping_key(4096).public_key()
    pem = public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    (tmp_path / "kek.pem").write_bytes(pem)
    der = openssl("pkey", "-pubin", "-in", tmp_path / "kek.pem", "-outform", "DER")
    told = openssl("dgst", "-sha256", given=der).split()[-1].decode()
    assert WrappingKey.read(pem).fingerprint == f"sha256:{told}"
