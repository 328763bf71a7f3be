"""`govcloud keys generate`, `escrow-check`, `destroy`: what is done with the material where it lives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Final

import typer

from govcloud.cli import keys_beginning as beginning
from govcloud.cli import keys_opening as opening
from govcloud.cli import keys_sources as sources
from govcloud.cli import keys_telling as telling
from govcloud.cli.keys_options import DryRun, Escrow, Holder, Json, Kept, Which
from govcloud.cli.words import Pair, both, say, usage

if TYPE_CHECKING:
    from govcloud.keys.ceremony import Ceremony
    from govcloud.keys.sources import Held

VERBS: Final[dict[str, Pair]] = {
    "destroy": (
        "Destroy one key in its source for good, on two confirmations and with two people present.",
        "鍵を保持場所から完全に破棄する(2名以上の立会いと2回の確認が必要)。",
    ),
    "escrow-check": (
        "Compare the keys with those in escrow, by fingerprints computed anew on both sides.",
        "預託先の鍵と一致するか、双方で計算し直した指紋により確かめる。",
    ),
    "generate": (
        "Make the key material that the plan asks for, in the HSM or, for trials, in a sealed file.",
        "計画で必要な鍵素材をHSM(試行では鍵ファイル)の中に生成する。",
    ),
}
_TOKEN: Final = "--token agency --module /usr/lib/softhsm/libsofthsm2.so"
_KEPT: Final = "--record ceremony.jsonl --signer officer.pem --who 'key custodian 1' --who 'witness 1'"
EXAMPLES: Final[dict[str, tuple[str, ...]]] = {
    "destroy": (
        f"govcloud keys destroy system.yaml --env prod --material digital-agency.vrs.prod.aws.key.1 {_TOKEN} {_KEPT}",
    ),
    "escrow-check": (
        f"govcloud keys escrow-check system.yaml --env prod --sealed trial.keys --escrow-sealed copy.keys {_KEPT}",
    ),
    "generate": (
        "govcloud keys generate system.yaml --env prod --dry-run",
        f"govcloud keys generate system.yaml --env prod {_TOKEN} {_KEPT}",
        f"govcloud keys generate system.yaml --env prod --sealed trial.keys --secret-file fd:3 {_KEPT} 3<secret",
        f"govcloud keys generate system.yaml --env prod --sealed trial.keys --recipient age1… {_KEPT}",
    ),
}
WORDS: Final[dict[str, Pair]] = {
    "held": (
        "{source} already holds {name} ({kind}); nothing made",
        "{source}に{name}({kind})があるため生成しない",
    ),
    "unseen": (
        "no record that was given saw {name} made: give --earlier, or destroy it and make it anew",
        "{name}の生成を示す記録がない。--earlier で以前の記録を指定するか、破棄して生成し直すこと",
    ),
    "gone": (
        "{name} ({kind}) will be destroyed in {source}: after this no cloud can be given it again",
        "{source}の{name}({kind})を破棄する。以後どのクラウドにも再インポートできなくなる",
    ),
    "in_use": ("imported into {target} and not replaced since", "{target}にインポートされ、置き換えられていない"),
    "was_used": (
        "imported into {target} and replaced since: data of before is still read with it",
        "{target}にインポートされ、その後置き換えられたが、以前のデータの復号にはなお必要である",
    ),
    "first": ("first confirmation: the key's name", "確認1: 鍵の名前"),
    "second": (
        "second confirmation: the last eight characters of its fingerprint",
        "確認2: 鍵の指紋の末尾8文字",
    ),
    "material": ("say which: --material NAME", "破棄する鍵を --material で指定する"),
}


def generate(which: Which, holder: Holder, kept: Kept, dry_run: DryRun = False, json: Json = False) -> int:
    """What is there already stays: a ceremony that was interrupted goes on where it stood."""
    from govcloud.keys.plan import by_material

    layout = opening.laid_out(which)
    if dry_run:
        return telling.runbook(which, layout, "generate")
    wanted = list(by_material(opening.brought(which, layout)))
    beginning.complete(kept)
    with sources.source(holder) as source:
        ceremony = beginning.begun(layout, source, kept)
        held = {one.name for one in source.held()}
        with telling.steps(ceremony, json=json, already=[name for name, _ in wanted if name in held]):
            for name, into in wanted:
                kind = into[0].kind
                assert kind is not None
                if name in held:
                    kind = ceremony.held(name).kind
                    typer.echo(say(WORDS["held"], source=source.title, name=name, kind=kind), err=True)
                    if not ceremony.saw_made(name):
                        typer.echo(say(WORDS["unseen"], name=name), err=True)
                else:
                    ceremony.generate(name, kind)
    return 0


def escrow_check(
    which: Which, holder: Holder, escrow: Escrow, kept: Kept, dry_run: DryRun = False, json: Json = False
) -> int:
    """1 where any key is missing in escrow or is another one; older material counts, for old data needs it."""
    from govcloud.keys.plan import by_material
    from govcloud.keys.versions import all_of

    layout = opening.laid_out(which)
    if dry_run:
        return telling.runbook(which, layout, "escrow-check")
    wanted = by_material(opening.brought(which, layout))
    beginning.complete(kept)
    with sources.source(holder) as source, sources.escrow(escrow, holder) as kept_there:
        ceremony = beginning.begun(layout, source, kept)
        held = [one.name for one in source.held()]
        with telling.steps(ceremony, json=json):
            every = [one for name, _ in wanted for one in all_of(name, held) or [name]]
            same = [ceremony.compare(name, kept_there) for name in every]
    return int(not all(same))


def destroy(
    which: Which,
    holder: Holder,
    kept: Kept,
    material: Annotated[str, typer.Option(metavar="NAME", help=both("The key's name.", "破棄する鍵の名前。"))] = "",
    dry_run: DryRun = False,
    json: Json = False,
) -> int:
    """Both confirmations are typed: no option stands in for them."""
    layout = opening.laid_out(which)
    if dry_run:
        return telling.runbook(which, layout, "destroy")
    if not material:
        raise usage(WORDS["material"])
    beginning.complete(kept)
    with sources.source(holder) as source:
        ceremony = beginning.begun(layout, source, kept)
        held = source.find(material)
        typer.echo(say(WORDS["gone"], source=source.title, name=held.name, kind=held.kind), err=True)
        for target, word in _imported(ceremony, held):
            typer.echo(say(WORDS[word], target=target), err=True)
        confirmed = tuple(str(typer.prompt(say(WORDS[word]), err=True)).strip() for word in ("first", "second"))
        with telling.steps(ceremony, json=json):
            ceremony.destroy(material, (confirmed[0], confirmed[1]))
    return 0


def _imported(ceremony: Ceremony, held: Held) -> list[tuple[str, str]]:
    """Where the records say that the key was imported, and whether anything was imported there since."""
    from govcloud.keys.step import Step

    imported = [event for event in ceremony.done if event.step is Step.IMPORTED]
    newest = {str(event.target): event.key for event in imported}
    targets = {str(event.target) for event in imported if event.key == held.name}
    return [(target, "in_use" if newest[target] == held.name else "was_used") for target in sorted(targets)]
