"""The words in which the pack answers: never a property's value, always whose it is and what to do."""

from __future__ import annotations

from dataclasses import dataclass

from govcloud.controls import Finding, Lang, Severity
from govcloud.errors import GovcloudError
from govcloud.policy.settings import NAME


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


def said(finding: Finding, lang: Lang) -> str:
    """The finding's message, the URN and, where it is excepted, by whom, why and until when."""
    lines = [finding.message(lang), finding.subject]
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
