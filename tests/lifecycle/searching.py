"""Looks for planted texts in everything that was written: as they are, in Base64, and inside what was compressed."""

from __future__ import annotations

import base64
import binascii
import io
import re
import zipfile
import zlib
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Final

_BASE64: Final = re.compile(rb"[A-Za-z0-9+/_-]{24,}={0,2}")
_GZIP: Final = b"\x1f\x8b\x08"
_ZIP: Final = b"PK\x03\x04"
_DEEPEST: Final = 3


def found(texts: Collection[str], home: Path, beside: Collection[str] = ()) -> list[str]:
    """ "file: text" for every planted text that a file below `home` holds, whatever it is called.

    `beside` are paths below `home` (files or folders) that belong to somebody else: they are not looked into.
    """
    files = (file for file in sorted(home.rglob("*")) if file.is_file() and not file.is_symlink())
    mine = (file for file in files if not _is_beside(file.relative_to(home), beside))
    return [f"{file.relative_to(home)}: {text}" for file in mine for text in inside(texts, file.read_bytes())]


def _is_beside(file: Path, beside: Collection[str]) -> bool:
    return any(file.is_relative_to(one) for one in beside)


def inside(texts: Collection[str], data: bytes) -> list[str]:
    """The planted texts that stand in some bytes, in one of their forms."""
    forms = [(text, form) for text in texts for form in _forms(text.encode())]
    seen = {text for layer in _layers(data, _DEEPEST) for text, form in forms if form in layer}
    return [text for text in texts if text in seen]


def _forms(text: bytes) -> Iterator[bytes]:
    """How a text looks in files: plain, as JSON in JSON, in Base64 at each of the three offsets, in UTF-16, in hex."""
    yield from (text, text.decode().encode("utf-16-le"), binascii.hexlify(text))
    for offset in range(3):
        # The first group and the last mix with what stands around the text.
        middle = base64.b64encode(b"\0" * offset + text)[4 * (offset > 0) : (offset + len(text)) // 3 * 4]
        yield middle
        yield middle.translate(bytes.maketrans(b"+/", b"-_"))


def _layers(data: bytes, depth: int) -> Iterator[bytes]:
    """The bytes, and what they hold when unpacked."""
    yield data
    if depth:
        for inner in (*_unpacked(data), *_decoded(data)):
            yield from _layers(inner, depth - 1)


def _unpacked(data: bytes) -> Iterator[bytes]:
    for start in _starts(data, _GZIP):
        try:
            yield zlib.decompressobj(wbits=zlib.MAX_WBITS | 16).decompress(data[start:])
        except zlib.error:
            continue
    if _ZIP in data and zipfile.is_zipfile(io.BytesIO(data)):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            yield from map(archive.read, archive.namelist())


def _starts(data: bytes, magic: bytes) -> Iterator[int]:
    at = data.find(magic)
    while at >= 0:
        yield at
        at = data.find(magic, at + 1)


def _decoded(data: bytes) -> Iterator[bytes]:
    """What compressed data in Base64 unfolds to; plain text in Base64 is found by its forms."""
    for match in _BASE64.finditer(data):
        word = match.group()
        if word.startswith((b"H4sI", b"UEsDB")):
            with_padding = word.rstrip(b"=") + b"=" * (-len(word.rstrip(b"=")) % 4)
            yield base64.b64decode(with_padding, altchars=b"-_" if b"-" in word or b"_" in word else None)
