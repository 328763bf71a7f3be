"""The garbage collector around renders: they make hundreds of thousands of objects and free few of them."""

from __future__ import annotations

import atexit
import contextlib
import functools
import gc
import threading
from collections.abc import Iterator
from typing import Final


class _Pauses:
    """How many renders run now, and whether the collector ran before the first began."""

    lock: Final = threading.Lock()
    running = 0
    was_enabled = False


@contextlib.contextmanager
def paused() -> Iterator[None]:
    """No collection meanwhile: it would only look at the same objects again. Inside another pause nothing changes."""
    with _Pauses.lock:
        if not _Pauses.running:
            _Pauses.was_enabled = gc.isenabled()
            gc.disable()
        _Pauses.running += 1
    try:
        yield
    finally:
        with _Pauses.lock:
            _Pauses.running -= 1
            if not _Pauses.running and _Pauses.was_enabled:
                gc.enable()


@functools.cache
def keep_what_was_imported() -> None:
    """Take an SDK's classes out of the search for garbage, now and at the end, where the interpreter would look through
    all of them once more: together a second or more of a preview. Once a process."""
    gc.freeze()
    atexit.register(gc.freeze)
