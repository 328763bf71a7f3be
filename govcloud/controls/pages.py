"""The published page of a control: its docstring and its catalogue entry, in Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from govcloud.controls import wording
from govcloud.controls.catalogue import Entry, Lang, entry, frameworks
from govcloud.controls.families import ALL
from govcloud.controls.model import Control

_POINTS: Final[Mapping[str, tuple[str, str]]] = {
    "S": ("specification", "仕様"),
    "P": ("policy pack", "ポリシーパック"),
    "O": ("offline check", "オフライン検査"),
    "G": ("organisation guardrail", "組織ガードレール"),
    "R": ("run time or organisation", "稼働時または組織"),
}
_SEVERITIES: Final[Mapping[str, str]] = {"critical": "重大", "high": "高", "medium": "中", "low": "低"}
_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "about": ("About", "対象"),
    "asks": ("What it asks", "求めること"),
    "fix": ("How to fix", "対処"),
    "level": ("Level", "水準"),
    "mappings": ("Mappings", "対応する基準"),
    "mandatory": ("mandatory", "必須"),
    "not_judged": (
        "This control is in the catalogue but no rule judges it yet.",
        "この管理策は一覧にあるが、判定する規則はまだない。",
    ),
    "points": ("Enforced at", "適用点"),
    "recommended": ("recommended", "推奨"),
    "severity": ("Severity", "重要度"),
    "source": ("Source", "出典"),
    "unverified": ("not verified", "未検証"),
    "why": ("Why", "理由"),
}


def page(control_id: str, lang: Lang = "en") -> str:
    """The page of one control of the catalogue; `UsageError` with the nearest id where there is none."""
    row = entry(control_id)
    control = next((one for one in ALL if one.id == control_id), None)
    blocks = [f"# {row.id} {row.title(lang)}", _facts(row, control, lang), *_text(control, lang), *_mappings(row, lang)]
    return "\n\n".join(blocks) + "\n"


def _word(name: str, lang: Lang) -> str:
    english, japanese = _WORDS[name]
    return japanese if lang == "ja" else english


def _facts(row: Entry, control: Control | None, lang: Lang) -> str:
    points = "、".join(_POINTS[one][1] for one in row.points)
    lines = [
        f"- {_word('severity', lang)}: {_SEVERITIES[row.severity] if lang == 'ja' else row.severity}",
        f"- {_word('level', lang)}: {level(row, lang)}",
        f"- {_word('points', lang)}: {points if lang == 'ja' else ', '.join(_POINTS[one][0] for one in row.points)}",
    ]
    if control is not None:
        lines.append(f"- {_word('about', lang)}: {_about(control, lang)}")
    return "\n".join(lines)


_BELOW: Final = (("else recommended", "それ以外は推奨"), ("else not asked", "それ以外は対象外"))
"""What a control asks below the confidentiality from which it is mandatory: it recommends, or asks nothing."""


def level(row: Entry, lang: Lang) -> str:
    """When a control is mandatory, in words."""
    if row.mandatory_from is None:
        return _word("recommended", lang)
    if row.mandatory_from <= 1:
        return _word("mandatory", lang)
    below = _BELOW[row.asks_from >= row.mandatory_from]
    if lang == "ja":
        return f"機密性{row.mandatory_from}以上で必須、{below[1]}"
    return f"mandatory from confidentiality {row.mandatory_from}, {below[0]}"


def _about(control: Control, lang: Lang) -> str:
    spoken = (
        wording.about(kind, sorted(kind.ASPECTS & (control.aspects or kind.ASPECTS)), lang) for kind in control.about
    )
    return ("、" if lang == "ja" else ", ").join(spoken)


def _text(control: Control | None, lang: Lang) -> Iterator[str]:
    if control is None:
        yield _word("not_judged", lang)
        return
    prose = control.prose
    english = {"asks": prose.asks, "why": prose.why, "fix": prose.fix}
    for name, text in ({"asks": prose.ja, "fix": prose.ja_fix} if lang == "ja" else english).items():
        yield f"## {_word(name, lang)}\n\n{text[:1].upper()}{text[1:]}"
    yield f"## {_word('source', lang)}\n\n{prose.source}"


def _mappings(row: Entry, lang: Lang) -> Iterator[str]:
    lines = [f"- {_framework(name, lang)}: {', '.join(clauses)}" for name, clauses in row.mappings.items()]
    if lines:
        yield f"## {_word('mappings', lang)}\n\n" + "\n".join(lines)


def _framework(name: str, lang: Lang) -> str:
    framework = frameworks()[name]
    return framework.title if framework.verified else f"{framework.title} ({_word('unverified', lang)})"
