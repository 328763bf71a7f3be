"""What can go wrong and how it is said: one tree of exceptions, each message with what, where and what to do."""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass


class Text(str):
    """A text in English that carries the same in Japanese (`ja`), for whoever shows it."""

    ja: str

    def __new__(cls, en: str, ja: str) -> Text:
        """`en` is what the text is wherever nobody asks for Japanese."""
        made = super().__new__(cls, en)
        made.ja = ja
        return made


def in_language(text: object, lang: str) -> str:
    """A text in Japanese ("ja") where it carries that, else as it is."""
    return text.ja if lang == "ja" and isinstance(text, Text) else str(text)


class GovcloudError(Exception):
    """The root: everything this library raises on purpose. The command line prints it without a traceback.

    `exit_code` is what the command line ends with. `ja` says the same in Japanese where somebody wrote it.
    """

    exit_code = 2

    def __init__(self, message: str = "", *, ja: str = "") -> None:
        super().__init__(message)
        self.ja = ja

    def said(self, lang: str = "en") -> str:
        """The message in English or Japanese ("ja")."""
        if lang != "ja":
            return str(self)
        return self.ja or in_language(self.args[0] if self.args else "", lang)


class UsageError(GovcloudError):
    """The call itself is off: a missing file, an unknown template or cloud, an extra that is not installed."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake in one place.

    `key` is the path of keys from the top of the file (`workload.api.port`), `line` counts from 1 (0: not known),
    `hint` says what to do and may be empty. `ja` and `hint_ja` say the same in Japanese where somebody wrote it.
    """

    message: str
    file: str = ""
    line: int = 0
    key: str = ""
    hint: str = ""
    ja: str = ""
    hint_ja: str = ""

    def said(self, lang: str = "en") -> str:
        """The problem in one line, in English or Japanese ("ja")."""
        message, hint = (
            (self.ja or in_language(self.message, lang), self.hint_ja or in_language(self.hint, lang))
            if lang == "ja"
            else (self.message, self.hint)
        )
        where = ":".join(str(part) for part in (self.file, self.line or "") if part)
        head = " ".join(part for part in (where, f"[{self.key}]" if self.key else "") if part)
        line = f"{head}: {message}" if head else message
        return f"{line} ({hint})" if hint else line

    def __str__(self) -> str:
        return self.said()


class FileError(GovcloudError):
    """A file cannot be used as it stands. Carries every mistake found in it, not only the first."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def said(self, lang: str = "en") -> str:
        """Every problem, a line each."""
        return "\n".join(problem.said(lang) for problem in self.problems)


class UnsupportedError(GovcloudError):
    """A cloud cannot do what was asked, and says so instead of leaving it out. The reason is in the message."""


class EngineError(GovcloudError):
    """A program broke a rule of the embedded engine, such as a default provider or a duplicate name."""


class RefusedError(GovcloudError):
    """A mandatory control does not hold, or something was registered that had not been rehearsed."""

    exit_code = 1


def from_locale(environment: Mapping[str, str] = os.environ) -> str:
    """The language that the locale asks for, "en" or "ja"; English where it asks for none of ours."""
    asked = environment.get("LC_ALL") or environment.get("LC_MESSAGES") or environment.get("LANG") or ""
    return "ja" if asked.lower().startswith("ja") else "en"


def did_you_mean(word: str, known: Iterable[str]) -> Text:
    """A suggestion for a mistyped word: the nearest known one, else the list of what there is."""
    names = sorted(known)
    near = difflib.get_close_matches(word, names, n=1, cutoff=0.6)
    if near:
        return Text(f"did you mean '{near[0]}'?", f"'{near[0]}' の誤りか")
    listed = ", ".join(names)
    return Text(f"there is: {listed}", f"候補: {listed}") if names else Text("", "")
