"""Which system, environments and clouds a verb is about: opened from a path, chosen by options."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from govcloud.cli.words import Pair, say
from govcloud.clouds import accounts, named
from govcloud.deploy.sources import shown
from govcloud.errors import FileError, Problem, UsageError, did_you_mean
from govcloud.systems import Cloud, EnvironmentName, System
from govcloud.systems.read import Source, load

WORDS: Final[dict[str, Pair]] = {
    "cloud": (
        "the system does not name {cloud} under 'clouds': {hint}",
        "システムの 'clouds' に {cloud} がない: {hint}",
    ),
    "environment": ("the system has no environment '{name}': {hint}", "環境 '{name}' はない: {hint}"),
    "project": (
        "the Pulumi project is named '{name}', the system makes it '{project}'",
        "Pulumiプロジェクト名は '{name}' だが、システムからは '{project}' になる",
    ),
    "project_hint": (
        "write 'name: {project}': stacks find each other by it",
        "'name: {project}' と書く。スタックはこの名前で互いを参照する",
    ),
}
_NAME: Final = re.compile(r"^name:\s*(\S+)\s*(?:#.*)?$")


def opened(path: Path) -> Source:
    """The system at a path, and the name of the Pulumi project beside it compared with what the system makes it."""
    source = load(path, accounts())
    beside = source.path.parent / "Pulumi.yaml"
    if beside.is_file():
        _same_project(beside, source.system.project)
    return source


def _same_project(file: Path, project: str) -> None:
    for number, line in enumerate(file.read_text("utf-8", "replace").splitlines(), 1):
        found = _NAME.match(line)
        if found and found[1].strip("'\"") != project and "${" not in found[1]:
            message = say(WORDS["project"], name=found[1].strip("'\""), project=project)
            hint = say(WORDS["project_hint"], project=project)
            raise FileError([Problem(message, shown(file), number, "name", hint)])


def clouds_of(system: System, asked: Sequence[str]) -> list[Cloud]:
    """The clouds to look at: those asked for, else all that the system names."""
    wanted = [named(name) for name in asked] or list(system.clouds)
    for cloud in wanted:
        if cloud not in system.clouds:
            hint = did_you_mean(cloud, system.clouds)
            raise UsageError(say(WORDS["cloud"], cloud=cloud, hint=hint))
    return list(dict.fromkeys(wanted))


def environments_of(system: System, asked: Sequence[str]) -> list[EnvironmentName]:
    """The environments to look at: those asked for, else all."""
    for name in asked:
        if name not in system.environments:
            raise UsageError(say(WORDS["environment"], name=name, hint=did_you_mean(name, system.environments)))
    return [name for name in system.environments if not asked or name in asked]
