"""A corrupted system file either loads or is refused in words: nothing else ever happens."""

import copy
import json
from typing import Any

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st
from pydantic import ConfigDict

from govcloud.errors import FileError
from govcloud.systems import Account, plan
from govcloud.systems.read import loads
from tests.examples import EXAMPLES
from tests.strategies import ANY_ACCOUNTS, systems

Path = tuple[Any, ...]


class ClosedAccount(Account):
    """An account with fields of its own, so that a corrupted one is noticed."""

    model_config = ConfigDict(frozen=True, extra="allow")

    account: str

    @property
    def number(self) -> str:
        return self.account


ACCOUNTS = {**ANY_ACCOUNTS, "aws": ClosedAccount}
WRONG: list[Any] = [
    *(
        None,
        True,
        -1,
        0,
        10**30,
        1.5,
        float("1e300"),
        "",
        "x",
        "latest",
        "../..",
        "日本",
        "a.b.c",
        "${x}",
        "10.0.0.1/33",
    ),
    *([], [None], [[]], ["x", 5], {}, {"kind": "database"}, {"kind": 5}, {"kind": ["x"]}, {"": {}}, {"a.b": {"c": 1}}),
]
PRINTED = st.characters(exclude_categories=("C", "Z"))
names = st.one_of(
    st.sampled_from(["kye", "kind", "options", "place", "accounts", "", "a.b", "[key]", "0"]),
    st.text(PRINTED, max_size=5),
)


def written(data: Any) -> str:
    """The file: a line for each key."""
    return json.dumps(data, indent=1, ensure_ascii=False)


def places(data: Any, path: Path = ()) -> list[Path]:
    """Every place in a document, by path."""
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return (
        [path, *(place for key, value in items for place in places(value, (*path, key)))]
        if path
        else [place for key, value in items for place in places(value, (*path, key))]
    )


def parent(data: Any, path: Path) -> Any:
    for step in path[:-1]:
        data = data[step]
    return data


def corrupted(data: Any, draw: st.DrawFn) -> None:
    """One thing deleted, replaced, renamed, doubled or pointing elsewhere."""
    path = draw(st.sampled_from(places(data)))
    above, key = parent(data, path), path[-1]
    how = draw(st.sampled_from(["delete", "replace", "rename", "swap", "wrap"]))
    if how == "delete":
        del above[key]
    elif how == "replace":
        above[key] = copy.deepcopy(draw(st.sampled_from(WRONG)))
    elif how == "rename" and isinstance(above, dict):
        above[draw(names)] = above.pop(key)
    elif how == "swap":
        other = draw(st.sampled_from(places(data)))
        above[key] = copy.deepcopy(parent(data, other)[other[-1]])
    else:
        above[key] = draw(st.sampled_from([[above[key]], {"x": above[key]}]))


@st.composite
def corruptions(draw: st.DrawFn) -> Any:
    source = st.one_of(st.sampled_from(sorted(EXAMPLES)).map(EXAMPLES.__getitem__), systems())
    data = copy.deepcopy(draw(source))
    if draw(st.booleans()):
        name = next(iter(data["environments"]))
        block = draw(st.sampled_from(sorted({**data["foundation"], **data["workload"]})))
        data["environments"][name]["differs"] = {block: {"zones": 2, "key": "key"}}
    for _ in range(draw(st.integers(1, 3))):
        if places(data):
            corrupted(data, draw)
    return data


@given(corruptions())
@settings(max_examples=300)
def test_a_corrupted_system_loads_or_every_problem_has_file_line_and_key(data: Any) -> None:
    try:
        source = loads(written(data), ACCOUNTS)
    except FileError as error:
        problems = list(error.problems)
    else:
        problems = []
        event("loaded")
        for environment in source.system.environments:
            for planned in plan(source.system, environment).blocks.values():
                list(planned.promises())
    for problem in problems:
        event(problem.message.partition("'")[0][:40])
        assert all((problem.file, problem.line, problem.key)), problem
    assert [problem.line for problem in problems] == sorted(problem.line for problem in problems)


@given(st.recursive(st.sampled_from(WRONG), lambda below: st.dictionaries(names, below, max_size=3), max_leaves=5)
       .filter(lambda data: isinstance(data, dict)))  # fmt: skip
def test_any_map_is_refused_with_what_is_missing(data: Any) -> None:
    with pytest.raises(FileError) as caught:
        loads(written(data), ACCOUNTS)
    assert all(problem.file and problem.line and problem.key for problem in caught.value.problems)


@given(systems(), st.data())
def test_a_reference_to_nothing_is_told_at_its_place(data: Any, more: st.DataObject) -> None:
    named = [path for path in places(data) if path[0] in ("foundation", "workload") and len(path) == 3
             and path[-1] in ("key", "network", "logs", "into", "flow_logs", "firewall")]  # fmt: skip
    if named:
        path = more.draw(st.sampled_from(named))
        parent(data, path)[path[-1]] = "nobody-at-all"
        with pytest.raises(FileError) as caught:
            loads(written(data), ACCOUNTS)
        (problem,) = caught.value.problems
        assert problem.key == ".".join(path)
        assert problem.message == "no block 'nobody-at-all'"
        assert f'"{path[-1]}": "nobody-at-all"' in written(data).splitlines()[problem.line - 1]
