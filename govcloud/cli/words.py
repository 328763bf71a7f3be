"""Which language the command line speaks, and how a text in two languages is written down."""

from __future__ import annotations

from contextvars import ContextVar
from typing import Final, Literal, TypeAlias

from govcloud.errors import Text, UsageError, in_language

Pair: TypeAlias = tuple[str, str]
"""A text in English and in Japanese, with `{name}` where values go."""

LANGUAGES: Final = ("en", "ja")
LANG: Final[ContextVar[str]] = ContextVar("govcloud_lang", default="en")
"""The language of this run: "en" or "ja"."""

_BETWEEN: Final = "\x1f"


def is_japanese() -> bool:
    """Whether this run speaks Japanese."""
    return LANG.get() == "ja"


def lang() -> Literal["en", "ja"]:
    """The language of this run, as the controls' own texts ask for it."""
    return "ja" if is_japanese() else "en"


def say(pair: Pair, /, **values: object) -> str:
    """The text in this run's language, with its values."""
    said = {name: in_language(value, lang()) if isinstance(value, Text) else value for name, value in values.items()}
    return pair[is_japanese()].format(**said)


def both(en: str, ja: str) -> str:
    """Both texts as one string, for places that take only one and are read later with `told`."""
    return f"{en}{_BETWEEN}{ja}"


def told(text: str | None) -> str:
    """The half of a `both` in this run's language; any other text as it is."""
    english, between, japanese = (text or "").partition(_BETWEEN)
    return japanese if between and is_japanese() else english


def usage(pair: Pair, /, **values: object) -> UsageError:
    """A usage error in this run's language."""
    return UsageError(say(pair, **values))
