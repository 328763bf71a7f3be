"""govcloud: Japan's Government Cloud on AWS, Azure and Google Cloud with Pulumi, described once.

`run` is what a project's program calls. Everything is loaded when it is first used: importing this package loads
neither Pulumi nor pydantic.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from govcloud.deploy.run import run as run
    from govcloud.systems.system import System as System

__version__: Final = "0.1.0"

_WHERE: Final = {"System": "govcloud.systems.system", "run": "govcloud.deploy.run"}

__all__ = ["System", "__version__", "run"]


def __getattr__(name: str) -> object:
    if name not in _WHERE:
        raise AttributeError(f"module 'govcloud' has no attribute '{name}'")
    return getattr(importlib.import_module(_WHERE[name]), name)
