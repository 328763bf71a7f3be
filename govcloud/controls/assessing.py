"""Judging a system: the one judgement used when a file is written, rehearsed, previewed, updated and audited."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from govcloud.controls.assessment import Assessment
from govcloud.controls.catalogue import CONFIDENTIALITIES, catalogue
from govcloud.controls.excuses import Excuses
from govcloud.controls.families import ALL
from govcloud.controls.judging import Case, judge
from govcloud.controls.model import Control
from govcloud.controls.view import Facts
from govcloud.controls.waivers import Acceptance, Waiver, refuse_expired
from govcloud.errors import FileError, Problem, Text, UsageError, did_you_mean
from govcloud.facts import Fact, Promise

_NOWHERE: Final[Mapping[str, str]] = MappingProxyType({})
_NO_PROMISES: Final[Mapping[str, Iterable[Promise]]] = MappingProxyType({})


def assess(
    facts: Iterable[Fact],
    *,
    system: str,
    today: datetime.date,
    confidentiality: int = 2,
    waivers: Sequence[Waiver] = (),
    acceptances: Sequence[Acceptance] = (),
    controls: Sequence[Control] = ALL,
    components: Mapping[str, str] = _NOWHERE,
    sources: Mapping[str, str] = _NOWHERE,
    promises: Mapping[str, Iterable[Promise]] = _NO_PROMISES,
    cloud: str = "",
    whole: bool = True,
) -> Assessment:
    """Judge facts by controls. The same input gives the same findings in the same order, however the facts come.

    Promises are judged like observations, once those of one subject and aspect are joined (`facts.merged`).
    `components` says which block a subject belongs to, `sources` where it is declared. `promises` are each block's, by
    the block's name: an acceptance excuses what its lost promise explains. With `cloud`, findings name it and
    acceptances for other clouds are left aside. `whole=False` judges a part of a system, such as one stack in a policy
    run: what is not in it may be elsewhere, so nothing is missing and nothing not applicable.

    `FileError` where an exception has ended or names what does not exist; `GovcloudError` where a control breaks.
    """
    if confidentiality not in CONFIDENTIALITIES:
        raise UsageError(f"confidentiality is 1, 2 or 3, not {confidentiality!r}")
    here = [one for one in acceptances if cloud in ("", one.cloud)]
    _refuse_unknown(waivers, controls)
    refuse_expired(waivers, acceptances, today)
    excuses = Excuses(waivers, here, promises)
    case = Case(
        system=system,
        cloud=cloud,
        confidentiality=confidentiality,
        facts=Facts(facts),
        blocks=components,
        sources=sources,
        whole=whole,
    )
    findings = tuple(excuses.apply(finding, control, case) for control in controls for finding in judge(control, case))
    return Assessment(
        system=system,
        confidentiality=confidentiality,
        today=today,
        findings=findings,
        unused=tuple(excuses.unused(control.id for control in controls)),
    )


def _refuse_unknown(waivers: Sequence[Waiver], controls: Sequence[Control]) -> None:
    known = {control.id for control in controls} | set(catalogue())
    problems = [
        Problem(
            Text(f"there is no control {waiver.control!r} to waive", f"免除する管理策 {waiver.control!r} がない"),
            key=f"waivers[{position}].control",
            hint=did_you_mean(waiver.control, known),
        )
        for position, waiver in enumerate(waivers)
        if waiver.control not in known
    ]
    if problems:
        raise FileError(problems)
