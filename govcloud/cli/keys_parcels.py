"""`govcloud keys offer`, and the folder in which offers and parcels go from one machine to the other."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, TypeAlias

import typer

from govcloud.cli import keys_opening as opening
from govcloud.cli.keys_options import Json, MethodName, Which
from govcloud.cli.output import write_json
from govcloud.cli.words import Pair, both, say, usage

if TYPE_CHECKING:
    from govcloud.keys.parcel import Offered, Parcel
    from govcloud.keys.plan import Need

Folder: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "--parcels",
        metavar="FOLDER",
        help=both("The folder of offers and wrapped keys.", "オファーとラップ済みの鍵を置くフォルダー。"),
    ),
]
VERBS: Final[dict[str, Pair]] = {
    "offer": (
        "Fetch the clouds' wrapping keys and import tokens into a folder, for a machine that wraps without a network.",
        "各クラウドからラップ鍵とインポートトークンを取得する(ネットワークに繋がない端末でラップするため)。",
    ),
}
EXAMPLES: Final[dict[str, tuple[str, ...]]] = {
    "offer": ("govcloud keys offer system.yaml --env prod --cloud aws --parcels parcels",),
}
WORDS: Final[dict[str, Pair]] = {
    "folder": ("say where parcels go: --parcels FOLDER (it must exist)", "--parcels に既存のフォルダーを指定する"),
    "offered": (
        "{target}: fingerprint {fingerprint}, to be used until {until}",
        "{target}: 指紋 {fingerprint}、有効期限 {until}",
    ),
    "method": (
        "{name} is for the method {method}: fetch another offer for any other",
        "{name}は{method}向けである。別の方式には新たなオファーを取得する",
    ),
    "sender": (
        "{option} is given on the machine that sends the parcels, not on the one that wraps them",
        "{option} はパーセルを送る端末で指定する(ラップする端末では指定しない)",
    ),
    "wrapper": (
        "{option} is given on the machine that wraps the parcels, not on the one that sends them",
        "{option} はラップする端末で指定する(パーセルを送る端末では指定しない)",
    ),
    "always": ("further notice", "期限なし"),
}


def offer(which: Which, parcels: Folder = None, method: MethodName = "", json: Json = False) -> int:
    """No source, no record: nothing is done with a key."""
    from govcloud.keys.parcel import written

    layout = opening.laid_out(which)
    found = opening.brought(which, layout)
    folder, told = parcels_in(parcels), []
    with opening.extra("keys", "ceremony"):
        from govcloud.keys.wrapping_key import WrappingKey
    for need in found:
        offered = offered_for(need, method)
        key = WrappingKey.read(offered.offer.public, offered.name)
        written(path_of(folder, need, "offer.json"), offered)
        told.append({"target": offered.target, "fingerprint": key.fingerprint, "until": offered.until})
    for row in () if json else told:
        typer.echo(say(WORDS["offered"], **{**row, "until": row["until"] or say(WORDS["always"])}))
    if json:
        write_json(told)
    return 0


def offered_for(need: Need, method: str) -> Offered:
    """A cloud's fresh offer for a key, by the method named or its first for that material."""
    from govcloud.keys.choosing import chosen
    from govcloud.keys.parcel import Offered

    target = opening.target(need)
    assert need.kind is not None
    way = chosen(target.service, need.kind, method or None)
    return Offered.of(target, way.api, opening.importer_of(target).offer(target, way, max(way.wrapping_bits)))


def offer_in(folder: Path, need: Need, method: str) -> Offered:
    """The offer that lies in the folder for a key; a fresh one where there is none."""
    from govcloud.keys import parcel

    path = path_of(folder, need, "offer.json")
    offered = parcel.read(path, parcel.Offered) if path.exists() else offered_for(need, method)
    parcel.fits(offered, opening.target(need), path)
    if method and offered.method != method:
        raise usage(WORDS["method"], name=path.name, method=offered.method)
    return offered


def parcel_in(folder: Path, need: Need) -> Parcel:
    """The parcel that lies in the folder for a key."""
    from govcloud.keys import parcel

    path = path_of(folder, need, "parcel.json")
    held = parcel.read(path, parcel.Parcel)
    parcel.fits(held.offered, opening.target(need), path)
    return held


def parcels_in(given: Path | None) -> Path:
    """The folder; a mistake where it is none."""
    if given is None or not given.is_dir():
        raise usage(WORDS["folder"])
    return given


def path_of(folder: Path, need: Need, ending: str) -> Path:
    """A key's file in the folder."""
    return folder / f"{need.cloud}.{need.block}.{ending}"


def refuse_what_the_other_machine_takes(*, wraps: bool, until: str, method: str, known: object) -> None:
    """What is asked is never dropped: an end is given where the key is sent, how it is wrapped where it is wrapped."""
    asked = {"--until": until} if wraps else {"--method": method, "--wrapping-fingerprint": known}
    for option, value in asked.items():
        if value:
            raise usage(WORDS["sender" if wraps else "wrapper"], option=option)
