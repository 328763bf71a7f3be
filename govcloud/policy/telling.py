"""The words in which the pack answers: never a property's value, always whose it is and what to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from govcloud.controls import Finding, Lang, Severity
from govcloud.errors import GovcloudError
from govcloud.policy.settings import NAME

_JUDGED_THERE: Final[Mapping[Lang, str]] = {
    "en": "It refers to another stack, where that is judged; here it does not refuse.",
    "ja": "他のスタックの値を参照している。判定はそのスタックで行い、ここでは拒否しない。",
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
    told = str(error) if isinstance(error, GovcloudError) else f"{type(error).__name__} at {_place(error)}"
    return Verdict(NAME, f"the stack could not be judged: {told}", severity="critical")


def _place(error: Exception) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_globals.get('__name__')}:{trace.tb_lineno}" if trace else "an unknown place"
