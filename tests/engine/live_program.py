"""A Pulumi program with live settings that renders another from a thread; run in a process of its own by a test."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable

import pulumi
import pulumi_aws as aws
from pulumi import runtime
from pulumi.runtime import settings
from pulumi.runtime.stack import run_in_stack

from govcloud.engine import Symbolic, render
from govcloud.engine.monitor import Monitor
from govcloud.engine.session import Heads, Session

OUTER = Session("outer", "live", "agency", {}, (), Symbolic(), Heads(()), None, True, {}, {}, None)
MONITOR = Monitor(OUTER)
seen: dict[str, object] = {}


def in_thread(work: Callable[[], object]) -> None:
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()


def bucket(name: str) -> None:
    provider = aws.Provider(f"{name}-provider", region="ap-northeast-1")
    aws.s3.Bucket(name, opts=pulumi.ResourceOptions(provider=provider))


def inner() -> None:
    bucket("inner")
    seen["inner"] = [pulumi.get_stack(), pulumi.Config("outer").get("a"), runtime.is_dry_run()]


async def main() -> None:
    runtime.register_stack_transformation(lambda _: None)
    in_thread(lambda: seen.update(size=len(render(inner, project="inner", stack="rehearsed"))))
    in_thread(lambda: seen.update(monitor=settings.SETTINGS.monitor is MONITOR))
    bucket("outer")
    root = settings.ROOT.get()
    seen["outer"] = [pulumi.get_stack(), pulumi.Config().get("a"), runtime.is_dry_run()]
    seen["transformations"] = len(root._transformations) if root else 0


def run() -> None:
    """The program; prints what it saw."""
    live = settings.Settings(project="outer", stack="live", dry_run=False, monitor=MONITOR)
    settings.configure(live)
    runtime.set_all_config({"outer:a": "1"}, [])
    asyncio.run(run_in_stack(main))
    print(json.dumps({**seen, "registered": sorted(made.name for made in OUTER.resources.values())}))
