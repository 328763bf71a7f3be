"""The options that the verbs of `govcloud keys` share, in groups: which keys, where they are, what is written down.

A verb takes a group as one argument; `keys_expanding` turns it into the options that Typer sees.
"""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Annotated, Any, Final, TypeAlias

import typer

from govcloud.cli.words import both

DryRun: TypeAlias = Annotated[
    bool,
    typer.Option("--dry-run", help=both("Print the runbook; do nothing.", "手順書を表示するだけで、何も実行しない。")),
]
Json: TypeAlias = Annotated[bool, typer.Option("--json", help=both("Write JSON.", "JSONで出力する。"))]
Until: TypeAlias = Annotated[
    str,
    typer.Option(
        metavar="DATE",
        help=both(
            "When the imported material ends (not on Google Cloud): YYYY-MM-DD.",
            "鍵素材の期限(Google Cloudを除く): YYYY-MM-DD。",
        ),
    ),
]
MethodName: TypeAlias = Annotated[
    str, typer.Option("--method", help=both("The cloud's import method, by its API's name.", "クラウドAPIでの方式名。"))
]
Agreed: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--wrapping-fingerprint",
        metavar="SHA256",
        help=both(
            "The wrapping key's fingerprint as got another way; else it is asked. May be repeated.",
            "別の経路で得たラップ鍵の指紋。省略時は画面で確認する(複数可)。",
        ),
    ),
]
_SECRET: Final = both(
    "Read passphrase or PIN from the first line of this file, or of fd:N; else it is asked.",
    "パスフレーズまたはPINをこのファイル(fd:Nも可)の1行目から読む。省略時は画面で尋ねる。",
)


def _file(en: str, ja: str, name: str) -> Any:
    return typer.Option(name, metavar="FILE", help=both(en, ja))


@dataclasses.dataclass(frozen=True, slots=True)
class Which:
    """Which keys of which system."""

    path: Annotated[
        Path,
        typer.Argument(help=both("A system file, or the folder that holds one.", "システムファイルかそのフォルダー。")),
    ] = Path(".")
    env: Annotated[
        str, typer.Option(help=both("The environment; may be left out where there is one.", "環境。1つなら省略可。"))
    ] = ""
    cloud: Annotated[
        list[str] | None, typer.Option(help=both("Only this cloud; may be repeated.", "このクラウドだけ(複数可)。"))
    ] = None
    key: Annotated[
        list[str] | None, typer.Option(help=both("Only this key block; may be repeated.", "この鍵だけ(複数可)。"))
    ] = None


@dataclasses.dataclass(frozen=True, slots=True)
class Holder:
    """Where the material is: a PKCS#11 token, or a sealed file for trials."""

    token: Annotated[
        str, typer.Option(metavar="LABEL", help=both("A PKCS#11 token by its label.", "PKCS#11トークンのラベル。"))
    ] = ""
    module: Annotated[
        Path | None, _file("The token's PKCS#11 module.", "トークンのPKCS#11モジュール。", "--module")
    ] = None
    sealed: Annotated[Path | None, _file("A sealed file, for trials.", "試行用の鍵ファイル。", "--sealed")] = None
    recipient: Annotated[
        list[str] | None,
        typer.Option(
            metavar="AGE1",
            help=both(
                "Seal a new file to this age recipient; may be repeated.", "新しい鍵ファイルをageの受信者宛てにする。"
            ),
        ),
    ] = None
    identity: Annotated[
        Path | None, _file("The age identities that open it.", "鍵ファイルを開くageの識別鍵。", "--identity")
    ] = None
    secret: Annotated[str, typer.Option("--secret-file", metavar="FILE|fd:N", help=_SECRET)] = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Escrow:
    """Where the second copy is: as `Holder`, by options of its own."""

    escrow_token: Annotated[
        str, typer.Option("--escrow-token", metavar="LABEL", help=both("The escrow's token.", "預託先のトークン。"))
    ] = ""
    escrow_module: Annotated[
        Path | None, _file("The escrow's module.", "預託先のPKCS#11モジュール。", "--escrow-module")
    ] = None
    escrow_sealed: Annotated[
        Path | None, _file("The escrow's sealed file.", "預託先の鍵ファイル。", "--escrow-sealed")
    ] = None
    escrow_identity: Annotated[
        Path | None, _file("The age identities for it.", "預託先のageの識別鍵。", "--escrow-identity")
    ] = None
    escrow_secret: Annotated[str, typer.Option("--escrow-secret-file", metavar="FILE|fd:N", help=_SECRET)] = ""

    @property
    def holder(self) -> Holder:
        """The same as a place of material."""
        return Holder(
            token=self.escrow_token,
            module=self.escrow_module,
            sealed=self.escrow_sealed,
            identity=self.escrow_identity,
            secret=self.escrow_secret,
        )


@dataclasses.dataclass(frozen=True, slots=True)
class Kept:
    """What is written down, by whom, and who is present."""

    record: Annotated[Path | None, _file("The ceremony's record.", "セレモニーの記録。", "--record")] = None
    signer: Annotated[Path | None, _file("The officer's signing key.", "担当者の署名鍵。", "--signer")] = None
    signer_secret: Annotated[str, typer.Option("--signer-secret-file", metavar="FILE|fd:N", help=_SECRET)] = ""
    who: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help=both("Who is present; repeat it.", "立会者(複数可)。"))
    ] = None
    earlier: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="FILE",
            help=both("A record before this one, closed or not; may be repeated.", "これより前の記録(複数可)。"),
        ),
    ] = None
    earlier_signed_by: Annotated[
        list[Path] | None,
        _file(
            "Who else signed those: public key; may be repeated.",
            "別の署名者の公開鍵(複数可)。",
            "--earlier-signed-by",
        ),
    ] = None
