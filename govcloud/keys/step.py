"""The steps of a ceremony: what each one's record must hold, and how it reads in English and Japanese.

A record's fields are names, kinds, times, fingerprints and digests, each of a closed pattern; none is for material.
"""

from __future__ import annotations

import dataclasses
import enum
import unicodedata
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Annotated, Final, Literal

from pydantic import Field, StringConstraints

from govcloud.blocks import Model
from govcloud.clouds.wrapping import Kind, Pair

When = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]Z$")]
"""A second in UTC: one clock, the same for all readers."""
Fingerprint = Annotated[str, StringConstraints(pattern=r"^(cmac:[0-9a-f]{32}|sha256:[0-9a-f]{64})$")]
Digest = Annotated[str, StringConstraints(pattern=r"^sha256:[0-9a-f]{64}$")]
Person = Annotated[
    str,
    StringConstraints(
        max_length=80, pattern=r"^[^\p{Cc}\p{Cf}\p{Z}]([^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*[^\p{Cc}\p{Cf}\p{Z}])?$"
    ),
]
"""No signs that a terminal obeys or that turn the direction of what follows, and no name of spaces. Signs of private
use are taken: names in registers have them."""
Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9 ./:_(),-]{0,255}$")]


class Step(enum.StrEnum):
    """What was done."""

    BEGUN = "begun"
    GENERATED = "generated"
    ESCROWED = "escrowed"
    WRAPPED = "wrapped"
    IMPORTED = "imported"
    VERIFIED = "verified"
    ROTATED = "rotated"
    DESTROYED = "destroyed"
    CLOSED = "closed"


class Event(Model):
    """One step as it happened. `outcome` failed: the step was tried and refused, by the token or by the cloud.
    `version`: what the cloud calls the material that it took. `until`: of what was imported its end, of what was
    wrapped that of the token."""

    step: Step
    when: When
    who: tuple[Person, ...] = Field(min_length=1, max_length=8)
    outcome: Literal["done", "failed"] = "done"
    system: Name | None = None
    source: Name | None = None
    key: Name | None = None
    kind: Kind | None = None
    fingerprint: Fingerprint | None = None
    service: Name | None = None
    target: Name | None = None
    method: Name | None = None
    wrapping_key: Fingerprint | None = None
    blob: Digest | None = None
    until: When | None = None
    version: Name | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Shape:
    """What a step's record holds beside time and people, how many people it takes, and its text."""

    holds: tuple[str, ...]
    text: Pair
    people: int = 1


_KEY: Final = ("source", "key", "kind", "fingerprint")
_AT: Final = ("key", "fingerprint", "service", "target")

SHAPES: Final[Mapping[Step, Shape]] = MappingProxyType(
    {
        Step.BEGUN: Shape(
            ("system",),
            ("The key ceremony for {system} was begun.", "{system}の鍵セレモニーを開始した。"),
        ),
        Step.GENERATED: Shape(
            _KEY,
            (
                "Key {key} ({kind}) was generated in {source}; its fingerprint is {fingerprint}.",
                "{source}で鍵{key}({kind})を生成した。指紋は{fingerprint}。",
            ),
        ),
        Step.ESCROWED: Shape(
            _KEY,
            (
                "{source} was found to hold the same key {key} ({kind}) with the fingerprint {fingerprint}.",
                "{source}に同一の鍵{key}({kind})があることを確認した。指紋は{fingerprint}。",
            ),
        ),
        Step.WRAPPED: Shape(
            (*_KEY, "service", "target", "method", "wrapping_key", "blob"),
            (
                "Key {key} ({fingerprint}) was wrapped in {source} by {method} for {target} ({service}) under the"
                " wrapping key {wrapping_key}; the blob's digest is {blob}.",
                "{source}で鍵{key}({fingerprint})を{target}({service})向けに、ラップ鍵{wrapping_key}を用いて{method}で"
                "ラップした。データのダイジェストは{blob}。",
            ),
        ),
        Step.IMPORTED: Shape(
            (*_AT, "blob"),
            (
                "Key {key} ({fingerprint}) was imported into {target} ({service}) from the blob {blob}.",
                "鍵{key}({fingerprint})をデータ{blob}により{target}({service})へインポートした。",
            ),
        ),
        Step.VERIFIED: Shape(
            _AT,
            (
                "{target} ({service}) was tried with key {key} ({fingerprint}).",
                "{target}({service})で鍵{key}({fingerprint})が使えることを確認した。",
            ),
        ),
        Step.ROTATED: Shape(
            _AT,
            (
                "{target} ({service}) uses key {key} ({fingerprint}) for all new data.",
                "{target}({service})は新しいデータに鍵{key}({fingerprint})を使う。",
            ),
        ),
        Step.DESTROYED: Shape(
            _KEY,
            (
                "Key {key} ({kind}) with the fingerprint {fingerprint} was destroyed in {source}.",
                "{source}の鍵{key}({kind})を破棄した。指紋は{fingerprint}。",
            ),
            people=2,
        ),
        Step.CLOSED: Shape(
            ("system",),
            ("The key ceremony for {system} was closed.", "{system}の鍵セレモニーを終了した。"),
        ),
    }
)

_FAILED: Final[Pair] = ("This failed: ", "次の手順は失敗した: ")
_AS: Final[Pair] = (" The cloud calls this version {version}.", "クラウド側の版は{version}。")
_BY: Final[Pair] = (" Present: {who}.", "立会者: {who}。")


def told(event: Event) -> Pair:
    """The step in both languages."""
    values = event.model_dump(mode="json")
    texts = tuple(text + by if event.version else text for text, by in zip(SHAPES[event.step].text, _AS, strict=True))
    who = ", ".join(event.who), "、".join(event.who)
    return (
        _FAILED[0] * (event.outcome == "failed") + texts[0].format(**values) + _BY[0].format(who=who[0]),
        _FAILED[1] * (event.outcome == "failed") + texts[1].format(**values) + _BY[1].format(who=who[1]),
    )


def people(who: Iterable[str]) -> int:
    """How many are meant: a name that is only spaced, cased or widened otherwise is nobody else."""
    return len({"".join(unicodedata.normalize("NFKC", name).casefold().split()) for name in who})


def lacking(event: Event) -> tuple[str, ...]:
    """What a step's record would have to hold and does not; `who` where it takes more people."""
    shape = SHAPES[event.step]
    absent = tuple(field for field in shape.holds if getattr(event, field) is None)
    return (*absent, "who") if people(event.who) < shape.people else absent
