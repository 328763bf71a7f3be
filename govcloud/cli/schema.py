"""`govcloud schema`: the JSON Schema of a system file, for editors."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Final

import typer

from govcloud.cli.output import write_file
from govcloud.cli.words import Pair, both, say

ABOUT: Final[Pair] = (
    "Print the JSON Schema of a system file: completion and mistakes in an editor.",
    "システムファイルのJSON Schemaを出力する(エディターの補完と誤り表示に使う)。",
)
EXAMPLES: Final = (
    "govcloud schema --out system.schema.json",
    "# yaml-language-server: $schema=system.schema.json   (first line of system.yaml)",
)
WORDS: Final[dict[str, Pair]] = {"written": ("schema written to {path}", "スキーマを {path} に書いた")}


def schema(
    out: Annotated[
        Path | None, typer.Option(help=both("Write it to this file.", "このファイルに書く。"), show_default=False)
    ] = None,
) -> int:
    """Print or write the schema."""
    text = text_of_schema()
    if out is None:
        typer.echo(text, nl=False)
    else:
        write_file(out, text)
        typer.echo(say(WORDS["written"], path=out), err=True)
    return 0


def text_of_schema() -> str:
    """The schema as `system.schema.json` holds it."""
    from govcloud.clouds import accounts
    from govcloud.systems.schema import schema

    return json.dumps(schema(accounts()), ensure_ascii=False, indent=2) + "\n"
