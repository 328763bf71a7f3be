"""How the properties of one resource are read."""

from typing import Any

import pytest

from govcloud.facts import UNKNOWN
from govcloud.graph import Resource, Secret, walk


def resource(
    inputs: Any = None, outputs: Any = None, *, real: bool = False, token: str = "aws:s3/bucket:Bucket"
) -> Any:
    return Resource(urn="u", type=token, name="n", inputs=inputs or {}, outputs=outputs or {}, outputs_are_real=real)


PATHS: list[tuple[str, Any]] = [
    ("plain", 1),
    ("list.0.name", "first"),
    ("list.1.name", "second"),
    ("list.2.name", None),
    ("list.-1.name", None),
    ("list.²", None),
    ("list.name", None),
    ("secret.inner", "hidden"),
    ("unknown", UNKNOWN),
    ("unknown.at.any.depth", UNKNOWN),
    ("plain.deeper", None),
    ("none", None),
    ("none.deeper", None),
    ("missing", None),
    ("false", False),
    ("", None),
]


@pytest.mark.parametrize(("path", "value"), PATHS)
def test_a_value_is_found_by_its_path(path: str, value: Any) -> None:
    inputs = {
        "plain": 1,
        "list": [{"name": "first"}, {"name": Secret("second")}],
        "secret": Secret({"inner": "hidden"}),
        "unknown": UNKNOWN,
        "none": None,
        "false": False,
    }
    assert walk(inputs, path) is value or walk(inputs, path) == value
    assert resource(inputs).at(path) is walk(inputs, path)


def test_a_default_stands_only_for_what_nobody_set() -> None:
    made = resource({"off": False, "zero": 0, "empty": "", "unknown": UNKNOWN})
    assert made.at("off", True) is False
    assert made.at("zero", 5) == 0
    assert made.at("empty", "x") == ""
    assert made.at("unknown", "x") is UNKNOWN
    assert made.at("missing", "x") == "x"
    assert made.output("missing", "x") == "x"


def test_a_running_stack_answers_unset_inputs_from_its_outputs() -> None:
    inputs, outputs = {"a": {"set": 1}}, {"a": {"set": 2, "unset": 3}, "b": [4]}
    assert resource(inputs, outputs, real=True).at("a.set") == 1
    assert resource(inputs, outputs, real=True).at("a.unset") == 3
    assert list(resource(inputs, outputs, real=True).each("b")) == [4]
    assert resource(inputs, outputs).at("a.unset") is None
    assert list(resource(inputs, outputs).each("b")) == []
    assert resource(inputs, outputs).output("a.unset") == 3


def test_each_yields_elements_and_never_hides_that_there_is_something() -> None:
    made = resource({"list": [1, Secret(2)], "one": "x", "unknown": UNKNOWN, "empty": [], "partly": (UNKNOWN, 1)})
    assert list(made.each("list")) == [1, 2]
    assert list(made.each("one")) == ["x"]
    assert list(made.each("unknown")) == [UNKNOWN]
    assert list(made.each("partly")) == [UNKNOWN, 1]
    assert list(made.each("empty")) == list(made.each("missing")) == []


def test_a_secret_is_noticed_on_the_value_and_around_it() -> None:
    made = resource({"value": Secret("x"), "map": Secret({"a": {"b": 1}}), "list": [Secret(1), 2], "plain": 1})
    for path in ("value", "map", "map.a.b", "list.0"):
        assert made.holds_secret(path)
    for path in ("list", "list.1", "plain", "missing", "plain.deeper"):
        assert not made.holds_secret(path)


def test_a_secret_output_is_noticed_where_the_outputs_answer() -> None:
    assert resource({}, {"value": Secret("x")}, real=True).holds_secret("value")
    assert not resource({}, {"value": Secret("x")}).holds_secret("value")
    assert not resource({"value": "open"}, {"value": Secret("open")}, real=True).holds_secret("value")


@pytest.mark.parametrize(
    ("token", "package", "provider"),
    [
        ("aws:s3/bucket:Bucket", "aws", False),
        ("pulumi:providers:azure-native", "azure-native", True),
        ("pulumi:pulumi:Stack", "pulumi", False),
        ("govcloud:index:Database", "govcloud", False),
    ],
)
def test_the_package_is_read_from_the_type(token: str, package: str, provider: bool) -> None:
    assert resource(token=token).package == package
    assert resource(token=token).is_provider is provider
