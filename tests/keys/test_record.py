"""Ceremony records: whole ones verify, and whatever is done to one afterwards is found."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from govcloud.clouds.wrapping import Kind
from govcloud.keys import paper
from govcloud.keys.record import Line, Record, verify
from govcloud.keys.refusal import CeremonyError, NotIntactError
from govcloud.keys.signing import Signer, Verifier
from govcloud.keys.spelling import canonical, packed
from govcloud.keys.step import SHAPES, Event, Step, lacking, told

SIGNER = Signer(Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
OTHER = Signer(Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33))))
FIELDS: dict[str, Any] = {
    "system": "digital-agency/example",
    "source": "token agency (SoftHSM project, serial 0123456789abcdef)",
    "key": "records",
    "kind": Kind.AES_256,
    "fingerprint": "cmac:" + "0123456789abcdef" * 2,
    "service": "aws:kms",
    "target": "alias/digital-agency-example-prod-key",
    "method": "RSAES_OAEP_SHA_256",
    "wrapping_key": "sha256:" + "01" * 32,
    "blob": "sha256:" + "23" * 32,
}
WHO = ("鍵管理者1", "立会人1")


def event(step: Step, minute: int = 0, **changes: Any) -> Event:
    held = {field: FIELDS[field] for field in SHAPES[step].holds}
    said = {"step": step, "when": f"2026-11-22T06:{minute:02}:00Z", "who": WHO, **held, **changes}
    return Event.model_validate(said)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("record") / "ceremony.jsonl"
    record = Record(path, SIGNER)
    for minute, step in enumerate(Step):
        record.add(event(step, minute))
    assert record.head == record.lines[-1].digest
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    return path.read_bytes()


def test_a_whole_record_verifies_and_says_what_was_done(whole: bytes) -> None:
    lines = verify(whole, SIGNER.verifier)
    assert [line.event.step for line in lines] == list(Step)
    assert lines[1].en == (
        "Key records (aes-256) was generated in token agency (SoftHSM project, serial 0123456789abcdef); its"
        " fingerprint is cmac:0123456789abcdef0123456789abcdef. Present: 鍵管理者1, 立会人1."
    )
    assert lines[1].ja == (
        "token agency (SoftHSM project, serial 0123456789abcdef)で鍵records(aes-256)を生成した。"
        "指紋はcmac:0123456789abcdef0123456789abcdef。立会者: 鍵管理者1、立会人1。"
    )
    assert verify(whole, Verifier.read(SIGNER.verifier.pem), head=lines[-1].digest) == lines


def test_a_record_can_be_verified_with_the_documented_format_alone(whole: bytes) -> None:
    """What the module's page says is enough: another program needs JSON, SHA-256 and Ed25519."""
    import base64
    import hashlib

    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    public, previous = load_pem_public_key(SIGNER.verifier.pem), None
    for number, text in enumerate(whole.decode().splitlines(), start=1):
        line = json.loads(text)
        signature = base64.b64decode(line.pop("signature"))
        rest = json.dumps(line, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
        public.verify(signature, rest)  # type: ignore[call-arg, union-attr]
        assert (line["version"], line["number"], line["previous"]) == (1, number, previous)
        previous = f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


def _lines(whole: bytes) -> list[bytes]:
    return whole.splitlines(keepends=True)


TAMPERED: dict[str, Callable[[list[bytes]], list[bytes]]] = {
    "the first line taken out": lambda lines: lines[1:],
    "a line taken out": lambda lines: lines[:3] + lines[4:],
    "two lines exchanged": lambda lines: [*lines[:2], lines[3], lines[2], *lines[4:]],
    "a line twice": lambda lines: [*lines[:3], lines[2], *lines[3:]],
    "a line after the end": lambda lines: [*lines, lines[1]],
    "an empty line": lambda lines: [*lines[:3], b"\n", *lines[3:]],
    "spaces": lambda lines: [lines[0].replace(b":", b": ", 1), *lines[1:]],
    "another name": lambda lines: [line.replace("管理者1".encode(), "管理者2".encode()) for line in lines],
    "another text": lambda lines: [line.replace("生成".encode(), "複製".encode()) for line in lines],
    "no end of line": lambda lines: [*lines[:-1], lines[-1].rstrip()],
    "half a line": lambda lines: [*lines[:-1], lines[-1][:100] + b"\n"],
    "nothing": lambda _lines: [],
    "an unknown field": lambda lines: [lines[0].replace(b'{"en"', b'{"a":1,"en"'), *lines[1:]],
}


@pytest.mark.parametrize("tamper", TAMPERED.values(), ids=TAMPERED)
def test_a_tampered_record_is_found(whole: bytes, tamper: Callable[[list[bytes]], list[bytes]]) -> None:
    with pytest.raises(NotIntactError, match=r"does not hold from line \d+ on") as told_so:
        verify(b"".join(tamper(_lines(whole))), SIGNER.verifier)
    assert "信用できない" in told_so.value.said("ja")


@settings(max_examples=150)
@given(data=st.data())
def test_a_record_with_any_bit_flipped_is_found(whole: bytes, data: Any) -> None:
    bit = data.draw(st.integers(0, len(whole) * 8 - 1))
    changed = bytearray(whole)
    changed[bit // 8] ^= 1 << bit % 8
    with pytest.raises(NotIntactError):
        verify(bytes(changed), SIGNER.verifier)


@given(st.one_of(st.binary(max_size=300), st.just(b"[" * 50_000 + b"\n"), st.just(b'{"event":{}}\n')))
def test_anything_else_is_no_record_and_an_error_of_ours(junk: bytes) -> None:
    with pytest.raises(NotIntactError):
        verify(junk, SIGNER.verifier)


def test_lines_missing_at_the_end_show_only_against_the_noted_head(whole: bytes) -> None:
    head = verify(whole, SIGNER.verifier)[-1].digest
    shorter = b"".join(_lines(whole)[:-2])
    assert len(verify(shorter, SIGNER.verifier)) == len(Step) - 2
    with pytest.raises(NotIntactError, match="does not end at the noted head"):
        verify(shorter, SIGNER.verifier, head=head)


def test_a_record_signed_anew_by_another_key_is_found(whole: bytes) -> None:
    with pytest.raises(NotIntactError, match="line 1 on: it is not signed by that key"):
        verify(whole, OTHER.verifier)
    forged = _lines(whole)[0].replace(SIGNER.verifier.fingerprint.encode(), OTHER.verifier.fingerprint.encode())
    with pytest.raises(NotIntactError, match="not signed by that key"):
        verify(forged, OTHER.verifier)


def test_a_line_of_another_record_of_the_same_signer_is_found(whole: bytes, tmp_path: Path) -> None:
    other = Record(tmp_path / "other.jsonl", SIGNER)
    for minute, step in enumerate(Step):
        other.add(event(step, minute, who=(*WHO, "監査人1")))
    spliced = _lines(whole)
    spliced[2] = _lines((tmp_path / "other.jsonl").read_bytes())[2]
    with pytest.raises(NotIntactError, match="line 3 on: it does not follow the line before"):
        verify(b"".join(spliced), SIGNER.verifier)


def _signed(line: Line, **changes: Any) -> bytes:
    changed = line.model_copy(update=changes)
    return canonical({**json.loads(changed.signed), "signature": packed(SIGNER.sign(changed.signed))}) + b"\n"


def test_even_the_signer_cannot_write_a_text_that_says_something_else(whole: bytes) -> None:
    first = verify(whole, SIGNER.verifier)[0]
    assert verify(_signed(first), SIGNER.verifier) == (first,)
    with pytest.raises(NotIntactError, match="its text says something else than its fields"):
        verify(_signed(first, en="Nothing was done."), SIGNER.verifier)


def test_a_record_goes_on_where_it_stood_and_not_after_it_was_closed(tmp_path: Path) -> None:
    path = tmp_path / "ceremony.jsonl"
    Record(path, SIGNER).add(event(Step.BEGUN, 0))
    again = Record(path, SIGNER)
    with pytest.raises(CeremonyError, match="begins with 'begun', once"):
        again.add(event(Step.BEGUN, 1))
    again.add(event(Step.GENERATED, 5))
    with pytest.raises(CeremonyError, match="earlier than the one before"):
        again.add(event(Step.WRAPPED, 4))
    again.add(event(Step.CLOSED, 6))
    with pytest.raises(CeremonyError, match="has been closed"):
        Record(path, SIGNER).add(event(Step.GENERATED, 7))
    assert len(verify(path.read_bytes(), SIGNER.verifier)) == 3
    with pytest.raises(NotIntactError):
        Record(path, OTHER)


def test_a_step_without_what_it_must_hold_or_without_witness_is_refused(tmp_path: Path) -> None:
    record = Record(tmp_path / "ceremony.jsonl", SIGNER)
    record.add(event(Step.BEGUN))
    with pytest.raises(CeremonyError, match="'wrapped' also needs: method, blob"):
        record.add(event(Step.WRAPPED, method=None, blob=None))
    assert lacking(event(Step.DESTROYED, who=(WHO[0],))) == ("who",)
    assert lacking(event(Step.DESTROYED, who=(WHO[0], WHO[0]))) == ("who",)
    assert len(record.lines) == 1


def test_a_failed_step_says_so_in_both_languages() -> None:
    en, ja = told(event(Step.IMPORTED, outcome="failed"))
    assert en.startswith("This failed: Key records")
    assert ja.startswith("次の手順は失敗した: 鍵records")


@pytest.mark.parametrize("step", Step)
def test_every_step_reads_as_a_sentence_in_both_languages(step: Step) -> None:
    en, ja = told(event(step))
    assert en.endswith(".")
    assert ja.endswith("。")
    assert "None" not in en + ja
    assert "{" not in en + ja


@pytest.mark.parametrize("field", ["fingerprint", "blob", "wrapping_key", "key", "who", "when"])
def test_a_field_takes_nothing_but_its_pattern(field: str) -> None:
    wrong: Any = ("a\nb",) if field == "who" else "\x00secret\n"
    with pytest.raises(ValidationError) as refused:
        event(Step.WRAPPED, **{field: wrong})
    assert "secret" not in str(refused.value)


def test_a_signing_key_rests_encrypted_and_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "officer.pem"
    SIGNER.write(path, lambda: "correct horse battery staple")
    assert b"ENCRYPTED PRIVATE KEY" in path.read_bytes()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    back = Signer.read(path, lambda: "correct horse battery staple")
    assert back.verifier.fingerprint == SIGNER.verifier.fingerprint
    with pytest.raises(CeremonyError, match="exists already"):
        SIGNER.write(path, lambda: "correct horse battery staple")
    with pytest.raises(CeremonyError, match="no Ed25519 private key encrypted under this passphrase"):
        Signer.read(path, lambda: "incorrect horse battery")
    with pytest.raises(CeremonyError, match="at least 15"):
        SIGNER.write(tmp_path / "other.pem", lambda: "short")
    assert repr(SIGNER) == f"Signer({SIGNER.verifier.fingerprint})"


@given(st.binary(max_size=200))
def test_junk_is_no_verifier(junk: bytes) -> None:
    with pytest.raises(CeremonyError, match="no Ed25519 public key"):
        Verifier.read(junk)


def test_two_processes_that_write_one_record_leave_one_whole_chain(tmp_path: Path) -> None:
    """Both opened it before either wrote: a fork would break the record for good, and with it what was done."""
    path = tmp_path / "ceremony.jsonl"
    Record(path, SIGNER).add(event(Step.BEGUN, 0))
    one, other = Record(path, SIGNER), Record(path, SIGNER)
    one.add(event(Step.GENERATED, 1))
    other.takes("2026-11-22T06:02:00Z")
    other.add(event(Step.ESCROWED, 2))
    one.add(event(Step.WRAPPED, 3))
    lines = verify(path.read_bytes(), SIGNER.verifier)
    assert [line.event.step for line in lines] == [Step.BEGUN, Step.GENERATED, Step.ESCROWED, Step.WRAPPED]
    other.add(event(Step.CLOSED, 4))
    with pytest.raises(CeremonyError, match="has been closed"):
        one.takes("2026-11-22T06:05:00Z")


@pytest.mark.parametrize("how", ["cut", "emptied", "taken away", "replaced"])
def test_nothing_goes_on_in_a_record_that_lost_lines_meanwhile(tmp_path: Path, how: str) -> None:
    path, other = tmp_path / "ceremony.jsonl", tmp_path / "other.jsonl"
    record = Record(path, SIGNER)
    record.add(event(Step.BEGUN, 0))
    first = path.read_bytes()
    record.add(event(Step.GENERATED, 1))
    Record(other, SIGNER).add(event(Step.BEGUN, 0, who=(*WHO, "監査人1")))
    left = {"cut": first, "emptied": b"", "replaced": other.read_bytes()}
    path.unlink()
    if how in left:
        path.write_bytes(left[how])
    for act in (lambda: record.takes("2026-11-22T06:02:00Z"), lambda: record.add(event(Step.ESCROWED, 2))):
        with pytest.raises(NotIntactError, match="changed meanwhile"):
            act()
    assert not path.exists() or path.read_bytes() == left.get(how, b"")


def test_a_record_that_has_no_room_is_said_before_the_step_and_stays_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "ceremony.jsonl"
    record = Record(path, SIGNER)
    record.add(event(Step.BEGUN, 0))
    monkeypatch.setattr(paper, "LARGEST", paper.STEP + path.stat().st_size)
    record.takes("2026-11-22T06:01:00Z")
    record.add(event(Step.GENERATED, 1))
    with pytest.raises(CeremonyError, match="is full: close it"):
        record.takes("2026-11-22T06:02:00Z")
    monkeypatch.undo()
    monkeypatch.setattr(paper.shutil, "disk_usage", lambda _path: SimpleNamespace(free=100))
    with pytest.raises(CeremonyError, match="no room on the disk"):
        record.takes("2026-11-22T06:02:00Z")


def test_a_step_that_does_not_fit_on_the_disk_leaves_no_half_line(tmp_path: Path) -> None:
    resource = pytest.importorskip("resource", reason="the size of files is limited on POSIX systems only")
    path = tmp_path / "ceremony.jsonl"
    record = Record(path, SIGNER)
    record.add(event(Step.BEGUN, 0))
    whole, (soft, hard) = path.read_bytes(), resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(whole) + 100, hard))
    try:
        with pytest.raises(CeremonyError, match="cannot be written: stop here"):
            record.add(event(Step.GENERATED, 1))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert path.read_bytes() == whole
    record.add(event(Step.GENERATED, 1))
    assert len(verify(path.read_bytes(), SIGNER.verifier)) == 2


