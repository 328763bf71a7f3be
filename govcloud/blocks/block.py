"""What every block is: frozen, closed to unknown keys, with promises; and how one block names another."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar, Protocol, TypeVar

from pydantic import BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

from govcloud.facts import AtRest, Fact, KeyLevel, Place, Promise

B = TypeVar("B", bound="Block")
T = TypeVar("T")


@dataclasses.dataclass(frozen=True, slots=True)
class Refers:
    """Marks a field that names another block of the system, by the kinds that may stand there.

    `same_place`: a left-out reference is filled with the only block of that kind in the same region; the system is
    asked to say which where there are several. `optional`: a left-out reference names nothing.
    """

    kinds: tuple[str, ...]
    same_place: bool = False
    optional: bool = False


class Here(Protocol):
    """Where a block stands when it says its promises: its address, and the blocks it refers to."""

    @property
    def address(self) -> str:
        """The block's name in the system."""
        ...

    def block(self, name: str | None, kind: type[B]) -> B:
        """The block that a reference names."""
        ...

    def key_level(self, name: str | None) -> KeyLevel:
        """The level of the key that a reference names."""
        ...

    def log_days(self, name: str | None) -> int:
        """How many days the log archive that a reference names keeps what it gets."""
        ...


def text(en: str, ja: str) -> dict[str, Any]:
    """A field's description in both languages, as keyword arguments of `Field`."""
    return {"description": en, "json_schema_extra": {"x-description-ja": ja}}


def refusal(en: str, ja: str) -> PydanticCustomError:
    """The error that a validator raises, in both languages. It repeats names and ranges, never what may be secret."""
    return PydanticCustomError("refused", "{en}", {"en": en, "ja": ja})


KIND = text("Which block this is.", "ブロックの種類。")


Whole = Annotated[int, Field(strict=True)]
"""A whole number, written as one: `true` is not 1, and a text is not a number."""


def distinct(items: tuple[T, ...]) -> tuple[T, ...]:
    """A list that names nothing twice: what is named twice would be made twice under one name."""
    twice = sorted({str(item) for item in items if items.count(item) > 1})
    if twice:
        raise refusal(f"here twice: {', '.join(twice)}", f"重複している: {', '.join(twice)}")
    return items


class Model(BaseModel):
    """The base of everything a system file holds: frozen, and an unknown key is a mistake.

    Errors do not repeat what was given: it may be a secret in the wrong place.
    """

    # Built at first use: each block is part of the system's schema and seldom validated alone.
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True, hide_input_in_errors=True)


class Block(Model):
    """A thing an agency asks for. Fields are guarantees and sizes, never a provider's knobs.

    `options` passes properties through to one cloud's own resource, by that cloud's name: they are validated against
    the provider's types when rendered, and judged like everything else.
    """

    PARTS: ClassVar[frozenset[str]] = frozenset({"foundation", "workload"})
    """The parts of a system in which the block may stand."""

    kind: str = Field(**KIND)
    options: Mapping[str, Mapping[str, Mapping[str, Any]]] = Field(
        default_factory=dict,
        **text(
            "Provider properties by cloud and resource role: {aws: {cluster: {property: value}}}. Always judged.",
            "クラウド別・リソース別のプロバイダー固有設定。すべて統制の判定対象になる。",
        ),
    )

    @property
    def place(self) -> Place:
        """The region the block stands in; Tokyo where the block does not say."""
        return Place.TOKYO

    def promises(self, here: Here) -> Iterator[Promise]:
        """The facts this block guarantees on every cloud, each under a name that an acceptance can refer to."""
        yield from ()

    def declared(self, here: Here) -> Iterator[Fact]:
        """Facts that hold because the system says so, where nothing is created that could show them."""
        yield from ()


def keyless(here: Here, key: str | None, what: str) -> Iterator[Fact]:
    """That data is left to the provider's own keys, where the system says so (a key of level K0). For blocks that can
    promise no customer key on every cloud: the check would otherwise say nothing, and the rendered plan be refused."""
    if here.key_level(key) is KeyLevel.K0:
        yield AtRest(subject=here.address, what=what, level=KeyLevel.K0, known_key=True)


def promise(name: str, fact: Fact) -> Promise:
    """A promise; short for readability in the blocks."""
    return Promise(name, fact)


NetworkName = Annotated[str | None, Refers(("network",), same_place=True)]
KeyName = Annotated[str | None, Refers(("encryption_key",), same_place=True)]
ArchiveName = Annotated[str | None, Refers(("log_archive",), same_place=True)]
RegistryName = Annotated[str | None, Refers(("container_registry",), same_place=True)]

NETWORK = text(
    "The network it is reached from; the only one, if left out.",
    "接続元となるネットワーク。一つしかなければ省略できる。",
)
KEY = text(
    "The key that encrypts it; the only one in its region, if left out.",
    "暗号化に使う鍵。同じリージョンに一つしかなければ省略できる。",
)
LOGS = text(
    "The archive its logs go to; the only one, if left out.",
    "ログの保存先。一つしかなければ省略できる。",
)
