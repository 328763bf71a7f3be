"""What the verbs of `govcloud keys` open before they begin: the plan's keys and a cloud's import."""

from __future__ import annotations

import contextlib
import datetime
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from govcloud.cli.keys_options import Which
from govcloud.cli.words import Pair, say, usage
from govcloud.errors import GovcloudError, did_you_mean

if TYPE_CHECKING:
    from govcloud.clouds.importing import Importer
    from govcloud.clouds.wrapping import Target
    from govcloud.keys.plan import Need
    from govcloud.systems import Cloud, Layout

WORDS: Final[dict[str, Pair]] = {
    "environment": ("say which environment: --env {names}", "環境を指定する: --env {names}"),
    "key": ("no key '{name}' of this system is brought: {hint}", "持ち込む鍵に '{name}' はない: {hint}"),
    "none": (
        "no key of this system is brought on these clouds: there is no ceremony",
        "この環境に持ち込む鍵はなく、セレモニーは不要である",
    ),
    "extra": (
        "{what} needs govcloud[{extra}] (no module {module})",
        "{what}にはgovcloud[{extra}]のインストールが必要である(モジュール{module}がない)",
    ),
    "token": ("a PKCS#11 token", "PKCS#11トークン"),
    "ceremony": ("a key ceremony", "鍵セレモニー"),
    "reached": (
        "{title} cannot be reached from here: {kind}. Sign in with the cloud's own tools first",
        "{title}に接続できない({kind})。先にクラウドの標準の方法でサインインすること",
    ),
    "date": ("--until takes a date: YYYY-MM-DD", "--until は YYYY-MM-DD 形式の日付"),
}


def laid_out(which: Which) -> Layout:
    """The layout of the environment that is meant: in a ceremony none is guessed."""
    from govcloud.cli.selection import environments_of, opened

    source = opened(which.path)
    names = environments_of(source.system, [which.env] if which.env else ())
    if len(names) != 1:
        raise usage(WORDS["environment"], names="|".join(names))
    return source.layout(names[0])


def clouds(which: Which, layout: Layout) -> tuple[Cloud, ...]:
    """The clouds that are meant."""
    from govcloud.cli.selection import clouds_of

    return tuple(clouds_of(layout.system, which.cloud or ()))


def brought(which: Which, layout: Layout) -> tuple[Need, ...]:
    """The keys of the plan that are to be brought; a mistake where there is none."""
    from govcloud.keys.plan import brought as planned

    found = planned(layout, clouds(which, layout))
    for name in which.key or ():
        if name not in {need.block for need in found}:
            raise usage(WORDS["key"], name=name, hint=did_you_mean(name, {need.block for need in found}))
    if not found:
        raise usage(WORDS["none"])
    return tuple(need for need in found if not which.key or need.block in which.key)


def target(need: Need) -> Target:
    """Where a key that is brought goes."""
    assert need.target is not None
    return need.target


@contextlib.contextmanager
def extra(name: str, what: str) -> Iterator[None]:
    """What is missing without an extra, named."""
    try:
        yield
    except ModuleNotFoundError as missing:
        if str(missing.name).startswith("govcloud"):
            raise
        raise usage(WORDS["extra"], what=say(WORDS[what]), extra=name, module=missing.name) from None


def importer_of(target: Target) -> Importer:
    """What talks to a target's cloud; a mistake where nobody is signed in there."""
    from govcloud.clouds import importing

    try:
        return importing.importer(target)
    except GovcloudError:
        raise
    # Each SDK has its own error for credentials that are not there, and it may quote them.
    except Exception as error:
        raise usage(WORDS["reached"], title=target.service.title, kind=type(error).__name__) from None


def until(given: str) -> datetime.datetime | None:
    """The beginning of that day in UTC; none where no day is given."""
    if not given:
        return None
    try:
        return datetime.datetime.combine(datetime.date.fromisoformat(given), datetime.time(), datetime.UTC)
    except ValueError:
        raise usage(WORDS["date"]) from None
