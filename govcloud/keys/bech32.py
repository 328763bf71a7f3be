"""Bech32 (BIP 173) as age spells its keys with it: 32 bytes, a prefix, and a checksum that finds a slip of the hand."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

BYTES: Final = 32
_LETTERS: Final = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATOR: Final = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_CHECK: Final = 6


def spelt(prefix: str, given: bytes) -> str:
    """Bytes as Bech32, in lower case."""
    words = _regrouped(given, 8, 5)
    rest = _polymod([*_expanded(prefix), *words, *[0] * _CHECK]) ^ 1
    check = ((rest >> 5 * (_CHECK - 1 - place)) & 31 for place in range(_CHECK))
    return f"{prefix}1" + "".join(_LETTERS[word] for word in (*words, *check))


def read(prefix: str, text: str) -> bytes | None:
    """The 32 bytes of a text in one case with this prefix; none where it is not spelt as `spelt` would."""
    lower = text.lower()
    if text not in (lower, text.upper()) or not lower.startswith(f"{prefix}1"):
        return None
    letters = lower[len(prefix) + 1 : -_CHECK]
    if not set(letters) <= set(_LETTERS):
        return None
    made = bytes(_regrouped(map(_LETTERS.index, letters), 5, 8))[:BYTES]
    return made if len(made) == BYTES and spelt(prefix, made) == lower else None


def _expanded(prefix: str) -> list[int]:
    codes = prefix.encode()
    return [*(code >> 5 for code in codes), 0, *(code & 31 for code in codes)]


def _polymod(words: Iterable[int]) -> int:
    rest = 1
    for word in words:
        top = rest >> 25
        rest = (rest & 0x1FFFFFF) << 5 ^ word
        for place, value in enumerate(_GENERATOR):
            rest ^= value if top >> place & 1 else 0
    return rest


def _regrouped(given: Iterable[int], of: int, into: int) -> list[int]:
    """Numbers of so many bits as numbers of other bits, the last filled up with zeros."""
    held = bits = 0
    made: list[int] = []
    for number in given:
        held, bits = held << of | number, bits + of
        while bits >= into:
            bits -= into
            made.append(held >> bits & (1 << into) - 1)
    return [*made, held << into - bits & (1 << into) - 1] if bits else made
