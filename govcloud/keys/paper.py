"""The file that a record stands in: read to its limit, added to by one writer at a time, on disk when that returns."""

from __future__ import annotations

import importlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from io import FileIO
from pathlib import Path
from typing import Any, Final

from govcloud.keys.refusal import CeremonyError

LARGEST: Final = 16_777_216
"""Bytes of a record: a longer one is not read."""
STEP: Final = 65_536
"""More bytes than any step's line has."""


def contents(path: Path) -> bytes:
    """What stands in the file, to just over the limit; nothing where there is none."""
    try:
        with path.open("rb") as file:
            return file.read(LARGEST + 1)
    except FileNotFoundError:
        return b""
    except OSError:
        raise CeremonyError("the record {name} cannot be read", "記録{name}を読めない", name=path.name) from None


@contextmanager
def opened(path: Path) -> Iterator[FileIO]:
    """The file for one who adds to it, made where it is missing; others wait."""
    try:
        with FileIO(os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600), "rb+") as file:
            _alone(file)
            yield file
    except OSError:
        raise CeremonyError(
            "the record {name} cannot be written: stop here", "記録{name}に書き込めない。中止する", name=path.name
        ) from None


def room(path: Path, size: int) -> None:
    """`CeremonyError` where a step would not fit any more: asked before it is taken."""
    if size + STEP > LARGEST:
        raise CeremonyError(
            "the record {name} is full: close it and begin a new one",
            "記録{name}が上限に達した。終了して新しい記録を始めること",
            name=path.name,
        )
    if shutil.disk_usage(path.parent).free < STEP:
        raise CeremonyError(
            "there is no room on the disk for the record {name}: stop here",
            "記録{name}を書き込む空き容量がない。中止する",
            name=path.name,
        )


def add(file: FileIO, given: bytes) -> None:
    """Write at the end, through to the disk; whole or, where that fails, not at all."""
    size = os.fstat(file.fileno()).st_size
    try:
        if file.write(given) != len(given):
            raise OSError("cut short")
        os.fsync(file.fileno())
    except OSError:
        os.ftruncate(file.fileno(), size)
        raise


def _alone(file: FileIO) -> None:
    try:
        locks: Any = importlib.import_module("fcntl")
    # Windows has no such lock: there the chain shows two writers afterwards.
    except ModuleNotFoundError:
        return
    locks.flock(file, locks.LOCK_EX)
