"""Which key a block uses, and when a value may be used."""

from __future__ import annotations

from typing import Any

import pulumi

from govcloud.blocks import EncryptionKey
from govcloud.clouds.azure.outputs import AzureKey, HsmKey
from govcloud.clouds.scope import Scope


def chosen(scope: Scope[Any, Any], name: str | None) -> AzureKey | None:
    """The key that a block names; `None` where the system leaves keys to the provider (level K0)."""
    level = scope.planned.of(name, EncryptionKey).level
    if level == "K0":
        return None
    return scope.of(name, HsmKey if level == "K3" else AzureKey)


def after(value: Any, *first: pulumi.CustomResource) -> pulumi.Output[Any]:
    """A value that is not known before these resources exist, because it is of no use without them."""
    return pulumi.Output.all(value, *(resource.id for resource in first)).apply(lambda all_of_them: all_of_them[0])
