"""What Azure itself holds against a deletion, and how it is lifted before the end of a resource."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

LIFTED: Final[Mapping[str, Mapping[str, Any]]] = {}
"""The arguments that change, by type: none. Azure protects by locks, which are resources of their own; where the
protection is lifted they are not made. Vaults keep their waiting period."""
