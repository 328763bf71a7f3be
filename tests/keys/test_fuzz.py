"""Whatever is given as a key, an offer, a parcel or a sealed file: an error of ours that repeats nothing of it."""

from __future__ import annotations

import base64
import datetime
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from hypothesis import given, settings
from hypothesis import strategies as st

from govcloud.clouds.importing import Offer
from govcloud.clouds.wrapping import Kind, Target, service
from govcloud.keys import age, parcel, sealing
from govcloud.keys.ceremony import Ceremony
from govcloud.keys.importing import Bringing
from govcloud.keys.material import Material, public_of
from govcloud.keys.record import Record
from govcloud.keys.refusal import CeremonyError
from govcloud.keys.signing import Signer, Verifier
from govcloud.keys.wrapping_key import WrappingKey
from tests.keys import vectors
from tests.keys.test_age import OWN, SEALED, identity
from tests.keys.test_sealed_file import opened as sealed_file

PRIVATE = vectors.wrapping_key(2048)
AT = Target(service("aws:kms"), "ap-northeast-1", "alias/digital-agency-example-prod-key")


def _pem() -> bytes:
    form = serialization.PrivateFormat.PKCS8
    return PRIVATE.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())


def _spki(encoding: serialization.Encoding) -> bytes:
    return PRIVATE.public_key().public_bytes(encoding, serialization.PublicFormat.SubjectPublicKeyInfo)


def _offered() -> parcel.Offered:
    return parcel.Offered.of(AT, "RSAES_OAEP_SHA_256", Offer(_spki(serialization.Encoding.DER), token=b"token"))


def _parcel() -> parcel.Parcel:
    found = next(one for one in vectors.read() if one.service.name == "aws:kms" and one.kind.symmetric)
    return parcel.Parcel(
        key="records",
        kind=found.kind,
        fingerprint=found.fingerprint,
        offered=_offered(),
        wrapped=base64.b64encode(found.blob).decode(),
    )


Reader = Callable[[bytes, Path], object]


def _from_file(read: Callable[[Path], object]) -> Reader:
    def through(given: bytes, folder: Path) -> object:
        (folder / "given").write_bytes(given)
        return read(folder / "given")

    return through


READERS: dict[str, Reader] = {
    "age file": lambda given, _: age.opened(given, [OWN]),
    "age identities": lambda given, _: age.identities(given.decode("utf-8", "replace")),
    "age recipient": lambda given, _: age.recipient(given.decode("utf-8", "replace")),
    "DER material, EC": lambda given, _: Material(Kind.EC_P256, given),
    "DER material, RSA": lambda given, _: Material(Kind.RSA_3072, given),
    "DER public key": lambda given, _: public_of(given),
    "PEM verifier": lambda given, _: Verifier.read(given),
    "PEM signer": _from_file(lambda path: Signer.read(path, lambda: "correct horse battery staple")),
    "raw material, AES": lambda given, _: Material(Kind.AES_256, given),
    "JSON offer": _from_file(lambda path: parcel.read(path, parcel.Offered).offer),
    "JSON parcel": _from_file(lambda path: parcel.read(path, parcel.Parcel).blob),
    "JSON sealed file": _from_file(sealing.read),
    "wrapping key": lambda given, _: WrappingKey.read(given),
}
WHOLE: dict[str, bytes] = {
    "age file": SEALED,
    "age identities": identity(OWN).encode(),
    "material, AES": bytes(range(64, 96)),
    "material, EC": vectors.material(Kind.EC_P256).exposed(),
    "material, RSA": vectors.material(Kind.RSA_3072).exposed(),
    "offer": _offered().model_dump_json().encode(),
    "parcel": _parcel().model_dump_json().encode(),
    "private key in PEM": _pem(),
    "public key in DER": _spki(serialization.Encoding.DER),
    "public key in PEM": _spki(serialization.Encoding.PEM),
}
JUNK = st.one_of(
    st.binary(max_size=200),
    st.just(b"[" * 50_000),
    st.just(b"-----BEGIN PUBLIC KEY-----\n" * 2000),
    st.just(b"\x30\x84\xff\xff\xff\xff"),
    st.just(b'{"format": "govcloud-key-parcel", "offered": ' * 500),
)
_LEAK = 10


@st.composite
def spoilt(draw: Any) -> bytes:
    """Something whole, with a few bytes changed, cut out or put in."""
    given = bytearray(draw(st.sampled_from(sorted(WHOLE.values()))))
    for _ in range(draw(st.integers(0, 3))):
        place = draw(st.integers(0, max(len(given) - 1, 0)))
        given[place : place + draw(st.integers(0, 40))] = draw(st.binary(max_size=5))
    return bytes(given)


