"""Where in the files each block of a layout is declared."""

from __future__ import annotations

from govcloud.systems import Layout
from govcloud.systems.read import Source


def block_sources(source: Source, layout: Layout) -> dict[str, str]:
    """ "file:line" by block name: the system file's line, or the template's."""
    return {name: source.where(planned.part, name) for name, planned in layout.blocks.items()}
