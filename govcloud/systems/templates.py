"""Where templates are: `templates/<name>/system.yaml` above the file, beside the package, or inside the wheel."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

_PACKAGE: Final = Path(__file__).resolve().parent.parent


def folders(near: Path) -> Iterator[Path]:
    """The folders that hold templates, the nearest first."""
    near = near.resolve()
    for folder in (near, *near.parents):
        yield folder / "templates"
    yield _PACKAGE.parent / "templates"
    yield _PACKAGE / "_templates"


def find(name: str, near: Path) -> tuple[Path | None, tuple[str, ...]]:
    """The template's system file, or `None`; and the names of all templates in reach."""
    known: set[str] = set()
    found: Path | None = None
    for folder in folders(near):
        files = sorted(folder.glob("*/system.yaml")) if folder.is_dir() else []
        known.update(file.parent.name for file in files)
        if found is None:
            found = next((file for file in files if file.parent.name == name), None)
    return found, tuple(sorted(known))
