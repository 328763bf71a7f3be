"""Passphrases and PINs: asked on the terminal, or read from a file or descriptor; never an argument or a variable."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

import typer

from govcloud.cli.words import Pair, say, usage

WORDS: Final[dict[str, Pair]] = {
    "again": ("once more", "もう一度入力"),
    "differ": ("the two entries differ", "2回の入力が一致しない"),
    "nobody": (
        "there is no terminal to ask for {what}: give {option} FILE or fd:N",
        "{what}を尋ねる端末がない。{option} にファイルかfd:Nを指定する",
    ),
    "unreadable": ("{option}: its first line cannot be read", "{option}: 1行目を読めない"),
    "open": (
        "{option}: others than its owner may read this file; chmod 600 it first",
        "{option}: 所有者以外も読めるファイルである。先に chmod 600 すること",
    ),
    "long": ("{option}: the line is too long for a passphrase or PIN", "{option}: 行が長すぎる"),
    "passphrase": ("passphrase of {name}", "{name}のパスフレーズ"),
    "pin": ("PIN of token {name}", "トークン{name}のPIN"),
}
_LONGEST: Final = 1024


def asking(what: str, option: str, given: str, *, new: bool = False) -> Callable[[], str]:
    """What answers with the secret when it is needed: the file or descriptor of `option`, else the terminal.

    `new`: asked twice on the terminal. Several options may name one `fd:N`: each takes its next line.
    """
    if given:
        return lambda: _read(option, given)
    return lambda: _asked(what, option, new)


def _asked(what: str, option: str, new: bool) -> str:
    if not sys.stdin.isatty():
        raise usage(WORDS["nobody"], what=what, option=option)
    first = str(typer.prompt(what, hide_input=True, err=True))
    if new and str(typer.prompt(say(WORDS["again"]), hide_input=True, err=True)) != first:
        raise usage(WORDS["differ"])
    return first


def _read(option: str, given: str) -> str:
    try:
        if given.startswith("fd:"):
            return _line(option, int(given.removeprefix("fd:")))
        handle = os.open(given, os.O_RDONLY)
        try:
            _private(option, handle)
            return _line(option, handle)
        finally:
            os.close(handle)
    # The name is not repeated: somebody may have given the secret itself.
    except (OSError, ValueError, OverflowError):
        raise usage(WORDS["unreadable"], option=option) from None


def _private(option: str, handle: int) -> None:
    mode = os.fstat(handle).st_mode
    if stat.S_ISREG(mode) and mode & (stat.S_IRWXG | stat.S_IRWXO) and os.name == "posix":
        raise usage(WORDS["open"], option=option)


def _line(option: str, handle: int) -> str:
    """One line, byte by byte: what comes after it is left for the next who asks."""
    read = bytearray()
    while (one := os.read(handle, 1)) not in (b"", b"\n"):
        read += one
        if len(read) > _LONGEST:
            raise usage(WORDS["long"], option=option)
    if not read:
        raise usage(WORDS["unreadable"], option=option)
    return read.decode("utf-8").rstrip("\r")


def identities(path: Path, option: str) -> Callable[[], str]:
    """The text of a file of age identities."""

    def read() -> str:
        try:
            with path.open("rb") as file:
                _private(option, file.fileno())
                return file.read(65_536).decode("utf-8")
        except (OSError, ValueError):
            raise usage(WORDS["unreadable"], option=option) from None

    return read
