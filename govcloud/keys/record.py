"""The record of a ceremony: one line a step, each signed and chained to the one before, readable by an auditor.

The file is JSON Lines. A line holds `version` 1, `number` from 1, `previous` (SHA-256 of the line before, none for the
first), `event`, the event's text as `en` and `ja`, `signer` (fingerprint of the Ed25519 key) and `signature` over the
rest of the line as JSON with sorted keys and no spaces, in UTF-8: that is also how the line is written.

What a chain cannot show is lines missing at its end. So a ceremony ends with a `closed` step, and whoever was there
notes the `head`, which `verify` compares.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from io import FileIO
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, ValidationError

from govcloud.blocks import Model
from govcloud.keys import paper
from govcloud.keys.refusal import CeremonyError, NotIntactError
from govcloud.keys.signing import Signer, Verifier
from govcloud.keys.spelling import canonical, packed, unpacked
from govcloud.keys.step import Digest, Event, Step, lacking, told


class Line(Model):
    """One line of a record."""

    version: Literal[1] = 1
    number: Annotated[int, Field(strict=True, ge=1)]
    previous: Digest | None
    event: Event
    en: str
    ja: str
    signer: Digest
    signature: str = Field("", max_length=88)

    @property
    def signed(self) -> bytes:
        """What the signature is over."""
        return canonical(self.model_dump(mode="json", exclude={"signature"}))

    @property
    def written(self) -> bytes:
        """The line as it stands in the file, without its end."""
        return canonical(self.model_dump(mode="json"))

    @property
    def digest(self) -> str:
        """What the next line calls this one."""
        return f"sha256:{hashlib.sha256(self.written).hexdigest()}"


class Record:
    """A record that is being written. Opening one verifies what is there: nothing is added to a broken chain.

    What another process of the same signer adds meanwhile is verified, too, and gone on from. An empty file is no
    record yet: whoever was stopped before the first line begins again.
    """

    def __init__(self, path: Path, signer: Signer) -> None:
        self._path, self._signer = path, signer
        self._known = paper.contents(path)
        self._lines = verify(self._known, signer.verifier) if self._known else ()

    @property
    def lines(self) -> tuple[Line, ...]:
        """The lines so far."""
        return self._lines

    @property
    def head(self) -> str | None:
        """The digest of the last line, to be noted by those present."""
        return self._lines[-1].digest if self._lines else None

    def takes(self, when: str) -> None:
        """`CeremonyError` where a step of this time could not be added: asked before what cannot be undone."""
        with paper.opened(self._path) as file:
            self._caught_up(file)
        _follows(when, self._lines)
        paper.room(self._path, len(self._known))

    def add(self, event: Event) -> Line:
        """Sign and append a step; on disk when this returns. `CeremonyError` for a step that may not stand here."""
        with paper.opened(self._path) as file:
            self._caught_up(file)
            _stands(event, self._lines)
            line = self._signed(event)
            paper.add(file, line.written + b"\n")
        self._known += line.written + b"\n"
        self._lines = (*self._lines, line)
        return line

    def _signed(self, event: Event) -> Line:
        en, ja = told(event)
        blank = Line(
            number=len(self._lines) + 1,
            previous=self.head,
            event=event,
            en=en,
            ja=ja,
            signer=self._signer.verifier.fingerprint,
        )
        signature = packed(self._signer.sign(blank.signed))
        return blank.model_copy(update={"signature": signature})

    def _caught_up(self, file: FileIO) -> None:
        given = file.read(paper.LARGEST + 1)
        if not given.startswith(self._known):
            raise NotIntactError(
                "the record {name} has been changed meanwhile: stop here",
                "記録{name}が作業中に改変された。中止する",
                name=self._path.name,
            )
        if given != self._known:
            self._lines, self._known = verify(given, self._signer.verifier), given


def verify(given: bytes, verifier: Verifier, head: str | None = None) -> tuple[Line, ...]:
    """The lines of a record that is whole and signed by this key; `NotIntactError` says the first line that is not.

    With a `head`, also that the record ends where those present noted it.
    """
    if len(given) > paper.LARGEST or not given.endswith(b"\n"):
        raise _broken(1, "the file is empty, cut or too large", "ファイルが空か、途中で切れているか、大きすぎる")
    lines: tuple[Line, ...] = ()
    for number, text in enumerate(given[:-1].split(b"\n"), start=1):
        lines = (*lines, _checked(number, text, lines, verifier))
    if head is not None and lines[-1].digest != head:
        raise _broken(len(lines), "it does not end at the noted head", "控えた末尾ダイジェストと一致しない")
    return lines


def verify_by_any(given: bytes, verifiers: Sequence[Verifier]) -> tuple[Line, ...]:
    """The lines of a record that one of these keys signed from beginning to end: officers change over the years."""
    first = given.partition(b"\n")[0]
    named = (verifier for verifier in verifiers if verifier.fingerprint.encode() in first)
    return verify(given, next(named, verifiers[0]))


def _checked(number: int, text: bytes, before: tuple[Line, ...], verifier: Verifier) -> Line:
    try:
        line = Line.model_validate_json(text)
    except (ValidationError, ValueError, RecursionError):
        raise _broken(number, "it is no line of a record", "記録の行ではない") from None
    if line.written != text:
        raise _broken(number, "it is not written as it was signed", "署名時の形と異なる")
    if line.signer != verifier.fingerprint or not verifier.vouches(unpacked(line.signature), line.signed):
        raise _broken(number, "it is not signed by that key", "その鍵による署名ではない")
    if line.number != number or line.previous != (before[-1].digest if before else None):
        raise _broken(number, "it does not follow the line before", "前の行とつながらない")
    if (line.en, line.ja) != told(line.event):
        raise _broken(number, "its text says something else than its fields", "文章が項目と食い違う")
    try:
        _stands(line.event, before)
    except CeremonyError as error:
        raise _broken(number, error.said(), error.said("ja")) from None
    return line


def _stands(event: Event, before: tuple[Line, ...]) -> None:
    """Whether a step may stand after the ones before: complete, in time, between the first and the closing one."""
    if lacking(event):
        raise CeremonyError(
            "a record of '{step}' also needs: {lacking}",
            "「{step}」の記録に不足がある: {lacking}",
            step=event.step,
            lacking=", ".join(lacking(event)),
        )
    if (event.step is Step.BEGUN) != (not before):
        raise CeremonyError("a record begins with 'begun', once", "記録は必ず「begun」で始まり、途中には現れない")
    _follows(event.when, before)


def _follows(when: str, before: tuple[Line, ...]) -> None:
    if before and before[-1].event.step is Step.CLOSED:
        raise CeremonyError("the ceremony has been closed: begin a new record", "終了した記録には追記できない")
    if before and when < before[-1].event.when:
        raise CeremonyError(
            "the step is earlier than the one before ({when}, after {last}): is the clock right?",
            "前の手順より時刻が古い({when}、前の手順は{last})。端末の時刻を確認すること",
            when=when,
            last=before[-1].event.when,
        )


def _broken(number: int, en: str, ja: str) -> NotIntactError:
    return NotIntactError(
        "the record does not hold from line {number} on: {why}",
        "記録は{number}行目から信用できない: {why_ja}",
        number=number,
        why=en,
        why_ja=ja,
    )
