"""How much CPU a render takes, beside Pulumi's own mocks: `python bench/render.py [aws|azure|gcp] [--resources N]`.

Every measurement runs in a process of its own: SDK imported and one small render done first, then one render of the
VRS program (`vrs.py`) of about the size asked for, CPU time of the process. The mocks get the same program, at the
smallest size only: more would take them minutes; what their resources answer is looked up in a table made before.
Run from the repository's root.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).resolve().parents[at]) for at in (0, 1)]

import pulumi  # noqa: E402
from vrs import MIXES, Mix, Program  # noqa: E402

from govcloud.facts import UNKNOWN  # noqa: E402
from govcloud.graph import revealed  # noqa: E402

SIZES = (1000, 5000)
PROJECT, STACK = "bench", "prod"


def plain(value: Any) -> Any:
    """What mocks can answer: no secrets, nothing unknown."""
    value = revealed(value)
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items() if revealed(item) is not UNKNOWN}
    return [plain(item) for item in value] if isinstance(value, list) else value


def by_engine(program: Program) -> Callable[[], int]:
    """A render in the embedded engine; how many resources came out."""
    from govcloud.engine import render

    return lambda: len(render(program, project=PROJECT, stack=STACK))


def by_mocks(program: Program) -> Callable[[], int]:
    """The same program under `pulumi.runtime.set_mocks`, which is told beforehand what each resource answers."""
    from pulumi.runtime.stack import wait_for_rpcs

    from govcloud.engine import Realistic, render

    known = {
        (one.type, one.name): (one.id, plain(one.outputs))
        for one in render(program, project=PROJECT, stack=STACK, model=Realistic())
    }

    class Mocks(pulumi.runtime.Mocks):
        made = 0

        def call(self, args: pulumi.runtime.MockCallArgs) -> tuple[dict[str, object], None]:
            return {}, None

        def new_resource(self, args: pulumi.runtime.MockResourceArgs) -> tuple[str, dict[str, object]]:
            self.made += 1
            identifier, outputs = known[args.typ, args.name]
            return str(identifier), outputs

    mocks = Mocks()

    async def go() -> None:
        program()
        await wait_for_rpcs()

    def run() -> int:
        loop = asyncio.new_event_loop()
        asyncio.set_event_loop(loop)
        pulumi.runtime.set_mocks(mocks, project=PROJECT, stack=STACK)
        loop.run_until_complete(go())
        return mocks.made

    return run


WAYS = {"engine": by_engine, "mocks": by_mocks}


def sized(mix: Mix, wanted: int) -> Program:
    """The program that makes nearest to so many resources: the first copy has the foundation, each other one less."""
    one, two = by_engine(mix(1))(), by_engine(mix(2))()
    return mix(1 + round((wanted - one) / (two - one)))


def measured(way: str, mix: Mix, wanted: int) -> dict[str, float]:
    """One measurement in this process, which has rendered twice before to find the size."""
    run = WAYS[way](sized(mix, wanted))
    started = time.process_time()
    count = run()
    spent = time.process_time() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"count": count, "ms": spent / count * 1000, "peak": peak}


def apart(way: str, name: str, wanted: int, runs: int) -> dict[str, float]:
    """The best of some measurements, each in a process of its own."""
    command = [sys.executable, sys.argv[0], name, "--resources", str(wanted), "--way", way]
    found = [json.loads(subprocess.run(command, check=True, capture_output=True).stdout) for _ in range(runs)]
    return min(found, key=lambda one: one["ms"])


def main(mixes: dict[str, Mix]) -> None:
    """The table, or with `--way` one measurement as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("cloud", nargs="?", choices=sorted(mixes))
    parser.add_argument("--resources", type=int)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--way", choices=sorted(WAYS))
    asked = parser.parse_args()
    if asked.way:
        print(json.dumps(measured(asked.way, mixes[asked.cloud], asked.resources)))
        return
    sizes = (asked.resources,) if asked.resources else SIZES
    print("| mix | resources | engine, ms each | peak | mocks, ms each | peak | ratio |\n|---|---|---|---|---|---|---|")
    for name in (asked.cloud,) if asked.cloud else sorted(mixes):
        for wanted in sizes:
            ours = apart("engine", name, wanted, asked.runs)
            row = f"| {name} | {ours['count']:.0f} | {ours['ms']:.2f} | {ours['peak']:.0f} MiB |"
            if wanted == sizes[0]:
                theirs = apart("mocks", name, wanted, asked.runs)
                row += f" {theirs['ms']:.2f} | {theirs['peak']:.0f} MiB | {theirs['ms'] / ours['ms']:.1f} |"
            print(row, flush=True)


if __name__ == "__main__":
    main(MIXES)
