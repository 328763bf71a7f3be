"""The record of who did what to the cloud account."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from govcloud.blocks.block import KEY, KIND, LOGS, ArchiveName, Block, Here, KeyName, keyless, promise, text
from govcloud.facts import Fact, Logged, Promise


class AuditTrail(Block):
    """Control-plane actions in all regions, and access to stored objects, into the archive, with tampering shown.

    `platform_provides: true` where the organisation's platform already records (GCAS): nothing is created, and the
    control is met by declaration.
    """

    PARTS = frozenset({"foundation"})

    kind: Literal["audit_trail"] = Field("audit_trail", **KIND)
    into: ArchiveName = Field(None, **LOGS)
    key: KeyName = Field(None, **KEY)
    platform_provides: bool = Field(
        False,
        **text("The organisation's platform records already.", "組織の共通基盤がすでに記録している。"),
    )

    def promises(self, here: Here) -> Iterator[Promise]:
        """Everywhere, kept and protected; nothing where the platform provides it."""
        if self.platform_provides:
            return
        address, days = here.address, here.log_days(self.into)
        yield promise(
            "recorded", Logged(subject=address, what="control-plane", enabled=True, everywhere=True, days=days)
        )
        yield promise("tamper_proof", Logged(subject=address, what="control-plane", tamper_proof=True))

    def declared(self, here: Here) -> Iterator[Fact]:
        """What the platform is said to record; else, that a key of level K0 leaves the records to the provider."""
        if self.platform_provides:
            yield Logged(
                subject=here.address,
                what="control-plane",
                enabled=True,
                everywhere=True,
                tamper_proof=True,
                days=here.log_days(self.into),
                into="platform",
            )
        else:
            yield from keyless(here, self.key, "logs")
