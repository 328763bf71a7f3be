"""A block's resource group, and what every resource in it says: group, location, labels."""

from __future__ import annotations

from typing import Any

from pulumi_azure_native import resources

from govcloud.clouds.azure import naming
from govcloud.clouds.azure.regions import REGIONS
from govcloud.clouds.scope import Scope
from govcloud.facts import Place


def group(scope: Scope[Any, Any], place: Place = Place.TOKYO, role: str = "group") -> resources.ResourceGroup:
    """One resource group for each block and region: what belongs together is seen, priced and removed together."""
    suffix = "" if role == "group" else role.removesuffix("-group")
    return scope.make(
        resources.ResourceGroup,
        role,
        resource_group_name=naming.group(scope.layout, scope.planned.name, suffix),
        location=REGIONS[place],
        tags=scope.labels,
    )


def located(scope: Scope[Any, Any], home: resources.ResourceGroup, place: Place = Place.TOKYO) -> dict[str, Any]:
    """The arguments that every regional resource of a block has in common."""
    return {"resource_group_name": home.name, "location": REGIONS[place], "tags": scope.labels}
