"""What the pack says of a graph: each finding with the level at which it is enforced."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from govcloud.controls import (
    ALL,
    REFUSED,
    Acceptance,
    Assessment,
    Control,
    Finding,
    Lang,
    Status,
    Waiver,
    assess,
)
from govcloud.deploy import protection
from govcloud.deploy.judging import blocks_of
from govcloud.errors import FileError, Problem
from govcloud.facts import Fact, Placed
from govcloud.graph import Graph
from govcloud.policy.elsewhere import Elsewhere
from govcloud.policy.known import Known
from govcloud.policy.settings import NAME, current
from govcloud.policy.telling import Answer, Verdict, broken, said

Enforcement = Literal["mandatory", "advisory", "disabled"]
Moment = Literal["preview", "update", "running"]
Observe = Callable[[Graph], Iterable[Fact]]

CONTROLS: Final = tuple(control for control in ALL if "P" in control.entry.points)
"""The controls of the pack: those that resources can answer, by their points of enforcement."""
EARLY: Final = tuple(control for control in CONTROLS if control.about == (Placed,))
"""What is also judged before each resource is made, in an update; see the package's docstring."""
_EARLY_IDS: Final = frozenset(control.id for control in EARLY)

_REFUSED: Final[Mapping[Moment, frozenset[Status]]] = {
    "preview": REFUSED["preview"],
    # What runs cannot be refused, but who asks for an analysis wants its exit code: failures count, as in a preview.
    "running": REFUSED["preview"],
    "update": REFUSED["update"],
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge:
    """How graphs of one stack are judged in one run. `levels` are those in force, by control; `problems` are the
    settings' own; `is_whole` says that the stack is all of its system; `lifted_by` is the ticket on which its
    protection against deletion is lifted ("" where it stands)."""

    known: Known
    problems: tuple[Problem, ...]
    lang: Lang
    is_whole: bool
    levels: Mapping[str, Enforcement]
    moment: Moment
    today: datetime.date
    observe: Observe
    lifted_by: str = ""

    def whole(self, graph: Graph) -> Answer:
        """The judgement of a stack. Problems with the settings, and a judgement that breaks, are mandatory verdicts
        at whatever level: nothing passes because of them."""
        waivers, ended = current(self.known.waivers, self.today)
        problems = [*self.problems, *self.known.problems, *ended]
        try:
            assessment = self._assessed(graph, waivers, problems)
        except Exception as error:
            return Answer((*self._told(problems), broken(error, self.lang)))
        silent = {finding.control for finding in assessment.findings}
        return Answer(
            (*self._told(problems), *self._unused(assessment), *self._verdicts(assessment, graph)),
            tuple(control.id for control in CONTROLS if control.id not in silent),
        )

    def early(self, graph: Graph, urn: str) -> Answer:
        """What must stop one resource before it is made: mandatory failures of `EARLY`, not waived."""
        waivers, _ended = current(self.known.waivers, self.today)
        waivers = tuple(one for one in waivers if one.control in _EARLY_IDS)
        acceptances = [one for one in self.known.acceptances if one.until >= self.today]
        try:
            assessment = self._assess(graph, waivers, EARLY, acceptances, whole=False)
        except Exception as error:
            return Answer((broken(error, self.lang),))
        found = self._verdicts(assessment, graph, frozenset({"fail"}))
        return Answer(tuple(verdict for verdict in found if verdict.mandatory and verdict.urn == urn))

    def _assessed(self, graph: Graph, waivers: Sequence[Waiver], problems: list[Problem]) -> Assessment:
        try:
            return self._assess(graph, waivers, CONTROLS, self.known.acceptances, whole=self.is_whole)
        except FileError as error:
            problems += error.problems
            return self._assess(graph, (), CONTROLS, whole=self.is_whole)

    def _assess(
        self,
        graph: Graph,
        waivers: Sequence[Waiver],
        controls: Sequence[Control],
        acceptances: Sequence[Acceptance] = (),
        *,
        whole: bool,
    ) -> Assessment:
        elsewhere, together = Elsewhere.of(graph, self.known.beside), self.known.joined(graph)
        return assess(
            [*map(elsewhere.unseen, self.observe(together)), *self.known.facts],
            system=graph.project,
            today=self.today,
            confidentiality=self.known.confidentiality,
            waivers=waivers,
            acceptances=acceptances,
            promises=self.known.promises,
            controls=controls,
            components=blocks_of(together),
            cloud=self.known.cloud,
            whole=whole,
        )

    def _verdicts(
        self, assessment: Assessment, graph: Graph, statuses: frozenset[Status] = frozenset({"fail", "unknown"})
    ) -> Iterator[Verdict]:
        elsewhere = Elsewhere.of(graph, self.known.beside)
        for finding in map(elsewhere.reconsidered, assessment.findings):
            level = self.levels.get(finding.control, finding.level)
            theirs = any(finding.subject in other for other in self.known.beside)
            if finding.status in statuses and level != "disabled" and not theirs:
                judged_there = finding.status == "unknown" and elsewhere.concerns(finding.fact)
                lifted_by = self.lifted_by if finding.control == protection.CONTROL else ""
                show_it = elsewhere.may_answer(finding)
                yield Verdict(
                    finding.control,
                    said(finding, self.lang, judged_there=judged_there, show_it=show_it, lifted_by=lifted_by),
                    finding.subject if finding.subject in graph else "",
                    level == "mandatory" and not judged_there and not lifted_by and self._refuses(finding),
                    finding.severity,
                )

    def _refuses(self, finding: Finding) -> bool:
        return finding.exception is None and finding.status in _REFUSED[self.moment]

    def _told(self, problems: Iterable[Problem]) -> Iterator[Verdict]:
        return (Verdict(NAME, problem.said(self.lang)) for problem in problems)

    def _unused(self, assessment: Assessment) -> Iterator[Verdict]:
        ja = self.lang == "ja"
        for one in assessment.unused:
            if isinstance(one, Waiver):
                english = f"the {one} excuses nothing in this stack: remove it, unless it is another stack's"
                japanese = f"適用除外 {one.control} {one.subject} はこのスタックで使われていない。不要なら削除する"
                yield Verdict(NAME, japanese if ja else english, mandatory=False, severity="low")
