"""Wrapping: known answers for every method, what is refused and why, and that a changed blob never opens."""

from __future__ import annotations

import contextlib
import copy
import json
import pickle
import traceback
from typing import Any

import pytest
from cryptography.hazmat.primitives import keywrap, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from govcloud.clouds.wrapping import Kind, Method, imports, service
from govcloud.errors import UsageError
from govcloud.keys.choosing import chosen
from govcloud.keys.envelope import encoded
from govcloud.keys.material import Material
from govcloud.keys.refusal import CeremonyError, NotIntactError, NotTakenError
from govcloud.keys.wrapping import check, oaep, unwrap, wrap
from govcloud.keys.wrapping_key import WrappingKey
from tests.keys import vectors
from tests.keys.vectors import NAMES, Vector

VECTORS = vectors.read()
SMALL = [vector for vector in VECTORS if vector.bits == min(vector.method.wrapping_bits)]
METHODS = [(row, method) for row in imports() for method in row.methods]


@pytest.mark.parametrize("vector", VECTORS, ids=str)
def test_a_known_blob_opens_to_its_material(vector: Vector) -> None:
    with unwrap(vector.service, vector.method, vector.kind, vector.blob, vector.private, vector.name) as opened:
        assert opened.exposed() == vector.material
        assert opened.fingerprint == vector.fingerprint


@pytest.mark.parametrize("vector", [vector for vector in VECTORS if vector.method.hybrid], ids=str)
def test_a_hybrid_blob_is_the_encrypted_inner_key_and_then_key_wrap_with_padding(vector: Vector) -> None:
    first = vector.bits // 8
    assert vector.private.decrypt(vector.wrapped[:first], oaep(vector.method)) == vector.inner
    assert vector.wrapped[first:] == keywrap.aes_key_wrap_with_padding(vector.inner, vector.material)


def test_there_is_a_vector_for_every_method_size_and_material() -> None:
    held = [(vector.service.name, vector.method.api, vector.kind, vector.bits) for vector in VECTORS]
    assert held == [(row.name, method.api, kind, bits) for row, method, kind, bits in vectors.combinations()]
    assert len(METHODS) == 12
    assert len(VECTORS) == 63


@pytest.mark.parametrize("vector", [vector for vector in SMALL if vector.kind is not Kind.RSA_4096], ids=str)
def test_what_is_wrapped_opens_again_and_never_looks_the_same_twice(vector: Vector) -> None:
    key = vectors.public_key(vector.bits, vector.name)
    blobs = {wrap(vector.service, vector.method, vectors.material(vector.kind), key) for _ in range(2)}
    assert len(blobs) == 2
    for blob in blobs:
        opened = unwrap(vector.service, vector.method, vector.kind, blob, vector.private, vector.name)
        assert opened.matches(vectors.material(vector.kind))


