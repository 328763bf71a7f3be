"""`pulumi preview` of the example project beside the same resources as a plain Pulumi program, on the simulated clouds.

python bench/preview.py [CLOUD ...] [--runs N]

Needs `pulumi` on PATH. For each part both programs are previewed in turns, rehearsal and gate included in ours; the
foundation is deployed once before the workload is previewed. CPU time is that of the engine, the language host and the
program together, without the simulated clouds, which serve both.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "bench")]

from plain import source, unresolved  # noqa: E402
from vrs import PROJECT  # noqa: E402

from govcloud.clouds import accounts  # noqa: E402
from govcloud.deploy.rehearsal import Rehearsal, rehearse  # noqa: E402
from govcloud.systems import CLOUDS, Cloud, PartName, plan  # noqa: E402
from govcloud.systems.read import load  # noqa: E402
from govcloud.testing.simulator import serving, variables  # noqa: E402

BUDGET: Final = 1.15
ENVIRONMENT: Final = "prod"
PARTS: Final[tuple[PartName, ...]] = ("foundation", "workload")


@dataclass(frozen=True)
class Run:
    """Seconds of one command."""

    wall: float
    cpu: float


@dataclass(frozen=True)
class Side:
    """One of the two projects, and the environment it runs in."""

    folder: Path
    environment: Mapping[str, str]

    def run(self, *words: str) -> Run:
        """One command, which must succeed."""
        command = ["pulumi", *words, "--non-interactive", "--color", "never"]
        begun = time.perf_counter()
        with tempfile.TemporaryFile("w+") as printed:
            process = subprocess.Popen(
                command, cwd=self.folder, env=self.environment, stdout=printed, stderr=subprocess.STDOUT
            )
            _, status, usage = os.wait4(process.pid, 0)
            wall = time.perf_counter() - begun
            process.returncode = os.waitstatus_to_exitcode(status)
            if process.returncode:
                printed.seek(0)
                raise SystemExit(f"{' '.join(command)}\n{printed.read()}")
        return Run(wall, usage.ru_utime + usage.ru_stime)


def project(folder: Path) -> None:
    """A copy of the example project that this interpreter's virtual environment runs."""
    shutil.copytree(PROJECT, folder, ignore=shutil.ignore_patterns("__pycache__", ".venv"))
    file = folder / "Pulumi.yaml"
    file.write_text(file.read_text("utf-8").replace("virtualenv: .venv", f"virtualenv: {sys.prefix}"), "utf-8")


def sides(home: Path, cloud: Cloud, rehearsal: Rehearsal, given: Mapping[str, str]) -> Iterator[tuple[Side, ...]]:
    """Ours and the plain project of each part. Each has a Pulumi home of its own; the backend is one."""
    ours = Side(home / "ours", given)
    project(ours.folder)
    for part in PARTS:
        shown = Side(home / f"plain-{part}", given)
        project(shown.folder)
        foundation = rehearsal.parts["foundation"] if part == "workload" else None
        (shown.folder / "__main__.py").write_text(source(rehearsal.parts[part], foundation), "utf-8")
        (shown.folder / "system.yaml").unlink()
        yield ours, shown


def measured(cloud: Cloud, runs: int) -> Iterator[tuple[str, int, int, list[Run], list[Run]]]:
    """For each part: its name, resources, tokens that the plain program cannot name, and the runs of both sides."""
    rehearsal = rehearse(plan(load(PROJECT, accounts()).system, ENVIRONMENT), cloud)
    with tempfile.TemporaryDirectory() as temporary, serving(Path(temporary) / "clouds") as ports:
        home = Path(temporary)
        given = variables(ports, home / "clouds", _environment(home))
        for part, (ours, shown) in zip(PARTS, sides(home, cloud, rehearsal, given), strict=True):
            stack = f"{ENVIRONMENT}-{cloud}-{part}"
            ours.run("stack", "init", stack)
            seen: tuple[list[Run], list[Run]] = ([], [])
            for count in range(runs + 1):
                for side, found in zip((ours, shown), seen, strict=True):
                    one = side.run("preview", "--stack", stack)
                    if count:
                        found.append(one)
            foundation = rehearsal.parts["foundation"] if part == "workload" else None
            graph = rehearsal.parts[part]
            yield part, len(graph), unresolved(graph, foundation), *seen
            if part == "foundation":
                ours.run("up", "--yes", "--skip-preview", "--stack", stack)


def _environment(home: Path) -> dict[str, str]:
    own = {"PULUMI_HOME": str(home / "home"), "PULUMI_CONFIG_PASSPHRASE": "bench", "PYTHONPATH": str(ROOT)}
    kept = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, **own}


def row(name: str, ours: list[Run], shown: list[Run]) -> str:
    """One line of the table: the least of all runs, since other work on a machine only adds."""
    (wall, cpu), (plain_wall, plain_cpu) = (
        (min(one.wall for one in runs), min(one.cpu for one in runs)) for runs in (ours, shown)
    )
    ratios = f"{wall / plain_wall:.2f} | {cpu / plain_cpu:.2f}"
    return f"| {name} | {wall:.2f} | {plain_wall:.2f} | {cpu:.2f} | {plain_cpu:.2f} | {ratios} |"


def main() -> None:
    """Print a table as it comes in."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("clouds", nargs="*", default=CLOUDS)
    parser.add_argument("--runs", type=int, default=5)
    asked = parser.parse_args()
    print(f"budget: ratio {BUDGET} (least of {asked.runs} runs in turns)")
    print("| part | resources | not named | wall s | plain | CPU s | plain | wall ratio | CPU ratio |")
    print("|---|---|---|---|---|---|---|---|---|")
    for cloud in asked.clouds:
        for part, resources, unnamed, ours, shown in measured(cloud, asked.runs):
            print(row(f"{cloud} {part} | {resources} | {unnamed}", ours, shown), flush=True)


if __name__ == "__main__":
    main()
