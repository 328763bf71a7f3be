"""How a block names its key: what goes into a resource's key property, and what stands there for level K0."""

from __future__ import annotations

from typing import Any

from govcloud.blocks import EncryptionKey
from govcloud.clouds.outputs import KeyOutputs
from govcloud.clouds.scope import Scope
from govcloud.systems import Planned


def key(scope: Scope[Any, Any], name: str | None) -> Any:
    """The key's ARN, or `None` where the system declared that the provider's own keys are used."""
    return scope.of(name, KeyOutputs).id if managed(scope.planned, name) else None


def managed(planned: Planned, name: str | None) -> bool:
    """Whether a key name stands for a real key."""
    return planned.of(name, EncryptionKey).level != "K0"
