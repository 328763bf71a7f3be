"""What a conformance fixture is: a Pulumi program, what it is told, and how often it runs."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict

REPOSITORY = Path(__file__).parents[2]
HERE = Path(__file__).parent
PROGRAMS = HERE / "fixtures"
RECORDINGS = HERE / "recordings"

Verb = Literal["preview", "up"]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Step(_Strict):
    """One state of the program's surroundings; it is previewed, then deployed, onto what the step before left."""

    stack: str = "dev"
    config: Mapping[str, str] = {}
    secrets: Mapping[str, str] = {}
    plan: Mapping[str, Any] = {}
    """What goes wrong in the simulated clouds."""
    flags: tuple[str, ...] = ()
    moved: Mapping[str, str] = {}
    """Texts of the state to replace before: what was made elsewhere."""
    verbs: tuple[Verb, ...] = ("preview", "up")


class Refusal(_Strict):
    """What the two engines say of a program that neither takes."""

    engine: str
    here: str


class Fixture(_Strict):
    """One program; `name.yaml` beside `name.py` says what is not the default."""

    name: str
    program: Path
    project: str = "fixture"
    default_providers: bool = False
    data_sources: Mapping[str, Mapping[str, Any]] = {}
    from_requests: bool = False
    """The program changes with the library, so only its recorded requests are sent again; `make record` runs it."""
    refusal: Refusal | None = None
    steps: tuple[Step, ...] = (Step(),)

    @property
    def main(self) -> Path:
        """The file that runs."""
        return self.program / "__main__.py" if self.program.is_dir() else self.program

    @property
    def runs(self) -> list[tuple[int, Verb]]:
        """Every step and what is done in it."""
        return [(at, verb) for at, step in enumerate(self.steps) for verb in step.verbs]


def fixtures() -> dict[str, Fixture]:
    """Every fixture by name."""
    names = sorted({file.stem for file in PROGRAMS.iterdir() if file.suffix in (".py", ".yaml")})
    return {name: _read(name) for name in names}


def _read(name: str) -> Fixture:
    described = PROGRAMS / f"{name}.yaml"
    said = yaml.safe_load(described.read_text(encoding="utf-8")) if described.exists() else {}
    program = REPOSITORY / said.pop("program") if "program" in said else PROGRAMS / f"{name}.py"
    return Fixture(name=name, program=program, **said)
