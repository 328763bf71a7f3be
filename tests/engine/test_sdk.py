"""What the engine leans on in Pulumi's SDK beyond what is published, and that its short cuts change nothing."""

from __future__ import annotations

import asyncio
import importlib
import inspect
import typing
from typing import Any

import pulumi
import pulumi_aws as aws
import pytest
from pulumi import _types, output
from pulumi.runtime import resource, rpc, rpc_manager, settings
from pulumi.runtime._context import wrap_with_context

from govcloud.engine import answers, render, sdk, wire
from govcloud.engine import loop as engine_loop
from govcloud.facts import UNKNOWN
from govcloud.graph import Asset, ResourceRef, Secret
from govcloud.graph import values as signatures
from tests.engine.programs import store, tokyo


def test_every_unpublished_name_is_there() -> None:
    for name in sdk.__all__:
        assert getattr(sdk, name) is not None, name
    for name in ("monitor", "engine", "callbacks", "outputs", "lock", "rpc_manager", "monitor_features"):
        assert sdk.setting(name).name.endswith(name)


def test_every_setting_of_the_sdk_is_set_for_a_render() -> None:
    declared = {name for name, item in vars(settings.Settings).items() if hasattr(item, "_data")}
    seen: set[str] = set()
    render(lambda: seen.update(name for name in declared if _is_set(name)), project="p", stack="s")
    assert seen == declared - {"parallel", "root_directory"}


def _is_set(name: str) -> bool:
    return sdk.setting(name).get() is not None


def test_the_coroutines_that_the_loop_knows_have_their_names() -> None:
    manager = rpc_manager.RPCManager()
    assert manager.do_rpc("x", test_every_unpublished_name_is_there).__qualname__ in engine_loop._CALLS  # type: ignore[arg-type]
    invoke = importlib.import_module("pulumi.runtime.invoke")
    inner = {code.co_name for code in _nested(invoke._invoke.__code__)}
    assert {"wait_for_fut"} <= inner
    assert "do_invoke_output" in {code.co_name for code in _nested(invoke.invoke_output.__code__)}
    assert "compute_data" in {code.co_name for code in _nested(output.Output.__init__.__code__)}
    assert wrap_with_context(print).__module__ == engine_loop._RPC_MODULE


def _nested(code: Any) -> list[Any]:
    found = [item for item in code.co_consts if inspect.iscode(item)]
    return found + [deeper for item in found for deeper in _nested(item)]


def test_outputs_nobody_reads_are_never_computed() -> None:
    made: list[engine_loop.Dormant] = []
    original = engine_loop.Dormant.__init__

    def counted(self: Any, *arguments: Any) -> None:
        made.append(self)
        original(self, *arguments)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine_loop.Dormant, "__init__", counted)
        render(store, project="p", stack="s")
    asleep = [one for one in made if one.sleeps]
    assert len(made) > 40
    assert len(asleep) > len(made) // 2


def test_an_output_that_is_read_late_is_still_there() -> None:
    async def program() -> None:
        bucket = aws.s3.Bucket("data", opts=tokyo())
        for _ in range(20):
            await asyncio.sleep(0)
        assert await bucket.arn.future() == "${Bucket:data.arn}"
        assert await bucket.bucket_domain_name.is_known()
        pulumi.export("region", bucket.region)

    assert render(program, project="p", stack="s").exports == {"region": "${Bucket:data.region}"}


VALUES: dict[str, Any] = {
    "asset": {"a": Asset({"text": "x"})},
    "empty": {"a": {}, "b": [], "c": ""},
    "nested": {"a": {"b": [1, 2.5, True, {"c": "d"}]}},
    "numbers": {"a": 1, "b": -2.5, "c": 2**53},
    "reference": {"a": ResourceRef("urn:pulumi:s::p::t::n", "id")},
    "secret inside": {"a": {"b": [Secret("x"), "y"]}},
    "secret": {"a": Secret({"b": 1})},
    "unknown inside": {"a": {"b": [UNKNOWN]}, "c": UNKNOWN},
}


@pytest.mark.parametrize("what", sorted(VALUES))
def test_a_plain_answer_says_what_a_message_would(what: str) -> None:
    found: list[Any] = []

    def program() -> None:
        for shape in (answers.answered(VALUES[what]), wire.written(VALUES[what])):
            found.append(rpc.deserialize_properties(shape, keep_unknowns=True))  # type: ignore[arg-type]

    render(program, project="p", stack="s")
    assert _comparable(found[0]) == _comparable(found[1])


def _comparable(item: Any) -> Any:
    if isinstance(item, dict):
        return {key: _comparable(inner) for key, inner in item.items()}
    if isinstance(item, list):
        return [_comparable(inner) for inner in item]
    return type(item).__name__ if isinstance(item, (output.Unknown, pulumi.Asset, pulumi.Output)) else item


@pytest.mark.parametrize("what", sorted(VALUES))
def test_values_survive_the_wire(what: str) -> None:
    assert wire.struct(wire.written(VALUES[what])) == VALUES[what]


def test_the_signatures_are_the_sdks() -> None:
    assert (rpc._special_sig_key, rpc.UNKNOWN) == (signatures.SIGNATURE, signatures.UNKNOWN_STRING)
    assert rpc._special_secret_sig == signatures.SECRET_SIGNATURE
    assert rpc._special_resource_sig == signatures.RESOURCE_SIGNATURE
    assert rpc._special_output_value_sig == signatures.OUTPUT_SIGNATURE
    assert rpc._special_asset_sig == signatures.ASSET_SIGNATURE
    assert rpc._special_archive_sig == signatures.ARCHIVE_SIGNATURE


def test_what_was_made_faster_answers_the_same() -> None:
    hints = (str, typing.Optional[int], typing.Union[str, int], pulumi.Input[str], pulumi.Output[int])  # noqa: UP007, UP045
    for hint in hints:
        assert _types.unwrap_type(hint) == sdk.unwrap_type(hint)
        assert _types.unwrap_optional_type(hint) == sdk.unwrap_optional_type(hint)
    for value, wanted in (("x", False), (None, False), ({"a": [output.UNKNOWN]}, True), ([1], False)):
        assert rpc.contains_unknowns(value) is wanted


def test_outside_a_render_the_sdk_still_finds_its_stack_traces() -> None:
    found: list[Any] = []

    class Base:
        def __init__(self) -> None:
            found.append(resource._get_stack_trace())

    class Middle(Base):
        def __init__(self) -> None:
            super().__init__()

    class Top(Middle):
        def __init__(self) -> None:
            super().__init__()

    Top()
    render(Top, project="p", stack="s")
    outside, inside = found
    assert outside.frames[0].pc.uri.endswith("test_sdk.py")
    assert not inside.frames
