"""What `pulumi up` runs: rehearse, judge, then register the same through the gate."""

from __future__ import annotations

import datetime
import inspect
from collections.abc import Callable
from pathlib import Path

import pulumi

from govcloud.clouds import accounts
from govcloud.deploy.gate import install
from govcloud.deploy.judging import Judgement, judge_graph, refuse_unsupported
from govcloud.deploy.part import Also, Components, make
from govcloud.deploy.program import (
    break_glass,
    configuration,
    is_embedded,
    refuse_early,
    refuse_other_project,
    stack_parts,
    told,
)
from govcloud.deploy.rehearsal import rehearse
from govcloud.deploy.sources import block_sources
from govcloud.errors import GovcloudError, RefusedError
from govcloud.systems import plan
from govcloud.systems.read import load


def run(system: str | Path = "system.yaml", also: Also | None = None) -> Components:
    """Deploy the part, cloud and environment that the stack's name says (`prod-aws-foundation`).

    The system is first rendered in-process and judged; where a mandatory control fails, `RefusedError` and nothing is
    registered. Then the same is registered, and whatever differs is refused. `also` receives the made components by
    block name and may create plain resources; it runs in both passes, so its resources are judged, too.

    A path that is not absolute is relative to the calling file. Inside the embedded engine nothing is nested: the
    components are simply made.
    """
    frame = inspect.stack()[1]
    folder = Path(frame.filename).resolve().parent
    try:
        return _run(folder / system, also)
    except GovcloudError as error:
        raise told(error) from None


def _run(path: Path, also: Also | None) -> Components:
    source = load(path, accounts())
    refuse_other_project(pulumi.get_project(), source.system)
    environment, cloud, part = stack_parts(pulumi.get_stack(), source.system)
    layout = plan(source.system, environment)
    if is_embedded():
        return make(layout, cloud, part, also)
    refuse_early()
    sources = block_sources(source, layout)
    refuse_unsupported(layout, cloud, sources)
    config, secret_keys = configuration()
    rehearsal = rehearse(
        layout,
        cloud,
        also=also,
        also_in=part,
        config=config,
        secret_keys=secret_keys,
        organization=pulumi.get_organization(),
    )
    judgement = judge_graph(layout, cloud, rehearsal.graph, datetime.date.today(), sources)
    record = _recorder(break_glass())
    _decide(judgement, record)
    install(rehearsal.parts[part], record)
    return make(layout, cloud, part, also)


def _decide(judgement: Judgement, record: Callable[[str], None] | None) -> None:
    lines = list(refusals(judgement))
    if not lines:
        return
    if record is None:
        raise RefusedError("\n".join(["refused: nothing has been registered", *(f"  {line}" for line in lines)]))
    for line in lines:
        record(line)


def refusals(judgement: Judgement) -> list[str]:
    """Why a deployment does not go on, one line each; empty where it does."""
    found = [f"{finding.control} {finding.message()}" for finding in judgement.assessment.refusing("rehearsal")]
    found += [
        f"{loss.block} loses '{loss.promise.name}' on {judgement.cloud}: {loss.row.reason} (accept it under 'accepts:',"
        f" or take {judgement.cloud} out of 'clouds')"
        for loss in judgement.unaccepted
    ]
    return found


def _recorder(ticket: str) -> Callable[[str], None] | None:
    """How refusals are recorded when the glass is broken: as warnings of the engine and as an export of the stack."""
    if not ticket:
        return None
    recorded: list[str] = []

    def record(message: str) -> None:
        recorded.append(message)
        pulumi.log.warn(f"break-glass {ticket}: {message}")
        pulumi.export("govcloud-break-glass", {"ticket": ticket, "findings": list(recorded)})

    record_start = f"break-glass {ticket} is set: refusals are recorded and do not stop this deployment"
    pulumi.log.warn(record_start)
    return record
