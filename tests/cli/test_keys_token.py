"""Keys in a PKCS#11 token by the command line: made inside, refused with the reason, and what spoilt files come to."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import ROOT
from tests.cli.keys import Room, material, secret
from tests.keys.tokens import LABELS, MODULES, PIN, WANTS

MODULE = MODULES["softhsm"]
pytestmark = pytest.mark.skipif(MODULE is None, reason=WANTS["softhsm"])
CODE = "import sys\nfrom govcloud.cli import main\nsys.exit(main(sys.argv[1:]))"


class Held:
    """A ceremony's folder with a token of its own. Processes of their own use it: a driver is set up once a process."""

    def __init__(self, folder: Path) -> None:
        self.room, self.tokens = Room.ready(folder), folder / "tokens"
        self.tokens.mkdir()
        configuration = folder / "softhsm2.conf"
        configuration.write_text(f"directories.tokendir = {self.tokens}\nobjectstore.backend = file\n")
        self.environment = {**os.environ, "SOFTHSM2_CONF": str(configuration), "PYTHONPATH": str(ROOT), "LC_ALL": "C"}
        command = ["softhsm2-util", "--init-token", "--free", "--label", LABELS["softhsm"], "--pin", PIN]
        subprocess.run([*command, "--so-pin", "example-so-pin"], env=self.environment, check=True, capture_output=True)
        secret(folder / "pin", PIN)

    def call(self, verb: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        token = ("--token", LABELS["softhsm"], "--module", str(MODULE), "--secret-file", "pin")
        return subprocess.run(
            [sys.executable, "-c", CODE, "keys", verb, "--cloud", "aws", *token, *arguments, *self.room.kept],
            env=self.environment,
            cwd=self.room.folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture
def held(tmp_path: Path) -> Held:
    return Held(tmp_path)


def test_a_key_is_made_in_the_token_and_what_the_token_cannot_do_is_said(held: Held, tmp_path: Path) -> None:
    made = held.call("generate")
    assert made.returncode == 0, made.stderr
    assert f"Key {material('aws')} (aes-256) was generated in token agency (SoftHSM project" in made.stdout
    (tmp_path / "wrong").write_text("0000\n")
    (tmp_path / "wrong").chmod(0o600)
    wrong = held.call("generate", "--secret-file", "wrong")
    assert wrong.returncode == 2
    assert "the PIN was not accepted: CKR_PIN_INCORRECT" in wrong.stderr
    assert "Traceback" not in wrong.stderr
    twice = ("--escrow-token", LABELS["softhsm"], "--escrow-module", str(MODULE), "--escrow-secret-file", "pin")
    own = held.call("escrow-check", *twice)
    assert (own.returncode, "was given as its own escrow" in own.stderr) == (2, True), own.stderr


SPOILT: dict[str, Callable[[bytes], bytes]] = {
    "cut": lambda whole: whole[: len(whole) // 2],
    "empty": lambda _: b"",
    "junk": lambda whole: bytes(255 - byte for byte in whole),
}


@pytest.mark.parametrize("how", SPOILT)
@pytest.mark.parametrize("which", ["token.object", "the key"])
def test_a_token_whose_files_are_spoilt_is_an_error_without_traceback(held: Held, how: str, which: str) -> None:
    assert held.call("generate").returncode == 0
    files = [path for path in held.tokens.rglob("*.object") if (path.name == which) == (which == "token.object")]
    assert files
    for path in files:
        path.write_bytes(SPOILT[how](path.read_bytes()))
    said = held.call("escrow-check", "--escrow-sealed", "none.keys", "--escrow-secret-file", "secret")
    assert said.returncode == 2, said.stderr
    assert said.stderr.startswith("error: ")
    assert "Traceback" not in said.stderr
    assert PIN not in said.stdout + said.stderr
