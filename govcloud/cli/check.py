"""`govcloud check`: every environment on every cloud judged, by its promises or by what is rendered."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from govcloud.cli.output import progress, write_json
from govcloud.cli.words import Pair, both, is_japanese, say

if TYPE_CHECKING:
    from govcloud.deploy.judging import Judgement, Loss
    from govcloud.systems import Cloud, Layout
    from govcloud.systems.read import Source

ABOUT: Final[Pair] = (
    "Judge a system file: every environment on every cloud it names, half a second, no cloud SDK.",
    "システムファイルを判定する(全環境×全クラウド、約0.5秒、クラウドSDK不要)。",
)
EXAMPLES: Final = (
    "govcloud check projects/digital-agency/vrs",
    "govcloud check system.yaml --cloud aws --env prod",
    "govcloud check system.yaml --render --json > findings.json",
)
WORDS: Final[dict[str, Pair]] = {
    "head": (
        "confidentiality {confidentiality}, {environments} × {clouds}, judged by {what}",
        "機密性{confidentiality}、{environments} × {clouds}、判定対象: {what}",
    ),
    "promises": ("what its blocks promise", "ブロックの約束"),
    "resources": ("its rendered resources", "描画したリソース"),
    "unaccepted": ("Lost on a cloud, and nobody has accepted it", "クラウドで失われ、まだ受容されていない約束"),
    "accepted": ("Lost on a cloud, and accepted", "クラウドで失われ、受容済みの約束"),
    "instead": ("instead", "代替"),
    "accept": (
        "to do: accept it under 'accepts:', or change the block",
        "対処: 'accepts:' で受容するか、ブロックを変える",
    ),
    "counts": (
        "{fail} open, {unknown} not seen, {passed} hold, {excepted} excepted, {lost} lost",
        "未解決 {fail}、未確認 {unknown}、適合 {passed}、例外 {excepted}、喪失 {lost}",
    ),
    "fine": ("Nothing open.", "未解決の項目はない。"),
    "not_fine": (
        "{open} open findings, {unknown} that cannot be seen, {losses} losses nobody accepted.",
        "未解決 {open} 件、確認できない必須項目 {unknown} 件、未受容の喪失 {losses} 件。",
    ),
    "rendering": ("rendering {environment} on {cloud}", "{environment} を {cloud} で描画中"),
}


def check(
    path: Annotated[
        Path,
        typer.Argument(help=both("A system file, or the folder that holds one.", "システムファイルかそのフォルダー。")),
    ] = Path("."),
    cloud: Annotated[
        list[str] | None, typer.Option(help=both("Only this cloud; may be repeated.", "このクラウドだけ(複数可)。"))
    ] = None,
    env: Annotated[
        list[str] | None, typer.Option(help=both("Only this environment; may be repeated.", "この環境だけ(複数可)。"))
    ] = None,
    render: Annotated[
        bool,
        typer.Option(
            "--render",
            help=both(
                "Render and judge the resources, too; needs the clouds' SDKs.",
                "リソースも描画して判定する(SDKが必要)。",
            ),
        ),
    ] = False,
    everything: Annotated[
        bool, typer.Option("--all", help=both("With --json: also what holds.", "--json に適合項目も含める。"))
    ] = False,
    json: Annotated[bool, typer.Option("--json", help=both("Write JSON.", "JSONで出力する。"))] = False,
) -> int:
    """Judge, print, and answer 1 where anything is open."""
    from govcloud.cli.selection import opened

    source = opened(path)
    judgements = list(judged(source, cloud or (), env or (), render=render))
    if json:
        write_json(as_data(source, judgements, everything))
    else:
        tell(source, judgements)
    return int(any(refused(judgement) for judgement in judgements))


def judged(source: Source, clouds: Sequence[str], environments: Sequence[str], *, render: bool) -> Iterator[Judgement]:
    """One judgement for each chosen environment and cloud."""
    from govcloud.cli.selection import clouds_of, environments_of, located
    from govcloud.systems import plan

    chosen = clouds_of(source.system, clouds)
    for environment in environments_of(source.system, environments):
        layout = plan(source.system, environment)
        for cloud in chosen:
            with located(source):
                yield _judged(source, layout, cloud, render=render)


def _judged(source: Source, layout: Layout, cloud: Cloud, *, render: bool) -> Judgement:
    from govcloud.deploy.judging import judge_graph, judge_promises
    from govcloud.deploy.sources import block_sources

    today, sources = datetime.date.today(), block_sources(source, layout)
    judgement = judge_promises(layout, cloud, today, sources)
    if not render:
        return judgement
    from govcloud.deploy.rehearsal import rehearse

    with progress(say(WORDS["rendering"], environment=layout.environment_name, cloud=cloud)):
        return judge_graph(layout, cloud, rehearse(layout, cloud).graph, today, sources)


def refused(judgement: Judgement) -> bool:
    """Whether anything is open: by promises what fails, of what is rendered also what cannot be seen."""
    return judgement.refuses("rehearsal" if judgement.rendered else "preview")


def tell(source: Source, judgements: Sequence[Judgement]) -> None:
    """Print what was found, open things first."""
    from govcloud.cli.findings import sightings, tell, tell_unused

    system = source.system
    typer.echo(f"{typer.style(system.project, bold=True)}  {_head(judgements, system.confidentiality)}")
    rendered = any(judgement.rendered for judgement in judgements)
    for kind in ("open", "unknown", "recommended") if rendered else ("open", "recommended"):
        tell(kind, (one for j in judgements for one in sightings(j.assessment, kind, j.environment, j.cloud)))
    _tell_losses(judgements)
    tell("excepted", _only_waived(judgements))
    tell_unused(_unused(judgements))
    typer.echo("")
    for judgement in judgements:
        typer.echo(f"  {judgement.environment:<5} {judgement.cloud:<6} {_counts(judgement)}")
    _verdict(judgements)


def _head(judgements: Sequence[Judgement], confidentiality: int) -> str:
    what = "resources" if any(judgement.rendered for judgement in judgements) else "promises"
    return say(
        WORDS["head"],
        confidentiality=confidentiality,
        environments="/".join(dict.fromkeys(one.environment for one in judgements)),
        clouds="/".join(dict.fromkeys(one.cloud for one in judgements)),
        what=say(WORDS[what]),
    )


def _only_waived(judgements: Sequence[Judgement]) -> Iterator[Any]:
    """What is excepted by a waiver; what an acceptance excuses is told among the losses."""
    from govcloud.cli.findings import sightings
    from govcloud.controls import Waiver

    for judgement in judgements:
        for one in sightings(judgement.assessment, "excepted", judgement.environment, judgement.cloud):
            if isinstance(one.finding.exception, Waiver):
                yield one


def _unused(judgements: Sequence[Judgement]) -> list[Any]:
    """Exceptions that excused nothing anywhere, and that no loss is accepted by."""
    used = {loss.acceptance for judgement in judgements for loss in judgement.losses}
    used |= {finding.exception for judgement in judgements for finding in judgement.assessment.excepted}
    unused = [one for judgement in judgements for one in judgement.assessment.unused]
    return [one for one in dict.fromkeys(unused) if one not in used]


def _counts(judgement: Judgement) -> str:
    assessment = judgement.assessment
    return say(
        WORDS["counts"],
        fail=len(assessment.open),
        unknown=len(assessment.unknown_mandatory),
        passed=assessment.counts["pass"],
        excepted=len(assessment.excepted),
        lost=len(judgement.losses),
    )


def _verdict(judgements: Sequence[Judgement]) -> None:
    if not any(refused(judgement) for judgement in judgements):
        typer.echo(typer.style(f"\n{say(WORDS['fine'])}", fg="green", bold=True))
        return
    text = say(
        WORDS["not_fine"],
        open=sum(len(one.assessment.open) for one in judgements),
        unknown=sum(len(one.assessment.unknown_mandatory) for one in judgements if one.rendered),
        losses=sum(len(one.unaccepted) for one in judgements),
    )
    typer.echo(typer.style(f"\n{text}", fg="red", bold=True))


def _tell_losses(judgements: Sequence[Judgement]) -> None:
    for kind, colour in (("unaccepted", "red"), ("accepted", "magenta")):
        told: dict[tuple[str, ...], list[str]] = {}
        for judgement in judgements:
            for loss in judgement.losses:
                if (loss.acceptance is None) == (kind == "unaccepted"):
                    told.setdefault(tuple(_loss(loss, judgement.cloud)), []).append(judgement.environment)
        if told:
            typer.echo(typer.style(f"\n{say(WORDS[kind])} ({len(told)})", fg=colour, bold=True))
        for lines, environments in told.items():
            typer.echo(f"  {lines[0]}  ({', '.join(environments)})")
            typer.echo("\n".join(f"    {line}" for line in lines[1:]))


def _loss(loss: Loss, cloud: str) -> Iterator[str]:
    from govcloud.cli.findings import signed

    row = loss.row
    yield f"{typer.style(f'{cloud} {loss.block}', bold=True)}  {loss.promise.name}"
    yield row.reason_ja if is_japanese() else row.reason
    yield f"{say(WORDS['instead'])}: {row.compensated_by_ja if is_japanese() else row.compensated_by}"
    if loss.acceptance is not None:
        yield signed(loss.acceptance)
    else:
        yield say(WORDS["accept"])
        yield (
            f"  - {{cloud: {cloud}, block: {loss.block}, loses: {loss.promise.name}, because: …,"
            " approver: …@example.go.jp, until: …}"
        )


def loss_data(loss: Loss) -> dict[str, Any]:
    """A loss for programs."""
    row = loss.row
    return {
        "block": loss.block,
        "loses": loss.promise.name,
        "reason": row.reason_ja if is_japanese() else row.reason,
        "compensated_by": row.compensated_by_ja if is_japanese() else row.compensated_by,
        "accepted": loss.acceptance and loss.acceptance.model_dump(mode="json"),
    }


def as_data(source: Source, judgements: Sequence[Judgement], everything: bool) -> dict[str, Any]:
    """All judgements for programs."""
    from govcloud.cli.findings import listed

    return {
        "system": source.system.project,
        "confidentiality": source.system.confidentiality,
        "refused": any(refused(judgement) for judgement in judgements),
        "judgements": [
            {
                "environment": judgement.environment,
                "cloud": judgement.cloud,
                "rendered": judgement.rendered,
                "refused": refused(judgement),
                "counts": judgement.assessment.counts,
                "losses": [loss_data(loss) for loss in judgement.losses],
                "findings": listed(judgement.assessment, everything),
            }
            for judgement in judgements
        ],
    }
