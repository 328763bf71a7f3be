"""The sealed file: what it gives back, what it refuses, and that material is nowhere else."""

from __future__ import annotations

import contextlib
import json
import os
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given, settings
from hypothesis import strategies as st

from govcloud.clouds.wrapping import Kind, service
from govcloud.keys.envelope import encoded
from govcloud.keys.material import Material
from govcloud.keys.refusal import CeremonyError, NotIntactError, NotTakenError
from govcloud.keys.sealed_file import SealedFile
from govcloud.keys.sources import Held, escrowed
from govcloud.keys.wrapping import unwrap
from tests.keys import vectors

PASSPHRASE = "correct horse battery staple"
CHEAP = 14
"""log2 of scrypt's n: the least that a file may say, so that the tests do not wait."""


def opened(path: Path, passphrase: str = PASSPHRASE) -> SealedFile:
    return SealedFile(path, lambda: passphrase, cost=CHEAP)


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, tuple[Held, ...]]:
    path = tmp_path_factory.mktemp("sealed") / "trial.keys"
    with opened(path) as file:
        made = (file.generate("records", Kind.AES_256), file.generate("sign.1", Kind.EC_P256))
    return path, made


def test_keys_come_back_under_the_passphrase(sealed: tuple[Path, tuple[Held, ...]]) -> None:
    path, made = sealed
    with opened(path) as file:
        assert file.held() == made
        assert [file.find(key.name) for key in made] == list(made)
        assert file.title == "sealed file trial.keys"
        assert repr(file) == "SealedFile(trial.keys)"
    with pytest.raises(CeremonyError, match="has been closed"):
        file.find("records")


def test_what_it_wraps_opens_to_the_key_it_named(sealed: tuple[Path, tuple[Held, ...]]) -> None:
    kms = service("aws:kms")
    with opened(sealed[0]) as file:
        blob = file.wrap("records", kms, kms.methods[0], vectors.public_key(2048))
        opens = unwrap(kms, kms.methods[0], Kind.AES_256, blob, vectors.wrapping_key(2048))
        assert opens.fingerprint == file.find("records").fingerprint
        with pytest.raises(NotTakenError, match="takes only RSA and EC"):
            file.wrap("records", kms, kms.methods[1], vectors.public_key(2048))


def test_another_passphrase_opens_nothing(sealed: tuple[Path, tuple[Held, ...]]) -> None:
    with pytest.raises(NotIntactError, match="wrong passphrase, or the file was changed"):
        opened(sealed[0], "incorrect horse battery")
    with pytest.raises(CeremonyError, match="at least 15 characters"):
        opened(sealed[0], "hunter2")


def test_a_name_in_use_and_a_name_unknown_are_said(sealed: tuple[Path, tuple[Held, ...]]) -> None:
    with opened(sealed[0]) as file:
        with pytest.raises(CeremonyError, match=r"already holds a key 'records': .*'records\.2'"):
            file.generate("records", Kind.AES_256)
        with pytest.raises(CeremonyError, match="holds no key 'other'"):
            file.find("other")
        with pytest.raises(CeremonyError, match="lower-case letters"):
            file.generate("../records", Kind.AES_256)


def test_only_the_owner_may_read_it_and_nothing_is_left_beside_it(sealed: tuple[Path, tuple[Held, ...]]) -> None:
    assert stat.S_IMODE(sealed[0].stat().st_mode) == 0o600
    assert [path.name for path in sealed[0].parent.iterdir()] == ["trial.keys"]


def test_a_destroyed_key_is_gone_from_the_file(tmp_path: Path) -> None:
    path = tmp_path / "trial.keys"
    with opened(path) as file:
        made = [file.generate(name, Kind.AES_256) for name in ("kept", "gone")]
        assert file.destroy("gone") == made[1]
        assert file.held() == (made[0],)
    with opened(path) as again:
        assert again.held() == (made[0],)


