"""The verbs of `keys`: help in one language at a time, examples that work, and nothing loaded before it is needed."""

from __future__ import annotations

import importlib
import re
import shlex
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from govcloud.cli import keys
from tests.cli.conftest import ROOT, Cli
from tests.cli.test_language import JAPANESE

FILES = sorted(path.stem for path in (ROOT / "govcloud" / "cli").glob("keys_*.py"))
MODULES = [importlib.import_module(f"govcloud.cli.{name}") for name in FILES]
VERBS = [*((name,) for name in keys.VERBS), *(("record", name) for name in keys.RECORD)]


@pytest.mark.parametrize("module", MODULES, ids=FILES)
def test_every_word_is_in_both_languages_with_the_same_values(module: ModuleType) -> None:
    pairs = [*getattr(module, "WORDS", {}).items(), *getattr(module, "VERBS", {}).items()]
    for name, (english, japanese) in pairs:
        assert english or name == "urgency"
        assert JAPANESE.search(japanese) or not JAPANESE.search(english)
        assert set(re.findall(r"\{\w+\}", japanese)) <= set(re.findall(r"\{\w+\}", english))
    assert set(getattr(module, "VERBS", {})) == set(getattr(module, "EXAMPLES", {}))


@pytest.mark.parametrize("verb", VERBS, ids=" ".join)
@pytest.mark.parametrize("lang", ["en", "ja"])
def test_every_verb_has_help_with_examples(cli: Cli, verb: tuple[str, ...], lang: str) -> None:
    said = cli("keys", *verb, "--help", "--lang", lang)
    assert said.code == 0
    assert f"govcloud keys {' '.join(verb)}" in said.out
    headings = [line for line in said.out.splitlines() if line and not line.startswith(" ")]
    assert all(bool(JAPANESE.search(line)) == (lang == "ja") for line in headings)


def _examples() -> list[str]:
    table = {**keys.VERBS, **keys.RECORD}
    modules = {importlib.import_module(f"govcloud.cli.{address.partition(':')[0]}") for address in table.values()}
    lines = [line for module in modules for lines in module.EXAMPLES.values() for line in lines]
    return sorted({*lines, *keys.EXAMPLES})


@pytest.mark.parametrize("line", _examples())
def test_every_example_names_a_verb_and_options_that_exist(cli: Cli, line: str) -> None:
    words = shlex.split(line)
    assert words[:2] == ["govcloud", "keys"]
    verb = words[2:4] if words[2] == "record" else words[2:3]
    known = set(re.findall(r"^  (--[a-z-]+)", cli("keys", *verb, "--help").out, re.MULTILINE))
    assert {word for word in words if word.startswith("--")} <= known


def _loaded(code: str, *wanted: str) -> list[str]:
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            f"{code}\nimport sys\nprint(sorted(set(sys.modules) & set({wanted!r})), file=sys.stderr)",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [name for name in wanted if f"'{name}'" in done.stderr]


HEAVY = ("PyKCS11", "azure", "boto3", "cryptography", "google", "pulumi")


def test_no_other_verb_loads_them() -> None:
    ours = [f"govcloud.cli.{name}" for name in FILES]
    assert _loaded("from govcloud.cli import main; main(['controls', '--json'])", *ours, *HEAVY) == []


@pytest.mark.parametrize("verb", ["plan", "status"])
def test_planning_needs_no_extra(verb: str, tmp_path: Path) -> None:
    from tests.cli.keys import Room

    Room.ready(tmp_path)
    assert _loaded(f"from govcloud.cli import main; main(['keys', {verb!r}, {str(tmp_path)!r}])", *HEAVY) == []


@pytest.mark.parametrize(
    ("module", "source", "extra"),
    [
        ("PyKCS11", ("--token", "agency", "--module", "x.so"), "keys-token"),
        ("cryptography", ("--sealed", "trial.keys"), "keys"),
    ],
)
def test_a_missing_extra_is_named(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: str, source: tuple[str, ...], extra: str
) -> None:
    from tests.cli.keys import Room

    room = Room.ready(tmp_path)
    for name in [name for name in sys.modules if name.startswith("govcloud.keys.")]:
        monkeypatch.delitem(sys.modules, name)
    hidden = {name: None for name in sys.modules if name.split(".")[0] == module} | {module: None}
    for name in hidden:
        monkeypatch.setitem(sys.modules, name, None)
    said = cli("keys", "generate", *source, *room.kept)
    assert said.code == 2
    assert f"needs govcloud[{extra}] (no module {module}" in said.err
