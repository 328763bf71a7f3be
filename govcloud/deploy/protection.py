"""Protection against deletion: what guards a part as a whole, and how it is lifted before a system's end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

import pulumi

from govcloud.clouds.support import load
from govcloud.systems import Cloud

KEY: Final = "lift-protection"
"""Configuration `govcloud:lift-protection: <ticket>`: the change of its own that comes before a deletion on purpose."""
CONTROL: Final = "GC-DEL-01"
"""The one control that asks for the protection. Its findings are recorded while the protection is lifted."""


def ticket() -> str:
    """On whose word the protection is lifted; "" where it stands."""
    return pulumi.Config("govcloud").get(KEY) or ""


def lifted(cloud: Cloud) -> Mapping[str, Mapping[str, Any]] | None:
    """What lifting the protection changes on a cloud, by resource type; `None` where it stands."""
    return load(f"govcloud.clouds.{cloud}.protection:LIFTED") if ticket() else None


class Guard(pulumi.ComponentResource):
    """Stands on everything in its part and is protected: a destruction meets it first and stops before anything is
    gone. Without it Pulumi deletes all that is not itself protected: of a running system it leaves the database.

    Where the protection is lifted it stays, unprotected: Pulumi would not let it go otherwise.
    """

    def __init__(self, components: Iterable[pulumi.Resource]) -> None:
        """Register it under the name `guard`."""
        super().__init__(
            "govcloud:index:Guard",
            "guard",
            None,
            pulumi.ResourceOptions(depends_on=list(components), protect=not ticket()),
        )
