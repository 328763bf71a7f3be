"""`govcloud audit`: stack exports, previews and plans of anybody's resources judged by the same controls, no SDK."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from govcloud.cli.output import write_json
from govcloud.cli.words import Pair, both, usage
from govcloud.errors import did_you_mean

if TYPE_CHECKING:
    from govcloud.facts import Fact

ABOUT: Final[Pair] = (
    "Judge resources that exist or are previewed, whoever wrote them: stack exports, previews, plans.",
    "既存または計画中のリソースを、作成者を問わず判定する(スタックのエクスポート、プレビュー、計画)。",
)
EXAMPLES: Final = (
    "pulumi stack export --file export.json && govcloud audit export.json",
    "govcloud audit foundation.json workload.json --json > findings.json",
    "govcloud audit export.json --part --platform-provides control-plane",
    "govcloud audit prod-aws-foundation.json prod-aws-workload.json --system projects/digital-agency/vrs",
)
WORDS: Final[dict[str, Pair]] = {
    "files": ("name at least one file", "ファイルを一つ以上指定する"),
    "platform": (
        "the platform cannot provide '{word}': {hint}",
        "基盤が提供するものとして '{word}' は指定できない: {hint}",
    ),
}


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
    system: Annotated[
        Path | None,
        typer.Option(
            help=both(
                "The system file whose stacks these are: its confidentiality, waivers and acceptances count.",
                "これらのスタックのシステムファイル。機密性・適用除外・受容を反映する。",
            ),
            show_default=False,
        ),
    ] = None,
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
    from govcloud.cli.auditing import Audit, groups
    from govcloud.cli.plans import reread
    from govcloud.cli.selection import opened

    if not files:
        raise usage(WORDS["files"])
    declared = _provided(platform_provides or ())
    source = opened(system) if system is not None else None
    graphs = [reread(file) for file in files]
    audits = [
        Audit(group, source, part=part, confidentiality=confidentiality, declared=declared)
        for group in groups(graphs, source)
    ]
    if json:
        write_json({"audits": [one.as_data(everything) for one in audits]})
    else:
        for one in audits:
            one.tell(everything)
    return int(any(one.assessment.open for one in audits))


def _provided(words: Sequence[str]) -> list[Fact]:
    """What the platform is said to record, as facts; `UsageError` where no such log exists."""
    from govcloud.facts import Logged
    from govcloud.policy.settings import declared

    for word in words:
        if word not in Logged.ASPECTS:
            raise usage(WORDS["platform"], word=word, hint=did_you_mean(word, Logged.ASPECTS))
    return list(declared(words))
