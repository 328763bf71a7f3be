"""`govcloud keys plan`: what keys a system needs, level and place of each, and how each comes about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from govcloud.cli.keys_opening import clouds, laid_out
from govcloud.cli.keys_options import Json, Which
from govcloud.cli.output import console, write_json
from govcloud.cli.words import Pair, both, is_japanese, lang, say, usage
from govcloud.errors import did_you_mean

if TYPE_CHECKING:
    from govcloud.keys.plan import Need

VERBS: Final[dict[str, Pair]] = {
    "plan": (
        "List what keys a system needs on each cloud: level, place, material, and who makes it.",
        "システムに必要な鍵を一覧する(クラウドごとの水準・場所・鍵素材・生成者)。",
    )
}
EXAMPLES: Final[dict[str, tuple[str, ...]]] = {
    "plan": (
        "govcloud keys plan projects/digital-agency/vrs --env prod",
        "govcloud keys plan system.yaml --cloud aws --json",
        "govcloud keys plan system.yaml --runbook > runbook.md",
    )
}
WORDS: Final[dict[str, Pair]] = {
    "cloud": ("cloud", "クラウド"),
    "key": ("key", "鍵"),
    "level": ("level", "水準"),
    "place": ("place", "場所"),
    "made": ("material", "鍵素材"),
    "used_by": ("used by", "利用元"),
    "by_cloud": ("made by the cloud", "クラウドが生成"),
    "by_import": ("{material} ({kind}), imported by {method}", "{material}({kind})を{method}でインポート"),
    "by_outside": ("outside the cloud", "クラウドの外"),
    "key_missing": ("this system has no key '{name}': {hint}", "このシステムに鍵 '{name}' はない: {hint}"),
    "cannot": ("not possible: {why}", "不可: {why}"),
    "count": ("{count} keys, {brought} of them brought by a ceremony", "鍵 {count} 件、うち持ち込み {brought} 件"),
}
_PLACES: Final[dict[str, Pair]] = {"osaka": ("Osaka", "大阪"), "tokyo": ("Tokyo", "東京")}


def plan(
    which: Which,
    runbook: Annotated[
        bool, typer.Option("--runbook", help=both("Print the runbook of the ceremony.", "手順書を表示する。"))
    ] = False,
    json: Json = False,
) -> int:
    """Arithmetic on the file: no cloud is asked, no extra is needed."""
    from govcloud.keys.plan import needs
    from govcloud.keys.runbook import runbook as written

    layout = laid_out(which)
    if runbook:
        typer.echo(written(layout, lang(), clouds(which, layout)), nl=False)
        return 0
    every = needs(layout, clouds(which, layout))
    for name in which.key or ():
        if name not in {need.block for need in every}:
            raise usage(WORDS["key_missing"], name=name, hint=did_you_mean(name, {need.block for need in every}))
    found = [need for need in every if not which.key or need.block in which.key]
    write_json([as_data(need) for need in found]) if json else _tell(found)
    return 0


def as_data(need: Need) -> dict[str, Any]:
    """A key for programs."""
    return {
        "cloud": need.cloud,
        "key": need.block,
        "level": need.level.name,
        "place": need.place.value,
        "made": need.making,
        "rotation_days": need.rotation_days,
        "used_by": list(need.used_by),
        "material": need.material or None,
        "kind": need.kind,
        "method": need.method.api if need.method else None,
        "service": need.target.service.name if need.target else None,
        "region": need.target.region if need.target else None,
        "target": need.target.key if need.target else None,
        "shared_with": need.shared_with or None,
        "cannot": need.cannot or None,
    }


def _tell(found: Sequence[Need]) -> None:
    from rich import box
    from rich.table import Table

    from govcloud.clouds import load

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in ("cloud", "key", "level", "place", "made", "used_by"):
        table.add_column(say(WORDS[column]), overflow="fold")
    for need in found:
        place = _PLACES[need.place.value][is_japanese()]
        row = (load(need.cloud).TITLE, need.block, need.level.name, place, _made(need), ", ".join(need.used_by) or "-")
        table.add_row(*row)
    console().print(table)
    typer.echo(say(WORDS["count"], count=len(found), brought=sum(bool(need.material) for need in found)))


def _made(need: Need) -> str:
    if need.cannot:
        return say(WORDS["cannot"], why=need.cannot)
    method = need.method.api if need.method else ""
    return say(WORDS[f"by_{need.making}"], material=need.material, kind=need.kind, method=method)
