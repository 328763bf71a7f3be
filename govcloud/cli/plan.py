"""`govcloud plan`: every resource a system would create on one cloud, with its place and key."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from govcloud.cli.output import console, progress, write_file, write_json
from govcloud.cli.words import Pair, both, is_japanese, say, usage
from govcloud.errors import did_you_mean

if TYPE_CHECKING:
    from govcloud.cli.plans import Row
    from govcloud.deploy.judging import Judgement
    from govcloud.graph import Graph
    from govcloud.systems import Cloud, Layout
    from govcloud.systems.read import Source

ABOUT: Final[Pair] = (
    "List every resource a system would create on a cloud, in process: no account, no Pulumi program.",
    "クラウド上に作られる全リソースを一覧する(アカウントもPulumi本体も不要)。",
)
EXAMPLES: Final = (
    "govcloud plan projects/digital-agency/vrs --cloud aws",
    "govcloud plan system.yaml --cloud gcp --env dev --part foundation",
    "govcloud plan system.yaml --cloud azure --out plan.json   # govcloud audit plan.json",
)
WORDS: Final[dict[str, Pair]] = {
    "cloud": ("say which cloud: --cloud {clouds}", "クラウドを指定する: --cloud {clouds}"),
    "part": ("no part '{part}': {hint}", "パート '{part}' はない: {hint}"),
    "planning": ("planning {environment} on {cloud}", "{environment} を {cloud} で計画中"),
    "head": ("{count} resources, {environment} on {cloud}", "{cloud} の {environment}: リソース {count} 件"),
    "block": ("block", "ブロック"),
    "type": ("type", "型"),
    "name": ("name", "名前"),
    "place": ("place", "場所"),
    "key": ("key", "鍵"),
    "exception": ("named exceptions", "名前付きの例外"),
    "no_block": ("(no block)", "(ブロック外)"),
    "by_hand": ("By hand, after the deployment", "展開後に人が行うこと"),
    "lost": ("Lost here", "このクラウドで失われる約束"),
    "written": (
        "plan written to {path}; audit it with 'govcloud audit {path}'",
        "計画を {path} に書いた。'govcloud audit {path}' で監査できる",
    ),
}
PARTS: Final = ("foundation", "workload")


def plan(
    path: Annotated[
        Path,
        typer.Argument(help=both("A system file, or the folder that holds one.", "システムファイルかそのフォルダー。")),
    ] = Path("."),
    cloud: Annotated[str, typer.Option(help=both("The cloud.", "対象のクラウド。"))] = "",
    env: Annotated[
        str, typer.Option(help=both("The environment; the first one, if left out.", "環境。省略時は先頭の環境。"))
    ] = "",
    part: Annotated[str, typer.Option(help=both("Only foundation or workload.", "foundation か workload だけ。"))] = "",
    out: Annotated[
        Path | None,
        typer.Option(help=both("Write the plan to this file, for audit.", "監査できる計画ファイルを書く。")),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help=both("Write JSON.", "JSONで出力する。"))] = False,
) -> int:
    """Print the plan; judging it is `check --render`'s."""
    from govcloud.cli.selection import clouds_of, environments_of, opened

    source = opened(path)
    if part and part not in PARTS:
        raise usage(WORDS["part"], part=part, hint=did_you_mean(part, PARTS))
    if not cloud and len(source.system.clouds) > 1:
        raise usage(WORDS["cloud"], clouds="|".join(source.system.clouds))
    (chosen,) = clouds_of(source.system, [cloud] if cloud else ())
    planned = Plan(source, environments_of(source.system, [env] if env else ())[0], chosen)
    graph = planned.part(part)
    if json:
        write_json(planned.as_data(graph))
    else:
        planned.tell(graph)
    if out is not None:
        from govcloud.cli.plans import written

        write_file(out, written(graph))
        typer.echo(say(WORDS["written"], path=out), err=True)
    return 0


