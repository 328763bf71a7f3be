"""An assessment: all findings of one system, what they count to, and in which phase they refuse."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from govcloud.controls.finding import STATUSES, Finding, Status
from govcloud.controls.waivers import SignedException

Phase = Literal["rehearsal", "preview", "update", "running"]

REFUSED: Final[Mapping[Phase, frozenset[Status]]] = {
    "rehearsal": frozenset({"fail", "unknown"}),
    "preview": frozenset({"fail"}),
    "update": frozenset({"fail", "unknown"}),
    "running": frozenset(),
}
"""What refuses in each phase, of what is mandatory and not excepted. In a preview much is not known yet, so that only
warns; what already runs cannot be refused, so it is reported."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """The findings on one system, in a stable order: by control, then subject, then aspect.

    `unused` are the waivers and acceptances that excused nothing here.
    """

    system: str
    confidentiality: int
    today: datetime.date
    findings: tuple[Finding, ...]
    unused: tuple[SignedException, ...] = ()

    @property
    def counts(self) -> dict[Status, int]:
        """How many findings of each status, excepted ones included."""
        found = Counter(finding.status for finding in self.findings)
        return {status: found[status] for status in STATUSES}

    @property
    def open(self) -> tuple[Finding, ...]:
        """Failures of mandatory controls that nothing excepts."""
        return self._mandatory(frozenset({"fail"}))

    @property
    def unknown_mandatory(self) -> tuple[Finding, ...]:
        """What mandatory controls ask and cannot see, and nothing excepts."""
        return self._mandatory(frozenset({"unknown"}))

    @property
    def excepted(self) -> tuple[Finding, ...]:
        """Failures and unknowns that a waiver or an acceptance excuses."""
        return tuple(finding for finding in self.findings if finding.exception is not None)

    @property
    def recommended(self) -> tuple[Finding, ...]:
        """Failures of recommended controls that nothing excepts."""
        return tuple(
            finding
            for finding in self.findings
            if finding.level == "recommended" and finding.status == "fail" and finding.exception is None
        )

    def refusing(self, phase: Phase) -> tuple[Finding, ...]:
        """The findings because of which a phase does not go on."""
        return self._mandatory(REFUSED[phase])

    def refuses(self, phase: Phase) -> bool:
        """Whether a phase does not go on."""
        return bool(self.refusing(phase))

    def _mandatory(self, statuses: frozenset[Status]) -> tuple[Finding, ...]:
        return tuple(
            finding
            for finding in self.findings
            if finding.status in statuses and finding.level == "mandatory" and finding.exception is None
        )
