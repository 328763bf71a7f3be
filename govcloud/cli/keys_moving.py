"""`govcloud keys wrap` and `import`: from the source into the clouds, on one machine or on two."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from govcloud.cli import keys_beginning as beginning
from govcloud.cli import keys_opening as opening
from govcloud.cli import keys_sources as sources
from govcloud.cli import keys_telling as telling
from govcloud.cli.keys_options import Agreed, DryRun, Holder, Json, Kept, MethodName, Until, Which
from govcloud.cli.keys_parcels import (
    Folder,
    offer_in,
    parcel_in,
    parcels_in,
    path_of,
    refuse_what_the_other_machine_takes,
)
from govcloud.cli.words import Pair

if TYPE_CHECKING:
    from govcloud.keys.ceremony import Ceremony
    from govcloud.keys.plan import Need
    from govcloud.systems import Layout

VERBS: Final[dict[str, Pair]] = {
    "import": (
        "Import keys by the clouds' own SDKs: wrap and send at once, or send what was wrapped before; then prove it.",
        "鍵を各クラウドのSDKでインポートする(ラップから一括、または別の端末でラップ済みの鍵を送る)。直後に動作も確認する。",
    ),
    "wrap": (
        "Wrap keys for their clouds, under the offers in the folder or fresh ones. Only ciphertext is written.",
        "フォルダー内のオファー(なければ新たに取得)で鍵をラップする。書き出すのは暗号文だけである。",
    ),
}
_TOKEN: Final = "--token agency --module /usr/lib/softhsm/libsofthsm2.so"
_KEPT: Final = "--record ceremony.jsonl --signer officer.pem --who 'key custodian 1' --who 'witness 1'"
EXAMPLES: Final[dict[str, tuple[str, ...]]] = {
    "import": (
        "govcloud keys import system.yaml --env prod --dry-run",
        f"govcloud keys import system.yaml --env prod --cloud aws {_TOKEN} {_KEPT}",
        f"govcloud keys import system.yaml --env prod --parcels parcels {_KEPT}",
    ),
    "wrap": (f"govcloud keys wrap system.yaml --env prod --sealed trial.keys --parcels parcels {_KEPT}",),
}
BLOBS: Final = {"byok": "byok", "none": "blob"}
"""How the name of a wrapped key's own file ends, for a cloud's own command line."""


def wrap(
    which: Which,
    holder: Holder,
    kept: Kept,
    parcels: Folder = None,
    method: MethodName = "",
    wrapping_fingerprint: Agreed = None,
    dry_run: DryRun = False,
    json: Json = False,
) -> int:
    """A parcel and the bare blob of each key are written beside the offers."""
    layout = opening.laid_out(which)
    if dry_run:
        return telling.runbook(which, layout, "wrap")
    found, folder = opening.brought(which, layout), parcels_in(parcels)
    beginning.complete(kept)
    with sources.source(holder) as source:
        ceremony = beginning.begun(layout, source, kept)
        with telling.steps(ceremony, json=json):
            for need in found:
                parcelled(ceremony, sources.newest(need, source), need, folder, method, wrapping_fingerprint)
    return 0


def parcelled(ceremony: Ceremony, name: str, need: Need, folder: Path, method: str, known: Agreed) -> None:
    """Wrap one key under its offer in the folder, and lay the parcel and its bare blob beside that."""
    from govcloud.keys import parcel
    from govcloud.keys.importing import Bringing

    target, offered = opening.target(need), offer_in(folder, need, method)
    made = Bringing(ceremony).wrap(name, target, offered, telling.agreeing(target.key, known or ()))
    parcel.written(path_of(folder, need, "parcel.json"), made)
    parcel.replace(path_of(folder, need, BLOBS[target.service.envelope]), made.blob)


def import_(
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
    """From parcels where a folder is given, else from the source."""
    layout = opening.laid_out(which)
    if dry_run:
        return telling.runbook(which, layout, "import")
    found, end = opening.brought(which, layout), opening.until(until)
    if parcels is not None:
        refuse_what_the_other_machine_takes(wraps=False, until="", method=method, known=wrapping_fingerprint)
        _from_parcels(found, parcels_in(parcels), beginning.begun(layout, None, kept), end, json)
    else:
        _from_source(layout, found, holder, kept, end, method, wrapping_fingerprint, json)
    telling.afterwards(layout, found, until)
    return 0


def _from_source(
    layout: Layout,
    found: tuple[Need, ...],
    holder: Holder,
    kept: Kept,
    end: Any,
    method: str,
    known: Agreed,
    json: bool,
) -> None:
    beginning.complete(kept)
    with sources.source(holder) as source:
        from govcloud.keys.importing import Bringing

        ceremony = beginning.begun(layout, source, kept)
        with telling.steps(ceremony, json=json):
            for need in found:
                target, name = opening.target(need), sources.newest(need, source)
                agreed = telling.agreeing(target.key, known or ())
                importer, api = opening.importer_of(target), method or None
                Bringing(ceremony).bring(name, target, importer, agreed, api=api, until=end)


def _from_parcels(found: tuple[Need, ...], folder: Path, ceremony: Any, end: Any, json: bool) -> None:
    from govcloud.keys.importing import Bringing

    with telling.steps(ceremony, json=json):
        for need in found:
            target, held = opening.target(need), parcel_in(folder, need)
            Bringing(ceremony).send(held, target, opening.importer_of(target), until=end)
