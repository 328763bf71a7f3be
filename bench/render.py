"""How much CPU a render takes, beside Pulumi's own mocks: `python bench/render.py [aws|azure|gcp] [--resources N]`.

Every measurement runs in a process of its own: SDK imported and one small render done first, then one render of the
mix, CPU time of the process. The mocks get the same program, at the smallest size only: more would take them
minutes. Run from the repository's root. Another mix: `main({"name": (program, resources a unit)})`.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[at]) for at in (0, 1)]

import pulumi  # noqa: E402
from mixes import MIXES, Mix  # noqa: E402

SIZES = (1000, 5000)
PROJECT, STACK = "bench", "prod"


def by_engine(program: Callable[[], object]) -> int:
    """A render in the embedded engine; how many resources came out."""
    from govcloud.engine import render

    return len(render(program, project=PROJECT, stack=STACK))


def by_mocks(program: Callable[[], object]) -> int:
    """The same program under `pulumi.runtime.set_mocks`."""
    from pulumi.runtime.stack import wait_for_rpcs

    made = 0

    class Mocks(pulumi.runtime.Mocks):
        def call(self, args: pulumi.runtime.MockCallArgs) -> tuple[dict[str, object], None]:
            return {}, None

        def new_resource(self, args: pulumi.runtime.MockResourceArgs) -> tuple[str, dict[str, object]]:
            nonlocal made
            made += 1
            return f"{args.name}-id", {"arn": f"arn:{args.name}", "name": args.name, **args.inputs}

    async def go() -> None:
        program()
        await wait_for_rpcs()

    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    pulumi.runtime.set_mocks(Mocks(), project=PROJECT, stack=STACK)
    loop.run_until_complete(go())
    return made


WAYS = {"engine": by_engine, "mocks": by_mocks}


def measured(way: str, mix: Mix, wanted: int) -> dict[str, float]:
    """One measurement in this process."""
    (program, unit), run = mix, WAYS[way]
    run(lambda: program(1))
    started = time.process_time()
    count = run(lambda: program(-(-wanted // unit)))
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
