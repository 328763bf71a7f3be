"""The command line speaks Japanese or English, and never both at once."""

from __future__ import annotations

import re
from types import ModuleType

import pytest

from govcloud.cli import app, auditing, findings, help, judgements, output, selection, sums
from govcloud.errors import from_locale
from tests.cli.conftest import VRS, Cli

MODULES = (*app.VERBS.values(), app, auditing, findings, help, judgements, output, selection, sums)
JAPANESE = re.compile(r"[ぁ-んァ-ヶ一-龠]")


@pytest.mark.parametrize("verb", app.VERBS)
@pytest.mark.parametrize("lang", ["en", "ja"])
def test_every_verb_has_help_with_examples(cli: Cli, verb: str, lang: str) -> None:
    said = cli(verb, "--help", "--lang", lang)
    assert said.code == 0
    assert f"govcloud {verb}" in said.out
    assert ("例\n" if lang == "ja" else "Examples\n") in said.out
    assert bool(JAPANESE.search(said.out)) == (lang == "ja")


@pytest.mark.parametrize("verb", app.VERBS)
def test_help_in_japanese_has_no_english_headings(cli: Cli, verb: str) -> None:
    said = cli("--lang=ja", verb, "--help")
    headings = [line for line in said.out.splitlines() if line and not line.startswith(" ")]
    assert all(JAPANESE.search(line) for line in headings)


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_every_word_is_in_both_languages_with_the_same_values(module: ModuleType) -> None:
    for english, japanese in getattr(module, "WORDS", {}).values():
        assert english
        assert japanese
        assert set(re.findall(r"\{\w+\}", japanese)) <= set(re.findall(r"\{\w+\}", english))


@pytest.mark.parametrize(
    ("environment", "lang"),
    [
        ({"LANG": "ja_JP.UTF-8"}, "ja"),
        ({"LC_ALL": "ja_JP.eucJP", "LANG": "en_US.UTF-8"}, "ja"),
        ({"LC_ALL": "C", "LANG": "ja_JP.UTF-8"}, "en"),
        ({}, "en"),
    ],
)
def test_the_locale_chooses_the_language(environment: dict[str, str], lang: str) -> None:
    assert from_locale(environment) == lang


def test_lang_overrules_the_locale(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "ja_JP.UTF-8")
    assert "未解決の項目はない。" in cli("check", VRS).out
    assert "Nothing open." in cli("check", VRS, "--lang", "en").out


def test_check_in_japanese_leaves_no_label_in_english(cli: Cli) -> None:
    out = cli("check", VRS, "--lang", "ja").out
    for word in ("Lost", "accepted", "instead", "open", "hold", "until", "judged"):
        assert word not in out.replace("R-001: ", "").split("承認者")[0]


def test_a_file_error_is_told_in_japanese_where_somebody_wrote_it(cli: Cli) -> None:
    said = cli("check", VRS, "--env", "prd", "--lang", "ja")
    assert said.err.startswith("エラー: 環境 'prd' はない")
