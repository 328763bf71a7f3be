"""PKCS#11 both ways: a token plays the agency's HSM that brings a key, and the cloud's HSM that takes one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple, cast

import PyKCS11 as P
import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from govcloud.clouds.wrapping import Import, Kind, Method, imports, service
from govcloud.keys import pkcs11
from govcloud.keys.envelope import taken
from govcloud.keys.refusal import CeremonyError, NotTakenError
from govcloud.keys.sealed_file import SealedFile
from govcloud.keys.sources import Source, escrowed
from govcloud.keys.token import Token
from govcloud.keys.wrapping import unwrap, wrap
from govcloud.keys.wrapping_key import WrappingKey
from tests.keys import vectors
from tests.keys.tokens import LABELS, MODULES, PIN, WANTS, ready

KINDS = (Kind.AES_256, Kind.RSA_3072)
COMBINATIONS = [
    (row, method, kind) for row in imports() for method in row.methods for kind in KINDS if method.takes(kind)
]
IDS = [f"{row.name}-{method.api}-{kind}" for row, method, kind in COMBINATIONS]
UNABLE = {("softhsm", "sha256")}
"""SoftHSM2 knows RSA-OAEP with SHA-1 only."""


class Opened(NamedTuple):
    name: str
    module: Path
    token: Token
    clouds: dict[int, tuple[Any, WrappingKey]]
    """A wrapping key of each size inside the token, as a cloud's HSM has it: its private half is never seen."""


