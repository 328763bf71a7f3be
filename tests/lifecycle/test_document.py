"""The document "from zero to pulumi up" works line by line, under the real engine on simulated clouds."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest
import yaml

from govcloud.cli.app import VERBS
from govcloud.testing.simulator import serving, variables
from tests.lifecycle.project import NEEDS_ENGINE, ROOT

DOCUMENTS: Final = ("docs/zero-to-up.md", "docs/zero-to-up.ja.md")
REPLACED: Final[tuple[tuple[str, str, str], ...]] = (
    (r"^python3 -m venv .*|^\. \.venv/.*|^pip install .*", "true", "the tests' own environment has it all"),
    (r" --secrets-provider='awskms:.*'$", "", "no key service is simulated: the stacks take the tests' passphrase"),
    (r"^pulumi (up|destroy)\b", r"pulumi \1 --yes --skip-preview", "nobody is there to say yes"),
    (r"^(govcloud simulate -- )?pulumi (?!version)", r"\1pulumi --non-interactive --color never ", "nobody is there"),
)
"""What a line has in the test instead, and why. Everything else is run as it stands."""


@dataclass(frozen=True)
class Block:
    """A fenced block of a document."""

    language: str
    text: str

    def lines(self) -> list[str]:
        return [line for line in self.text.splitlines() if line and not line.startswith("#")]


def blocks(document: str, *languages: str) -> list[Block]:
    """The document's blocks in these languages, in their order."""
    found = re.findall(r"```(\w+)\n(.*?)```", (ROOT / document).read_text("utf-8"), re.DOTALL)
    return [Block(language, text) for language, text in found if language in languages]


def replaced(line: str) -> str:
    for pattern, instead, _ in REPLACED:
        line = re.sub(pattern, instead, line)
    return line


class Shell:
    """Runs a line after another, each where the one before ended, and says what it printed."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self.folder = folder
        self._environment = environment
        self._at = folder / "at"

    def run(self, line: str) -> str:
        script = f"{line}\ncode=$?\npwd > {shlex.quote(str(self._at))}\nexit $code\n"
        done = subprocess.run(
            ["bash", "-c", script], cwd=self.folder, env=self._environment, capture_output=True, text=True
        )
        assert done.returncode == 0, f"{line}\n{done.stdout}\n{done.stderr}"
        self.folder = Path(self._at.read_text(encoding="utf-8").strip())
        return done.stdout + done.stderr


@pytest.fixture
def shell(tmp_path: Path) -> Iterator[Shell]:
    """A shell in an empty folder with `govcloud` and `pulumi` on PATH, the second attached to simulated clouds."""
    programs, here, clouds = tmp_path / "bin", tmp_path / "here", tmp_path / "clouds"
    for folder in (programs, here):
        folder.mkdir()
    govcloud = programs / "govcloud"
    govcloud.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m govcloud "$@"\n', encoding="utf-8")
    govcloud.chmod(0o755)
    own = {
        "LC_ALL": "C.UTF-8",
        "PATH": os.pathsep.join((str(programs), str(Path(sys.prefix) / "bin"), os.environ["PATH"])),
        "PULUMI_CONFIG_PASSPHRASE": "example passphrase",
        "PULUMI_HOME": str(tmp_path / "home"),
        "PYTHONPATH": str(ROOT),
    }
    inherited = {key: value for key, value in os.environ.items() if key not in ("LANG", "PYTHONDONTWRITEBYTECODE")}
    with serving(clouds) as ports:
        yield Shell(here, variables(ports, clouds, {**inherited, **own}))


def fill_in(folder: Path, accepted: str) -> None:
    """What the reader does by hand: take note of what is lost. The environment is the tests' own."""
    system = folder / "system.yaml"
    assert "accepts:" not in re.sub(r"(?m)^#.*$", "", system.read_text(encoding="utf-8"))
    system.write_text(system.read_text(encoding="utf-8") + accepted, encoding="utf-8")
    pulumi = folder / "Pulumi.yaml"
    text = pulumi.read_text(encoding="utf-8")
    pulumi.write_text(text.replace("virtualenv: .venv", f"virtualenv: {sys.prefix}"), encoding="utf-8")


@pytest.mark.lifecycle
@NEEDS_ENGINE[0]
@NEEDS_ENGINE[1]
def test_every_line_works(shell: Shell) -> None:
    said = {}
    for block in blocks(DOCUMENTS[0], "sh", "yaml"):
        if block.language == "yaml":
            fill_in(shell.folder, block.text)
            continue
        for line in block.lines():
            said[line] = shell.run(replaced(line))
    check = [text for line, text in said.items() if line.startswith("govcloud check")]
    assert ["something is open" in text for text in check] == [True, False]
    assert "loses: replica" in check[0]
    destroyed = [text for line, text in said.items() if line.startswith("pulumi destroy")]
    assert all("deleted" in text for text in destroyed)


def test_every_replacement_is_needed() -> None:
    lines = [line for block in blocks(DOCUMENTS[0], "sh") for line in block.lines()]
    assert all(any(re.search(pattern, line) for line in lines) for pattern, _, _ in REPLACED)
    assert all(why for _, _, why in REPLACED)


def test_both_languages_show_the_same_commands() -> None:
    english, japanese = (blocks(document, "sh", "yaml") for document in DOCUMENTS)
    assert english == japanese


def test_every_verb_it_names_exists() -> None:
    for document in DOCUMENTS:
        named = set(re.findall(r"govcloud ([a-z]+)", (ROOT / document).read_text("utf-8")))
        assert {"check", "new", "plan", "policy", "simulate"} <= named
        assert named <= VERBS.keys()


def test_what_it_accepts_is_a_list_of_acceptances() -> None:
    (accepted,) = (yaml.safe_load(block.text)["accepts"] for block in blocks(DOCUMENTS[0], "yaml"))
    assert [one["loses"] for one in accepted] == ["replica"]
