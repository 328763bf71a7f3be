"""Renders neither see nor touch what is around them: other renders, an outer program, the environment."""

from __future__ import annotations

import asyncio
import contextvars
import gc
import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pulumi
import pulumi_aws as aws
import pytest
from pulumi.runtime import settings

from govcloud.engine import ACTIVE, Preview, canonical, render, sdk
from govcloud.graph import Graph, Secret
from tests.engine.programs import configured, store
from tests.engine.recorded import RUN, fixture_program


def rendered(program: Any = store, **more: Any) -> Graph:
    known: dict[str, Any] = {"project": "p", "stack": "s", **more}
    return render(program, **known)


def test_each_render_has_its_own_configuration(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PULUMI_CONFIG", '{"p:tag": "from outside"}')
    monkeypatch.setenv("PULUMI_CONFIG_P__TAG", "from outside")
    monkeypatch.setenv("PULUMI_CONFIG_P_TAG", "from outside")
    monkeypatch.setenv("PULUMI_CONFIG_AWS_REGION", "us-east-1")
    monkeypatch.delenv("AWS_REGION", raising=False)
    monkeypatch.delenv("AWS_DEFAULT_REGION", raising=False)
    first = rendered(configured, config={"p:tag": "one", "p:token": "t", "aws:region": "ap-northeast-1"})
    assert first.exports["tag"] == "one"
    assert first.exports["region"] == "ap-northeast-1"
    assert first.exports["token"] == Secret("t")
    bare = rendered(configured, organization="agency", stack="other")
    assert bare.exports == {"dry": True, "run": ["agency", "p", "other"]}


def test_many_renders_are_equal_byte_for_byte_whatever_failed_between() -> None:
    wanted = canonical(rendered())

    def raising() -> None:
        store()
        raise KeyError("boom")

    def in_an_apply() -> None:
        pulumi.Output.from_input(1).apply(lambda _: [][0])

    for program, error in ((raising, KeyError), (in_an_apply, IndexError)):
        with pytest.raises(error):
            rendered(program)
        assert canonical(rendered()) == wanted
    assert canonical(rendered(model=Preview())) != wanted
    assert canonical(rendered()) == wanted


def test_the_hash_seed_changes_nothing() -> None:
    code = (
        "from tests.engine.recorded import *; from govcloud.engine import *; import sys;"
        "sys.stdout.write(canonical(render(fixture_program, **RUN)))"
    )
    root = Path(__file__).parents[2]
    texts = {
        subprocess.run(
            [sys.executable, "-W", "ignore", "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(root)},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert texts == {canonical(render(fixture_program, **RUN))}


def test_a_render_from_a_thread_leaves_a_running_outer_program_alone() -> None:
    """As `govcloud.run` does it: inside a real program, with its loop running and its settings live."""
    seen: dict[str, Any] = {}

    def outer() -> None:
        pulumi.runtime.register_stack_transformation(lambda _: None)
        root = settings.ROOT.get()
        assert root is not None
        before = [*root._transformations]
        results: list[Graph] = []
        copied = contextvars.copy_context()
        threads = [
            threading.Thread(target=lambda: results.append(rendered(configured))),
            threading.Thread(target=lambda: copied.run(lambda: results.append(rendered(configured)))),
        ]
        for thread in threads:
            thread.start()
            thread.join()
        results.append(rendered(configured))
        seen["inner"] = results
        seen["outer"] = (pulumi.get_project(), pulumi.get_stack(), pulumi.Config().get("tag"))
        seen["root"] = settings.ROOT.get() is root
        seen["transformations"] = root._transformations == before
        aws.s3.Bucket("mine", opts=pulumi.ResourceOptions(provider=aws.Provider("own", region="ap-northeast-3")))

    graph = render(outer, project="outer", stack="live", config={"outer:tag": "outer"})
    assert seen["outer"] == ("outer", "live", "outer")
    assert seen["root"]
    assert seen["transformations"]
    assert {resource.name for resource in graph} == {"outer-live", "own", "mine"}
    for inner in seen["inner"]:
        assert inner.exports == {"dry": True, "run": ["organization", "p", "s"]}


def test_a_live_program_sees_nothing_of_a_render_in_its_thread_nor_the_other_way_round() -> None:
    """With the SDK's own settings, which every thread of the program without any falls back to."""
    code = "from tests.engine.live_program import run; run()"
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    command = [sys.executable, "-W", "ignore::DeprecationWarning", "-c", code]
    done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    assert json.loads(done.stdout) == {
        "inner": ["rehearsed", None, True],
        "monitor": True,
        "outer": ["live", "1", False],
        "registered": ["outer", "outer-live", "outer-provider"],
        "size": 3,
        "transformations": 1,
    }
    assert done.stderr == ""


def test_no_setting_of_the_process_is_changed() -> None:
    """The SDK's own way to set settings makes them the default of every thread that has none."""
    seen: list[tuple[Any, ...]] = []
    names = ("callbacks", "engine", "monitor", "project", "stack")

    def look() -> None:
        seen.append(tuple(getattr(settings.SETTINGS, name) for name in names))

    for work in (look, rendered, look):
        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
    assert seen[0] == seen[1]


def test_a_render_inside_a_running_loop_works_and_the_loop_goes_on() -> None:
    async def main() -> int:
        size = len(rendered())
        await asyncio.sleep(0)
        return size

    assert asyncio.run(main()) == len(rendered())


def test_programs_may_be_asynchronous_and_pause() -> None:
    async def program() -> None:
        store()
        await asyncio.sleep(0)
        pulumi.export("late", 1)

    assert set(rendered(program).exports) == {"arn", "late"}


def test_entry_points_registered_with_run_are_awaited() -> None:
    async def main() -> dict[str, object]:
        store()
        return {"kept": 1}

    assert set(rendered(lambda: pulumi.run(main)).exports) == {"arn", "kept"}


def test_renders_in_threads_at_once_do_not_mix() -> None:
    wanted = {stack: canonical(rendered(stack=stack)) for stack in ("a", "b")}
    found: list[bool] = []

    def work(stack: str) -> None:
        found.extend(canonical(rendered(stack=stack)) == wanted[stack] for _ in range(3))

    threads = [threading.Thread(target=work, args=(stack,)) for stack in wanted]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [True] * 6
    assert gc.isenabled()


def test_a_program_can_tell_that_it_is_rendered() -> None:
    told: list[bool] = []
    rendered(lambda: told.append(ACTIVE.get()))
    assert told == [True]
    assert not ACTIVE.get()


def test_nothing_is_left_to_collect_but_the_graph() -> None:
    rendered()
    before = threading.active_count()
    for _ in range(3):
        rendered()
    assert threading.active_count() == before
    assert sdk.CallbackTable._servicers == []