@pytest.fixture(
    scope="module",
    params=[pytest.param(n, marks=pytest.mark.skipif(MODULES[n] is None, reason=WANTS[n])) for n in sorted(MODULES)],
)
def opened(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    module = ready(request.param, tmp_path_factory.mktemp(request.param))
    token = Token(module, LABELS[request.param], lambda: PIN)
    for kind in KINDS:
        token.generate(f"brought-{kind}", kind)
    yield Opened(request.param, module, token, _clouds(token._session))
    token.close()


def _clouds(session: Any) -> dict[int, tuple[Any, WrappingKey]]:
    hidden = {P.CKA_SENSITIVE: P.CK_TRUE, P.CKA_PRIVATE: P.CK_TRUE}
    made = {bits: pkcs11.new_rsa(session, bits, pkcs11.SESSION, hidden) for bits in (2048, 3072, 4096)}
    return {bits: (key, WrappingKey(pkcs11.public_of(session, key))) for bits, key in made.items()}


def _key(method: Method, row: Import) -> WrappingKey:
    return vectors.public_key(min(method.wrapping_bits), vectors.NAMES[row.name])


@pytest.mark.parametrize(("row", "method", "kind"), COMBINATIONS, ids=IDS)
def test_a_key_made_in_the_token_leaves_it_wrapped_and_is_the_same(
    opened: Opened, row: Import, method: Method, kind: Kind
) -> None:
    held = opened.token.find(f"brought-{kind}")
    if (opened.name, method.oaep_hash) in UNABLE or (opened.name, kind) == ("softhsm", Kind.RSA_3072):
        with pytest.raises(NotTakenError, match=r"cannot wrap by .* \(it answers CKR_|adds zero bytes"):
            opened.token.wrap(held.name, row, method, _key(method, row))
        return
    blob = opened.token.wrap(held.name, row, method, _key(method, row))
    private = vectors.wrapping_key(min(method.wrapping_bits))
    out = unwrap(row, method, kind, blob, private, vectors.NAMES[row.name])
    assert out.fingerprint == held.fingerprint


_SECRET = [(P.CKA_CLASS, P.CKO_SECRET_KEY), (P.CKA_KEY_TYPE, P.CKK_AES), (P.CKA_TOKEN, P.CK_FALSE)]
_PRIVATE = [(P.CKA_CLASS, P.CKO_PRIVATE_KEY), (P.CKA_KEY_TYPE, P.CKK_RSA), (P.CKA_TOKEN, P.CK_FALSE)]
_INNER = [(P.CKA_UNWRAP, P.CK_TRUE)]
_KWP = {"nss": P.CKM_AES_KEY_WRAP_KWP, "softhsm": P.CKM_AES_KEY_WRAP_PAD}


@pytest.mark.parametrize(("row", "method", "kind"), COMBINATIONS, ids=IDS)
def test_a_blob_goes_into_a_token_that_plays_the_cloud(opened: Opened, row: Import, method: Method, kind: Kind) -> None:
    session, given = opened.token._session, vectors.material(kind)
    bits = min(method.wrapping_bits)
    private, public = opened.clouds[bits]
    key = WrappingKey(public.public, vectors.NAMES[row.name])
    wrapped = taken(row.envelope, wrap(row, method, given, key), method.api, key.name)
    first, oaep = wrapped[: bits // 8], pkcs11.oaep(method.oaep_hash)
    uses = [(P.CKA_SIGN, P.CK_TRUE), (P.CKA_SENSITIVE, P.CK_TRUE)]
    if (opened.name, method.oaep_hash) in UNABLE:
        with pytest.raises(P.PyKCS11Error, match="CKR_ARGUMENTS_BAD"):
            session.unwrapKey(private, first, [*_SECRET, *uses], oaep)
        return
    inside = session.unwrapKey(private, first, [*_SECRET, *(_INNER if method.hybrid else uses)], oaep)
    if method.hybrid:
        template = _SECRET if kind.symmetric else _PRIVATE
        padded = P.Mechanism(_KWP[opened.name])
        inside = session.unwrapKey(inside, wrapped[bits // 8 :], [*template, *uses], padded)
    _is_the_key(session, inside, kind)


def _is_the_key(session: Any, inside: Any, kind: Kind) -> None:
    """The token works with the very key that was wrapped: its MAC or signature says so."""
    given = vectors.material(kind)
    if kind.symmetric:
        mac = session.sign(inside, b"govcloud key fingerprint 1", P.Mechanism(P.CKM_AES_CMAC))
        assert given.fingerprint == f"cmac:{bytes(mac).hex()}"
        return
    signature = bytes(session.sign(inside, b"example", P.Mechanism(P.CKM_SHA256_RSA_PKCS)))
    own = serialization.load_der_private_key(given.exposed(), None)
    assert isinstance(own, rsa.RSAPrivateKey)
    own.public_key().verify(signature, b"example", padding.PKCS1v15(), hashes.SHA256())


def test_its_keys_cannot_be_read(opened: Opened) -> None:
    for kind in KINDS:
        key, _ = opened.token._object(f"brought-{kind}")
        secret = P.CKA_VALUE if kind.symmetric else P.CKA_PRIVATE_EXPONENT
        assert opened.token._session.getAttributeValue(key, [secret]) == [None]


def test_its_keys_are_listed_by_name_and_kind(opened: Opened) -> None:
    held = [key for key in opened.token.held() if key.name.startswith("brought-")]
    assert [(key.name, key.kind) for key in held] == [(f"brought-{kind}", kind) for kind in KINDS]
    assert [opened.token.find(key.name) for key in held] == held
    assert opened.token.title.startswith(f"token {LABELS[opened.name]} (")
    assert PIN not in repr(opened.token)


def test_what_a_key_may_do_cannot_be_changed_afterwards(opened: Opened) -> None:
    """Whoever has the PIN could otherwise rename a key, or let it be used for more."""
    for kind in KINDS:
        key, _ = opened.token._object(f"brought-{kind}")
        assert opened.token._session.getAttributeValue(key, [P.CKA_MODIFIABLE]) == [False]
        for attribute, value in ((P.CKA_LABEL, "another"), (P.CKA_DECRYPT, P.CK_TRUE)):
            with pytest.raises(P.PyKCS11Error):
                opened.token._session.setAttributeValue(key, [(attribute, value)])


def test_a_name_in_use_and_a_kind_not_made_in_tokens_are_refused(opened: Opened) -> None:
    with pytest.raises(CeremonyError, match="already holds a key"):
        opened.token.generate("brought-aes-256", Kind.AES_256)
    with pytest.raises(CeremonyError, match="only AES-256 and RSA"):
        opened.token.generate("sign", Kind.EC_P256)
    with pytest.raises(CeremonyError, match="holds no key 'other'"):
        opened.token.find("other")


@pytest.mark.parametrize(
    ("attribute", "value", "how"),
    [(P.CKA_EXTRACTABLE, P.CK_FALSE, "never to leave"), (P.CKA_SENSITIVE, P.CK_FALSE, "readable in clear")],
)
def test_a_key_that_cannot_leave_or_can_be_read_is_not_brought(
    opened: Opened, attribute: int, value: int, how: str
) -> None:
    kms = service("aws:kms")
    own = {P.CKA_LABEL: "wrong", P.CKA_SIGN: P.CK_TRUE, attribute: value}
    made = pkcs11.new_aes(opened.token._session, pkcs11.STORED, pkcs11.LEAVES_WRAPPED, own)
    try:
        with pytest.raises(NotTakenError, match=how):
            opened.token.wrap("wrong", kms, kms.methods[0], vectors.public_key(2048))
    finally:
        opened.token._session.destroyObject(made)


def test_an_ec_key_in_the_token_is_not_brought_and_the_reason_is_said(opened: Opened) -> None:
    """A key pair that somebody else made there for signing."""
    name = {P.CKA_LABEL: "signing", P.CKA_TOKEN: P.CK_TRUE}
    curve = list(bytes.fromhex("06082a8648ce3d030107"))
    pair = opened.token._session.generateKeyPair(
        list({P.CKA_EC_PARAMS: curve, P.CKA_VERIFY: P.CK_TRUE, **name}.items()),
        list({P.CKA_SIGN: P.CK_TRUE, P.CKA_PRIVATE: P.CK_TRUE, P.CKA_SENSITIVE: P.CK_TRUE, **name}.items()),
        mecha=P.Mechanism(P.CKM_EC_KEY_PAIR_GEN),
    )
    kms = service("aws:kms")
    try:
        assert "signing" not in [key.name for key in opened.token.held()]
        for use in (
            lambda: opened.token.find("signing"),
            lambda: opened.token.wrap("signing", kms, kms.methods[0], vectors.public_key(2048)),
        ):
            with pytest.raises(NotTakenError, match=r"EC and other keys protect no stored data"):
                use()
    finally:
        for key in pair:
            opened.token._session.destroyObject(key)


def test_destroying_a_key_destroys_no_other_of_that_name(opened: Opened) -> None:
    """A key of a kind that no ceremony knows, under the same label."""
    session, made = opened.token._session, opened.token.generate("twice", Kind.AES_256)
    stored = {P.CKA_TOKEN: P.CK_TRUE, P.CKA_LABEL: "twice"}
    other = pkcs11.known_aes(session, bytes(16), stored)
    assert opened.token.find("twice") == made
    with pytest.raises(CeremonyError, match="several keys 'twice'"):
        opened.token.destroy("twice")
    assert opened.token.find("twice") == made
    session.destroyObject(other)
    assert opened.token.destroy("twice") == made


def test_a_key_that_somebody_put_into_the_token_is_not_brought(opened: Opened) -> None:
    """It says that it cannot be read, and whoever put it in has it in clear."""
    signs = {P.CKA_SIGN: P.CK_TRUE, P.CKA_TOKEN: P.CK_TRUE, P.CKA_LABEL: "planted"}
    planted = pkcs11.known_aes(opened.token._session, bytes(range(32)), pkcs11.LEAVES_WRAPPED, signs)
    try:
        kms = service("aws:kms")
        assert opened.token.find("planted").kind is Kind.AES_256
        with pytest.raises(NotTakenError, match="was not made in this token"):
            opened.token.wrap("planted", kms, kms.method("RSAES_OAEP_SHA_1"), vectors.public_key(2048))
    finally:
        opened.token._session.destroyObject(planted)


def test_a_destroyed_key_is_gone(opened: Opened) -> None:
    made = opened.token.generate("gone", Kind.AES_256)
    assert opened.token.destroy("gone") == made
    with pytest.raises(CeremonyError, match="holds no key 'gone'"):
        opened.token.find("gone")


def test_an_escrow_elsewhere_with_another_key_is_found_out(opened: Opened, tmp_path: Path) -> None:
    with SealedFile(tmp_path / "escrow.keys", lambda: "correct horse battery staple", cost=14) as escrow:
        escrow.generate("brought-aes-256", Kind.AES_256)
        assert not escrowed("brought-aes-256", opened.token, escrow)
    with pytest.raises(CeremonyError, match="was given as its own escrow"):
        escrowed("brought-aes-256", opened.token, opened.token)
    # A token's copy is made by its vendor's means alone: the same keys in another place.
    assert escrowed("brought-aes-256", opened.token, cast(Source, Elsewhere(opened.token)))


class Elsewhere:
    place = "elsewhere"

    def __init__(self, token: Token) -> None:
        self._token = token

    def __getattr__(self, name: str) -> Any:
        return getattr(self._token, name)


def test_a_wrong_pin_label_or_module_is_said_without_repeating_the_pin(opened: Opened, tmp_path: Path) -> None:
    opened.token._session.logout()
    try:
        with pytest.raises(CeremonyError, match="PIN was not accepted: CKR_PIN_INCORRECT") as told:
            Token(opened.module, LABELS[opened.name], lambda: "wrong-pin-9999")
        assert "9999" not in told.value.said() + told.value.said("ja")
    finally:
        opened.token._session.login(PIN)
    with pytest.raises(CeremonyError, match="no token 'other' is present"):
        Token(opened.module, "other", lambda: PIN)
    with pytest.raises(CeremonyError, match="module cannot be loaded"):
        Token(tmp_path / "none.so", "other", lambda: PIN)
