"""Values besides plain JSON: how Pulumi's files mark them, and that secrets stay hidden."""

import json
from typing import Any

import pytest

from govcloud.facts import UNKNOWN
from govcloud.graph import Asset, Resource, ResourceRef, Secret, decoded, revealed, strings
from govcloud.graph.values import (
    ARCHIVE_SIGNATURE,
    ASSET_SIGNATURE,
    OUTPUT_SIGNATURE,
    RESOURCE_SIGNATURE,
    SECRET_SIGNATURE,
    SIGNATURE,
    UNKNOWN_STRING,
    unhidden,
)

CASES: dict[str, tuple[Any, Any]] = {
    "plain": ({"a": [1, None, True, "x"]}, {"a": [1, None, True, "x"]}),
    "unknown": ([UNKNOWN_STRING], [UNKNOWN]),
    "a text that holds the mark of the unknown": (f"a{UNKNOWN_STRING}", f"a{UNKNOWN_STRING}"),
    "secret": ({SIGNATURE: SECRET_SIGNATURE, "value": [UNKNOWN_STRING]}, Secret([UNKNOWN])),
    "shown secret": ({SIGNATURE: SECRET_SIGNATURE, "plaintext": '{"a": "b"}'}, Secret({"a": "b"})),
    "encrypted secret": ({SIGNATURE: SECRET_SIGNATURE, "ciphertext": "v1:…"}, Secret(UNKNOWN)),
    "broken secret": ({SIGNATURE: SECRET_SIGNATURE, "plaintext": "{"}, Secret(UNKNOWN)),
    "misshapen secret": ({SIGNATURE: SECRET_SIGNATURE, "plaintext": 5}, Secret(UNKNOWN)),
    "known output": ({SIGNATURE: OUTPUT_SIGNATURE, "value": "x"}, "x"),
    "unknown output": ({SIGNATURE: OUTPUT_SIGNATURE}, UNKNOWN),
    "resource": ({SIGNATURE: RESOURCE_SIGNATURE, "urn": "u", "id": UNKNOWN_STRING}, ResourceRef("u", UNKNOWN)),
    "asset": ({SIGNATURE: ASSET_SIGNATURE, "path": "a"}, Asset({"path": "a"})),
    "archive": ({SIGNATURE: ARCHIVE_SIGNATURE, "path": "a"}, Asset({"path": "a"}, archive=True)),
    "a mark nobody knows": ({SIGNATURE: "x", "a": 1}, {SIGNATURE: "x", "a": 1}),
    "a mark that is a list": ({SIGNATURE: [], "a": 1}, {SIGNATURE: [], "a": 1}),
}


@pytest.mark.parametrize(("written", "value"), CASES.values(), ids=CASES)
def test_a_marked_value_is_decoded(written: Any, value: Any) -> None:
    assert decoded(written) == value


def test_a_secret_does_not_show_in_any_repr() -> None:
    secret = Secret("canary")
    resource = Resource(urn="u", type="t", name="n", inputs={"a": [secret]}, outputs={"b": {"c": secret}}, id=secret)
    for shown in (secret, [secret], {"a": secret}, resource, Secret(Secret("canary"))):
        assert "canary" not in repr(shown)
        assert "canary" not in json.dumps(shown, default=repr)
    with pytest.raises(TypeError):
        json.dumps(secret)


def test_a_secret_is_opened_at_any_depth_of_wrapping() -> None:
    assert revealed(Secret(Secret("x"))) == "x"
    assert revealed("x") == "x"


def test_a_previews_secrets_are_marked_again() -> None:
    shown = decoded(unhidden({"a": ["[secret]", "b"], "c": {"d": "[secret]"}, "e": "not [secret]"}))
    assert shown == {"a": [Secret(UNKNOWN), "b"], "c": {"d": Secret(UNKNOWN)}, "e": "not [secret]"}


def test_all_strings_of_a_value_are_found() -> None:
    value = {"a": ["x", Secret({"b": "y"})], "c": ("z", 1, None, UNKNOWN), "d": ResourceRef("u")}
    assert list(strings(value)) == ["x", "y", "z"]
