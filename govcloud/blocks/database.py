"""A PostgreSQL database: private, on the agency's key, in several zones, restorable to any moment."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

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
    Model,
    NetworkName,
    Refers,
    Whole,
    promise,
    text,
)
from govcloud.facts import (
    AtRest,
    InTransit,
    KeyLevel,
    Logged,
    Patched,
    Place,
    Placed,
    Promise,
    Reachable,
    Recoverable,
    Tls,
)


class Replica(Model):
    """A readable copy in the other region, on that region's own key."""

    place: Literal["osaka"] = Field("osaka", **text("The copy's region.", "複製先のリージョン。"))
    key: Annotated[str, Refers(("encryption_key",), same_place=True)] = Field(
        **text("A key in the copy's region.", "複製先リージョンの鍵。")
    )


class Database(Block):
    """PostgreSQL reachable only from its network, with TLS enforced, audit log, standby in another zone,
    point-in-time recovery, deletion protection and identities instead of passwords."""

    PARTS = frozenset({"workload"})

    kind: Literal["database"] = Field("database", **KIND)
    network: NetworkName = Field(None, **NETWORK)
    key: KeyName = Field(None, **KEY)
    logs: ArchiveName = Field(None, **LOGS)
    major: Literal[15, 16, 17] = Field(16, **text("PostgreSQL major version.", "PostgreSQLのメジャーバージョン。"))
    size: Literal["small", "medium", "large"] = Field(
        "small",
        **text(
            "small 2 vCPU/8 GiB, medium 4/16, large 8/32 or nearest above, per cloud.",
            "small 2vCPU/8GiB、medium 4/16、large 8/32(各クラウドで同等以上)。",
        ),
    )
    storage_gib: Literal[64, 128, 256, 512, 1024] = Field(
        128, **text("Storage to begin with, GiB; it grows by itself.", "初期容量(GiB)。自動で拡張される。")
    )
    restore_days: Whole = Field(
        35, ge=7, le=35, **text("Days back to any point of which it can be restored.", "任意時点へ復元できる日数。")
    )
    replica: Replica | None = Field(
        None, **text("A copy in Osaka for disasters.", "災害対策用の大阪リージョンの複製。")
    )

    def promises(self, here: Here) -> Iterator[Promise]:
        """Key, place of data, copies and backups, reach, TLS, audit log, recovery, supported version."""
        address = here.address
        yield promise("placed", Placed(subject=address, what="primary", where=Place.TOKYO))
        level = self._weakest_key(here)
        yield promise("customer_key", AtRest(subject=address, what="database", level=level, known_key=True))
        yield promise("private", Reachable(subject=address, what="database", by="network"))
        yield promise("tls", InTransit(subject=address, what="database", floor=Tls.TLS1_2, plain="refused"))
        days = here.log_days(self.logs)
        yield promise("audit_log", Logged(subject=address, what="database", enabled=True, days=days))
        yield from self._recovery(address)
        yield promise("patched", Patched(subject=address, what="database", supported=True, automatic=True))

    def _weakest_key(self, here: Here) -> KeyLevel:
        """What holds for the data wherever it lies: a copy is no better kept than its own key keeps it."""
        level = here.key_level(self.key)
        return min(level, here.key_level(self.replica.key)) if self.replica else level

    def _recovery(self, address: str) -> Iterator[Promise]:
        yield promise("multi_zone", Recoverable(subject=address, what="database", zones=2))
        yield promise("point_in_time", Recoverable(subject=address, what="database", restore_days=self.restore_days))
        yield promise("deletion_protection", Recoverable(subject=address, what="database", protected=True))
        if self.replica:
            place = Place(self.replica.place)
            yield promise("replica", Recoverable(subject=address, what="database", replica=place))
            yield promise("replica_placed", Placed(subject=address, what="replica", where=place))
