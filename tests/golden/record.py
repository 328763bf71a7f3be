"""Records the golden states of the version that is checked out: `make golden`. Needs Pulumi's program on PATH."""

from __future__ import annotations

import tempfile
from pathlib import Path

import govcloud
from tests.golden.states import HERE, keep
from tests.lifecycle.project import CLOUDS, OK, VRS, Project


def record() -> None:
    """Deploy VRS to each simulated cloud and keep both parts' exports; a version's own are written over."""
    for cloud in CLOUDS:
        with tempfile.TemporaryDirectory() as home:
            project = Project.copied(VRS, Path(home))
            for stack in project.parts(cloud):
                if stack.up() != OK:
                    raise SystemExit(stack.text)
                part = stack.name.rpartition("-")[2]
                file = HERE / cloud / f"{govcloud.__version__}-{part}.json.gz"
                keep(stack.export("--show-secrets"), file)
                print(f"{file.relative_to(HERE)}: {file.stat().st_size:,} bytes")


if __name__ == "__main__":
    record()
