"""What `pulumi up` runs: rehearse, judge, then register the same through the gate."""

from __future__ import annotations

import datetime
import functools
import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pulumi

from govcloud.clouds import accounts
from govcloud.deploy import protection
from govcloud.deploy.foundation import refuse_without_foundation
from govcloud.deploy.gate import install
from govcloud.deploy.judging import Judgement, judge_graph, refuse_unsupported
from govcloud.deploy.part import Also, Components, make
from govcloud.deploy.pending import waiting
from govcloud.deploy.program import (
    break_glass,
    configuration,
    is_embedded,
    refuse_early,
    refuse_other_project,
    stack_parts,
    told,
)
from govcloud.deploy.refusing import refused
from govcloud.deploy.rehearsal import rehearse
from govcloud.deploy.sources import block_sources, located
from govcloud.deploy.state import refuse_foreign, tell_where
from govcloud.engine.collector import keep_what_was_imported, paused
from govcloud.errors import GovcloudError, Text, from_locale, in_language
from govcloud.systems.read import Source, load

Record = Callable[[Text], None]
_BREAK_GLASS: Final = "break-glass"
_SET: Final = {
    _BREAK_GLASS: Text(
        "{key} {ticket} is set: refusals are recorded and do not stop this deployment",
        "{key} {ticket} が設定されている: 拒否の理由は記録するだけで、この展開を止めない",
    ),
    protection.KEY: Text(
        "{key} {ticket} is set: what was protected against deletion no longer is; take the ticket back to protect it"
        " again",
        "{key} {ticket} が設定されている: 削除からの保護を解除する。再び保護するには、この設定を取り消す",
    ),
}


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
        with paused():
            return _run(folder / system, also)
    except GovcloudError as error:
        raise told(error) from None


def _run(path: Path, also: Also | None) -> Components:
    source = load(path, accounts())
    with located(source):
        return _registered(source, also)


def _registered(source: Source, also: Also | None) -> Components:
    refuse_other_project(pulumi.get_project(), source.system)
    environment, cloud, part = stack_parts(pulumi.get_stack(), source.system)
    layout = source.layout(environment)
    if is_embedded():
        return make(layout, cloud, part, also)
    refuse_early()
    sources = block_sources(source, layout)
    refuse_unsupported(layout, cloud, sources)
    if part == "workload":
        refuse_without_foundation(layout, cloud)
    else:
        refuse_foreign(layout, cloud)
    tell_where(environment)
    record = _recorder(_BREAK_GLASS, break_glass())
    held = waiting(layout, cloud, part, record)
    config, secret_keys = configuration()
    rehearsed = functools.partial(
        rehearse,
        layout,
        cloud,
        also=also,
        also_in=part,
        config=config,
        secret_keys=secret_keys,
        organization=pulumi.get_organization(),
    )
    rehearsal = rehearsed()
    keep_what_was_imported()
    judgement = judge_graph(layout, cloud, rehearsal.graph, datetime.date.today(), sources)
    _decide(judgement, record, _recorder(protection.KEY, protection.ticket()))
    install((rehearsed(only=part, held=held) if held else rehearsal).parts[part], record)
    return make(layout, cloud, part, also, held=held)


def _decide(judgement: Judgement, record: Record | None, record_lifted: Record | None) -> None:
    """Refuse, or record instead: everything where the glass is broken, what was lifted on purpose where it was."""
    for control, line in refusals(judgement):
        taken = (record_lifted if control == protection.CONTROL else None) or record
        if taken is None:
            lifted = protection.CONTROL if record_lifted is not None else None
            raise refused(*(line for control, line in refusals(judgement) if control != lifted))
        taken(line)


def refusals(judgement: Judgement) -> list[tuple[str, Text]]:
    """Why a deployment does not go on: the control, if it is one, and a line; empty where it does."""
    found = [
        (finding.control, Text(f"{finding.control} {finding.message()}", f"{finding.control} {finding.message('ja')}"))
        for finding in judgement.assessment.refusing("rehearsal")
    ]
    found += [
        (
            "",
            Text(
                f"{loss.block} loses '{loss.promise.name}' on {judgement.cloud}: {loss.row.reason} (accept it under"
                f" 'accepts:', or take {judgement.cloud} out of 'clouds')",
                f"{judgement.cloud} では {loss.block} が '{loss.promise.name}' を失う: {loss.row.reason_ja}"
                f"('accepts:' で受容するか、'clouds' から {judgement.cloud} を外す)",
            ),
        )
        for loss in judgement.unaccepted
    ]
    return found


def _recorder(key: str, ticket: str) -> Record | None:
    """How refusals are recorded on the word of a ticket: as warnings of the engine, in the locale's language, and as an
    export of the stack, in both: whoever runs it next may have another locale, and nothing has changed by that."""
    if not ticket:
        return None
    lang, recorded = from_locale(), list[Text]()

    def record(message: Text) -> None:
        recorded.append(message)
        pulumi.log.warn(f"{key} {ticket}: {in_language(message, lang)}")
        found = {"findings": [str(one) for one in recorded], "findings_ja": [one.ja for one in recorded]}
        pulumi.export(f"govcloud-{key}", {"ticket": ticket, **found})

    pulumi.log.warn(in_language(_SET[key], lang).format(key=key, ticket=ticket))
    return record
