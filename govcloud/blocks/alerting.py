"""Who is told when something happens, and the alarms every system has."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, Field, StringConstraints

from govcloud.blocks.block import KEY, KIND, Block, Here, KeyName, distinct, keyless, promise, text
from govcloud.facts import Fact, Promise, Watches

Mail = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$", max_length=254)]

STANDARD: Final = (
    "audit-change",
    "firewall-change",
    "iam-change",
    "key-change",
    "network-change",
    "root-use",
    "service-errors",
    "store-policy-change",
)
"""The standard catalogue of events: the six that GC-MON-01 demands, changes of the firewall, errors of the service."""


class Alerting(Block):
    """Mail to the people on call, and the standard catalogue of alarms."""

    PARTS = frozenset({"workload"})

    kind: Literal["alerting"] = Field("alerting", **KIND)
    mail: Annotated[tuple[Mail, ...], AfterValidator(distinct)] = Field(
        min_length=1, max_length=10, **text("Addresses that are told.", "通知先メールアドレス。")
    )
    alerts: Literal["standard"] = Field("standard", **text("The catalogue of alarms.", "アラームの一覧(標準)。"))
    key: KeyName = Field(None, **KEY)

    def promises(self, here: Here) -> Iterator[Promise]:
        """One promise an event: it is watched, and somebody hears of it."""
        for event in STANDARD:
            yield promise(event.replace("-", "_"), Watches(subject=here.address, what=event, tells=True))

    def declared(self, here: Here) -> Iterator[Fact]:
        """A key of level K0 leaves its messages to the provider."""
        yield from keyless(here, self.key, "messages")
