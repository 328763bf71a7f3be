"""`govcloud keys record`: the officer's signing key, the end of a record, and what an auditor does with it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from govcloud.cli import keys_beginning as beginning
from govcloud.cli import keys_opening as opening
from govcloud.cli import keys_telling as telling
from govcloud.cli.keys_options import Json, Kept, Which
from govcloud.cli.keys_secrets import WORDS as SECRETS
from govcloud.cli.keys_secrets import asking
from govcloud.cli.output import write_file, write_json
from govcloud.cli.words import Pair, both, lang, say

if TYPE_CHECKING:
    from govcloud.keys.record import Line

ABOUT: Final[Pair] = (
    "The signed record of a ceremony: begin it with a signing key, close it, verify it.",
    "署名付きのセレモニー記録: 署名鍵の作成、記録の終了、検証。",
)
VERBS: Final[dict[str, Pair]] = {
    "close": (
        "Close a record and print its head, for everybody present to note.",
        "記録を終了し、全員が控える末尾ダイジェストを表示する。",
    ),
    "signer": (
        "Make an officer's signing key (Ed25519, under a passphrase) and its public half beside it.",
        "担当者の署名鍵(Ed25519、パスフレーズ付き)と公開鍵を作る。",
    ),
    "verify": (
        "Check a record's chain and signatures, and print what was done. 1 where it does not hold.",
        "記録の連鎖と署名を検証し、実施内容を表示する。成り立たなければ終了コード1。",
    ),
}
EXAMPLES: Final[dict[str, tuple[str, ...]]] = {
    "close": (
        "govcloud keys record close system.yaml --env prod --record ceremony.jsonl --signer officer.pem"
        " --who 'key custodian 1'",
    ),
    "signer": ("govcloud keys record signer officer.pem",),
    "verify": (
        "govcloud keys record verify ceremony.jsonl --signed-by officer.pem.pub",
        "govcloud keys record verify ceremony.jsonl --signed-by officer.pem.pub --head sha256:… --json",
    ),
}
WORDS: Final[dict[str, Pair]] = {
    "signer": ("signing key {path}, public half {public}", "署名鍵 {path}、公開鍵 {public}"),
    "fingerprint": ("fingerprint {fingerprint}", "指紋 {fingerprint}"),
    "holds": (
        "the record holds: {count} steps, signed by {signer}; its head is {head}",
        "記録は有効: {count}手順、署名者 {signer}、末尾ダイジェスト {head}",
    ),
    "open": ("the record is not closed yet", "記録はまだ終了していない"),
}


def verify(
    record: Annotated[Path, typer.Argument(help=both("The record.", "記録のファイル。"))],
    signed_by: Annotated[
        Path,
        typer.Option(metavar="FILE", help=both("The signer's public key, from another hand.", "署名者の公開鍵。")),
    ],
    head: Annotated[
        str, typer.Option(metavar="SHA256", help=both("The head that was noted.", "控えておいた末尾ダイジェスト。"))
    ] = "",
    json: Json = False,
) -> int:
    """What an auditor runs; it needs no system file."""
    with opening.extra("keys", "ceremony"):
        from govcloud.keys.refusal import NotIntactError
    try:
        lines = read(record, signed_by, head or None)
    except NotIntactError as broken:
        if json:
            write_json({"intact": False, "why": broken.said(lang())})
        typer.echo(broken.said(lang()), err=True)
        return 1
    last = lines[-1]
    if json:
        steps = [telling.as_data(line) for line in lines]
        write_json({"intact": True, "closed": _closed(last), "head": last.digest, "steps": steps})
        return 0
    typer.echo("\n".join(telling.text(line) for line in lines))
    typer.echo(say(WORDS["holds"], count=len(lines), signer=last.signer, head=last.digest))
    if not _closed(last):
        typer.echo(say(WORDS["open"]), err=True)
    return 0


def close(which: Which, kept: Kept, json: Json = False) -> int:
    """Nothing can be added afterwards: the next ceremony begins a new record."""
    layout = opening.laid_out(which)
    ceremony = beginning.begun(layout, None, kept)
    with telling.steps(ceremony, json=json):
        ceremony.close()
    return 0


def signer(
    path: Annotated[Path, typer.Argument(help=both("The file to make.", "作成するファイル。"))],
    secret: Annotated[
        str,
        typer.Option(
            "--secret-file",
            metavar="FILE|fd:N",
            help=both("Read its passphrase from there; else it is asked.", "パスフレーズを読むファイル。"),
        ),
    ] = "",
    json: Json = False,
) -> int:
    """The public half goes to the auditor by another way than the records."""
    with opening.extra("keys", "ceremony"):
        from govcloud.keys.signing import Signer
    made, public = Signer.generate(), path.with_name(f"{path.name}.pub")
    what = say(SECRETS["passphrase"], name=path.name)
    made.write(path, asking(what, "--secret-file", secret, new=True))
    write_file(public, made.verifier.pem.decode("ascii"))
    if json:
        write_json({"signer": str(path), "public": str(public), "fingerprint": made.verifier.fingerprint})
        return 0
    typer.echo(say(WORDS["signer"], path=path, public=public))
    typer.echo(say(WORDS["fingerprint"], fingerprint=made.verifier.fingerprint))
    return 0


def read(record: Path, signed_by: Path, head: str | None = None) -> tuple[Line, ...]:
    """The verified lines of a record."""
    from govcloud.keys.record import verify as verified
    from govcloud.keys.signing import Verifier

    return verified(beginning.contents(record), Verifier.read(beginning.contents(signed_by)), head)


def _closed(line: Line) -> bool:
    return line.event.step.value == "closed"