class Plan:
    """A system rendered in one environment on one cloud, and what was seen in it."""

    def __init__(self, source: Source, environment: Any, cloud: Cloud) -> None:
        from govcloud.clouds import observe
        from govcloud.deploy.judging import judge_graph, judge_promises
        from govcloud.deploy.rehearsal import rehearse
        from govcloud.deploy.sources import block_sources, located

        self.source, self.cloud = source, cloud
        self.layout: Layout = source.layout(environment)
        self.sources = block_sources(source, self.layout)
        today = datetime.date.today()
        with located(source), progress(say(WORDS["planning"], environment=environment, cloud=cloud)):
            judge_promises(self.layout, cloud, today, self.sources)  # what is wrong with the file is told in no time
            self.graph: Graph = rehearse(self.layout, cloud).graph
            self.facts = list(observe(self.graph))
            self.judgement: Judgement = judge_graph(self.layout, cloud, self.graph, today, self.sources)

    def part(self, part: str) -> Graph:
        """The graph of one part; of both where `part` is ""."""
        from govcloud.cli.plans import part_of

        return part_of(self.graph, part) if part else self.graph

    def rows(self, graph: Graph) -> list[Row]:
        """The resources in rows."""
        from govcloud.cli.plans import rows

        return rows(graph, self.facts, self.layout, self.sources)

    def tell(self, graph: Graph) -> None:
        """Print the resources block by block, and what is lost where."""
        found = self.rows(graph)
        count = say(WORDS["head"], count=len(found), environment=self.layout.environment_name, cloud=self.cloud)
        typer.echo(f"{typer.style(self.source.system.project, bold=True)}  {count}\n")
        console().print(_table(found))
        _tell_exceptions(found)
        _tell_losses(self.judgement)
        _tell_steps(self.layout, self.cloud)

    def as_data(self, graph: Graph) -> dict[str, Any]:
        """The plan for programs."""
        from govcloud.cli.judgements import loss_data
        from govcloud.cli.plans import as_data

        return {
            "system": self.source.system.project,
            "environment": self.layout.environment_name,
            "cloud": self.cloud,
            "resources": list(as_data(self.rows(graph))),
            "losses": [loss_data(loss) for loss in self.judgement.losses],
            "by_hand": [{"block": block, "step": step} for block, step in _steps(self.layout, self.cloud)],
        }


def _table(found: Sequence[Row]) -> Any:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE, pad_edge=False)
    for column in ("block", "type", "name", "place", "key"):
        table.add_column(say(WORDS[column]), overflow="fold", no_wrap=column in ("block", "place"))
    for block, alike in itertools.groupby(found, key=lambda row: row.block):
        for position, row in enumerate(alike):
            head = (block or say(WORDS["no_block"])) if position == 0 else ""
            key = f"{row.key} *" if row.exceptions and row.key else row.key
            table.add_row(f"[bold]{head}[/]", row.short_type, row.name, _place(row.place), key)
        table.add_section()
    return table


def _place(place: str) -> str:
    from govcloud.controls import wording

    japanese = wording.VALUES["where"] if is_japanese() else {}
    return ", ".join(japanese.get(one, one) for one in place.split(", "))


def _tell_exceptions(found: Sequence[Row]) -> None:
    excepted = sorted({one for row in found for one in row.exceptions})
    if excepted:
        typer.echo(typer.style(f"{say(WORDS['exception'])} ({len(excepted)})", bold=True))
        typer.echo("\n".join(f"  {one}" for one in excepted))


def _steps(layout: Layout, cloud: Cloud) -> Iterator[tuple[str, str]]:
    """What people do after the deployment: block and step, in the language of the command."""
    from govcloud.clouds import support

    account = layout.environment.account(cloud)
    for planned in layout.blocks.values():
        for step in support(cloud)[type(planned.block)].steps(planned, account):
            yield planned.name, step.step_ja if is_japanese() else step.step


def _tell_steps(layout: Layout, cloud: Cloud) -> None:
    found = list(_steps(layout, cloud))
    if found:
        typer.echo(typer.style(f"\n{say(WORDS['by_hand'])} ({len(found)})", bold=True))
        typer.echo("\n".join(f"  {block}: {step}" for block, step in found))


def _tell_losses(judgement: Judgement) -> None:
    if judgement.losses:
        typer.echo(typer.style(f"\n{say(WORDS['lost'])} ({len(judgement.losses)})", bold=True))
    for loss in judgement.losses:
        reason = loss.row.reason_ja if is_japanese() else loss.row.reason
        typer.echo(f"  {loss.block}  {loss.promise.name}: {reason}")
