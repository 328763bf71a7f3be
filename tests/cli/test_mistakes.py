"""Whatever is wrong with the input: one clear error with its place, exit code 2, no traceback, nothing written."""

from __future__ import annotations

import importlib.util
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import VRS, Cli
from tests.examples import system

HEAD = "schema_version: 1\n"
BOMB = "a: &a [x,x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{name}: &{name} [{','.join([f'*{before}'] * 10)}]\n" for before, name in zip("abcdefg", "bcdefgh", strict=True)
)


def as_text(**changes: object) -> str:
    return json.dumps(system(**changes))  # type: ignore[arg-type]


FILES: dict[str, tuple[str | bytes, str]] = {
    "unknown key": (as_text(cloudz=1), "unknown key 'cloudz' (did you mean 'clouds'?)"),
    "wrong type": (as_text(generation="many"), "[generation]"),
    "syntax error": ("schema_version: 1\n  agency: [", "not valid YAML"),
    "tab": ("a:\n\tb: 1\n", "not valid YAML"),
    "unknown template": (HEAD + "template: web-sytem\n", "no template 'web-sytem' (did you mean 'web-system'?)"),
    "unknown cloud": (as_text(clouds=["oci"]), "one of aws, azure, gcp"),
    "expired waiver": (
        as_text(
            waivers=[{"control": "GC-ENC-02", "subject": "key", "because": "R", "approver": "a", "until": "2020-01-01"}]
        ),
        "system.yaml:1 [waivers[0].until]: the waiver of GC-ENC-02 on key ended on 2020-01-01",
    ),
    "expired acceptance": (
        as_text(
            accepts=[
                {
                    "cloud": "aws",
                    "block": "key",
                    "loses": "hsm",
                    "because": "R",
                    "approver": "a",
                    "until": "2020-01-01",
                }
            ]
        ),
        "ended on 2020-01-01",
    ),
    "not UTF-8": ("agency: デジタル庁\n".encode("shift_jis"), "not UTF-8 text"),
    "ten megabytes": (b"a: " + b"x" * 10 * 1024 * 1024, "larger than 1024 KiB"),
    "alias bomb": (BOMB, "aliases expand to too much"),
    "duplicate key": ("agency: a\nagency: b\n", "'agency' is here twice"),
    "empty": ("", "'agency' is missing"),
    "a list": ("- a\n", "not a map of keys"),
    "binary": (bytes(range(256)), "UTF-8"),
}


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("verb", ["check", "plan", "demo"])
def test_a_file_that_cannot_be_used(cli: Cli, tmp_path: Path, name: str, verb: str) -> None:
    content, expected = FILES[name]
    file = tmp_path / "system.yaml"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    rest: dict[str, tuple[object, ...]] = {"demo": ("--out", tmp_path / "out"), "plan": ("--cloud", "aws")}
    said = cli(verb, file, *rest.get(verb, ()))
    assert said.code == 2
    assert said.out == ""
    assert expected in said.err
    assert "Traceback" not in said.err
    assert [one.name for one in tmp_path.iterdir()] == ["system.yaml"]


@pytest.mark.parametrize("name", FILES)
def test_a_mistake_is_told_in_japanese_hint_and_all(cli: Cli, tmp_path: Path, name: str) -> None:
    content, _ = FILES[name]
    file = tmp_path / "system.yaml"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    for line in cli("--lang", "ja", "check", file).err.splitlines():
        told = re.search(r"system\.yaml(?::\d+)?(?: \[.*?\])?: (.*)", line)
        assert told, line
        words = re.sub(r"'[^']*'|YAMLとして正しくない: [^(]*", "", told[1])
        assert not re.search(r"[A-Za-z]+ [a-z]+ [a-z]+", words), line


def test_templates_in_a_circle(cli: Cli, tmp_path: Path) -> None:
    for name, other in (("one", "two"), ("two", "one")):
        folder = tmp_path / "templates" / name
        folder.mkdir(parents=True)
        (folder / "system.yaml").write_text(f"template: {other}\n")
    (tmp_path / "system.yaml").write_text("template: one\n")
    said = cli("check")
    assert said.code == 2
    assert "templates refer to each other in a circle: one → two → one" in said.err


def test_a_project_named_otherwise_than_its_system(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "system.yaml").write_text(as_text())
    (tmp_path / "Pulumi.yaml").write_text("name: something-else\n")
    said = cli("check")
    assert said.code == 2
    assert "Pulumi.yaml:1 [name]" in said.err
    assert "name: digital-agency-example" in said.err


