"""What opens a file of sealed keys: a passphrase, or an identity of age for one of the file's recipients."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from typing import Protocol

from govcloud.keys import age
from govcloud.keys.refusal import CeremonyError, NotIntactError
from govcloud.keys.sealing import COST, Aged, Kdf, derived
from govcloud.keys.spelling import packed, unpacked

_KEY = 32


class Lock(Protocol):
    """How a file's AES-256 key is come by."""

    def begun(self) -> tuple[Aged | Kdf, bytes]:
        """What a new file says of its lock, and its key."""
        ...

    def opened(self, said: Aged | Kdf) -> bytes:
        """The key of a file that says this; `CeremonyError` where this lock is of another sort."""
        ...


class Passphrase:
    """A passphrase, asked once and not kept. It never comes from arguments or environment."""

    def __init__(self, asked: Callable[[], str], cost: int = COST) -> None:
        self._asked, self._cost = asked, cost

    def begun(self) -> tuple[Aged | Kdf, bytes]:
        """A new salt, and the key that it gives."""
        made = Kdf(salt=packed(secrets.token_bytes(16)), log2_n=self._cost)
        return made, derived(made, self._asked())

    def opened(self, said: Aged | Kdf) -> bytes:
        """The key that the passphrase gives under the file's salt."""
        if not isinstance(said, Kdf):
            raise CeremonyError(
                "this file is sealed to age recipients: give an identity",
                "このファイルはageの受信者宛てに封をしてある。識別鍵を指定すること",
            )
        return derived(said, self._asked())


class AgeLock:
    """Recipients for whom a new file is sealed, and what gives identities when an existing one is opened.

    Making a first key takes the recipients only. Whoever knows a recipient can make a file of his own for it: that a
    file is the right one shows by the fingerprints in the ceremony's record.
    """

    def __init__(self, recipients: Sequence[str], identities: Callable[[], str] | None = None) -> None:
        self._recipients, self._identities = tuple(recipients), identities

    def begun(self) -> tuple[Aged | Kdf, bytes]:
        """A new key, sealed to the recipients."""
        if not self._recipients:
            raise CeremonyError(
                "name the age recipients for whom the new file is sealed",
                "新しいファイルの封をする宛先(ageの受信者)を指定すること",
            )
        key = secrets.token_bytes(_KEY)
        to = [age.recipient(one) for one in self._recipients]
        return Aged(recipients=self._recipients, sealed=packed(age.sealed(key, to))), key

    def opened(self, said: Aged | Kdf) -> bytes:
        """The key that an identity opens."""
        if not isinstance(said, Aged):
            raise CeremonyError("this file is sealed with a passphrase", "このファイルはパスフレーズで封をしてある")
        if self._identities is None:
            raise CeremonyError(
                "this file exists: an age identity is needed to open it",
                "このファイルは既にある。開くにはageの識別鍵が要る",
            )
        key = age.opened(unpacked(said.sealed), age.identities(self._identities()))
        if len(key) != _KEY:
            raise NotIntactError("the age file holds no key of 32 bytes", "ageファイルの中身が32バイトの鍵ではない")
        return key
