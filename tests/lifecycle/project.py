"""A copy of a Pulumi project, its stacks under Pulumi's real engine, and the simulated clouds that they deploy to."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import pytest

from govcloud.testing.simulator import Plan, Store, serving, variables
from govcloud.testing.simulator.control import FILE

ROOT: Final = Path(__file__).parents[2]
VRS: Final = ROOT / "projects" / "digital-agency" / "vrs"
CLOUDS: Final = ("aws", "azure", "gcp")
OK: Final = 0
NO_CHANGES: Final = "--expect-no-changes"
NEEDS_ENGINE: Final = (
    pytest.mark.pulumi_cli,
    pytest.mark.skipif(shutil.which("pulumi") is None, reason="no pulumi program on PATH"),
)
"""The marks of every test that starts Pulumi's program: `pytestmark = [*NEEDS_ENGINE]`."""

_NOT_HANDED_ON: Final = ("PULUMI_ACCESS_TOKEN", "PULUMI_CONFIG_PASSPHRASE_FILE", "PYTHONDONTWRITEBYTECODE")


@dataclasses.dataclass
class Project:
    """A folder with a `Pulumi.yaml`, an environment in which `pulumi` runs, and the state of the simulated clouds.

    Nothing of it is shared with another project or with the user's own Pulumi: its home, its backend and its clouds
    lie below one folder. `text` is all that the last command printed.
    """

    folder: Path
    home: Path
    environment: dict[str, str]
    text: str = ""

    @classmethod
    def copied(cls, source: Path, home: Path, **environment: str) -> Project:
        """A copy of the project in `source`, run by this process's own virtual environment."""
        shutil.copytree(source, home / "program", ignore=shutil.ignore_patterns("__pycache__", ".venv"))
        project = cls.empty(home, **environment)
        project.adopt_interpreter()
        return project

    @classmethod
    def empty(cls, home: Path, **environment: str) -> Project:
        """A project whose folder is still to be filled, by `pulumi new` for example."""
        folder = home / "program"
        folder.mkdir(exist_ok=True)
        own = {
            "PULUMI_CONFIG_PASSPHRASE": "example passphrase",
            "PULUMI_HOME": str(home / "home"),
            "PYTHONPATH": str(ROOT),
            **environment,
        }
        inherited = {key: value for key, value in os.environ.items() if key not in _NOT_HANDED_ON}
        return cls(folder, home, {**inherited, **own})

    def adopt_interpreter(self) -> None:
        """Let `Pulumi.yaml` name this process's virtual environment, which has the SDKs."""
        self.edit("Pulumi.yaml", r"virtualenv: [^\s}]+", f"virtualenv: {sys.prefix}")

    def edit(self, file: str, pattern: str, replacement: str) -> None:
        """Replace what a pattern finds in one of the project's files; that it finds nothing is an error."""
        path = self.folder / file
        text, count = re.subn(pattern, lambda _: replacement, path.read_text(encoding="utf-8"))
        assert count, f"{file}: nothing is like {pattern}"
        path.write_text(text, encoding="utf-8")

    @property
    def clouds(self) -> Path:
        """What the simulated clouds hold, and the backend with the stacks' states."""
        return self.home / "clouds"

    def pulumi(self, *words: str, **environment: str) -> int:
        """The exit code of one command against the simulated clouds."""
        with self.started(*words, **environment) as process:
            self.text = process.communicate()[0]
        return process.returncode

    @contextlib.contextmanager
    def started(self, *words: str, **environment: str) -> Iterator[subprocess.Popen[str]]:
        """A running command, for tests that break it off: the simulated clouds answer as long as the block runs."""
        command = ["pulumi", *words, "--non-interactive", "--color", "never"]
        with serving(self.clouds) as ports:
            given = variables(ports, self.clouds, {**self.environment, **environment})
            with subprocess.Popen(
                command, cwd=self.folder, env=given, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
            ) as process:
                yield process

    def stack(self, name: str) -> Stack:
        """A stack, made if there is none of that name."""
        if self.pulumi("stack", "init", name) != OK:
            assert "already exists" in self.text, self.text
        return Stack(self, name)

    def parts(self, cloud: str, environment: str = "prod") -> tuple[Stack, Stack]:
        """The stacks of a system's foundation and workload on one cloud."""
        return self.stack(f"{environment}-{cloud}-foundation"), self.stack(f"{environment}-{cloud}-workload")

    def told(self, **plan: Any) -> None:
        """What goes wrong in the clouds from now on (see `Plan`): `fail=[{"operation": 5}]`, `drift=[…]`, `slow=[…]`.

        Called without anything, nothing goes wrong any more. Operations are counted anew with every command.
        """
        Plan.model_validate(plan)
        self.clouds.mkdir(exist_ok=True)
        (self.clouds / FILE).write_text(json.dumps(plan), encoding="utf-8")

    def store(self) -> contextlib.closing[Store]:
        """What exists in the clouds: `with project.store() as store: store.all()`."""
        return contextlib.closing(Store(self.clouds))

    def ids(self) -> dict[str, str]:
        """What exists in the clouds: the id by the name in the program."""
        with self.store() as store:
            return {thing.name: thing.id for thing in store.all()}

    def urns(self) -> list[str]:
        """What exists in the clouds, by the URN of the resource that made it; twice where it was made twice."""
        with self.store() as store:
            return sorted(thing.urn for thing in store.all())

    def holding(self, text: str) -> list[str]:
        """The files below the project's home that hold a text: a planted secret should be in none."""
        files = (file for file in self.home.rglob("*") if file.is_file())
        return [str(file) for file in files if text.encode() in file.read_bytes()]


