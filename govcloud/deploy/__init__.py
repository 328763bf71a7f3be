"""Deploying a system: check, rehearse, judge, register. Loads Pulumi only for what renders."""

from __future__ import annotations

import importlib
from typing import Final

_WHERE: Final = {
    "Component": "govcloud.deploy.component",
    "Judgement": "govcloud.deploy.judging",
    "Loss": "govcloud.deploy.judging",
    "Rehearsal": "govcloud.deploy.rehearsal",
    "block_sources": "govcloud.deploy.sources",
    "judge_graph": "govcloud.deploy.judging",
    "judge_promises": "govcloud.deploy.judging",
    "rehearse": "govcloud.deploy.rehearsal",
    "run": "govcloud.deploy.run",
}

__all__ = sorted(_WHERE)


def __getattr__(name: str) -> object:
    if name not in _WHERE:
        raise AttributeError(f"module 'govcloud.deploy' has no attribute '{name}'")
    return getattr(importlib.import_module(_WHERE[name]), name)
