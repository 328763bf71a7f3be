"""How a verb of `govcloud keys` begins or goes on with a ceremony: its record, who signs it, and the records before."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from govcloud.cli import keys_opening as opening
from govcloud.cli.keys_options import Kept
from govcloud.cli.keys_secrets import WORDS as SECRETS
from govcloud.cli.keys_secrets import asking
from govcloud.cli.words import Pair, say, usage

if TYPE_CHECKING:
    from govcloud.keys.ceremony import Ceremony
    from govcloud.keys.record import Line
    from govcloud.keys.signing import Verifier
    from govcloud.keys.sources import Source
    from govcloud.systems import Layout

WORDS: Final[dict[str, Pair]] = {
    "kept": ("every step is written down: {option} is missing", "全手順を記録する。{option} の指定がない"),
    "unreadable": ("{name} cannot be read", "{name}を読めない"),
}
_LARGEST: Final = 16_777_217


def complete(kept: Kept) -> None:
    """A mistake where a step could not be written down: said before anybody types a PIN."""
    for option, value in (("--record", kept.record), ("--signer", kept.signer), ("--who", kept.who)):
        if not value:
            raise usage(WORDS["kept"], option=option)


def begun(layout: Layout, holds: Source | None, kept: Kept) -> Ceremony:
    """The ceremony of the layout's system, in its record."""
    complete(kept)
    assert kept.record is not None
    assert kept.signer is not None
    with opening.extra("keys", "ceremony"):
        from govcloud.keys.ceremony import Ceremony
        from govcloud.keys.record import Record
        from govcloud.keys.signing import Signer

    what = say(SECRETS["passphrase"], name=kept.signer.name)
    officer = Signer.read(kept.signer, asking(what, "--signer-secret-file", kept.signer_secret))
    system = f"{layout.system.agency}/{layout.system.system}"
    earlier = _earlier(kept, officer.verifier)
    return Ceremony(system, holds, Record(kept.record, officer), tuple(kept.who or ()), earlier=earlier)


def _earlier(kept: Kept, verifier: Verifier) -> tuple[Line, ...]:
    return tuple(line for path in kept.earlier or () for line in read(path, kept.earlier_signed_by or (), verifier))


def read(path: Path, signed_by: Sequence[Path], *more: Verifier) -> tuple[Line, ...]:
    """The verified lines of a record that one of these signed."""
    from govcloud.keys.record import verify_by_any
    from govcloud.keys.signing import Verifier

    return verify_by_any(contents(path), [*(Verifier.read(contents(one)) for one in signed_by), *more])


def contents(path: Path) -> bytes:
    """What is in a record or public key; more than either can hold is not read."""
    try:
        with path.open("rb") as file:
            return file.read(_LARGEST)
    except OSError:
        raise usage(WORDS["unreadable"], name=path.name) from None
