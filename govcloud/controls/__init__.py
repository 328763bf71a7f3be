"""The controls: rules over facts, each with a reason and sources, and the judgement by them. Knows no cloud."""

from govcloud.controls.assessing import assess
from govcloud.controls.assessment import REFUSED, Assessment, Phase
from govcloud.controls.catalogue import Entry, Lang, Level, Severity, catalogue, entry
from govcloud.controls.families import ALL, FAMILIES
from govcloud.controls.finding import STATUSES, Finding, Status
from govcloud.controls.model import Control, Examples, cases, joined, rule
from govcloud.controls.view import Facts
from govcloud.controls.waivers import Acceptance, SignedException, Waiver

__all__ = [
    "ALL",
    "FAMILIES",
    "REFUSED",
    "STATUSES",
    "Acceptance",
    "Assessment",
    "Control",
    "Entry",
    "Examples",
    "Facts",
    "Finding",
    "Lang",
    "Level",
    "Phase",
    "Severity",
    "SignedException",
    "Status",
    "Waiver",
    "assess",
    "cases",
    "catalogue",
    "entry",
    "joined",
    "rule",
]
