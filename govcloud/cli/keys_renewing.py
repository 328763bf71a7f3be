"""`govcloud keys rotate` and `verify`: new material beside the old, and proof that a cloud uses the right one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import typer

from govcloud.cli import keys_beginning as beginning
from govcloud.cli import keys_opening as opening
from govcloud.cli import keys_sources as sources
from govcloud.cli import keys_telling as telling
from govcloud.cli.keys_moving import parcelled
from govcloud.cli.keys_options import Agreed, DryRun, Holder, Json, Kept, MethodName, Until, Which
from govcloud.cli.keys_parcels import Folder, parcel_in, parcels_in, refuse_what_the_other_machine_takes
from govcloud.cli.words import Pair, lang, say, usage

if TYPE_CHECKING:
    from datetime import datetime

    from govcloud.keys.ceremony import Ceremony
    from govcloud.keys.plan import Need

_TOKEN: Final = "--token agency --module /usr/lib/softhsm/libsofthsm2.so"
_KEPT: Final = "--record ceremony.jsonl --signer officer.pem --who 'key custodian 1' --who 'witness 1'"
VERBS: Final[dict[str, Pair]] = {
    "rotate": (
        "Renew keys: make new material, import it beside the present one, and let new data be encrypted with it.",
        "鍵を更新する: 新しい鍵素材を生成・インポートし、以後のデータをその鍵で暗号化させる。",
    ),
    "verify": (
        "Try every imported key: its state, its fingerprint where the cloud shows one, and a test encryption.",
        "インポート済みの鍵を試す(状態、確認できるクラウドでは指紋、試験暗号化)。",
    ),
}
EXAMPLES: Final[dict[str, tuple[str, ...]]] = {
    "rotate": (
        "govcloud keys rotate system.yaml --env prod --dry-run",
        f"govcloud keys rotate system.yaml --env prod --cloud gcp {_TOKEN} {_KEPT}",
        f"govcloud keys rotate system.yaml --env prod --parcels parcels {_TOKEN} {_KEPT}",
        f"govcloud keys rotate system.yaml --env prod --parcels parcels {_KEPT}",
    ),
    "verify": (
        f"govcloud keys verify system.yaml --env prod {_KEPT}",
        f"govcloud keys verify system.yaml --env prod --cloud azure --sealed trial.keys --json {_KEPT}",
    ),
}
WORDS: Final[dict[str, Pair]] = {
    "first": (
        "the parcel of {material} is that of its first import, not of a renewal: wrap with 'rotate --parcels' first",
        "{material}のパーセルは初回インポート用である。先に 'rotate --parcels' でラップする",
    ),
    "missing": (
        "{source} holds no {material}: a renewal follows a first import",
        "{source}に{material}がない。更新は初回のインポート後に行う",
    ),
    "failed": ("{target}: {why}", "{target}: {why}"),
}


def rotate(
    which: Which,
    holder: Holder,
    kept: Kept,
    parcels: Folder = None,
    until: Until = "",
    method: MethodName = "",
    wrapping_fingerprint: Agreed = None,
    dry_run: DryRun = False,
    json: Json = False,
) -> int:
    """A renewal that was interrupted goes on: new material is made only where none is under way.

    With a folder it takes two machines: the one with the source makes and wraps, the one without it sends and turns.
    """
    layout = opening.laid_out(which)
    if dry_run:
        return telling.runbook(which, layout, "rotate")
    found, end, folder = opening.brought(which, layout), opening.until(until), parcels and parcels_in(parcels)
    beginning.complete(kept)
    if folder:
        refuse_what_the_other_machine_takes(
            wraps=sources.named(holder), until=until, method=method, known=wrapping_fingerprint
        )
    if folder and not sources.named(holder):
        ceremony = beginning.begun(layout, None, kept)
        with telling.steps(ceremony, json=json):
            _from_parcels(ceremony, found, folder, end)
    else:
        with sources.source(holder) as source:
            ceremony = beginning.begun(layout, source, kept)
            with telling.steps(ceremony, json=json):
                _from_source(ceremony, found, folder, (method, wrapping_fingerprint, end))
    if not (folder and sources.named(holder)):
        telling.afterwards(layout, found, until)
    return 0


def _from_source(
    ceremony: Ceremony, found: tuple[Need, ...], folder: Path | None, how: tuple[str, Agreed, datetime | None]
) -> None:
    """Make what is not under way; then wrap it into the folder, or send it and turn the keys."""
    from govcloud.keys.plan import by_material

    method, known, end = how
    for material, into in by_material(found):
        name, waiting = _under_way(ceremony, material, into)
        for need in waiting:
            if folder:
                parcelled(ceremony, name, need, folder, method, known)
            else:
                agreed = telling.agreeing(opening.target(need).key, known or ())
                _sent(ceremony, name, need, agreed=agreed, api=method or None, until=end)
        # A key is turned only once its replicas have the same material.
        for need in () if folder else waiting:
            _turned(ceremony, need)


def _from_parcels(ceremony: Ceremony, found: tuple[Need, ...], folder: Path, end: datetime | None) -> None:
    """Send what was wrapped elsewhere, then turn the keys; each where it has not been done."""
    from govcloud.keys.importing import Bringing
    from govcloud.keys.step import Step

    bringing, parcels = Bringing(ceremony), [(need, parcel_in(folder, need)) for need in found]

    def done(step: Step, need: Need, name: str) -> bool:
        event = bringing.last(opening.target(need), step)
        return event is not None and event.key == name

    for need, held in parcels:
        if held.key == need.material:
            raise usage(WORDS["first"], material=held.key)
    for need, held in parcels:
        if not done(Step.IMPORTED, need, held.key):
            target = opening.target(need)
            bringing.send(held, target, opening.importer_of(target), until=end, renewal=True)
    for need, held in parcels:
        if not done(Step.ROTATED, need, held.key):
            _turned(ceremony, need)


def _under_way(ceremony: Ceremony, material: str, into: tuple[Need, ...]) -> tuple[str, list[Need]]:
    """The renewed material, and the targets that do not use it yet; made now where no renewal waits."""
    from govcloud.keys.importing import Bringing
    from govcloud.keys.step import Step
    from govcloud.keys.versions import following, newest

    held, bringing = [one.name for one in ceremony.source.held()], Bringing(ceremony)
    name = newest(material, held)
    if name is None:
        raise usage(WORDS["missing"], source=ceremony.source.title, material=material)
    rotated = {need.block: bringing.last(opening.target(need), Step.ROTATED) for need in into}
    waiting = [need for need in into if (done := rotated[need.block]) is None or done.key != name]
    # One that no record given here has seen made was brought in a ceremony of its own.
    begun = any((event.step, event.key) == (Step.GENERATED, name) for event in ceremony.done)
    if name != material and begun and waiting:
        return name, waiting
    kind = into[0].kind
    assert kind is not None
    return ceremony.generate(following(material, held), kind).name, list(into)


def _sent(ceremony: Ceremony, name: str, need: Need, **options: object) -> None:
    from govcloud.keys.importing import Bringing
    from govcloud.keys.step import Step

    target, bringing = opening.target(need), Bringing(ceremony)
    imported = bringing.last(target, Step.IMPORTED)
    if imported is None or imported.key != name:
        bringing.bring(name, target, opening.importer_of(target), renewal=True, **options)  # type: ignore[arg-type]


def _turned(ceremony: Ceremony, need: Need) -> None:
    from govcloud.keys.importing import Bringing

    target = opening.target(need)
    Bringing(ceremony).turn(target, opening.importer_of(target))


def verify(which: Which, holder: Holder, kept: Kept, dry_run: DryRun = False, json: Json = False) -> int:
    """1 where any key fails. With a source, the material's fingerprint is computed anew, too."""
    layout = opening.laid_out(which)
    if dry_run:
        return telling.runbook(which, layout, "verify")
    found = opening.brought(which, layout)
    if not sources.named(holder):
        return _verify(beginning.begun(layout, None, kept), found, json)
    beginning.complete(kept)
    with sources.source(holder) as source:
        return _verify(beginning.begun(layout, source, kept), found, json)


def _verify(ceremony: Ceremony, found: tuple[Need, ...], json: bool) -> int:
    from govcloud.clouds.importing import ImportRefusedError
    from govcloud.keys.importing import Bringing

    failed = 0
    with telling.steps(ceremony, json=json):
        for need in found:
            target = opening.target(need)
            try:
                Bringing(ceremony).verify(target, opening.importer_of(target))
            except ImportRefusedError as refused:
                failed = 1
                typer.echo(say(WORDS["failed"], target=target.key, why=refused.said(lang())), err=True)
    return failed
