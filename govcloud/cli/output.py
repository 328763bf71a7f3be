"""How the command line writes: JSON, whole files or none, and progress that only a terminal sees."""

from __future__ import annotations

import contextlib
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import typer

from govcloud.cli.words import Pair, usage

if TYPE_CHECKING:
    from rich.console import Console

WORDS: Final[dict[str, Pair]] = {
    "folder": ("{path} is a folder: name a file", "{path} はフォルダー。ファイル名を指定する"),
    "parent": ("{path}: no such folder", "{path}: フォルダーがない"),
}
_PLAIN_WIDTH: Final = 140
"""Columns where no terminal says how many it has: files and pipes should not break lines."""


def write_json(data: Any) -> None:
    """Data on standard output."""
    typer.echo(json.dumps(data, ensure_ascii=False, indent=1, default=str))


def write_file(path: Path, text: str) -> None:
    """A file, whole or not at all: a reader never sees half of it."""
    if path.is_dir():
        raise usage(WORDS["folder"], path=path)
    if not path.parent.is_dir():
        raise usage(WORDS["parent"], path=path.parent)
    handle, half = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(half, 0o644)
        os.replace(half, path)
    except BaseException:
        os.unlink(half)
        raise


def console() -> Console:
    """Rich's console for tables: as wide as the terminal, and without a terminal wide enough."""
    from rich.console import Console

    plain = not sys.stdout.isatty()
    return Console(width=_PLAIN_WIDTH if plain else None, highlight=False, soft_wrap=False)


@contextlib.contextmanager
def progress(doing: str) -> Iterator[None]:
    """Shows what takes a while, on standard error and only where that is a terminal."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status(doing):
        yield
