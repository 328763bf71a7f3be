"""`govcloud controls`: the list of controls, or the page of one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from govcloud.cli.output import console, write_json
from govcloud.cli.words import Pair, both, lang, say, usage
from govcloud.errors import did_you_mean

if TYPE_CHECKING:
    from govcloud.controls import Entry

ABOUT: Final[Pair] = (
    "List the controls, or print the page of one: what it asks, why, how to fix, source.",
    "管理策を一覧する。識別子を渡すと、その内容・理由・対処・出典を表示する。",
)
EXAMPLES: Final = (
    "govcloud controls",
    "govcloud controls --severity critical --level mandatory",
    "govcloud controls GC-ENC-02 --lang ja",
)
WORDS: Final[dict[str, Pair]] = {
    "severity": ("no severity '{word}': {hint}", "重要度 '{word}' はない: {hint}"),
    "level": ("no level '{word}': {hint}", "水準 '{word}' はない: {hint}"),
    "count": (
        "{count} controls, {judged} of them judged by a rule",
        "管理策 {count} 件、うち規則で判定するもの {judged} 件",
    ),
    "id": ("id", "識別子"),
    "severity_head": ("severity", "重要度"),
    "level_head": ("level", "水準"),
    "judged_head": ("judged", "判定"),
    "title": ("title", "名称"),
    "yes": ("yes", "する"),
    "no": ("not yet", "未対応"),
    "critical": ("critical", "重大"),
    "high": ("high", "高"),
    "medium": ("medium", "中"),
    "low": ("low", "低"),
    "mandatory": ("mandatory", "必須"),
    "recommended": ("recommended", "推奨"),
}
LEVELS: Final = ("mandatory", "recommended")
SEVERITIES: Final = ("critical", "high", "medium", "low")


def controls(
    control: Annotated[
        str, typer.Argument(help=both("The id of one control.", "管理策の識別子。"), show_default=False)
    ] = "",
    severity: Annotated[
        str, typer.Option(help=both("Only critical, high, medium or low.", "critical・high・medium・low のみ。"))
    ] = "",
    level: Annotated[
        str, typer.Option(help=both("Only mandatory or recommended.", "mandatory か recommended のみ。"))
    ] = "",
    confidentiality: Annotated[
        int,
        typer.Option(
            min=1, max=3, help=both("The class that decides the level: 1 to 3.", "水準を決める機密性(1〜3)。")
        ),
    ] = 2,
    json: Annotated[bool, typer.Option("--json", help=both("Write JSON.", "JSONで出力する。"))] = False,
) -> int:
    """Print; nothing is judged here."""
    from govcloud.controls import ALL, catalogue, page

    if control:
        text = page(control, lang())
        write_json({"id": control, "page": text}) if json else typer.echo(text.rstrip())
        return 0
    for word, known, key in ((severity, SEVERITIES, "severity"), (level, LEVELS, "level")):
        if word and word not in known:
            raise usage(WORDS[key], word=word, hint=did_you_mean(word, known))
    found = [
        entry
        for entry in catalogue().values()
        if severity in ("", entry.severity) and level in ("", entry.level(confidentiality))
    ]
    judged = frozenset(one.id for one in ALL)
    if json:
        write_json([_as_data(entry, entry.id in judged, confidentiality) for entry in found])
    else:
        _tell(found, judged, confidentiality)
    return 0


def _as_data(entry: Entry, judged: bool, confidentiality: int) -> dict[str, Any]:
    return {
        "id": entry.id,
        "en": entry.en,
        "ja": entry.ja,
        "severity": entry.severity,
        "level": entry.level(confidentiality),
        "judged": judged,
        "points": entry.points,
        "mappings": {name: list(clauses) for name, clauses in entry.mappings.items()},
    }


def _tell(found: list[Entry], judged: frozenset[str], confidentiality: int) -> None:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in ("id", "severity_head", "level_head", "judged_head", "title"):
        table.add_column(say(WORDS[column]), no_wrap=column != "title")
    for entry in found:
        table.add_row(
            entry.id,
            say(WORDS[entry.severity]),
            say(WORDS[entry.level(confidentiality)]),
            say(WORDS["yes" if entry.id in judged else "no"]),
            entry.title(lang()),
        )
    console().print(table)
    typer.echo(say(WORDS["count"], count=len(found), judged=sum(entry.id in judged for entry in found)))
