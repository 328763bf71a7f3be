"""A Log Analytics workspace of a block's own: nobody reaches it but Azure's own services and who signs in to Azure."""

from __future__ import annotations

from typing import Any

from pulumi_azure_native import operationalinsights, resources

from govcloud.clouds.azure import naming
from govcloud.clouds.azure._group import located
from govcloud.clouds.scope import Scope
from govcloud.facts import Place


def workspace(
    scope: Scope[Any, Any], home: resources.ResourceGroup, role: str, *, days: int, place: Place = Place.TOKYO
) -> operationalinsights.Workspace:
    """The workspace in a role of the block. `days`: how long its tables can be queried."""
    return scope.make(
        operationalinsights.Workspace,
        role,
        workspace_name=naming.local(scope.planned.name, role),
        sku={"name": "PerGB2018"},
        retention_in_days=days,
        features={"disable_local_auth": True, "enable_log_access_using_only_resource_permissions": True},
        public_network_access_for_ingestion="Disabled",
        public_network_access_for_query="Disabled",
        **located(scope, home, place),
    )
