"""`govcloud audit`: stack exports, previews and plans of anybody's resources judged by the same controls, no SDK."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from govcloud.cli.output import write_json
from govcloud.cli.words import Pair, both, say, usage
from govcloud.errors import did_you_mean

if TYPE_CHECKING:
    from govcloud.controls import Assessment
    from govcloud.facts import Fact
    from govcloud.graph import Graph

ABOUT: Final[Pair] = (
    "Judge resources that exist or are previewed, whoever wrote them: stack exports, previews, plans.",
    "既存または計画中のリソースを、作成者を問わず判定する(スタックのエクスポート、プレビュー、計画)。",
)
EXAMPLES: Final = (
    "pulumi stack export --file export.json && govcloud audit export.json",
    "govcloud audit foundation.json workload.json --json > findings.json",
    "govcloud audit export.json --part --platform-provides control-plane",
)
WORDS: Final[dict[str, Pair]] = {
    "files": ("name at least one file", "ファイルを一つ以上指定する"),
    "platform": (
        "the platform cannot provide '{word}': {hint}",
        "基盤が提供するものとして '{word}' は指定できない: {hint}",
    ),
    "head": (
        "{resources} resources on {clouds}, {stacks}, confidentiality {confidentiality}",
        "{clouds} のリソース {resources} 件、{stacks}、機密性{confidentiality}",
    ),
    "nowhere": ("no cloud", "クラウド外"),
    "part": (
        "judged as part of a system: what is missing may be elsewhere",
        "システムの一部として判定: ないものは他にある可能性がある",
    ),
    "fine": ("Nothing open.", "未解決の項目はない。"),
    "not_fine": ("{count} open findings.", "未解決 {count} 件。"),
    "unseen": (
        "{count} mandatory questions cannot be answered from these files (--all lists them).",
        "必須項目のうち {count} 件はこのファイルから確認できない(--all で一覧)。",
    ),
}

YEAR_DAYS: Final = 365
"""How long a platform that records is taken to keep it: what GC-LOG-03 asks for, no more."""


def audit(
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            help=both("Stack exports, previews or plans.", "スタックのエクスポート、プレビュー、計画ファイル。"),
            show_default=False,
        ),
    ] = None,
    platform_provides: Annotated[
        list[str] | None,
        typer.Option(
            help=both(
                "A log that the organisation's platform records for this account (control-plane, flow, …).",
                "組織の共通基盤が記録しているログ(control-plane、flow など)。",
            )
        ),
    ] = None,
    part: Annotated[
        bool,
        typer.Option(
            "--part",
            help=both(
                "The files are a part of a system: do not report what is missing. Known of our own stacks.",
                "ファイルはシステムの一部。ないものを不適合にしない(本ツールのスタックは自動判別)。",
            ),
        ),
    ] = False,
    confidentiality: Annotated[
        int, typer.Option(min=1, max=3, help=both("Confidentiality class, 1 to 3.", "機密性の格付け(1〜3)。"))
    ] = 2,
    everything: Annotated[
        bool,
        typer.Option(
            "--all",
            help=both(
                "Also what cannot be seen; with --json also what holds.",
                "確認できない項目も示す。--json では適合項目も。",
            ),
        ),
    ] = False,
    json: Annotated[bool, typer.Option("--json", help=both("Write JSON.", "JSONで出力する。"))] = False,
) -> int:
    """Judge each project and cloud of the files, print, and answer 1 where anything is open."""
    from govcloud.cli.plans import reread

    if not files:
        raise usage(WORDS["files"])
    declared = list(_declared(platform_provides or ()))
    graphs = [reread(file) for file in files]
    audited = [Audit(together, clouds, part, confidentiality, declared) for clouds, together in _groups(graphs)]
    if json:
        write_json({"audits": [one.as_data(everything) for one in audited]})
    else:
        for one in audited:
            one.tell(everything)
    return int(any(one.assessment.open for one in audited))


class Audit:
    """What was seen and judged of one project on one cloud."""

    def __init__(
        self, graphs: Sequence[Graph], clouds: tuple[str, ...], part: bool, confidentiality: int, declared: list[Fact]
    ) -> None:
        from govcloud.clouds import observe
        from govcloud.controls import assess
        from govcloud.deploy.judging import blocks_of
        from govcloud.graph import Graph

        self.graph = Graph.joined(graphs)
        self.stacks = [graph.stack for graph in graphs]
        self.clouds = clouds
        self.whole = not (part or _one_part(self.stacks))
        self.assessment: Assessment = assess(
            [*observe(self.graph), *declared],
            system=self.graph.project,
            today=datetime.date.today(),
            confidentiality=confidentiality,
            components=blocks_of(self.graph),
            sources={resource.urn: resource.source for resource in self.graph},
            whole=self.whole,
            cloud=clouds[0] if len(clouds) == 1 else "",
        )

    def tell(self, everything: bool) -> None:
        """Print what is open, and with `everything` what cannot be seen."""
        from govcloud.cli.findings import sightings, tell

        typer.echo(f"{typer.style(self.graph.project, bold=True)}  {self._head()}")
        if not self.whole:
            typer.echo(say(WORDS["part"]))
        for kind in ("open", "unknown", "recommended") if everything else ("open",):
            tell(kind, sightings(self.assessment, kind))
        count, unseen = len(self.assessment.open), len(self.assessment.unknown_mandatory)
        verdict = say(WORDS["not_fine"], count=count) if count else say(WORDS["fine"])
        typer.echo(typer.style(f"\n{verdict}", fg="red" if count else "green", bold=True))
        if unseen and not everything:
            typer.echo(say(WORDS["unseen"], count=unseen))
        typer.echo("")

    def _head(self) -> str:
        return say(
            WORDS["head"],
            resources=sum(resource.custom for resource in self.graph),
            clouds=", ".join(_title(cloud) for cloud in self.clouds) or say(WORDS["nowhere"]),
            stacks=", ".join(self.stacks),
            confidentiality=self.assessment.confidentiality,
        )

    def as_data(self, everything: bool) -> dict[str, Any]:
        """The audit for programs."""
        from govcloud.cli.findings import listed

        return {
            "project": self.graph.project,
            "stacks": self.stacks,
            "clouds": list(self.clouds),
            "whole": self.whole,
            "open": len(self.assessment.open),
            "counts": self.assessment.counts,
            "findings": listed(self.assessment, everything),
        }


def _declared(words: Iterable[str]) -> Iterator[Fact]:
    """What the platform is said to record, as facts: for at least a year, where nobody can change it."""
    from govcloud.facts import Logged

    for word in words:
        if word not in Logged.ASPECTS:
            raise usage(WORDS["platform"], word=word, hint=did_you_mean(word, Logged.ASPECTS))
        yield Logged(
            subject="platform",
            what=word,
            enabled=True,
            everywhere=True,
            tamper_proof=True,
            days=YEAR_DAYS,
            into="platform",
        )


def _groups(graphs: Iterable[Graph]) -> Iterator[tuple[tuple[str, ...], list[Graph]]]:
    """The graphs that are judged together: those of one project on the same clouds."""
    keyed = sorted(((graph.project, _clouds(graph), graph) for graph in graphs), key=lambda item: item[:2])
    for (_, clouds), alike in itertools.groupby(keyed, key=lambda item: item[:2]):
        yield clouds, [graph for _, _, graph in alike]


def _clouds(graph: Graph) -> tuple[str, ...]:
    from govcloud.clouds import load
    from govcloud.systems import CLOUDS

    packages = {resource.package for resource in graph if resource.custom and not resource.is_provider}
    return tuple(cloud for cloud in CLOUDS if load(cloud).PACKAGE in packages)


def _title(cloud: Any) -> str:
    from govcloud.clouds import load

    return str(load(cloud).TITLE)


def _one_part(stacks: Sequence[str]) -> bool:
    """Whether these are stacks of ours (`<environment>-<cloud>-<part>`) and all of one part."""
    parts = {stack.rpartition("-")[2] for stack in stacks if stack.count("-") == 2}
    return parts <= {"foundation", "workload"} and len(parts) == 1 and all(stack.count("-") == 2 for stack in stacks)
