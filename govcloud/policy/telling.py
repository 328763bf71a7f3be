"""The words in which the pack answers: never a property's value, always whose it is and what to do."""

from __future__ import annotations

import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from govcloud.controls import Finding, Lang, Severity
from govcloud.errors import GovcloudError
from govcloud.policy.settings import NAME

_FRAMES: Final = 3
_JUDGED_THERE: Final[Mapping[Lang, str]] = {
    "en": "It names something of another stack, where that is judged; here it does not refuse. 'beside' shows it.",
    "ja": "他のスタックのものを参照している。そこで判定し、ここでは拒否しない(beside で参照先を指定できる)。",
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """One line of the pack's answer: the policy's name, what to say, of which resource ("" for the whole stack)."""

    policy: str
    message: str
    urn: str = ""
    mandatory: bool = True
    severity: Severity = "high"


@dataclass(frozen=True, slots=True)
class Answer:
    """All the pack says of a graph: its verdicts, and the controls that had nothing to judge."""

    verdicts: tuple[Verdict, ...]
    not_applicable: tuple[str, ...] = ()


def said(finding: Finding, lang: Lang, *, judged_there: bool = False) -> str:
    """The finding's message, the URN and, where it is excepted, by whom, why and until when; `judged_there`: what is
    not known here is another stack's."""
    lines = [finding.message(lang), finding.subject]
    if judged_there:
        lines.append(_JUDGED_THERE[lang])
    one = finding.exception
    if one is not None:
        english = f"Excepted until {one.until} by {one.approver} ({one}): {one.because}"
        lines.append(f"適用除外({one.until} まで、承認者 {one.approver}): {one.because}" if lang == "ja" else english)
    return "\n".join(lines)


def broken(error: Exception) -> Verdict:
    """An error that is not ours may quote a property's value, so only its kind and place are told."""
    told = str(error) if isinstance(error, GovcloudError) else f"{type(error).__name__} at {_places(error)}"
    return Verdict(NAME, f"the stack could not be judged: {told}", severity="critical")


def _places(error: Exception) -> str:
    """Where it was raised and who called there, innermost first."""
    frames = [(frame.f_globals.get("__name__"), line) for frame, line in traceback.walk_tb(error.__traceback__)]
    return ", called at ".join(f"{module}:{line}" for module, line in reversed(frames[-_FRAMES:]))
