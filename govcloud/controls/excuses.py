"""Which finding a waiver or an acceptance excuses.

A waiver names its control. An acceptance names a lost promise, and excuses exactly the findings that the loss explains:
those that would pass if what was promised were true of their subject.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from govcloud.controls.finding import Finding
from govcloud.controls.judging import Case, status
from govcloud.controls.model import Control
from govcloud.controls.view import Facts
from govcloud.controls.waivers import Acceptance, SignedException, Waiver
from govcloud.errors import FileError, Problem, Text, did_you_mean
from govcloud.facts import Fact, Promise, merged


class Excuses:
    """The signed exceptions of one assessment; remembers which of them excused something."""

    def __init__(
        self, waivers: Iterable[Waiver], acceptances: Sequence[Acceptance], promises: Mapping[str, Iterable[Promise]]
    ) -> None:
        self._waivers: defaultdict[str, list[Waiver]] = defaultdict(list)
        for waiver in waivers:
            self._waivers[waiver.control].append(waiver)
        self._lost = dict(_lost(acceptances, promises))
        self._blocks: defaultdict[str, list[Acceptance]] = defaultdict(list)
        for acceptance in acceptances:
            self._blocks[acceptance.block].append(acceptance)
        self._used: set[SignedException] = set()

    def apply(self, finding: Finding, control: Control, case: Case) -> Finding:
        """The finding, carrying the exception that excuses it if there is one."""
        if finding.status not in ("fail", "unknown"):
            return finding
        found = self._waived(finding) or self._accepted(finding, control, case)
        return replace(finding, exception=found) if found else finding

    def unused(self, judged: Iterable[str]) -> Iterator[SignedException]:
        """What excused nothing, of the controls that were judged."""
        for control in judged:
            yield from (waiver for waiver in self._waivers.get(control, ()) if waiver not in self._used)
        for acceptances in self._blocks.values():
            yield from (acceptance for acceptance in acceptances if acceptance not in self._used)

    def _waived(self, finding: Finding) -> SignedException | None:
        found: SignedException | None = None
        for waiver in self._waivers.get(finding.control, ()):
            if waiver.covers(finding.control, finding.subject, finding.block):
                self._used.add(waiver)
                found = found or waiver
        return found

    def _accepted(self, finding: Finding, control: Control, case: Case) -> SignedException | None:
        candidates = [one for one in self._candidates(finding) if one in self._lost]
        together = [one for one in candidates if _same(self._lost[one], finding)]
        for group in (*([one] for one in candidates), together):
            if group and _explains([self._lost[one] for one in group], finding, control, case):
                self._used.update(group)
                return group[0]
        return None

    def _candidates(self, finding: Finding) -> Iterator[Acceptance]:
        if finding.fact is None:
            for acceptances in self._blocks.values():
                yield from acceptances
        else:
            yield from self._blocks.get(finding.block or finding.subject, ())


def _lost(
    acceptances: Iterable[Acceptance], promises: Mapping[str, Iterable[Promise]]
) -> Iterator[tuple[Acceptance, Fact]]:
    problems = []
    for position, acceptance in enumerate(acceptances):
        if acceptance.block not in promises:
            continue
        named = {promise.name: promise.fact for promise in promises[acceptance.block]}
        if acceptance.loses in named:
            yield acceptance, named[acceptance.loses]
        else:
            message = Text(
                f"{acceptance.block} promises no {acceptance.loses!r} that could be lost",
                f"{acceptance.block} には失われうる約束 {acceptance.loses!r} がない",
            )
            hint = did_you_mean(acceptance.loses, named)
            problems.append(Problem(message, key=f"accepts[{position}].loses", hint=hint))
    if problems:
        raise FileError(problems)


def _same(lost: Fact, finding: Finding) -> bool:
    return type(lost) is finding.about and lost.what == finding.what


def _explains(lost: Sequence[Fact], finding: Finding, control: Control, case: Case) -> bool:
    """Whether the control would pass if the lost promises were kept on the finding's subject."""
    kept = [replace(fact, subject=finding.subject) for fact in lost]
    if finding.fact is None:
        return any(_same(fact, finding) and status(control, fact, case.facts) == "pass" for fact in kept)
    judged = next(merged([finding.fact, *(fact for fact in kept if _same(fact, finding))]))
    beside = (fact for fact in case.facts if fact.subject == finding.subject and fact != finding.fact)
    return status(control, judged, Facts(merged([*beside, judged, *kept]))) == "pass"
