"""Files sealed to age recipients: against the age program both ways, and whatever is wrong with one."""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from govcloud.clouds.wrapping import Kind
from govcloud.keys import age, bech32
from govcloud.keys.locks import AgeLock
from govcloud.keys.refusal import CeremonyError, NotIntactError
from govcloud.keys.sealed_file import SealedFile

AGE, KEYGEN = shutil.which("age"), shutil.which("age-keygen")
needs_age = pytest.mark.skipif(not (AGE and KEYGEN), reason="needs the programs age and age-keygen (Debian: age)")
SECRET = bytes(range(32))
OWN = X25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
OTHER = X25519PrivateKey.from_private_bytes(bytes(range(2, 34)))


def identity(key: X25519PrivateKey) -> str:
    return bech32.spelt("age-secret-key-", key.private_bytes_raw()).upper()


def recipient(key: X25519PrivateKey) -> str:
    return bech32.spelt("age", key.public_key().public_bytes_raw())


SEALED = age.sealed(SECRET, [OWN.public_key(), OTHER.public_key()])


def run(*command: str | Path, given: bytes = b"") -> bytes:
    done = subprocess.run([str(part) for part in command], input=given, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode(errors="replace")
    return done.stdout


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """A file of identities as age-keygen makes it."""
    run(str(KEYGEN), "-o", tmp_path / "identity.txt")
    return tmp_path / "identity.txt"


@needs_age
def test_age_keygen_gives_keys_that_are_read_here(made: Path) -> None:
    [own] = age.identities(made.read_text())
    assert recipient(own) == run(str(KEYGEN), "-y", made).decode().strip()


@needs_age
def test_age_opens_what_is_sealed_here(made: Path) -> None:
    to = [age.recipient(run(str(KEYGEN), "-y", made).decode()), OWN.public_key()]
    assert run(str(AGE), "-d", "-i", made, given=age.sealed(SECRET, to)) == SECRET


@needs_age
def test_what_age_seals_opens_here(made: Path, tmp_path: Path) -> None:
    to = ["-r", run(str(KEYGEN), "-y", made).decode().strip(), "-r", recipient(OWN)]
    blob = run(str(AGE), *to, given=SECRET)
    assert age.opened(blob, age.identities(made.read_text())) == SECRET
    assert age.opened(blob, [OTHER, OWN]) == SECRET
    with pytest.raises(NotIntactError):
        age.opened(blob, [OTHER])


@needs_age
def test_age_opens_the_key_of_a_sealed_file(made: Path, tmp_path: Path) -> None:
    """Without this library: base64 and the age program give the AES-256 key that the format's page describes."""
    path = tmp_path / "trial.keys"
    lock = AgeLock([run(str(KEYGEN), "-y", made).decode().strip()], made.read_text)
    with SealedFile(path, lock) as file:
        file.generate("records", Kind.AES_256)
    said = json.loads(path.read_bytes())["kdf"]
    assert said["name"] == "age"
    assert len(run(str(AGE), "-d", "-i", made, given=base64.b64decode(said["sealed"]))) == 32


def test_either_recipient_opens_and_nobody_else() -> None:
    assert age.opened(SEALED, [OWN]) == age.opened(SEALED, [OTHER]) == SECRET
    with pytest.raises(NotIntactError, match="none of these age identities"):
        age.opened(SEALED, [X25519PrivateKey.generate()])
    with pytest.raises(NotIntactError):
        age.opened(SEALED, [])


def test_keys_are_made_for_a_recipient_and_opened_by_its_identity(tmp_path: Path) -> None:
    path = tmp_path / "trial.keys"
    with SealedFile(path, AgeLock([recipient(OWN)])) as file:
        held = file.generate("records", Kind.AES_256)
    with SealedFile(path, AgeLock((), lambda: identity(OWN))) as file:
        assert file.find("records") == held
        more = file.generate("more", Kind.EC_P256)
    with SealedFile(path, AgeLock((), lambda: f"# a comment\n{identity(OTHER)}\n{identity(OWN)}\n")) as file:
        assert file.held() == (more, held)


@pytest.mark.parametrize(
    ("lock", "why"),
    [
        (AgeLock([recipient(OWN)]), "an age identity is needed"),
        (AgeLock((), lambda: identity(OTHER)), "none of these age identities"),
        (AgeLock((), lambda: "AGE-SECRET-KEY-1QQ"), "no file of age identities"),
        (lambda: "correct horse battery staple", "sealed to age recipients"),
    ],
)
def test_a_file_for_a_recipient_opens_in_no_other_way(tmp_path: Path, lock: AgeLock, why: str) -> None:
    path = tmp_path / "trial.keys"
    with SealedFile(path, AgeLock([recipient(OWN)])) as file:
        file.generate("records", Kind.AES_256)
    with pytest.raises(CeremonyError, match=why):
        SealedFile(path, lock)


def test_a_file_under_a_passphrase_takes_no_identity_and_a_new_one_needs_a_recipient(tmp_path: Path) -> None:
    with SealedFile(tmp_path / "trial.keys", lambda: "correct horse battery staple", cost=14) as file:
        file.generate("records", Kind.AES_256)
    with pytest.raises(CeremonyError, match="sealed with a passphrase"):
        SealedFile(tmp_path / "trial.keys", AgeLock((), lambda: identity(OWN)))
    with pytest.raises(CeremonyError, match="name the age recipients"):
        SealedFile(tmp_path / "other.keys", AgeLock((), lambda: identity(OWN)))


@settings(max_examples=150)
@given(bit=st.integers(0, len(SEALED) * 8 - 1))
def test_a_file_with_any_bit_flipped_is_refused(bit: int) -> None:
    changed = bytearray(SEALED)
    changed[bit // 8] ^= 1 << bit % 8
    with pytest.raises(NotIntactError):
        age.opened(bytes(changed), [OWN, OTHER])


@given(st.integers(0, len(SEALED) - 1), st.binary(max_size=3))
def test_a_file_cut_or_with_something_after_it_is_refused(end: int, more: bytes) -> None:
    with pytest.raises(NotIntactError):
        age.opened(SEALED[:end] + more, [OWN, OTHER])
    if more:
        with pytest.raises(NotIntactError):
            age.opened(SEALED + more, [OWN, OTHER])


@pytest.mark.parametrize(
    "text", ["", "age1", recipient(OWN)[:-1], recipient(OWN)[:-1] + "b", "Age" + recipient(OWN)[3:]]
)
def test_a_mistyped_recipient_is_refused(text: str) -> None:
    with pytest.raises(CeremonyError, match="a recipient of age is"):
        age.recipient(text)


def test_an_identity_given_as_a_recipient_is_not_repeated() -> None:
    with pytest.raises(CeremonyError, match="this is a secret identity") as told:
        age.recipient(identity(OWN))
    assert identity(OWN)[20:30] not in told.value.said() + told.value.said("ja")


def test_bech32_is_that_of_its_page() -> None:
    """The key pair in the documentation of age's own package."""
    text = "AGE-SECRET-KEY-184JMZMVQH3E6U0PSL869004Y3U2NYV7R30EU99CSEDNPH02YUVFSZW44VU"
    [key] = age.identities(text)
    assert identity(key) == text
    assert recipient(key) == "age1cy0su9fwf3gf9mw868g5yut09p6nytfmmnktexz2ya5uqg9vl9sss4euqm"


@given(st.binary(min_size=32, max_size=32), st.integers(0, 61), st.sampled_from("qpzry9x8gf2tvdw0s3jn54khce6mua7l"))
def test_bech32_finds_a_slip_in_any_letter(key: bytes, place: int, letter: str) -> None:
    text = bech32.spelt("age", key)
    assert bech32.read("age", text) == bech32.read("age", text.upper()) == key
    slipped = text[:place] + letter + text[place + 1 :]
    assert bech32.read("age", slipped) == (key if slipped == text else None)
