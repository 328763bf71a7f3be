"""The pages about keys: both have the same commands, every option exists, and the trial runs as it is written."""

from __future__ import annotations

import datetime
import json
import re
import shlex
import shutil
from pathlib import Path

import pytest
import yaml

from govcloud.clouds import accounts
from govcloud.clouds.azure import Account
from govcloud.keys.sealed_file import SealedFile
from govcloud.systems.read import loads
from tests.cli.conftest import ROOT, Cli
from tests.cli.keys import Room
from tests.examples import system

PAGES = ("keys.md", "keys.ja.md")


ASKED = (
    ("--escrow-sealed", "--escrow-secret-file"),
    ("--sealed", "--secret-file"),
    ("--signer", "--signer-secret-file"),
)
"""What would be typed for these options."""


def commands(page: str) -> list[list[list[str]]]:
    """The commands of each block."""
    text = (ROOT / "docs" / page).read_text("utf-8")
    return [[shlex.split(line) for line in block.splitlines()] for block in re.findall(r"```sh\n(.*?)```", text, re.S)]


def test_both_pages_have_the_same_commands_headings_and_rows() -> None:
    assert commands(PAGES[0]) == commands(PAGES[1])
    marks = [re.findall(r"^(#+ |\| |- |\d\. )", (ROOT / "docs" / page).read_text("utf-8"), re.M) for page in PAGES]
    assert marks[0] == marks[1]


def test_every_command_and_option_exists(cli: Cli) -> None:
    for words in (words for block in commands(PAGES[0]) for words in block if words[0] == "govcloud"):
        verb = words[2:4] if words[2] == "record" else words[2:3]
        known = set(re.findall(r"^  (--[a-z-]+)", cli("keys", *verb, "--help").out, re.M))
        assert {word for word in words if word.startswith("--")} <= known, words


@pytest.mark.parametrize("page", PAGES)
def test_the_entry_for_azure_is_one_that_an_account_takes(page: str) -> None:
    [entry] = re.findall(r"```yaml\n(.*?)```", (ROOT / "docs" / page).read_text("utf-8"), re.S)
    data = system()
    data["environments"]["prod"]["azure"] |= yaml.safe_load(entry)["azure"]
    account = loads(json.dumps(data, default=str), accounts()).system.environments["prod"].account("azure")
    assert isinstance(account, Account)
    assert account.end_of("key") == datetime.date(2027, 3, 1)


def test_the_trial_runs_as_it_is_written(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SealedFile.__init__, "__defaults__", (14,))  # scrypt at its cheapest
    Room.ready(tmp_path)
    [trial] = [block for block in commands(PAGES[0]) if ["cp", "trial.keys", "copy.keys"] in block]
    for words in trial:
        if words[0] == "cp":
            shutil.copy(words[1], words[2])
            continue
        # Somebody would type these.
        asked = {
            "--sealed": "--secret-file",
            "--escrow-sealed": "--escrow-secret-file",
            "--signer": "--signer-secret-file",
        }
        secrets = [word for option, file in asked.items() if option in words for word in (file, "secret")]
        said = cli(*words[1:], *secrets)
        assert said.code == 0, said.err
    verified = cli("keys", "record", "verify", "trial.jsonl", "--signed-by", "officer.pem.pub")
    assert "the record holds: 8 steps" in verified.out
