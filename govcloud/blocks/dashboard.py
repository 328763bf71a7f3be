"""A page that shows how the system's blocks are doing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from govcloud.blocks.block import KIND, Block, Here, Refers, distinct, text
from govcloud.facts import Promise

Shown = Annotated[str, Refers(("container_service", "database", "web_entry"))]


class Dashboard(Block):
    """Load, errors and capacity of the named blocks, on the cloud's own dashboard. It guarantees nothing a control
    asks about."""

    PARTS = frozenset({"workload"})

    kind: Literal["dashboard"] = Field("dashboard", **KIND)
    shows: Annotated[tuple[Shown, ...], AfterValidator(distinct)] = Field(
        min_length=1, max_length=12, **text("The blocks to show.", "表示するブロック。")
    )

    def promises(self, here: Here) -> Iterator[Promise]:
        """None."""
        yield from ()
