"""The published page inside a control's docstring: its sections, in English and Japanese."""

from __future__ import annotations

import inspect
import re
from dataclasses import dataclass
from typing import Final

from govcloud.errors import GovcloudError

LABELS: Final = {"Why": "why", "Fix": "fix", "Source": "source", "日本語": "ja", "対処": "ja_fix"}
"""How a labelled paragraph of the docstring begins, and the section it is. What comes before is `asks`."""

_WIDE: Final = "[\u3000-\u9fff\uff00-\uffef]"
_SOFT_BREAK: Final = re.compile(f"(?<={_WIDE})\n|\n(?={_WIDE})")


@dataclass(frozen=True, slots=True)
class Prose:
    """What a control asks, why, how to mend a failure, where it comes from; `ja` and `ja_fix` are the Japanese part."""

    asks: str
    why: str
    fix: str
    source: str
    ja: str
    ja_fix: str


def prose(name: str, docstring: str | None) -> Prose:
    """Read a docstring; `GovcloudError` names the sections that are missing."""
    sections = dict.fromkeys(("asks", *LABELS.values()), "")
    for paragraph in inspect.cleandoc(docstring or "").split("\n\n"):
        label, separator, rest = paragraph.partition(": ")
        known = LABELS.get(label) if separator else None
        text = _flowing(rest if known else paragraph)
        section = known or "asks"
        sections[section] = f"{sections[section]}\n\n{text}".strip()
    missing = [section for section, text in sections.items() if not text]
    if missing:
        raise GovcloudError(f"{name}: its docstring is its page and lacks {', '.join(missing)}")
    return Prose(**sections)


def _flowing(paragraph: str) -> str:
    """One line. Between Japanese characters a line break is no space."""
    return _SOFT_BREAK.sub("", paragraph).replace("\n", " ").strip()
