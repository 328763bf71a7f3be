"""How long it takes to see and judge a large system's rendered resources: `python bench/judging.py [RESOURCES]`.

The VRS program (`vrs.py`) is rendered at about the size asked for, then its facts are read and all controls asked:
once, as the command line does it, in a process of its own with the collector off. Run from the repository's root.
"""

from __future__ import annotations

import datetime
import gc
import json
import subprocess
import sys
import time

from render import PROJECT, STACK, sized
from vrs import MIXES

from govcloud.clouds import observe
from govcloud.controls import assess
from govcloud.engine import render

SIZES = (1000, 5000)
RUNS = 3
TODAY = datetime.date(2026, 4, 1)


def measured(cloud: str, wanted: int) -> dict[str, float]:
    """CPU seconds of one look at one graph; the recognisers are imported by a look at a small one."""
    gc.disable()
    list(observe(render(MIXES[cloud](1), project=PROJECT, stack=STACK)))
    graph = render(sized(MIXES[cloud], wanted), project=PROJECT, stack=STACK)
    begun = time.process_time()
    facts = list(observe(graph))
    seen = time.process_time()
    findings = assess(facts, system="vrs", today=TODAY).findings
    judged = time.process_time()
    return {
        "resources": len(graph),
        "facts": len(facts),
        "findings": len(findings),
        "seeing": seen - begun,
        "judging": judged - seen,
    }


def main() -> None:
    """The table, or with a cloud and a size one measurement as JSON."""
    if len(sys.argv) == 3:
        print(json.dumps(measured(sys.argv[1], int(sys.argv[2]))))
        return
    print("| mix | resources | facts | findings | seeing | all controls | together |\n|---|---|---|---|---|---|---|")
    for cloud in sorted(MIXES):
        for wanted in [int(size) for size in sys.argv[1:]] or SIZES:
            command = [sys.executable, sys.argv[0], cloud, str(wanted)]
            runs = [json.loads(subprocess.run(command, check=True, capture_output=True).stdout) for _ in range(RUNS)]
            one = min(runs, key=lambda run: run["seeing"] + run["judging"])
            print(
                f"| {cloud} | {one['resources']} | {one['facts']} | {one['findings']} | {one['seeing']:.2f} s "
                f"| {one['judging']:.2f} s | {one['seeing'] + one['judging']:.2f} s |",
                flush=True,
            )


if __name__ == "__main__":
    main()
