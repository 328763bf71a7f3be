"""One cloud's plan in numbers: resources, findings, keys, places, losses."""

from __future__ import annotations

import dataclasses
from typing import Any, Final

from govcloud.cli.findings import listed
from govcloud.cli.judgements import loss_data
from govcloud.cli.plan import Plan
from govcloud.cli.words import Pair, say
from govcloud.deploy.coverage import KeyCoverage, Residency, key_coverage, residency

WORDS: Final[dict[str, Pair]] = {
    "tokyo": ("Tokyo", "東京"),
    "osaka": ("Osaka", "大阪"),
    "japan": ("Japan", "国内"),
    "global": ("no region", "リージョンなし"),
    "abroad": ("abroad", "国外"),
    "unknown_place": ("unknown", "不明"),
}


@dataclasses.dataclass(frozen=True, slots=True)
class Sums:
    """One cloud's plan with its numbers."""

    plan: Plan
    keys: KeyCoverage
    places: Residency

    @classmethod
    def of(cls, plan: Plan) -> Sums:
        """Count what a plan holds."""
        return cls(plan, key_coverage(plan.graph, plan.facts, plan.cloud), residency(plan.facts))

    @property
    def is_open(self) -> bool:
        """Whether the rehearsal would refuse it, or data is without a key, or something is not in Japan."""
        return self.plan.judgement.refuses("rehearsal") or bool(self.keys.uncovered or self.places.outside)

    @property
    def resources(self) -> int:
        """The resources of the cloud, components left out."""
        return sum(one.custom and not one.type.startswith("pulumi:") for one in self.plan.graph)

    def row(self) -> dict[str, str]:
        """The numbers in words, by the key of their heading."""
        judgement = self.plan.judgement
        assessment = judgement.assessment
        return {
            "resources": str(self.resources),
            "open": str(len(assessment.open)),
            "unknown": str(len(assessment.unknown_mandatory)),
            "passed": str(assessment.counts["pass"]),
            "waived": str(len(assessment.excepted)),
            "keys": f"{len(self.keys.covered)}/{self.keys.total}",
            "keys_excepted": str(len(self.keys.excepted)),
            "places": ", ".join(f"{_place(name)} {count}" for name, count in self.places.places.items()),
            "outside": str(len(self.places.outside)),
            "lost": f"{len(judgement.losses)}/{len(judgement.losses) - len(judgement.unaccepted)}",
        }

    def as_data(self) -> dict[str, Any]:
        """The numbers for programs."""
        assessment = self.plan.judgement.assessment
        return {
            "cloud": self.plan.cloud,
            "environment": self.plan.layout.environment_name,
            "open": self.is_open,
            "resources": self.resources,
            "counts": assessment.counts,
            "findings": listed(assessment, everything=False),
            "keys": {
                "covered": len(self.keys.covered),
                "total": self.keys.total,
                "uncovered": list(self.keys.uncovered),
                "excepted": dict(self.keys.excepted),
            },
            "places": dict(self.places.places),
            "outside": list(self.places.outside),
            "losses": [loss_data(loss) for loss in self.plan.judgement.losses],
        }


def _place(name: str) -> str:
    return say(WORDS["unknown_place" if name == "unknown" else name])
