"""A finding: what one control says of one subject, and how it is told from every other finding."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Final, Literal

from govcloud.controls import wording
from govcloud.controls.catalogue import Lang, Level, Severity
from govcloud.controls.model import Control
from govcloud.controls.waivers import SignedException
from govcloud.facts import Fact

Status = Literal["pass", "fail", "unknown", "not_applicable"]

STATUSES: Final[tuple[Status, ...]] = ("fail", "unknown", "pass", "not_applicable")


@dataclass(frozen=True, slots=True)
class Advice:
    """The words of a control that its findings share: its titles and how to mend a failure."""

    en: str
    ja: str
    en_fix: str
    ja_fix: str

    @classmethod
    def of(cls, control: Control) -> Advice:
        """The words of one control."""
        return cls(control.entry.en, control.entry.ja, control.prose.fix, control.prose.ja_fix)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A control's verdict on a subject, in a system on one cloud ("" where it is not about one).

    `subject` is a URN, a block's address, or the system's name where nothing was found to judge. `block` is the block
    it belongs to ("" where it belongs to none), `source` the place that declares it ("" where that is not known).
    `what` is the aspect judged; `part` tells several findings of one control, subject and aspect apart. `exception` is
    the waiver or acceptance that excuses a failure or an unknown; the status stays what it is.
    """

    system: str
    control: str
    subject: str
    what: str
    status: Status
    severity: Severity
    level: Level
    cloud: str = ""
    part: str = ""
    block: str = ""
    source: str = ""
    fact: Fact | None = None
    about: type[Fact] = Fact
    exception: SignedException | None = None
    advice: Advice = field(repr=False, compare=False)

    @property
    def fingerprint(self) -> str:
        """32 hexadecimal digits that stay while the verdict, its severity and the values seen change."""
        parts = (self.system, self.cloud, self.control, self.subject, self.about.__name__, self.what, self.part)
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]

    def message(self, lang: Lang = "en") -> str:
        """What was seen, on what, and what to do unless it holds. One line."""
        return _JAPANESE[self.status](self) if lang == "ja" else _ENGLISH[self.status](self)


def _seen(finding: Finding, lang: Lang) -> str:
    if finding.fact is not None:
        return wording.seen(finding.fact, lang)
    nothing = wording.about(finding.about, [finding.what], lang)
    return f"{nothing}が一つもない" if lang == "ja" else f"there is no {nothing}"


def _not_known(finding: Finding, lang: Lang) -> str:
    return wording.unsaid(finding.fact, lang) if finding.fact is not None else ""


def _head(finding: Finding, lang: Lang) -> str:
    title = finding.advice.ja if lang == "ja" else finding.advice.en
    return f"{wording.short(finding.subject)}: {title}"


_ENGLISH: Final = {
    "pass": lambda f: f"{_head(f, 'en')}: holds. Seen: {_seen(f, 'en')}.",
    "fail": lambda f: f"{_head(f, 'en')}: does not hold. Seen: {_seen(f, 'en')}. To do: {f.advice.en_fix}",
    "unknown": lambda f: (
        f"{_head(f, 'en')}: cannot be seen. Seen: {_seen(f, 'en')}. Not known: {_not_known(f, 'en')}. "
        f"To do: make it known; where it does not hold, {f.advice.en_fix}"
    ),
    "not_applicable": lambda f: f"{_head(f, 'en')}: nothing here that it is about.",
}
_JAPANESE: Final = {
    "pass": lambda f: f"{_head(f, 'ja')}: 満たしている。確認した内容: {_seen(f, 'ja')}。",
    "fail": lambda f: f"{_head(f, 'ja')}: 満たしていない。確認した内容: {_seen(f, 'ja')}。対処: {f.advice.ja_fix}",
    "unknown": lambda f: (
        f"{_head(f, 'ja')}: 確認できない。確認した内容: {_seen(f, 'ja')}。不明な項目: {_not_known(f, 'ja')}。"
        f"対処: 値を確認できるようにする。満たしていない場合: {f.advice.ja_fix}"
    ),
    "not_applicable": lambda f: f"{_head(f, 'ja')}: 対象となるものがない。",
}
