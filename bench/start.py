"""Whole processes: what importing, checking and rendering cost from a cold start, in time and memory.

python bench/start.py [PROJECT] [--runs N]
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

PROJECT = Path("projects/digital-agency/vrs")


def commands(project: Path) -> Iterator[tuple[str, Sequence[str]]]:
    """What is measured, and how it is started."""
    yield "python -c pass", ["-c", "pass"]
    yield "import govcloud", ["-c", "import govcloud, sys; assert 'pulumi' not in sys.modules"]
    yield "import pydantic", ["-c", "from pydantic import BaseModel"]
    yield "check", ["-m", "govcloud", "check", str(project)]
    for cloud in ("aws", "azure", "gcp"):
        rendered = ["-m", "govcloud", "check", str(project), "--render", "--cloud", cloud, "--env", "prod"]
        yield f"check --render --cloud {cloud} --env prod", rendered


def measured(command: Sequence[str]) -> tuple[float, float, float, int]:
    """Wall seconds, CPU seconds, peak MiB and exit code of one run."""
    begun = time.perf_counter()
    process = subprocess.Popen([sys.executable, *command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - begun
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, os.waitstatus_to_exitcode(status)


def main() -> None:
    """Print a table: the median of some runs after one that is not counted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("project", nargs="?", type=Path, default=PROJECT)
    parser.add_argument("--runs", type=int, default=5)
    asked = parser.parse_args()
    print("| what | wall s | CPU s | peak MiB | exit |\n|---|---|---|---|---|")
    for label, command in commands(asked.project):
        measured(command)
        runs = [measured(command) for _ in range(asked.runs)]
        wall, cpu, peak = (statistics.median(run[index] for run in runs) for index in range(3))
        print(f"| `{label}` | {wall:.2f} | {cpu:.2f} | {peak:.0f} | {runs[-1][3]} |")


if __name__ == "__main__":
    main()