@pytest.mark.parametrize("vector", SMALL, ids=str)
@settings(max_examples=6, suppress_health_check=[HealthCheck.differing_executors])
@given(data=st.data())
def test_a_blob_with_any_bit_flipped_is_refused(vector: Vector, data: Any) -> None:
    bit = data.draw(st.integers(0, len(vector.blob) * 8 - 1))
    changed = bytearray(vector.blob)
    changed[bit // 8] ^= 1 << bit % 8
    with pytest.raises(NotIntactError):
        unwrap(vector.service, vector.method, vector.kind, bytes(changed), vector.private, vector.name)


@pytest.mark.parametrize("vector", [v for v in SMALL if v.kind is Kind.EC_P256 or v.service.name == "aws:kms"], ids=str)
@settings(max_examples=6, suppress_health_check=[HealthCheck.differing_executors])
@given(data=st.data())
def test_a_blob_that_is_cut_or_continued_is_refused(vector: Vector, data: Any) -> None:
    end = data.draw(st.integers(0, len(vector.blob) - 1))
    more = data.draw(st.binary(min_size=1, max_size=40))
    for changed in (vector.blob[:end], vector.blob + more):
        with pytest.raises(NotIntactError):
            unwrap(vector.service, vector.method, vector.kind, changed, vector.private, vector.name)


def test_a_blob_for_one_hash_does_not_open_under_the_other() -> None:
    kms = service("aws:kms")
    blob = wrap(kms, kms.method("RSAES_OAEP_SHA_1"), vectors.material(Kind.AES_256), vectors.public_key(2048))
    with pytest.raises(NotIntactError):
        unwrap(kms, kms.method("RSAES_OAEP_SHA_256"), Kind.AES_256, blob, vectors.wrapping_key(2048))


REFUSED = [
    ("aws:kms", "RSA_AES_KEY_WRAP_SHA_256", Kind.AES_256, "takes only RSA and EC private keys by RSA_AES_KEY_WRAP"),
    ("aws:kms", "RSAES_OAEP_SHA_256", Kind.RSA_3072, "does not fit into one RSA-OAEP block"),
    ("azure:key-vault", "CKM_RSA_AES_KEY_WRAP", Kind.AES_256, "an AES key needs a Managed HSM"),
    ("gcp:kms", "RSA_OAEP_4096_SHA256", Kind.RSA_4096, "use a method that ends in _AES_256"),
]


@pytest.mark.parametrize(("name", "api", "kind", "why"), REFUSED)
def test_a_wrong_combination_is_refused_with_its_reason_in_both_languages(
    name: str, api: str, kind: Kind, why: str
) -> None:
    row = service(name)
    key = vectors.public_key(max(row.method(api).wrapping_bits), NAMES[name])
    with pytest.raises(NotTakenError, match=why) as told:
        wrap(row, row.method(api), vectors.material(kind), key)
    assert row.title in told.value.said("ja")
    assert told.value.said("ja") != told.value.said()


@pytest.mark.parametrize(("row", "method"), METHODS, ids=lambda part: getattr(part, "api", getattr(part, "name", "")))
def test_a_wrapping_key_of_another_size_is_refused(row: Any, method: Method) -> None:
    wrong = {2048, 3072, 4096} - set(method.wrapping_bits)
    kind = next(kind for kind in Kind if method.takes(kind))
    for bits in wrong:
        with pytest.raises(NotTakenError, match=rf"wants a wrapping key of .* bits, this one has {bits}"):
            check(row, method, kind, vectors.public_key(bits, NAMES[row.name]))


@pytest.mark.parametrize(
    "name",
    [
        "",
        "https://kv-example.vault.azure.net/keys/key-wrapping",
        "https://kv-example.vault.azure.net.example.go.jp/keys/k/0123456789abcdef0123456789abcdef",
        NAMES["azure:managed-hsm"],
    ],
)
def test_a_transfer_blob_wants_a_versioned_name_of_a_vaults_own_key(name: str) -> None:
    vault = service("azure:key-vault")
    with pytest.raises(NotTakenError, match="name with its version"):
        check(vault, vault.methods[0], Kind.RSA_3072, vectors.public_key(4096, name))


def test_a_method_of_another_cloud_is_refused() -> None:
    with pytest.raises(NotTakenError, match="AWS KMS has no method CKM_RSA_AES_KEY_WRAP"):
        check(service("aws:kms"), service("azure:key-vault").methods[0], Kind.RSA_3072, vectors.public_key(4096))
    with pytest.raises(UsageError, match="did you mean 'RSAES_OAEP_SHA_256'"):
        service("aws:kms").method("RSAES_OAEP_SHA256")


def test_every_service_takes_the_material_of_its_own_keys_by_the_recommended_way() -> None:
    ways = {row.name: chosen(row, row.at_rest).api for row in imports()}
    assert ways == {
        "aws:kms": "RSAES_OAEP_SHA_256",
        "azure:key-vault": "CKM_RSA_AES_KEY_WRAP",
        "azure:managed-hsm": "CKM_RSA_AES_KEY_WRAP",
        "gcp:kms": "RSA_OAEP_4096_SHA256_AES_256",
    }
    with pytest.raises(NotTakenError, match="needs a Managed HSM"):
        chosen(service("azure:key-vault"), Kind.AES_256)


def test_a_transfer_blob_has_the_fields_of_the_specification() -> None:
    vector = next(vector for vector in VECTORS if vector.service.name == "azure:key-vault")
    assert json.loads(vector.blob) == {
        "schema_version": "1.0.0",
        "header": {"kid": NAMES["azure:key-vault"], "alg": "dir", "enc": "CKM_RSA_AES_KEY_WRAP"},
        "ciphertext": encoded(vector.wrapped),
        "generator": "govcloud",
    }


def _public(encoding: serialization.Encoding) -> bytes:
    return (
        vectors.wrapping_key(2048).public_key().public_bytes(encoding, serialization.PublicFormat.SubjectPublicKeyInfo)
    )


def test_a_wrapping_key_is_the_same_in_pem_and_der() -> None:
    pem, der = (WrappingKey.read(_public(e)) for e in (serialization.Encoding.PEM, serialization.Encoding.DER))
    assert pem.fingerprint == der.fingerprint
    assert pem.bits == 2048


def test_a_private_key_or_one_of_another_family_is_no_wrapping_key() -> None:
    private = vectors.wrapping_key(2048).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    with pytest.raises(CeremonyError, match="this is a private key"):
        WrappingKey.read(private)
    point = ec.generate_private_key(ec.SECP256R1()).public_key()
    der = point.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    with pytest.raises(CeremonyError, match="not an RSA public key"):
        WrappingKey.read(der)


@given(where=st.integers(0, 10_000), what=st.binary(max_size=6), pem=st.booleans())
def test_a_damaged_wrapping_key_is_another_key_or_an_error_of_ours(where: int, what: bytes, pem: bool) -> None:
    whole = _public(serialization.Encoding.PEM if pem else serialization.Encoding.DER)
    cut = where % len(whole)
    with contextlib.suppress(CeremonyError):
        WrappingKey.read(whole[:cut] + what + whole[cut + len(what) :])


@given(st.sampled_from(sorted(Kind)), st.binary(max_size=80))
def test_bytes_that_are_no_key_are_an_error_that_does_not_repeat_them(kind: Kind, junk: bytes) -> None:
    if kind is Kind.AES_256 and len(junk) == 32:
        return
    with pytest.raises(CeremonyError) as told:
        Material(kind, junk)
    assert told.value.__suppress_context__ or kind is Kind.AES_256
    assert repr(junk)[2:-1] not in told.value.said() or len(junk) < 4


@given(where=st.integers(0, 10_000), bit=st.integers(0, 7))
def test_a_damaged_private_key_is_another_key_or_an_error_of_ours(where: int, bit: int) -> None:
    whole = bytearray(vectors.material(Kind.EC_P256).exposed())
    whole[where % len(whole)] ^= 1 << bit
    with contextlib.suppress(CeremonyError):
        Material(Kind.EC_P256, whole)


@pytest.mark.parametrize("kind", [Kind.EC_P256, Kind.RSA_3072])
def test_zero_bytes_after_a_private_key_are_refused(kind: Kind) -> None:
    with pytest.raises(CeremonyError, match="not an unencrypted PKCS#8"):
        Material(kind, vectors.material(kind).exposed() + bytes(3))


@pytest.mark.parametrize("kind", Kind)
def test_generated_material_is_of_its_kind_and_never_the_same(kind: Kind) -> None:
    one, other = Material.generate(kind), vectors.material(kind)
    assert Material(kind, one.exposed()).fingerprint == one.fingerprint
    assert one.fingerprint != other.fingerprint
    assert not one.matches(other)


def test_material_shows_itself_in_no_text_copy_or_pickle() -> None:
    secret = vectors.material(Kind.AES_256)
    assert repr(secret) == str(secret).strip() == f"Material(aes-256, {secret.fingerprint})"
    for escape in (copy.copy, copy.deepcopy, pickle.dumps, bytes, "{}".format):
        with pytest.raises(TypeError, match="not copied, pickled or turned into text"):
            escape(secret)


def test_material_is_overwritten_before_its_memory_is_given_back() -> None:
    seen = []

    class Watched(bytearray):
        def clear(self) -> None:
            seen.append(bytes(self))
            super().clear()

    with vectors.material(Kind.AES_256) as material:
        material._bytes = Watched(material._bytes)
        assert any(material._bytes)
    assert seen == [bytes(32)]


def test_wiped_material_is_gone() -> None:
    with Material.generate(Kind.AES_256) as secret:
        held = secret._bytes
    assert held == b""
    with pytest.raises(CeremonyError, match="has been wiped"):
        secret.exposed()


def test_no_error_shows_material_even_in_a_traceback() -> None:
    marked = b"MATERIALMATERIALMATERIALMATERIAL"
    material = Material(Kind.AES_256, marked)
    aws = service("aws:kms")
    with pytest.raises(NotTakenError) as told:
        wrap(aws, aws.method("RSA_AES_KEY_WRAP_SHA_256"), material, vectors.public_key(4096))
    blob = wrap(aws, aws.methods[0], material, vectors.public_key(4096))
    with pytest.raises(NotIntactError) as unopened:
        unwrap(aws, aws.methods[0], Kind.AES_256, blob[:-1], vectors.wrapping_key(4096))
    with pytest.raises(CeremonyError) as unread:
        Material(Kind.RSA_3072, marked)
    for error in (told.value, unopened.value, unread.value):
        text = "".join(traceback.format_exception(error))
        assert "MATERIAL" not in text.replace("Material", "")
        assert marked.hex() not in text
