"""How facts are judged: the only place that calls a control's predicate. An exception in one never passes."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from govcloud.controls.finding import Advice, Finding, Status
from govcloud.controls.model import Control
from govcloud.controls.view import Facts
from govcloud.errors import GovcloudError
from govcloud.facts import Fact

_WORDS: Final[tuple[tuple[bool | None, Status], ...]] = ((True, "pass"), (False, "fail"), (None, "unknown"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What is judged: the facts of one system, which block each subject belongs to and where it is declared.

    `whole` is false where only a part of the system is seen: then nothing counts as missing or not applicable.
    """

    system: str
    cloud: str
    confidentiality: int
    facts: Facts
    blocks: Mapping[str, str]
    sources: Mapping[str, str]
    whole: bool


def status(control: Control, fact: Fact, facts: Facts) -> Status | None:
    """The verdict on one fact; `None` where the control has nothing to say about it.

    `GovcloudError` names control and fact where the predicate raises or answers with something else than true, false
    or none: that is a fault of the control, and nothing may pass because of it.
    """
    try:
        if not control.concerns(fact):
            return None
        answer = control.holds(fact, facts)
    except Exception as error:
        raise GovcloudError(f"control {control.id} broke on {fact!r}: {type(error).__name__}: {error}") from error
    for verdict, word in _WORDS:
        if answer is verdict:
            return word
    raise GovcloudError(f"control {control.id} answered {answer!r} to {fact!r}: neither true, false nor none")


def judge(control: Control, case: Case) -> Iterator[Finding]:
    """All findings of one control: what is missing, then fact by fact; one `not_applicable` where there is neither."""
    entry = control.entry
    finding = functools.partial(
        Finding,
        system=case.system,
        cloud=case.cloud,
        control=control.id,
        severity=entry.severity,
        level=entry.level(case.confidentiality),
        advice=Advice.of(control),
    )
    silent = True
    if case.confidentiality < entry.asks_from:
        case = dataclasses.replace(case, facts=Facts(()))
    for found in _missing(control, case, finding):
        silent = False
        yield found
    for found in _seen(control, case, finding):
        silent = False
        yield found
    if silent and case.whole:
        yield finding(subject=case.system, what="", status="not_applicable", about=control.about[0])


def _missing(control: Control, case: Case, finding: functools.partial[Finding]) -> Iterator[Finding]:
    if not case.whole:
        return
    kind = control.about[0]
    for what in sorted(control.required(case.facts)):
        if not case.facts.speaks_of(kind, what):
            yield finding(subject=case.system, what=what, status="fail", about=kind)


def _seen(control: Control, case: Case, finding: functools.partial[Finding]) -> Iterator[Finding]:
    for kind in control.about:
        for fact, part in case.facts.rows(kind):
            word = status(control, fact, case.facts)
            if word is not None:
                yield finding(
                    subject=fact.subject,
                    what=fact.what,
                    status=word,
                    part=part,
                    block=case.blocks.get(fact.subject, ""),
                    source=case.sources.get(fact.subject, ""),
                    fact=fact,
                    about=kind,
                )