def test_an_escrow_with_another_key_of_that_name_is_found_out(tmp_path: Path) -> None:
    with opened(tmp_path / "own.keys") as own, opened(tmp_path / "other.keys") as other:
        own.generate("records", Kind.AES_256)
        other.generate("records", Kind.AES_256)
        (tmp_path / "copy.keys").write_bytes((tmp_path / "own.keys").read_bytes())
        with opened(tmp_path / "copy.keys") as copy:
            assert escrowed("records", own, copy)
        assert not escrowed("records", own, other)


def _changed(path: Path, change: Callable[[dict[str, Any]], None], to: Path) -> Path:
    document = json.loads(path.read_bytes())
    change(document)
    to.write_text(json.dumps(document), encoding="utf-8")
    return to


CHANGES: dict[str, Callable[[dict[str, Any]], None]] = {
    "a key taken out": lambda d: d["keys"].pop(),
    "a key twice": lambda d: d["keys"].append(d["keys"][0]),
    "keys in another order": lambda d: d["keys"].reverse(),
    "a key renamed": lambda d: d["keys"][0].update(name="other"),
    "another fingerprint": lambda d: d["keys"][0].update(fingerprint="cmac:00"),
    "another kind": lambda d: d["keys"][0].update(kind="rsa-3072"),
    "sealed bytes of another key": lambda d: d["keys"][0].update(sealed=d["keys"][1]["sealed"]),
    "another cost": lambda d: d["kdf"].update(log2_n=15),
    "a cost that takes all memory": lambda d: d["kdf"].update(log2_n=40),
    "another version": lambda d: d.update(version=2),
    "an unknown field": lambda d: d.update(comment="x"),
    "no seal": lambda d: d.pop("seal"),
    "an empty seal": lambda d: d["seal"].update(tag=""),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_changed_file_is_refused(
    sealed: tuple[Path, tuple[Held, ...]], change: Callable[[dict[str, Any]], None], tmp_path: Path
) -> None:
    with pytest.raises(NotIntactError):
        opened(_changed(sealed[0], change, tmp_path / "changed.keys"))


@settings(max_examples=60)
@given(data=st.data())
def test_a_file_with_any_bit_flipped_is_refused(sealed: tuple[Path, tuple[Held, ...]], data: Any) -> None:
    whole = bytearray(sealed[0].read_bytes())
    bit = data.draw(st.integers(0, len(whole) * 8 - 1))
    whole[bit // 8] ^= 1 << bit % 8
    changed = sealed[0].with_suffix(".flipped")
    changed.write_bytes(whole)
    try:
        with pytest.raises(NotIntactError) as told:
            opened(changed)
        assert told.value.__suppress_context__ or told.value.__context__ is None
    finally:
        changed.unlink()


@settings(max_examples=100)
@given(junk=st.one_of(st.binary(max_size=200), st.just(b"[" * 100_000), st.text(max_size=50).map(str.encode)))
def test_a_file_of_anything_else_is_an_error_of_ours(tmp_path_factory: pytest.TempPathFactory, junk: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "junk.keys"
    path.write_bytes(junk)
    with pytest.raises(NotIntactError, match="not a file of sealed keys"):
        opened(path)


@pytest.mark.parametrize("what", ["name", "kind", "fingerprint"])
def test_what_is_said_of_a_key_is_sealed_with_it_and_not_only_with_the_file(tmp_path: Path, what: str) -> None:
    path = tmp_path / "trial.keys"
    with opened(path) as file:
        file.generate("one", Kind.AES_256)
        file.generate("two", Kind.AES_256)
        one, other = file._entries["one"], file._entries["two"]
        changed = {"name": other.name, "kind": Kind.RSA_3072, "fingerprint": other.fingerprint}
        exchanged = one.model_copy(update={what: changed[what]})
        file._write({exchanged.name: exchanged})
    with opened(path) as file, pytest.raises(NotIntactError, match="was changed"):
        file.find(exchanged.name)


def test_a_key_that_another_process_sealed_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "trial.keys"
    with opened(path) as first:
        first.generate("records", Kind.AES_256)
    with opened(path) as one, opened(path) as other:
        one.generate("one", Kind.AES_256)
        for act in (lambda: other.generate("other", Kind.AES_256), lambda: other.destroy("records")):
            with pytest.raises(CeremonyError, match="changed by somebody else meanwhile"):
                act()
        one.generate("two", Kind.AES_256)
    with opened(path) as after:
        assert [held.name for held in after.held()] == ["one", "records", "two"]


@pytest.mark.parametrize("given", ["/dev/zero", "/dev"])
def test_what_can_be_no_sealed_file_is_not_read_to_its_end(given: str) -> None:
    with pytest.raises(CeremonyError, match=r"not a file of sealed keys|cannot be read"):
        opened(Path(given))


def test_a_folder_that_is_not_there_is_an_error_of_ours(tmp_path: Path) -> None:
    with opened(tmp_path / "none" / "trial.keys") as file, pytest.raises(CeremonyError, match="cannot be written"):
        file.generate("records", Kind.AES_256)


RUN = """
import sys
from pathlib import Path
from govcloud.clouds.wrapping import Kind, service
from govcloud.keys.sealed_file import SealedFile
from govcloud.keys.wrapping_key import WrappingKey
path, public = Path(sys.argv[1]), Path(sys.argv[2])
passphrase = sys.stdin.readline().rstrip("\\n")
with SealedFile(path, lambda: passphrase, cost=14) as file:
    file.generate("records", Kind.AES_256)
    file.generate("sign", Kind.EC_P256)
    kms = service("gcp:kms")
    key = WrappingKey.read(public.read_bytes())
    for name in ("records", "sign"):
        blob = file.wrap(name, kms, kms.method("RSA_OAEP_3072_SHA256_AES_256"), key)
        path.with_name(name + ".blob").write_bytes(blob)
    print(file.held())
    print(open("/proc/self/cmdline", "rb").read(), open("/proc/self/environ", "rb").read())
"""


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="reads arguments and environment from /proc")
def test_after_a_run_material_is_nowhere_unsealed(tmp_path: Path) -> None:
    """A process of its own makes keys and wraps them; every file it could write to is then searched."""
    home, public = tmp_path / "home", tmp_path / "public.pem"
    home.mkdir()
    public.write_bytes(_pem())
    environment = {**os.environ, "HOME": str(home), "TMPDIR": str(home), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-c", RUN, str(home / "trial.keys"), str(public)],
        input=PASSPHRASE + "\n",
        env={**environment, "PYTHONPATH": str(Path(__file__).parents[2])},
        cwd=home,
        capture_output=True,
        text=True,
        check=True,
    )
    written = {path.name: path.read_bytes() for path in home.rglob("*") if path.is_file()}
    assert sorted(written) == ["records.blob", "sign.blob", "trial.keys"]
    seen = [*written.values(), done.stdout.encode(), done.stderr.encode()]
    for kind, name in ((Kind.AES_256, "records"), (Kind.EC_P256, "sign")):
        material = _material(written[f"{name}.blob"], kind)
        for spelling in _spellings(material):
            assert not [data for data in seen if spelling in data]
    assert not [data for data in seen[:-2] if PASSPHRASE.encode() in data]
    assert PASSPHRASE not in done.stdout


def _pem() -> bytes:
    public = vectors.wrapping_key(3072).public_key()
    return public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


def _material(blob: bytes, kind: Kind) -> Material:
    kms = service("gcp:kms")
    method = kms.method("RSA_OAEP_3072_SHA256_AES_256")
    return unwrap(kms, method, kind, blob, vectors.wrapping_key(3072))


def _spellings(material: Material) -> Iterator[bytes]:
    """The material as it might stand somewhere, and its halves; of a private key the secret number."""
    secret = whole = material.exposed()
    if not material.kind.symmetric:
        key = serialization.load_der_private_key(whole, None)
        assert isinstance(key, ec.EllipticCurvePrivateKey)
        secret = key.private_numbers().private_value.to_bytes(32, "big")
        assert secret in whole
    for part in (secret, secret[:16], secret[16:]):
        yield from (part, part.hex().encode(), part.hex().upper().encode(), encoded(part).encode()[:-2])
        with contextlib.suppress(UnicodeDecodeError):
            yield repr(part)[2:-1].encode()
