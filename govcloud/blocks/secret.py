"""A secret: a place for a value that code may read and nobody sees."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Literal

from pydantic import Field

from govcloud.blocks.block import KEY, KIND, NETWORK, Block, Here, KeyName, NetworkName, Whole, promise, text
from govcloud.facts import AtRest, Holds, Place, Placed, Promise


class Secret(Block):
    """A named place for a value. The value itself never passes through this library: it is written by the person or
    system that holds it, after the deployment, and so is in no program, plan, state or log."""

    PARTS = frozenset({"workload"})

    kind: Literal["secret"] = Field("secret", **KIND)
    network: NetworkName = Field(None, **NETWORK)
    key: KeyName = Field(None, **KEY)
    rotate_days: Whole = Field(
        90, ge=1, le=365, **text("Days after which the value must be renewed.", "値を更新すべき間隔(日)。")
    )
    first_rotation: date = Field(**text("The day on which the first renewal is due.", "最初の更新期限(日付)。"))

    def promises(self, here: Here) -> Iterator[Promise]:
        """On the agency's key, out of programs and state, with a renewal that comes due by itself."""
        address, level = here.address, here.key_level(self.key)
        yield promise("placed", Placed(subject=address, what="primary", where=Place.TOKYO))
        yield promise("customer_key", AtRest(subject=address, what="secret", level=level, known_key=True))
        yield promise("hidden", Holds(subject=address, what="secret", plaintext=False))
        yield promise("rotation", Holds(subject=address, what="secret", rotation_days=self.rotate_days))