def _repeats(message: str, given: bytes, always: str = "") -> bool:
    """Whether ten letters or bytes in a row of what was given stand in a message, plain, in hex or in base64, that do
    not stand there always."""
    text = given.decode("latin-1")
    windows = {message[start : start + _LEAK] for start in range(len(message) - _LEAK + 1)}
    spelt = (text, given.hex(), base64.b64encode(given).decode())
    windows = {window for window in windows if " " not in window and window not in always}
    return any(window in one for window in windows for one in spelt)


@pytest.mark.parametrize("reader", READERS.values(), ids=READERS)
@settings(max_examples=60)
@given(given=st.one_of(JUNK, spoilt()))
def test_anything_is_taken_or_refused_by_an_error_of_ours_that_repeats_nothing(
    reader: Reader, tmp_path_factory: pytest.TempPathFactory, given: bytes
) -> None:
    told = _refusal(reader, given, tmp_path_factory.getbasetemp())
    always = _refusal(reader, b"?", tmp_path_factory.getbasetemp())
    assert always is not None
    if told is not None:
        assert not _repeats(told.said() + told.said("ja"), given, always.said() + always.said("ja"))
        assert told.__suppress_context__ or told.__context__ is None


def _refusal(reader: Reader, given: bytes, folder: Path) -> CeremonyError | None:
    """Any other exception fails the test."""
    try:
        reader(given, folder)
    except CeremonyError as told:
        return told
    return None


def test_a_message_that_repeats_something_would_be_found() -> None:
    for whole in WHOLE.values():
        assert _repeats(f"this is no key: {whole.hex()[20:32]}", whole)
        assert _repeats(f"not a key: {base64.b64encode(whole).decode()[:12]}", whole)
        assert not _repeats("this is no key", whole)


@settings(max_examples=40)
@given(data=st.data())
def test_a_sealed_file_with_anything_in_any_field_is_refused_without_repeating_it(
    tmp_path_factory: pytest.TempPathFactory, data: Any
) -> None:
    path = tmp_path_factory.getbasetemp() / "fields.keys"
    path.unlink(missing_ok=True)
    with sealed_file(path) as file:
        file.generate("records", Kind.AES_256)
    document = json.loads(path.read_bytes())
    where = data.draw(st.sampled_from([document, document["kdf"], document["seal"], document["keys"][0]]))
    field = data.draw(st.sampled_from(sorted(where)))
    value = data.draw(st.one_of(st.none(), st.integers(), st.text(max_size=40), st.lists(st.text(max_size=5))))
    if where[field] == value:
        return
    where[field] = value
    path.write_text(json.dumps(document))
    with pytest.raises(CeremonyError) as told:
        sealed_file(path)
    assert not _repeats(told.value.said(), str(value).encode())


def test_an_offer_and_a_parcel_come_back_as_they_were_written(tmp_path: Path) -> None:
    for made in (_offered(), _parcel()):
        parcel.written(tmp_path / "file", made)
        assert parcel.read(tmp_path / "file", type(made)) == made
    with pytest.raises(CeremonyError, match="no offer or parcel"):
        parcel.read(tmp_path / "file", parcel.Offered)
    with pytest.raises(CeremonyError, match="is for another key"):
        parcel.fits(_offered(), Target(AT.service, AT.region, "alias/other"), tmp_path / "file")
    with pytest.raises(CeremonyError, match="cannot be read"):
        parcel.read(tmp_path / "nothing", parcel.Parcel)


def test_what_was_offered_too_long_ago_is_neither_wrapped_for_nor_sent(tmp_path: Path) -> None:
    """Before anything is asked of a cloud: the importer is none."""
    now = datetime.datetime(2026, 11, 22, 6, 0, 0, tzinfo=datetime.UTC)
    over = _offered().model_copy(update={"until": "2026-11-22T06:00:00Z"})
    with sealed_file(tmp_path / "trial.keys") as source:
        source.generate("records", Kind.AES_256)
        record = Record(tmp_path / "ceremony.jsonl", Signer.generate())
        bringing = Bringing(Ceremony("digital-agency/example", source, record, ("key custodian 1",), lambda: now))
        with pytest.raises(CeremonyError, match="ended at 2026-11-22T06:00:00Z: fetch a new offer"):
            bringing.wrap("records", AT, over, lambda _: True)
        lasting = _offered().model_copy(update={"until": "2026-11-22T06:00:01Z"})
        made = bringing.wrap("records", AT, lasting, lambda _: True)
        with pytest.raises(CeremonyError, match="fetch a new offer"):
            bringing.send(made.model_copy(update={"offered": over}), AT, None)  # type: ignore[arg-type]
    assert [line.event.step for line in record.lines] == ["begun", "wrapped"]
