"""Where the verbs of `govcloud keys` find the material: a PKCS#11 token or a sealed file; the escrow likewise."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from govcloud.cli.keys_opening import extra
from govcloud.cli.keys_options import Escrow, Holder
from govcloud.cli.keys_secrets import WORDS as SECRETS
from govcloud.cli.keys_secrets import asking, identities
from govcloud.cli.words import Pair, say, usage

if TYPE_CHECKING:
    from govcloud.keys.plan import Need
    from govcloud.keys.sources import Source

WORDS: Final[dict[str, Pair]] = {
    "source": (
        "say where the key is: --token LABEL --module FILE, or --sealed FILE for trials",
        "鍵の保持場所を指定する: --token ラベル --module ファイル、試行なら --sealed ファイル",
    ),
    "escrow": (
        "say where the escrow is: --escrow-token LABEL --escrow-module FILE, or --escrow-sealed FILE",
        "預託先を指定する: --escrow-token ラベル --escrow-module ファイル、または --escrow-sealed ファイル",
    ),
    "same": (
        "token {token} was given as its own escrow: name the other copy",
        "トークン{token}が預託先にも指定されている。別に保管した複製を指定すること",
    ),
    "both": ("a token or a sealed file, not both", "トークンと鍵ファイルは同時に指定できない"),
    "module": (
        "a token needs its PKCS#11 module: --module FILE",
        "--module でPKCS#11モジュールを指定する",
    ),
    "missing": ("{source} holds no {material}: generate it first", "{source}に{material}がない。先に生成する"),
}


@contextlib.contextmanager
def source(holder: Holder) -> Iterator[Source]:
    """The place that holds the material, open."""
    made = _source(holder, "--secret-file", "--identity", "source")
    try:
        yield made
    finally:
        made.close()


@contextlib.contextmanager
def escrow(given: Escrow, holder: Holder) -> Iterator[Source]:
    """The escrow, open; a mistake where it is the very token that is the source, which would not open twice."""
    if given.escrow_token and (given.escrow_token, given.escrow_module) == (holder.token, holder.module):
        raise usage(WORDS["same"], token=given.escrow_token)
    made = _source(given.holder, "--escrow-secret-file", "--escrow-identity", "escrow")
    try:
        yield made
    finally:
        made.close()


def named(holder: Holder) -> bool:
    """Whether a source was named at all."""
    return bool(holder.token or holder.sealed)


def _source(holder: Holder, secret: str, identity: str, word: str) -> Source:
    if not named(holder):
        raise usage(WORDS[word])
    if holder.token and holder.sealed:
        raise usage(WORDS["both"])
    with extra("keys-token" if holder.token else "keys", "token" if holder.token else "ceremony"):
        from govcloud.keys.material import undumped

        undumped()
        return _token(holder, secret) if holder.token else _sealed(holder, secret, identity)


def _token(holder: Holder, option: str) -> Source:
    if holder.module is None:
        raise usage(WORDS["module"])
    from govcloud.keys.token import Token

    pin = asking(say(SECRETS["pin"], name=holder.token), option, holder.secret)
    return Token(holder.module, holder.token, pin)


def _sealed(holder: Holder, option: str, identity: str) -> Source:
    from govcloud.keys.locks import AgeLock
    from govcloud.keys.sealed_file import SealedFile

    assert holder.sealed is not None
    if holder.recipient or holder.identity:
        opens = identities(holder.identity, identity) if holder.identity else None
        return SealedFile(holder.sealed, AgeLock(holder.recipient or (), opens))
    what = say(SECRETS["passphrase"], name=holder.sealed.name)
    return SealedFile(holder.sealed, asking(what, option, holder.secret, new=not holder.sealed.exists()))


def newest(need: Need, holds: Source) -> str:
    """The newest material of a key that the source holds; a mistake where it holds none."""
    from govcloud.keys.versions import newest as found

    name = found(need.material, [one.name for one in holds.held()])
    if name is None:
        raise usage(WORDS["missing"], source=holds.title, material=need.material)
    return name
