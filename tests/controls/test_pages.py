"""The published pages, and the words that pages and messages are made of."""

import dataclasses
import subprocess
import sys

import pytest

import govcloud.facts
from govcloud.controls import ALL, catalogue, page
from govcloud.controls.prose import prose
from govcloud.controls.wording import ASPECTS, FIELDS, KINDS
from govcloud.errors import GovcloudError, UsageError
from govcloud.facts import Fact

FACTS = [
    kind
    for kind in vars(govcloud.facts).values()
    if isinstance(kind, type) and issubclass(kind, Fact) and kind is not Fact
]


@pytest.mark.parametrize("control_id", catalogue())
def test_every_control_has_a_page_in_both_languages(control_id: str) -> None:
    english, japanese = page(control_id), page(control_id, "ja")
    assert english.startswith(f"# {control_id} {catalogue()[control_id].en}\n")
    assert japanese.startswith(f"# {control_id} {catalogue()[control_id].ja}\n")
    assert "\n- Level: " in english
    assert "\n- 水準: " in japanese


@pytest.mark.parametrize("control", ALL, ids=lambda control: control.id)
def test_the_page_of_a_rule_says_what_why_and_how(control) -> None:
    assert [line for line in page(control.id).splitlines() if line.startswith("## ")] == [
        "## What it asks",
        "## Why",
        "## How to fix",
        "## Source",
        "## Mappings",
    ]
    assert [line for line in page(control.id, "ja").splitlines() if line.startswith("## ")] == [
        "## 求めること",
        "## 対処",
        "## 出典",
        "## 対応する基準",
    ]
    assert not control.prose.ja.isascii()
    assert not control.prose.ja_fix.isascii()
    assert control.prose.why.isascii() or "(" in control.prose.why


def test_a_control_without_a_rule_says_so() -> None:
    assert "no rule judges it yet" in page("GC-NET-05")


def test_a_conditional_level_is_written_out() -> None:
    assert "- Level: mandatory from confidentiality 3, else recommended" in page("GC-ENC-03")
    assert "- 水準: 機密性3以上で必須、それ以外は推奨" in page("GC-ENC-03", "ja")


def test_numbering_that_was_not_verified_says_so() -> None:
    assert "政府統一基準 (not verified)" in page("GC-ENC-01")
    assert "政府統一基準 (未検証)" in page("GC-ENC-01", "ja")


def test_a_page_that_does_not_exist() -> None:
    with pytest.raises(UsageError, match="did you mean"):
        page("GC-ENC-99")


def test_a_rule_without_its_sections_is_refused() -> None:
    with pytest.raises(GovcloudError, match=r"X-01.*why, fix, source, ja, ja_fix"):
        prose("X-01", "It asks something.")


def test_japanese_lines_flow_without_spaces() -> None:
    text = "Asks\nthis.\n\nWhy: w.\n\nFix: f.\n\nSource: s.\n\n日本語: 一行目。\n二行目。\n\n対処: 直す。"
    read = prose("X-01", text)
    assert read.asks == "Asks this."
    assert read.ja == "一行目。二行目。"


def test_there_are_japanese_words_for_everything_a_fact_can_say() -> None:
    assert set(KINDS) == {kind.__name__ for kind in FACTS}
    assert set(ASPECTS) == {what for kind in FACTS for what in kind.ASPECTS}
    said = {field.name for kind in FACTS for field in dataclasses.fields(kind)} - {"subject", "what"}
    assert set(FIELDS) == said


def test_importing_the_controls_loads_nothing_heavy() -> None:
    program = (
        "import sys, govcloud.controls as c; c.page('GC-ENC-01'); "
        "print([m for m in ('jinja2', 'pulumi', 'rich', 'ruamel', 'typer') if m in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
