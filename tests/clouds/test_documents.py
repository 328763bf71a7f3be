"""JSON documents whose values come later."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pulumi
from hypothesis import given
from hypothesis import strategies as st

from govcloud.clouds.documents import json_text
from govcloud.engine import render
from govcloud.graph import Secret, revealed

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=12,
)


def said(make: Callable[[], Any]) -> Any:
    """What the stack exports as `text`."""
    return render(lambda: pulumi.export("text", make()), project="p", stack="s").exports["text"]


@given(PLAIN)
def test_a_plain_document_is_plain_text(document: Any) -> None:
    assert json_text(document) == json.dumps(document)


def test_outputs_are_filled_in_where_they_stand() -> None:
    def make() -> Any:
        later = pulumi.Output.from_input
        return json_text({"b": [1, later("x"), {"c": later({"d": later(2)})}], "a": later(None)})

    assert said(make) == json.dumps({"b": [1, "x", {"c": {"d": 2}}], "a": None})


def test_keys_are_sorted_in_what_came_later_too() -> None:
    assert said(lambda: json_text({"b": 1, "a": pulumi.Output.from_input({"z": 1, "y": 2})}, sort_keys=True)) == (
        '{"a": {"y": 2, "z": 1}, "b": 1}'
    )


def test_one_secret_makes_the_whole_text_secret() -> None:
    text = said(lambda: json_text({"password": pulumi.Output.secret("canary"), "user": "u"}))
    assert isinstance(text, Secret)
    assert json.loads(revealed(text)) == {"password": "canary", "user": "u"}
