"""What the verbs of `govcloud keys` say: the steps as the record has them, the runbook, what officers have to agree."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

import typer

from govcloud.cli.keys_options import Which
from govcloud.cli.output import write_json
from govcloud.cli.words import Pair, is_japanese, lang, say
from govcloud.errors import RefusedError

if TYPE_CHECKING:
    from govcloud.keys.ceremony import Ceremony
    from govcloud.keys.plan import Need
    from govcloud.keys.record import Line
    from govcloud.keys.wrapping_key import WrappingKey
    from govcloud.systems import Layout

WORDS: Final[dict[str, Pair]] = {
    "head": ("the record's head is now {head}", "記録の末尾ダイジェスト: {head}"),
    "wrapping": (
        "wrapping key of {target}: {bits} bits, fingerprint {fingerprint}",
        "{target}のラップ鍵: {bits}ビット、指紋 {fingerprint}",
    ),
    "next": ("next, for {key} on {cloud}: {what}", "次の手順({cloud} の {key}): {what}"),
    "endless": (
        "{key} on {cloud} was imported without an end (--until): no warning will come that it grows old",
        "{cloud} の {key} は期限(--until)なしでインポートされた。古くなっても警告は出ない",
    ),
    "agree": (
        "do the officers agree that this is the fingerprint they got another way?",
        "別の経路で得た指紋と一致することを、担当者全員で確認したか",
    ),
}


def runbook(which: Which, layout: Layout, verb: str) -> int:
    """Print what a verb would do, and do nothing."""
    from govcloud.cli.keys_opening import brought, clouds
    from govcloud.keys.later import later
    from govcloud.keys.runbook import runbook as first

    brought(which, layout)  # a key that is not there is said before its runbook
    said = later(verb, layout, lang(), clouds(which, layout)) or first(layout, lang(), clouds(which, layout))
    typer.echo(said, nl=False)
    return 0


@contextlib.contextmanager
def steps(ceremony: Ceremony, *, json: bool, **more: Any) -> Iterator[None]:
    """Tell the steps that were written down meanwhile, also where a cloud refuses one: that ends with exit code 1."""
    from govcloud.clouds.importing import ImportRefusedError

    before = len(ceremony.record.lines)
    try:
        yield
    except ImportRefusedError as refused:
        raise RefusedError(str(refused), ja=refused.ja) from None
    finally:
        _told(ceremony, ceremony.record.lines[before:], json, more)


def _told(ceremony: Ceremony, lines: Sequence[Line], json: bool, more: dict[str, Any]) -> None:
    if json:
        write_json({"steps": [as_data(line) for line in lines], "head": ceremony.record.head, **more})
        return
    for line in lines:
        typer.echo(text(line))
    typer.echo(say(WORDS["head"], head=ceremony.record.head), err=True)


def afterwards(layout: Layout, found: Sequence[Need], ends: str) -> None:
    """Say what makes Pulumi know of what was imported, and that nothing will warn where it was given no end (`ends` is
    a day, or "")."""
    from govcloud.clouds.wrapping import after_import

    for need in found:
        place = {"environment": layout.environment_name, "key": need.block}
        stack = f"{layout.environment_name}-{need.cloud}-foundation"
        what = say(after_import(need.cloud, ending=bool(ends)), stack=stack, ends=ends, **place)
        typer.echo(say(WORDS["next"], key=need.block, cloud=need.cloud, what=what), err=True)
        if not ends and need.target is not None and need.target.service.ends:
            typer.echo(say(WORDS["endless"], key=need.block, cloud=need.cloud), err=True)


def text(line: Line) -> str:
    """A line of the record in this run's language."""
    return f"{line.number}  {line.event.when}  {line.ja if is_japanese() else line.en}"


def as_data(line: Line) -> dict[str, Any]:
    """A line of the record for programs."""
    return {
        "number": line.number,
        **line.event.model_dump(mode="json", exclude_none=True),
        "en": line.en,
        "ja": line.ja,
        "digest": line.digest,
    }


def agreeing(target: str, known: Sequence[str]) -> Callable[[WrappingKey], bool]:
    """What answers whether a wrapping key is the right one: among the fingerprints that were given, else by asking."""

    def agreed(key: WrappingKey) -> bool:
        if known:
            # Other programs write the bare digits.
            return key.fingerprint.removeprefix("sha256:") in {one.lower().removeprefix("sha256:") for one in known}
        said = say(WORDS["wrapping"], target=target, bits=key.bits, fingerprint=key.fingerprint)
        typer.echo(said, err=True)
        return bool(typer.confirm(say(WORDS["agree"]), err=True))

    return agreed
