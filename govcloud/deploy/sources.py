"""Where in the files each block of a layout is declared."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from govcloud.graph import Resource
from govcloud.systems import Layout
from govcloud.systems.read import Source

_LIBRARY: Final = "govcloud/"
"""How the engine names this library's own files."""


def block_sources(source: Source, layout: Layout) -> dict[str, str]:
    """ "file:line" by block name: the system file's line, or the template's."""
    return {name: source.where(planned.part, name) for name, planned in layout.blocks.items()}


def resource_source(resource: Resource, block: str, sources: Mapping[str, str]) -> str:
    """Where a resource was asked for: its block's line for what a renderer made, the program's line for the rest."""
    if not resource.source or resource.source.startswith(_LIBRARY):
        return sources.get(block, "")
    return resource.source
