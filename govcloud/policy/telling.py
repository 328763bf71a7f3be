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
_SHOW_IT: Final[Mapping[Lang, str]] = {
    "en": "This stack takes from another one, which is not shown here. Show it: pulumi stack export --stack <other>"
    ' --file other.json, and --policy-pack-config with {"govcloud-settings": {"beside": ["$PWD/other.json"]}}',
    "ja": "このスタックが参照する他のスタックが示されていない。次で示す: pulumi stack export --stack <参照先>"
    ' --file other.json と、--policy-pack-config の {"govcloud-settings": {"beside": ["$PWD/other.json"]}}',
}
_LIFTED: Final[Mapping[Lang, str]] = {
    "en": "Lifted by govcloud:lift-protection, ticket {ticket}; here it does not refuse.",
    "ja": "govcloud:lift-protection(チケット {ticket})により解除中。ここでは拒否しない。",
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


def said(
    finding: Finding, lang: Lang, *, judged_there: bool = False, show_it: bool = False, lifted_by: str = ""
) -> str:
    """The finding's message, the URN and, where it is excepted, by whom, why and until when.

    `judged_there`: what is not known here is another stack's; `show_it`: that stack could be shown; `lifted_by`: the
    ticket on which it is let be.
    """
    lines = [finding.message(lang), finding.subject]
    if lifted_by:
        lines.append(_LIFTED[lang].format(ticket=lifted_by))
    if judged_there or show_it:
        lines.append((_JUDGED_THERE if judged_there else _SHOW_IT)[lang])
    one = finding.exception
    if one is not None:
        english = f"Excepted until {one.until} by {one.approver} ({one}): {one.because}"
        lines.append(f"適用除外({one.until} まで、承認者 {one.approver}): {one.because}" if lang == "ja" else english)
    return "\n".join(lines)


def broken(error: Exception, lang: Lang) -> Verdict:
    """An error that is not ours may quote a property's value, so only its kind and place are told."""
    told = error.said(lang) if isinstance(error, GovcloudError) else f"{type(error).__name__} at {_places(error)}"
    head = "スタックを判定できない" if lang == "ja" else "the stack could not be judged"
    return Verdict(NAME, f"{head}: {told}", severity="critical")


def _places(error: Exception) -> str:
    """Where it was raised and who called there, innermost first."""
    frames = [(frame.f_globals.get("__name__"), line) for frame, line in traceback.walk_tb(error.__traceback__)]
    return ", called at ".join(f"{module}:{line}" for module, line in reversed(frames[-_FRAMES:]))
