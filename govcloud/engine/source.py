"""Which line of the program made a resource or asked a data source."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path
from types import CodeType, FrameType
from typing import Final

import pulumi
from google import protobuf

_ENGINE: Final = str(Path(__file__).parent)
_LIBRARY: Final = str(Path(__file__).parents[2])
"""The folder that `govcloud` lies in: its own files are named from here."""
_RUNTIME: Final = tuple(str(Path(module.__file__ or "").parent) for module in (asyncio, protobuf))
_SITE: Final = str(Path(pulumi.__file__).parent)
_CONSTRUCTOR: Final = pulumi.Resource.__init__.__code__
_CALLBACK: Final = asyncio.Handle._run.__code__
"""Where the loop calls back: above it stands whoever started the render."""
_SKIPPED: dict[CodeType, bool] = {}


def caller() -> tuple[str, int] | None:
    """File and line of the innermost frame that is the program's own; none inside a callback of the SDK alone.

    Constructors of the resource that is being made are stepped over: a component's line is where it is used.
    """
    frame: FrameType | None = sys._getframe(1)
    made: object = None
    while frame is not None:
        code = frame.f_code
        if code is _CALLBACK:
            return None
        if code is _CONSTRUCTOR:
            made = frame
        elif not _skipped(code) and not _constructs(frame, made):
            return code.co_filename, frame.f_lineno
        frame = frame.f_back
    return None


def shown(place: tuple[str, int] | None, root: Path | None) -> str:
    """`file:line`, the file relative to the project's root or to the folder of this library where it lies below."""
    if place is None:
        return ""
    name, line = place
    for base in (str(root) if root else "", _LIBRARY):
        if base and name.startswith(base + os.sep):
            return f"{name[len(base) + 1 :].replace(os.sep, '/')}:{line}"
    return f"{name}:{line}"


def _constructs(frame: FrameType, made: object) -> bool:
    """Whether the frame is a constructor, up the class tree, of the resource that is being made."""
    if not isinstance(made, FrameType) or frame.f_code.co_name != "__init__" or not frame.f_code.co_varnames:
        return False
    return frame.f_locals.get(frame.f_code.co_varnames[0]) is made.f_locals["self"]


def _skipped(code: CodeType) -> bool:
    known = _SKIPPED.get(code)
    if known is None:
        known = _SKIPPED[code] = _is_foreign(code.co_filename)
    return known


def _is_foreign(name: str) -> bool:
    """Whether a file belongs to Pulumi, an SDK of it, the event loop or this engine, and not to the program."""
    if name.startswith((_SITE, _ENGINE + os.sep, *_RUNTIME, "<frozen ")):
        return True
    beside = os.path.dirname(_SITE) + os.sep
    return name.startswith(beside + "pulumi_")
