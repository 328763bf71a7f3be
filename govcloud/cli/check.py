"""`govcloud check`: every environment on every cloud judged, by its promises or by what is rendered."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from govcloud.cli.output import progress, write_json
from govcloud.cli.words import Pair, both, say

if TYPE_CHECKING:
    from govcloud.deploy.judging import Judgement
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
    from govcloud.cli.judgements import as_data, refused, tell
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
    from govcloud.cli.selection import clouds_of, environments_of
    from govcloud.deploy.sources import located

    chosen = clouds_of(source.system, clouds)
    for environment in environments_of(source.system, environments):
        layout = source.layout(environment)
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
