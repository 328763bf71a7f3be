"""Judgements of a system in its environments and clouds, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

import typer

from govcloud.cli.findings import Sighting, listed, sightings, signed, tell_unused
from govcloud.cli.findings import tell as tell_findings
from govcloud.cli.words import Pair, is_japanese, say
from govcloud.controls import SignedException, Waiver
from govcloud.deploy.judging import Judgement, Loss
from govcloud.systems.read import Source

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
}


def refused(judgement: Judgement) -> bool:
    """Whether anything is open: by promises what fails, of what is rendered also what cannot be seen."""
    return judgement.refuses("rehearsal" if judgement.rendered else "preview")


def tell(source: Source, judgements: Sequence[Judgement]) -> None:
    """Print what was found, open things first."""
    system = source.system
    typer.echo(f"{typer.style(system.project, bold=True)}  {_head(judgements, system.confidentiality)}")
    rendered = any(judgement.rendered for judgement in judgements)
    for kind in ("open", "unknown", "recommended") if rendered else ("open", "recommended"):
        tell_findings(kind, (one for j in judgements for one in sightings(j.assessment, kind, j.environment, j.cloud)))
    _tell_losses(judgements)
    tell_findings("excepted", _only_waived(judgements))
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


def _only_waived(judgements: Sequence[Judgement]) -> Iterator[Sighting]:
    """What is excepted by a waiver; what an acceptance excuses is told among the losses."""
    for judgement in judgements:
        for one in sightings(judgement.assessment, "excepted", judgement.environment, judgement.cloud):
            if isinstance(one.finding.exception, Waiver):
                yield one


def _unused(judgements: Sequence[Judgement]) -> list[SignedException]:
    """Exceptions that excused nothing anywhere, and that no loss is accepted by. What is waived of single resources is
    left out: the program's own are made only where it runs."""
    used: set[SignedException | None] = {one.acceptance for judgement in judgements for one in judgement.losses}
    used |= {finding.exception for judgement in judgements for finding in judgement.assessment.excepted}
    unused = [one for judgement in judgements for one in judgement.assessment.unused]
    return [one for one in dict.fromkeys(unused) if one not in used and not _of_resources(one)]


def _of_resources(one: SignedException) -> bool:
    return isinstance(one, Waiver) and "::" in one.subject


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
