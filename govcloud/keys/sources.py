"""Where an agency's key material lives: what every key source can do, and whether two hold the same key."""

from __future__ import annotations

import dataclasses
import re
from typing import Final, Protocol

from govcloud.clouds.wrapping import Import, Kind, Method
from govcloud.keys.refusal import CeremonyError
from govcloud.keys.wrapping_key import WrappingKey

_NAME: Final = re.compile(r"[a-z0-9]([a-z0-9.-]{0,98}[a-z0-9])?")


@dataclasses.dataclass(frozen=True, slots=True)
class Held:
    """A key in a source: what may be told of it."""

    name: str
    kind: Kind
    fingerprint: str


class Source(Protocol):
    """A place that holds material and lets it out wrapped only. Close it when done: that forgets PIN and passphrase."""

    @property
    def title(self) -> str:
        """The source as a record names it: which token or file, no path of anybody's home."""
        ...

    @property
    def place(self) -> str:
        """What tells it from every other source, for comparison only: a title may be that of a copy, too."""
        ...

    def held(self) -> tuple[Held, ...]:
        """Its keys by name."""
        ...

    def find(self, name: str) -> Held:
        """One key, its fingerprint computed anew from the material; `CeremonyError` where there is none."""
        ...

    def generate(self, name: str, kind: Kind) -> Held:
        """Make a key inside; `CeremonyError` where the name is taken."""
        ...

    def wrap(self, name: str, service: Import, method: Method, key: WrappingKey) -> bytes:
        """The blob that a cloud's import takes."""
        ...

    def destroy(self, name: str) -> Held:
        """Destroy a key for good. What clouds have imported stays there; nothing can import it again."""
        ...

    def close(self) -> None:
        """Forget what opened it."""
        ...


def named(name: str) -> str:
    """A key's name as every source takes it; `CeremonyError` for any other."""
    if not _NAME.fullmatch(name):
        raise CeremonyError(
            "a key's name has up to 100 lower-case letters, digits, dots and hyphens, and ends in no dot or hyphen",
            "鍵の名前は英小文字・数字・ドット・ハイフンで100文字以内とし、ドットやハイフンで始めたり終えたりしない",
        )
    return name


def missing(name: str, source: str) -> CeremonyError:
    """There is no such key in the source."""
    return CeremonyError(
        "{source} holds no key '{name}'", "{source}に鍵「{name}」はない", source=source, name=named(name)
    )


def taken(name: str, source: str) -> CeremonyError:
    """The name is in use: a new key under it would leave two keys that nobody can tell apart."""
    return CeremonyError(
        "{source} already holds a key '{name}': renewed material gets a name of its own, such as '{name}.2'",
        "{source}にはすでに鍵「{name}」がある。更新時は「{name}.2」のように別の名前を付ける",
        source=source,
        name=named(name),
    )


def escrowed(name: str, source: Source, escrow: Source) -> bool:
    """Whether the escrow holds the very key that the source does: both fingerprints are computed anew.

    `CeremonyError` where both are one place: what is lost there is lost twice.
    """
    if source.place == escrow.place:
        raise CeremonyError(
            "{source} was given as its own escrow: name the other copy",
            "{source}が預託先にも指定されている。別に保管した複製を指定すること",
            source=source.title,
        )
    own = source.find(name)
    if name not in {one.name for one in escrow.held()}:
        return False
    kept = escrow.find(name)
    return (own.kind, own.fingerprint) == (kept.kind, kept.fingerprint)
