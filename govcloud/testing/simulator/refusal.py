"""How a simulated cloud says no."""

from __future__ import annotations

from govcloud.errors import GovcloudError
from govcloud.testing.simulator.tables import Table


class Refusal(GovcloudError):
    """The cloud does not do what was asked. The message says that it is simulated and, in the cloud's words, why."""

    def __init__(self, table: Table, kind: str, text: str) -> None:
        word = table.errors.get(kind, kind)
        super().__init__(f"simulated {table.package}: {word}: {text}")
        self.kind = kind
