"""Runs the command line in this process, in an empty folder, and keeps what it said."""

from __future__ import annotations

import dataclasses
import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from govcloud.cli import main
from govcloud.keys.sealed_file import SealedFile
from tests.cli.keys import Room
from tests.cli.keys_clouds import DOUBLES, Cloud

ROOT = Path(__file__).resolve().parent.parent.parent
VRS = ROOT / "projects" / "digital-agency" / "vrs"


@dataclasses.dataclass(frozen=True)
class Said:
    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        return json.loads(self.out)


Cli = Callable[..., Said]


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Cli:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")

    def call(*arguments: object) -> Said:
        code = main([str(argument) for argument in arguments])
        said = capsys.readouterr()
        return Said(code, said.out, said.err)

    return call


@pytest.fixture
def room(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Room:
    """The folder of a ceremony, with somebody who agrees to whatever is asked."""
    monkeypatch.setattr(SealedFile.__init__, "__defaults__", (14,))  # scrypt at its cheapest
    monkeypatch.setattr(sys, "stdin", io.StringIO("y\n" * 20))
    return Room.ready(tmp_path)


@pytest.fixture(params=sorted(DOUBLES))
def cloud(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Cloud:
    return Cloud(request.param, monkeypatch)
