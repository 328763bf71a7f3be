"""YAML for people: what is read, what is refused, and that nothing else ever happens."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govcloud.errors import FileError, Problem, UsageError
from govcloud.systems.yaml import LARGEST_BYTES, parse, read

FILE = Path("system.yaml")


def data(text: str) -> dict[str, Any]:
    document = parse(text, FILE)
    assert document.problems == ()
    return document.data


SCALARS: dict[str, Any] = {
    # as written → as read
    "true": True,
    "False": False,
    "NULL": None,
    "~": None,
    "": None,
    "y": "y",
    "n": "n",
    "yes": "yes",
    "no": "no",
    "NO": "NO",
    "on": "on",
    "off": "off",
    "Off": "Off",
    "5": 5,
    "-5": -5,
    "0": 0,
    "012": "012",
    "012345678901": "012345678901",
    "111111111111": 111111111111,
    "0x1F": "0x1F",
    "1_000": "1_000",
    "1:30": "1:30",
    "1.5": 1.5,
    "1e3": "1e3",
    ".inf": ".inf",
    "9" * 400: "9" * 400,
    "9" * 18: int("9" * 18),
    "2027-02-01 10:00:00": "2027-02-01 10:00:00",
    "10.20.0.0/16": "10.20.0.0/16",
    "sha256:abc": "sha256:abc",
    "'5'": "5",
    '"true"': "true",
    '""': "",
    "機密性": "機密性",
    "=": "=",
    "<<": "<<",
    '"a\\nb"': "a\nb",
}


@pytest.mark.parametrize(("written", "value"), SCALARS.items())
def test_a_plain_word_means_what_it_says(written: str, value: Any) -> None:
    found = data(f"a: {written}\n")["a"]
    assert found == value
    assert type(found) is type(value)


def test_a_date_is_a_date_and_a_quoted_one_is_text() -> None:
    found = data("a: 2027-02-01\nb: '2027-02-01'\n")
    assert found["a"].isoformat() == found["b"] == "2027-02-01"
    assert not isinstance(found["a"], str)


def test_keys_are_texts_whatever_they_look_like() -> None:
    assert data("1: a\n1.5: b\nnull: c\ntrue: d\n2027-02-01: e\n~: f\non: g\n") == {
        "1": "a",
        "1.5": "b",
        "null": "c",
        "true": "d",
        "2027-02-01": "e",
        "~": "f",
        "on": "g",
    }


def test_a_number_and_its_text_are_one_key() -> None:
    (problem,) = parse("1: a\n'1': b\n", FILE).problems
    assert str(problem) == "system.yaml:2 [1]: '1' is here twice (first in line 1) (remove one)"


def test_every_key_and_element_knows_its_line() -> None:
    document = parse("a:\n  b:\n  - x\n  - c: 1\n    d: 2\ne: {f: 1,\n    g: 2}\n", FILE)
    assert document.lines == {
        ("a",): 1,
        ("a", "b"): 2,
        ("a", "b", "0"): 3,
        ("a", "b", "1"): 4,
        ("a", "b", "1", "c"): 4,
        ("a", "b", "1", "d"): 5,
        ("e",): 6,
        ("e", "f"): 6,
        ("e", "g"): 7,
    }
    assert document.line(("a", "b", "1", "nowhere", "at", "all")) == 4
    assert document.line(("nowhere",)) == 1


@pytest.mark.parametrize("text", ["", "\n", "# only a remark\n", "---\n", "--- \n...\n", "\ufeff"])
def test_an_empty_file_says_nothing(text: str) -> None:
    assert data(text) == {}


def test_anchors_are_values_written_once() -> None:
    document = parse("a: &x {b: [1]}\nc: *x\n", FILE)
    assert document.data == {"a": {"b": [1]}, "c": {"b": [1]}}
    assert document.lines[("c", "b")] == 1


MISTAKES: dict[str, tuple[str, int, str, str]] = {
    # text, line, key, message
    "a key twice": ("a: 1\nb: 2\na: 3\n", 3, "a", "'a' is here twice (first in line 1)"),
    "a nested key twice": ("a:\n  b: 1\n  b: 2\n", 3, "a.b", "'b' is here twice (first in line 2)"),
    "in a list": ("a:\n- b: 1\n  b: 2\n", 3, "a.0.b", "'b' is here twice"),
    "no such month": ("x: 1\na: 2027-13-01\n", 2, "a", "'2027-13-01' is no date"),
    "no such day": ("a:\n- 2027-02-29\n", 2, "a.0", "'2027-02-29' is no date"),
    "a merge key": ("a: &x {b: 1}\nc:\n  <<: *x\n", 3, "c.<<", "'<<' merges nothing here"),
}


@pytest.mark.parametrize(("text", "line", "key", "message"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_that_leaves_the_rest_readable_is_kept_for_later(
    text: str, line: int, key: str, message: str
) -> None:
    (problem,) = parse(text, FILE).problems
    assert (problem.file, problem.line, problem.key) == ("system.yaml", line, key)
    assert message in problem.message
    assert problem.hint
    assert problem.ja


def test_a_quoted_merge_key_is_a_key() -> None:
    assert data("'<<': 1\n") == {"<<": 1}


def bomb(depth: int = 9) -> str:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, depth)]
    return "\n".join(lines) + "\n"


REFUSED: dict[str, tuple[str, int, str]] = {
    # text, line, message
    "a list at the top": ("- a\n- b\n", 1, "not a map of keys"),
    "a text at the top": ("just words\n", 1, "not a map of keys"),
    "a number at the top": ("5\n", 1, "not a map of keys"),
    "a tab": ("a:\n\tb: 1\n", 2, "not valid YAML: found character that cannot start any token"),
    "an open bracket": ("a: [1, 2\nb: 3\n", 2, "not valid YAML"),
    "an open quote": ("a: 'x\n", 2, "not valid YAML"),
    "bad indentation": ("a:\n    b: 1\n  c: 2\n", 3, "not valid YAML"),
    "two colons": ("a: b: c\n", 1, "not valid YAML: mapping values are not allowed"),
    "two documents": ("a: 1\n---\nb: 2\n", 2, "but found another document"),
    "an unknown alias": ("a: 1\nb: *nowhere\n", 2, "found undefined alias"),
    "an alias that contains itself": ("a: 1\nb: &x [*x]\n", 2, "an alias contains itself"),
    "a map that contains itself": ("a: &x\n  b: *x\n", 1, "an alias contains itself"),
    "an alias bomb": (bomb(), 1, "aliases expand to too much"),
    "a list as key": ("a: 1\n? [b]\n: 1\n", 2, "a key that is a list or map"),
    "a map as key": ("{a: 1}: 2\n", 1, "a key that is a list or map"),
    "a Python object": ("a: 1\nb: !!python/object:os.system {}\n", 2, "tag tag:yaml.org,2002:python/object:os.system"),
    "a Python call": ("a: !!python/object/apply:os.system [id]\n", 1, "is not allowed"),
    "a Python name as key": ("!!python/name:os.system x: 1\n", 1, "is not allowed"),
    "a local tag": ("a: !secret x\n", 1, "tag !secret is not allowed"),
    "a set": ("a: !!set {x}\n", 1, "is not allowed"),
    "binary": ("a: !!binary aGk=\n", 1, "is not allowed"),
    "a bad boolean": ("a: !!bool maybe\n", 1, "is not allowed"),
    "an empty integer": ("a: !!int ''\n", 1, "is not allowed"),
    "a list that is a map": ("a: !!seq {a: b}\n", 1, "is not allowed"),
    "a map that is a list": ("a: !!map [a]\n", 1, "is not allowed"),
    "a control character": ("a: 1\nb: \x00\n", 2, "control characters are not allowed"),
    "brackets 10,000 deep": ("a: 1\nb: " + "[" * 10_000 + "]" * 10_000, 2, "nested deeper than 50 levels"),
    "braces 10,000 deep": ("{a: " * 10_000, 1, "nested deeper than 50 levels"),
    "dashes 10,000 deep": ("- " * 10_000, 1, "nested deeper than 50 levels"),
    "lines 1,000 deep": ("".join(f"{' ' * n}a:\n" for n in range(1_000)), 51, "nested deeper than 50 levels"),
}


@pytest.mark.parametrize(("text", "line", "message"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_used_is_refused_by_line(text: str, line: int, message: str) -> None:
    with pytest.raises(FileError) as caught:
        parse(text, FILE)
    (problem,) = caught.value.problems
    assert (problem.file, problem.line) == ("system.yaml", line)
    assert message in problem.message
    assert problem.hint


@pytest.mark.parametrize("encoding", ["shift_jis", "euc_jp", "utf-16"])
def test_other_encodings_are_named_by_line(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "system.yaml"
    file.write_bytes("agency: x\n# 府省庁の略称\n".encode(encoding))
    with pytest.raises(FileError, match="not UTF-8 text") as caught:
        read(file)
    assert caught.value.problems[0].line == (1 if encoding == "utf-16" else 2)
    assert "save it as UTF-8" in caught.value.problems[0].hint


def test_a_byte_order_mark_is_no_obstacle(tmp_path: Path) -> None:
    file = tmp_path / "system.yaml"
    file.write_bytes("a: 日本\r\nb: 1\r\n".encode("utf-8-sig"))
    assert read(file).data == {"a": "日本", "b": 1}


def test_a_ten_megabyte_file_is_refused_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "system.yaml"
    with file.open("wb") as stream:
        stream.truncate(10 * 1024 * 1024)
    monkeypatch.setattr(Path, "read_bytes", lambda _path: pytest.fail("read"))
    with pytest.raises(FileError, match="larger than 1024 KiB"):
        read(file)


def test_very_long_lines_are_read(tmp_path: Path) -> None:
    file = tmp_path / "system.yaml"
    long = "x" * (LARGEST_BYTES - 10)
    file.write_text(f"a: {long}\n", encoding="utf-8")
    assert read(file).data == {"a": long}
    file.write_text(f"a: [{'x, ' * 20_000}x]\n", encoding="utf-8")
    assert len(read(file).data["a"]) == 20_001


def test_a_missing_file_is_said_with_how_to_start_one(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"nothing\.yaml: no such file \(start one with 'govcloud new"):
        read(tmp_path / "nothing.yaml")
    with pytest.raises(UsageError, match="cannot be read"):
        read(tmp_path / ("long" * 100))


def test_a_file_that_may_not_be_read_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_path: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    file = tmp_path / "system.yaml"
    file.write_text("a: 1\n")
    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(UsageError, match=r"system\.yaml: cannot be read: Permission denied"):
        read(file)


PIECES = [
    *("a", ": ", "- ", "\n", "  ", "[", "]", "{", "}", "&x ", "*x", "!!int ", "'", '"', "<<", "? ", "|\n", "> ", "# "),
    *("%YAML 1.1\n", "---\n", "2027-99-99", ", ", "\t", "0x", "日", "\x07", "\u2028"),
]


@given(st.one_of(st.text(max_size=200), st.lists(st.sampled_from(PIECES), max_size=30).map("".join)))
@settings(max_examples=400)
def test_any_text_is_read_or_refused_by_line(text: str) -> None:
    problems: tuple[Problem, ...]
    try:
        document = parse(text, FILE)
    except FileError as error:
        problems = error.problems
    else:
        problems = document.problems
        assert isinstance(document.data, dict)
    assert all(problem.file and problem.line for problem in problems)
