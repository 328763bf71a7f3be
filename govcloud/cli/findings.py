"""Findings for people and for programs: alike ones of several environments and clouds told once, open ones first."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from typing import Any, Final

import typer

from govcloud.cli.words import Pair, is_japanese, lang, say
from govcloud.controls import Assessment, Finding, SignedException, wording
from govcloud.controls.waivers import Waiver
from govcloud.deploy.sources import shown

WORDS: Final[dict[str, Pair]] = {
    "open": ("Open", "未解決"),
    "unknown": ("Cannot be seen", "確認できない"),
    "recommended": ("Recommended and not met", "推奨だが満たしていない"),
    "excepted": ("Excepted until their end date", "期限付きの例外"),
    "seen": ("seen", "確認した内容"),
    "nothing": ("nothing of the kind: {about}", "該当なし: {about}"),
    "to_do": ("to do", "対処"),
    "by": ("until {until}, {approver}: {because}", "期限 {until}、承認者 {approver}: {because}"),
    "unused": ("Excuses nothing, can go", "何も除外していない例外(削除できる)"),
    "critical": ("critical", "重大"),
    "high": ("high", "高"),
    "medium": ("medium", "中"),
    "low": ("low", "低"),
}
_COLOURS: Final = {"open": "red", "unknown": "yellow", "recommended": "cyan", "excepted": "magenta"}


@dataclasses.dataclass(frozen=True, slots=True)
class Sighting:
    """A finding and the environment and cloud it was made in ("" where there is only one)."""

    finding: Finding
    environment: str = ""
    cloud: str = ""


def sightings(assessment: Assessment, kind: str, environment: str = "", cloud: str = "") -> Iterator[Sighting]:
    """The assessment's findings of one kind: open, unknown, recommended or excepted."""
    groups = {
        "open": assessment.open,
        "unknown": assessment.unknown_mandatory,
        "recommended": assessment.recommended,
        "excepted": assessment.excepted,
    }
    return (Sighting(finding, environment, cloud) for finding in groups[kind])


def tell(kind: str, found: Iterable[Sighting]) -> None:
    """Print the findings of one kind, control by control; nothing where there is none."""
    by_control: dict[str, list[Sighting]] = {}
    count = 0
    for sighting in found:
        by_control.setdefault(sighting.finding.control, []).append(sighting)
        count += 1
    if not count:
        return
    typer.echo(typer.style(f"\n{say(WORDS[kind])} ({count})", fg=_COLOURS[kind], bold=True))
    for control, alike in by_control.items():
        _tell_control(control, alike, kind)


def _tell_control(control: str, alike: list[Sighting], kind: str) -> None:
    first = alike[0].finding
    title = first.advice.ja if is_japanese() else first.advice.en
    head = f"{typer.style(control, bold=True)} [{say(WORDS[first.severity])}] {title}"
    typer.echo(f"  {head}")
    for (subject, source, what), places in _told_once(alike).items():
        typer.echo(f"    {'  '.join(part for part in (subject, source, places) if part)}")
        typer.echo(f"      {what}")
    if kind != "excepted":
        typer.echo(f"    {say(WORDS['to_do'])}: {first.advice.ja_fix if is_japanese() else first.advice.en_fix}")


def _told_once(alike: list[Sighting]) -> dict[tuple[str, str, str], str]:
    told: dict[tuple[str, str, str], dict[str, list[str]]] = {}
    for sighting in alike:
        finding = sighting.finding
        where = shown(finding.source) or (finding.subject if "::" in finding.subject else "")
        key = (wording.short(finding.subject), where, _said(finding))
        clouds = told.setdefault(key, {}).setdefault(sighting.cloud, [])
        if sighting.environment not in clouds:
            clouds.append(sighting.environment)
    return {key: ", ".join(_where(*item) for item in clouds.items()) for key, clouds in told.items()}


def _where(cloud: str, environments: list[str]) -> str:
    return f"{cloud} ({', '.join(environments)})" if any(environments) else cloud


def _said(finding: Finding) -> str:
    if finding.exception is not None:
        return signed(finding.exception)
    if finding.fact is None:
        return say(WORDS["nothing"], about=wording.about(finding.about, [finding.what], lang()))
    return f"{say(WORDS['seen'])}: {wording.seen(finding.fact, lang())}"


def signed(exception: SignedException) -> str:
    """Who excepted something, until when and why."""
    return say(WORDS["by"], until=exception.until, approver=exception.approver, because=exception.because)


def tell_unused(unused: Iterable[SignedException]) -> None:
    """Print the exceptions that excused nothing."""
    lines = list(dict.fromkeys(f"  {_named(one)}" for one in unused))
    if lines:
        typer.echo(typer.style(f"\n{say(WORDS['unused'])} ({len(lines)})", bold=True))
        typer.echo("\n".join(lines))


def _named(one: SignedException) -> str:
    if isinstance(one, Waiver):
        return f"waivers: {one.control} {one.subject} ({one.until})"
    return f"accepts: {one.cloud} {one.block} {one.loses} ({one.until})"


def as_data(finding: Finding) -> dict[str, Any]:
    """A finding for programs. Keys stay; `message` is in this run's language."""
    exception = finding.exception
    return {
        "fingerprint": finding.fingerprint,
        "control": finding.control,
        "status": finding.status,
        "severity": finding.severity,
        "level": finding.level,
        "subject": finding.subject,
        "block": finding.block,
        "what": finding.what,
        "part": finding.part,
        "source": shown(finding.source),
        "message": finding.message(lang()),
        "exception": exception and {"kind": type(exception).__name__.lower(), **exception.model_dump(mode="json")},
    }


def listed(assessment: Assessment, everything: bool) -> list[dict[str, Any]]:
    """The findings for programs: all, or those that do not simply hold."""
    quiet = () if everything else ("pass", "not_applicable")
    return [as_data(finding) for finding in assessment.findings if finding.status not in quiet]
