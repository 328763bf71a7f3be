"""A store of objects (files): versioned, on the agency's key, never public."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from govcloud.blocks.block import (
    KEY,
    KIND,
    LOGS,
    NETWORK,
    ArchiveName,
    Block,
    Here,
    KeyName,
    NetworkName,
    Whole,
    promise,
    text,
)
from govcloud.facts import AtRest, InTransit, Logged, Place, Placed, Promise, Reachable, Recoverable, Retained, Tls


class ObjectStore(Block):
    """Objects with versions, a customer key, TLS only, access logs, no public access; optionally write-once."""

    kind: Literal["object_store"] = Field("object_store", **KIND)
    network: NetworkName = Field(None, **NETWORK)
    key: KeyName = Field(None, **KEY)
    logs: ArchiveName = Field(None, **LOGS)
    retention_lock_days: Whole | None = Field(
        None,
        ge=1,
        le=3650,
        **text(
            "Days for which no version can be deleted by anybody (write-once). Cannot be taken back.",
            "どの版も誰にも消せない日数(改変不可)。取り消せない。",
        ),
    )
    keep_versions_days: Whole = Field(
        90,
        ge=7,
        le=3650,
        **text("Days an overwritten or deleted version is kept.", "上書き・削除された版を残す日数。"),
    )

    def promises(self, here: Here) -> Iterator[Promise]:
        """Everything of `stored`, plus the access log and the write-once lock where asked for."""
        yield from stored(here, self.key)
        days = here.log_days(self.logs)
        yield promise("access_log", Logged(subject=here.address, what="access", enabled=True, days=days))
        if self.retention_lock_days:
            locked = Retained(subject=here.address, what="objects", days=self.retention_lock_days, locked=True)
            yield promise("write_once", locked)


def stored(here: Here, key: str | None, data: str = "objects") -> Iterator[Promise]:
    """What every store of objects guarantees: site, files, archive alike. `data` says what it holds."""
    address, level = here.address, here.key_level(key)
    yield promise("placed", Placed(subject=address, what="primary", where=Place.TOKYO))
    yield promise("customer_key", AtRest(subject=address, what=data, level=level, known_key=True))
    yield promise("private", Reachable(subject=address, what="objects", by="network"))
    yield promise("tls", InTransit(subject=address, what="objects", floor=Tls.TLS1_2, plain="refused"))
    retained = "audit" if data == "logs" else "objects"
    yield promise("versions", Retained(subject=address, what=retained, versions=True))
    yield promise("deletion_protection", Recoverable(subject=address, what="objects", protected=True))
