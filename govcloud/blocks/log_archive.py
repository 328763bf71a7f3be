"""Where logs are kept: write-once, on the agency's key, for at least a year."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from govcloud.blocks.block import KEY, KIND, Block, Here, KeyName, Whole, promise, text
from govcloud.blocks.object_store import stored
from govcloud.facts import Promise, Retained


class LogArchive(Block):
    """An archive that nobody can shorten or empty. The lock cannot be taken back: choose `retention_days` first.

    Where a cloud can only lock in a second step after the first deployment (Azure), that step is declared, the
    control fails until it is done, and the environment's `locked_archives` says that it was.
    """

    PARTS = frozenset({"foundation"})

    kind: Literal["log_archive"] = Field("log_archive", **KIND)
    key: KeyName = Field(None, **KEY)
    retention_days: Whole = Field(
        400, ge=365, le=3650, **text("Days for which nobody can delete a record.", "誰も消せない保存日数。")
    )

    def promises(self, here: Here) -> Iterator[Promise]:
        """What every store of objects guarantees, and the write-once lock."""
        yield from stored(here, self.key, data="logs")
        locked = Retained(subject=here.address, what="audit", days=self.retention_days, locked=True)
        yield promise("write_once", locked)
