"""Where in the files each block of a layout is declared, and each mistake was made."""

from __future__ import annotations

import contextlib
import dataclasses
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from govcloud.errors import FileError, Problem
from govcloud.graph import Resource
from govcloud.systems import Layout
from govcloud.systems.read import Source

_LIBRARY: Final = "govcloud/"
"""How the engine names this library's own files."""
_STEPS: Final = re.compile(r"[.\[\]]+")


def block_sources(source: Source, layout: Layout) -> dict[str, str]:
    """ "file:line" by block name: the system file's line, or the template's."""
    return {name: source.where(planned.part, name) for name, planned in layout.blocks.items()}


def resource_source(resource: Resource, block: str, sources: Mapping[str, str]) -> str:
    """Where a resource was asked for: its block's line for what a renderer made, the program's line for the rest."""
    if not resource.source or resource.source.startswith(_LIBRARY):
        return sources.get(block, "")
    return resource.source


@contextlib.contextmanager
def located(source: Source) -> Iterator[None]:
    """Mistakes that are found after reading know their key only: adds file and line to them."""
    try:
        yield
    except FileError as error:
        raise FileError([_placed(problem, source) for problem in error.problems]) from None


def _placed(problem: Problem, source: Source) -> Problem:
    if problem.file or not problem.key:
        return problem
    steps = [step for step in _STEPS.split(problem.key) if step]
    file, _, line = source.where(*steps).rpartition(":")
    return dataclasses.replace(problem, file=shown(file), line=int(line))


def shown(place: str | Path) -> str:
    """A path, or "file:line", relative to the current folder where it is below it."""
    text = str(place)
    here = f"{os.getcwd()}{os.sep}"
    return text.removeprefix(here)