@dataclasses.dataclass(frozen=True)
class Stack:
    """One stack of a project. Every method gives the exit code of `pulumi`; what it printed is `text`."""

    project: Project
    name: str

    @property
    def text(self) -> str:
        """All that the project's last command printed."""
        return self.project.text

    def pulumi(self, *words: str, **environment: str) -> int:
        return self.project.pulumi(*words, "--stack", self.name, **environment)

    def preview(self, *words: str) -> int:
        return self.pulumi("preview", *words)

    def up(self, *words: str) -> int:
        return self.pulumi("up", "--yes", "--skip-preview", *words)

    def refresh(self, *words: str) -> int:
        return self.pulumi("refresh", "--yes", "--skip-preview", *words)

    def destroy(self, *words: str) -> int:
        return self.pulumi("destroy", "--yes", "--skip-preview", *words)

    def drifted(self) -> int:
        """0 where the clouds are as the state says; nothing is changed."""
        return self.pulumi("refresh", "--preview-only", NO_CHANGES)

    def unprotect(self) -> int:
        """Lift Pulumi's own protection of every resource, as an operator does before the end of a system."""
        return self.pulumi("state", "unprotect", "--all", "--yes")

    def set(self, key: str, value: str) -> int:
        return self.pulumi("config", "set", key, value)

    def export(self, *words: str) -> Mapping[str, Any]:
        """The stack's deployment, as `pulumi stack export` gives it."""
        file = self.project.home / f"{self.name}.json"
        assert self.pulumi("stack", "export", "--file", str(file), *words) == OK, self.text
        return json.loads(file.read_text(encoding="utf-8"))  # type: ignore[no-any-return]

    def import_(self, deployment: Mapping[str, Any]) -> int:
        """Put a deployment back in place of the stack's own."""
        file = self.project.home / f"{self.name}-import.json"
        file.write_text(json.dumps(deployment), encoding="utf-8")
        return self.pulumi("stack", "import", "--file", str(file))

    def resources(self) -> Sequence[Mapping[str, Any]]:
        """What the stack's state holds; empty before the first update."""
        return self.export()["deployment"].get("resources") or []

    def outputs(self) -> Mapping[str, Any]:
        """The stack's outputs, without secrets."""
        assert self.pulumi("stack", "output", "--json") == OK, self.text
        return json.loads(self.text)  # type: ignore[no-any-return]