CALLS: dict[str, tuple[tuple[object, ...], str]] = {
    "missing file": (("check", "nowhere"), "no such file"),
    "missing file for audit": (("audit", "nowhere.json"), "no such file"),
    "no file for audit": (("audit",), "name at least one file"),
    "unknown cloud": (("check", VRS, "--cloud", "oci"), "no cloud 'oci'"),
    "unknown environment": (("check", VRS, "--env", "prd"), "did you mean 'prod'?"),
    "unknown part": (("plan", VRS, "--cloud", "aws", "--part", "base"), "no part 'base'"),
    "no cloud for plan": (("plan", VRS), "--cloud aws|azure|gcp"),
    "unknown verb": (("chekc",), "did you mean 'check'?"),
    "unknown option": (("check", "--rendr"), "did you mean '--render'?"),
    "option without value": (("check", "--cloud"), "see --help"),
    "not a number": (("controls", "--confidentiality", "x"), "confidentiality"),
    "unknown control": (("controls", "GC-ENC-2"), "did you mean 'GC-ENC-02'?"),
    "unknown severity": (("controls", "--severity", "hihg"), "did you mean 'high'?"),
    "unknown language": (("check", "--lang", "fr"), "en or ja"),
    "language left out": (("check", "--lang"), "en or ja"),
    "unknown template": (("new", "some-agency", "web", "--template", "web"), "no template 'web'"),
    "bad name": (("new", "Some_Agency", "web"), "cannot be a name"),
    "missing argument": (("new", "some-agency"), "'system' is missing"),
    "unknown platform log": (("audit", "x", "--platform-provides", "flows"), "did you mean 'flow'?"),
    "a system that is not there": (("audit", "x.json", "--system", "nowhere"), "nowhere: no such file"),
    "schema into a folder": (("schema", "--out", "."), "is a folder"),
    "schema nowhere": (("schema", "--out", "a/b/c.json"), "no such folder"),
    "demo into a file": (("demo", VRS, "--out", __file__), "is a file"),
}


@pytest.mark.parametrize("name", CALLS)
def test_a_call_that_cannot_be_done(cli: Cli, tmp_path: Path, name: str) -> None:
    arguments, expected = CALLS[name]
    said = cli(*arguments)
    assert said.code == 2
    assert expected in said.err
    assert "Traceback" not in said.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("verb", [("check", "--render"), ("plan", "--cloud", "aws"), ("demo",)])
def test_a_missing_extra_is_named(cli: Cli, monkeypatch: pytest.MonkeyPatch, verb: tuple[str, ...]) -> None:
    found: Callable[..., object] = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name, *rest: None if "aws" in name else found(name, *rest))
    said = cli(verb[0], VRS, *verb[1:])
    assert said.code == 2
    assert "pip install 'govcloud[aws]'" in said.err


EXPORTS: dict[str, tuple[bytes, str]] = {
    "garbage": (b"\x00\x01garbage", "export.json: not"),
    "truncated": (b'{"version": 3, "deployment": {"resources": [{"urn": "urn:pu', "not JSON"),
    "not UTF-8": (json.dumps({"deployment": "庁"}, ensure_ascii=False).encode("shift_jis"), "not UTF-8"),
    "other JSON": (b'{"hello": 1}', "neither a stack export nor a preview"),
    "nothing in it": (b'{"version": 3, "deployment": {"resources": []}}', "holds no resource"),
    "no URN": (b'{"deployment": {"resources": [{"type": "x"}]}}', "URN"),
    "deeply nested": (b"[" * 100_000, "nested too deeply"),
}


@pytest.mark.parametrize("name", EXPORTS)
def test_an_export_that_cannot_be_read(cli: Cli, tmp_path: Path, name: str) -> None:
    content, expected = EXPORTS[name]
    (tmp_path / "export.json").write_bytes(content)
    said = cli("audit", "export.json")
    assert said.code == 2
    assert expected in said.err
    assert "Traceback" not in said.err


def test_a_folder_is_no_export(cli: Cli, tmp_path: Path) -> None:
    said = cli("audit", tmp_path)
    assert said.code == 2
    assert "Traceback" not in said.err


def test_debug_shows_the_traceback(cli: Cli) -> None:
    with pytest.raises(Exception, match="nowhere"):
        cli("check", "nowhere", "--debug")


def test_what_nobody_expected_is_said_without_traceback(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("a defect")

    monkeypatch.setattr("govcloud.systems.read.load", broken)
    monkeypatch.setattr("govcloud.cli.selection.load", broken)
    said = cli("check", VRS)
    assert said.code == 2
    assert "unexpected ZeroDivisionError: a defect" in said.err
