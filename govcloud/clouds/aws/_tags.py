"""The tags of resources that have no name of their own: the console shows the tag `Name`."""

from __future__ import annotations

from typing import Any

from govcloud.clouds.scope import Scope


def named(scope: Scope[Any, Any], role: str) -> dict[str, str]:
    """The name that the console shows, and the block it belongs to; the provider adds whose system it is."""
    return {"Name": scope.logical(role), "block": scope.planned.name}
