"""A system file over its template."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from govcloud.systems import merged

leaves = st.one_of(st.booleans(), st.integers(), st.text(max_size=3), st.lists(st.integers(), max_size=2))
keys = st.sampled_from(["a", "b", "c"])
# A key with a leading "_" always holds a map, the others never do: the shape of all documents is one.
trees = st.recursive(
    st.dictionaries(keys, leaves, max_size=3),
    lambda below: st.builds(
        lambda plain, nested: {**plain, **{f"_{key}": value for key, value in nested.items()}},
        st.dictionaries(keys, leaves, max_size=2),
        st.dictionaries(keys, below, max_size=2),
    ),
    max_leaves=6,
)
with_nulls = st.recursive(
    st.one_of(st.none(), leaves), lambda below: st.dictionaries(keys, below, max_size=3), max_leaves=6
).filter(lambda value: isinstance(value, dict))


@given(trees)
def test_merging_with_nothing_changes_nothing(data: Any) -> None:
    assert merged(data, {}) == data
    assert merged({}, data) == data
    assert merged(data, data) == data


@given(trees, trees, trees)
def test_merging_is_associative_where_shapes_agree(first: Any, second: Any, third: Any) -> None:
    assert merged(merged(first, second), third) == merged(first, merged(second, third))


@given(trees, with_nulls)
def test_no_null_survives_and_the_upper_layer_wins(below: Any, above: Any) -> None:
    result = merged(below, above)
    for key, value in above.items():
        if value is None:
            assert key not in result
        elif not isinstance(value, dict):
            assert result[key] == value
    assert set(result) == (set(below) | set(above)) - {key for key, value in above.items() if value is None}


@given(trees, with_nulls)
def test_neither_layer_is_changed(below: Any, above: Any) -> None:
    before = repr((below, above))
    merged(below, above)
    assert repr((below, above)) == before


def test_null_removes_at_any_depth() -> None:
    below = {"a": {"b": {"c": 1, "d": 2}}, "e": 3}
    assert merged(below, {"a": {"b": {"c": None}}, "e": None, "f": None}) == {"a": {"b": {"d": 2}}}
    assert merged({}, {"a": {"b": None, "c": 1}}) == {"a": {"c": 1}}


def test_lists_and_plain_values_replace() -> None:
    assert merged({"a": [1, 2], "b": {"c": 1}}, {"a": [3], "b": 5}) == {"a": [3], "b": 5}
    assert merged({"b": 5}, {"b": {"c": 1}}) == {"b": {"c": 1}}


def test_a_block_of_another_kind_replaces_the_whole_block() -> None:
    below = {"api": {"kind": "container_service", "port": 80}}
    assert merged(below, {"api": {"kind": "static_site"}}) == {"api": {"kind": "static_site"}}
    assert merged(below, {"api": {"kind": "container_service", "size": "large"}})["api"]["port"] == 80
    assert merged(below, {"api": {"port": 90}}) == {"api": {"kind": "container_service", "port": 90}}