def test_a_file_that_was_made_and_never_written_is_a_record_to_begin(tmp_path: Path) -> None:
    (tmp_path / "ceremony.jsonl").touch()
    Record(tmp_path / "ceremony.jsonl", SIGNER).add(event(Step.BEGUN))
    with pytest.raises(NotIntactError):
        verify(b"", SIGNER.verifier)


@pytest.mark.parametrize("given", [Path("/dev/zero"), Path("/dev")], ids=["endless", "a folder"])
def test_what_can_be_no_record_is_not_read_to_its_end(given: Path) -> None:
    with pytest.raises(CeremonyError, match=r"too large|cannot be read"):
        Record(given, SIGNER)
    with pytest.raises(CeremonyError, match="no Ed25519 private key"):
        Signer.read(given, lambda: "correct horse battery staple")


@pytest.mark.parametrize(
    "who", [" ", "　", " 鍵管理者1", "鍵管理者1 ", "a\u202eb", "a\u200bb", "a\x9b2Jb", "a\u2028b", "x" * 81]
)
def test_a_name_holds_nothing_that_cannot_be_seen_or_that_a_terminal_obeys(who: str) -> None:
    with pytest.raises(ValidationError):
        event(Step.BEGUN, who=(who,))


@pytest.mark.parametrize("who", ["鍵管理者 1", "辻󠄀 太郎", "\ue000田", "A", "O'Neill, Ltd."])
def test_a_name_as_registers_have_them_is_taken(who: str) -> None:
    assert event(Step.BEGUN, who=(who,)).who == (who,)


@pytest.mark.parametrize("same", ["key custodian  1", "Key Custodian 1", "ｋｅｙ custodian １"])
def test_one_person_in_another_spelling_is_no_second_person(same: str) -> None:
    assert lacking(event(Step.DESTROYED, who=("key custodian 1", same))) == ("who",)
    assert lacking(event(Step.DESTROYED, who=("key custodian 1", "key custodian 2"))) == ()
