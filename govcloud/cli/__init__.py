"""The command line: one file per verb. Importing this loads none of them."""

from __future__ import annotations

import atexit
import gc
import os
import sys
from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and answer its exit code: 0 fine, 1 findings or a refusal, 2 a mistake in use or a file.

    `argv` is without the program's name; the process's own arguments if left out.
    """
    collecting = gc.isenabled()
    # What else is installed has no say in how a system file is read, and looking for it takes time.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    # At its end the interpreter looks for garbage in all that was imported, for a second or more with an SDK.
    atexit.register(gc.freeze)
    gc.disable()  # a run makes hundreds of thousands of objects, keeps nearly all of them and ends
    try:
        from govcloud.cli.app import run

        return run(sys.argv[1:] if argv is None else argv)
    finally:
        if collecting:
            gc.enable()


__all__ = ["main"]
