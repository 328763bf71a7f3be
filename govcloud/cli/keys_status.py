"""`govcloud keys status`: which keys still wait for material, and what ends when."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from govcloud.cli import keys_opening as opening
from govcloud.cli.keys_options import Json, Which
from govcloud.cli.output import console, write_json
from govcloud.cli.words import Pair, both, say, usage

if TYPE_CHECKING:
    from govcloud.keys.plan import Need
    from govcloud.keys.record import Line

VERBS: Final[dict[str, Pair]] = {
    "status": (
        "Say what ends when: imported material, import tokens, renewals; which keys wait. 1 where something is due.",
        "鍵素材・インポートトークン・更新の期限と、未インポートの鍵を示す。対応が要るものがあれば終了コード1。",
    )
}
EXAMPLES: Final[dict[str, tuple[str, ...]]] = {
    "status": (
        "govcloud keys status system.yaml --env prod --record ceremony.jsonl --signed-by officer.pem.pub",
        "govcloud keys status system.yaml --env prod --record ceremony.jsonl --signed-by officer.pem.pub --ask --json",
    )
}
WORDS: Final[dict[str, Pair]] = {
    "target": ("key", "鍵"),
    "what": ("what", "内容"),
    "at": ("at", "期限"),
    "urgency": ("", "状態"),
    "material": ("the imported material ends", "鍵素材の失効"),
    "renewal": ("renewal is due", "更新期限"),
    "token": ("the import token lapses", "インポートトークンの失効"),
    "unturned": ("imported beside the present material and not in use yet", "インポート済みだが、切り替えていない"),
    "waiting": ("no material imported yet", "鍵素材が未インポート"),
    "empty": ("the cloud says: no material", "クラウド側: 鍵素材なし"),
    "failed": ("the cloud says: not usable", "クラウド側: 使用不可"),
    "gone": ("the cloud says: deleted", "クラウド側: 削除済み"),
    "usable": ("the cloud says: usable", "クラウド側: 使用可能"),
    "own": ("the cloud says: material of its own", "クラウド側: クラウドが生成した鍵素材"),
    "far": ("later", "余裕あり"),
    "near": ("within 60 days", "60日以内"),
    "urgent": ("within 30 days", "30日以内"),
    "soon": ("within hours", "残り数時間"),
    "over": ("over", "期限切れ"),
    "now": ("to do", "要対応"),
    "fine": ("fine", "正常"),
    "signed_by": ("whose record is it? --signed-by FILE (public key)", "記録の署名者の公開鍵を --signed-by で指定する"),
    "record": ("the record {name} cannot be read", "記録{name}を読めない"),
    "nothing": ("Nothing is due.", "期限の迫った項目はない。"),
}
DUE: Final = frozenset({"now", "over", "soon", "urgent"})


def status(
    which: Which,
    record: Annotated[
        list[Path] | None,
        typer.Option(help=both("A record; may be repeated.", "セレモニーの記録(複数可)。")),
    ] = None,
    signed_by: Annotated[
        list[Path] | None,
        typer.Option(help=both("A signer's public key; may be repeated.", "署名者の公開鍵(複数可)。"), metavar="FILE"),
    ] = None,
    ask: Annotated[
        bool, typer.Option("--ask", help=both("Ask the clouds, too.", "クラウドにも問い合わせる。"))
    ] = False,
    json: Json = False,
) -> int:
    """Read from the records, each verified first; nothing is written."""
    layout = opening.laid_out(which)
    found = opening.brought(which, layout)
    lines = _lines(record or [], signed_by or [])
    rows = [*_rows(found, lines), *(_asked(need, lines) for need in found if ask)]
    write_json(rows) if json else _tell(rows)
    return int(any(row["urgency"] in DUE for row in rows))


def _lines(records: list[Path], signed_by: list[Path]) -> list[Line]:
    if not records:
        return []
    if not signed_by:
        raise usage(WORDS["signed_by"])
    with opening.extra("keys", "ceremony"):
        from govcloud.cli.keys_beginning import read

    return [line for path in records for line in read(path, signed_by)]


def _rows(found: tuple[Need, ...], lines: list[Line]) -> list[dict[str, Any]]:
    imported = {line.event.target for line in lines if (line.event.step, line.event.outcome) == ("imported", "done")}
    waiting = [need for need in found if opening.target(need).key not in imported]
    rows = [_row(opening.target(need).key, need.material, "waiting", None, "now") for need in waiting]
    if lines:
        from govcloud.keys.status import due, unturned

        rows += [_row(str(e.target), str(e.key), "unturned", None, "now") for e in unturned(lines)]
        days = {opening.target(need).key: need.rotation_days for need in found}
        for one in due(lines, datetime.datetime.now(datetime.UTC), days):
            if one.target in days:
                soon = one.ends == "token" and one.urgency == "urgent"
                rows.append(_row(one.target, one.key, one.ends, one.at, "soon" if soon else one.urgency))
    return rows


def _asked(need: Need, lines: list[Line]) -> dict[str, Any]:
    target = opening.target(need)
    done = sorted((line.event for line in lines if line.event.outcome == "done"), key=lambda event: event.when)
    imported = [e.key for e in done if (e.step.value, e.target) == ("imported", target.key)]
    material = str((imported or [need.material])[-1])
    told = opening.importer_of(target).status(target)
    own = told.state == "usable" and not told.imported
    pressing = "fine" if told.state == "usable" and told.imported else "now"
    if told.until and pressing == "fine":
        from govcloud.keys.status import urgency

        pressing = urgency(told.until - datetime.datetime.now(datetime.UTC), "material")
    return _row(target.key, material, "own" if own else told.state, told.until, pressing)


def _row(target: str, key: str, what: str, at: datetime.datetime | None, urgency: str) -> dict[str, Any]:
    ends = at.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if at else None
    return {"target": target, "key": key, "what": what, "at": ends, "urgency": urgency}


def _tell(rows: list[dict[str, Any]]) -> None:
    from rich import box
    from rich.table import Table

    if not rows:
        typer.echo(say(WORDS["nothing"]))
        return
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in ("target", "what", "at", "urgency"):
        table.add_column(say(WORDS[column]), overflow="fold")
    for row in rows:
        table.add_row(row["target"], say(WORDS[row["what"]]), row["at"] or "-", say(WORDS[row["urgency"]]))
    console().print(table)
