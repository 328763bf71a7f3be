"""`govcloud demo`: a project checked and planned on all its clouds, with no account and no Pulumi program."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from govcloud.cli.output import console, write_file, write_json
from govcloud.cli.words import Pair, both, is_japanese, say, usage

if TYPE_CHECKING:
    from govcloud.cli.plan import Plan
    from govcloud.cli.sums import Sums
    from govcloud.deploy.coverage import KeyCoverage

ABOUT: Final[Pair] = (
    "Check and plan a project on all its clouds and say what comes out; leaves the plans as files.",
    "プロジェクトを対象の全クラウドで検査・計画し、結果を要約する。計画はファイルに残す。",
)
EXAMPLES: Final = (
    "govcloud demo projects/digital-agency/vrs --out build/demo",
    "govcloud demo projects/digital-agency/vrs --env dev --json",
)
WORDS: Final[dict[str, Pair]] = {
    "checked": (
        "checked {count} combinations of environment and cloud",
        "環境とクラウドの組み合わせ {count} 通りを検査",
    ),
    "environment": ("environment", "環境"),
    "resources": ("resources", "リソース数"),
    "open": ("open findings", "未解決の不適合"),
    "unknown": ("mandatory, not seen", "確認できない必須項目"),
    "passed": ("findings that hold", "適合"),
    "waived": ("excepted", "例外"),
    "keys": ("on a customer key", "利用者鍵で暗号化"),
    "keys_excepted": ("without one, by the key register", "鍵台帳の例外"),
    "places": ("where", "場所"),
    "outside": ("outside Japan, unnamed", "国外(例外なし)"),
    "lost": ("promises lost / accepted", "失われた約束/受容済み"),
    "register": ("Key register: without a customer key", "鍵台帳: 利用者鍵を使わないもの"),
    "ledger": ("Residency ledger: without a region", "所在台帳: リージョンを持たないもの"),
    "degraded": ("Degraded", "縮退する約束"),
    "uncovered": ("Not on a customer key, and no exception", "利用者鍵でも例外でもないもの"),
    "plans": ("Plans", "計画ファイル"),
    "fine": ("Nothing open on any cloud.", "全クラウドで未解決の項目はない。"),
    "not_fine": ("Something is open: see above.", "未解決の項目がある。上を参照。"),
    "not_folder": ("{path} is a file: name a folder", "{path} はファイル。フォルダーを指定する"),
}


def demo(
    path: Annotated[
        Path,
        typer.Argument(help=both("A system file, or the folder that holds one.", "システムファイルかそのフォルダー。")),
    ] = Path("."),
    out: Annotated[
        Path | None,
        typer.Option(help=both("The folder for the plans.", "計画ファイルを置くフォルダー。"), show_default=False),
    ] = None,
    env: Annotated[
        str, typer.Option(help=both("The environment; the first one, if left out.", "環境。省略時は先頭の環境。"))
    ] = "",
    json: Annotated[bool, typer.Option("--json", help=both("Write JSON.", "JSONで出力する。"))] = False,
) -> int:
    """Check all by promises, plan one environment on every cloud, print, and answer 1 where anything is open."""
    from govcloud.cli.check import judged
    from govcloud.cli.judgements import refused
    from govcloud.cli.plan import Plan
    from govcloud.cli.selection import environments_of, opened
    from govcloud.cli.sums import Sums

    if out is not None and out.is_file():
        raise usage(WORDS["not_folder"], path=out)
    source = opened(path)
    environment = environments_of(source.system, [env] if env else ())[0]
    checked = list(judged(source, (), (), render=False))
    planned = [Sums.of(Plan(source, environment, cloud)) for cloud in source.system.clouds]
    is_open = any(map(refused, checked)) or any(one.is_open for one in planned)
    if json:
        write_json({"system": source.system.project, "open": is_open, "clouds": [one.as_data() for one in planned]})
    else:
        _tell(source.system.project, len(checked), planned)
    if out is not None:
        _leave(planned, out, quiet=json)
    if not json:
        verdict = say(WORDS["not_fine" if is_open else "fine"])
        typer.echo(typer.style(f"\n{verdict}", fg="red" if is_open else "green", bold=True))
    return int(is_open)


def _tell(project: str, checked: int, planned: list[Sums]) -> None:
    from govcloud.cli.findings import sightings, tell

    typer.echo(f"{typer.style(project, bold=True)}  {say(WORDS['checked'], count=checked)}\n")
    console().print(_table(planned))
    for kind in ("open", "unknown"):
        tell(
            kind,
            (
                found
                for one in planned
                for found in sightings(one.plan.judgement.assessment, kind, cloud=one.plan.cloud)
            ),
        )
    _tell_list("uncovered", {f"{one.plan.cloud}  {urn}": 1 for one in planned for urn in one.keys.uncovered})
    _tell_list("outside", {f"{one.plan.cloud}  {urn}": 1 for one in planned for urn in one.places.outside})
    _tell_list("register", {f"{one.plan.cloud}  {why}": n for one in planned for why, n in _reasons(one.keys).items()})
    _tell_list("ledger", {f"{one.plan.cloud}  {why}": n for one in planned for why, n in one.places.excepted.items()})
    _tell_list("degraded", {line: 1 for one in planned for line in _degraded(one.plan)})


def _table(planned: list[Sums]) -> Any:
    from rich import box
    from rich.table import Table

    from govcloud.clouds import load

    environments = dict.fromkeys(one.plan.layout.environment_name for one in planned)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column(f"{say(WORDS['environment'])}: {', '.join(environments)}")
    for one in planned:
        table.add_column(str(load(one.plan.cloud).TITLE), overflow="fold")
    rows = [one.row() for one in planned]
    for key in rows[0]:
        table.add_row(say(WORDS[key]), *(row[key] for row in rows))
    return table


def _reasons(keys: KeyCoverage) -> dict[str, int]:
    return dict(sorted(Counter(keys.excepted.values()).items()))


def _degraded(plan: Plan) -> list[str]:
    return [
        f"{plan.cloud}  {loss.block}  {loss.promise.name}: {loss.row.reason_ja if is_japanese() else loss.row.reason}"
        for loss in plan.judgement.losses
    ]


def _tell_list(title: str, lines: dict[str, int]) -> None:
    if lines:
        typer.echo(typer.style(f"\n{say(WORDS[title])} ({sum(lines.values())})", bold=True))
    for line, count in lines.items():
        typer.echo(f"  {line}" if count == 1 else f"  {line}  ×{count}")


def _leave(planned: list[Sums], out: Path, *, quiet: bool) -> None:
    from govcloud.cli.plans import written

    out.mkdir(parents=True, exist_ok=True)
    files = []
    for one in planned:
        file = out / f"{one.plan.layout.environment_name}-{one.plan.cloud}.json"
        write_file(file, written(one.plan.graph))
        files.append(str(file))
    if not quiet:
        typer.echo(typer.style(f"\n{say(WORDS['plans'])}", bold=True))
        typer.echo("\n".join(f"  {file}" for file in files))
