"""The controls: rules over facts, each with a reason and sources, and the judgement by them. Knows no cloud."""

from govcloud.controls.assessing import assess
from govcloud.controls.assessment import REFUSED, Assessment, Phase
from govcloud.controls.catalogue import Entry, Framework, Lang, Level, Severity, catalogue, entry, frameworks
from govcloud.controls.families import ALL, FAMILIES
from govcloud.controls.finding import STATUSES, Finding, Status
from govcloud.controls.model import Control, Examples, cases, joined, rule
from govcloud.controls.pages import page
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
    "Framework",
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
    "frameworks",
    "joined",
    "page",
    "rule",
]
