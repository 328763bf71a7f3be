"""MiniStack's KMS on loopback: an independent server that really unwraps what is imported (moto does not)."""

from __future__ import annotations

import importlib.util
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

WANTS = "needs MiniStack's KMS (PyPI: ministack) and boto3"
PRESENT = all(importlib.util.find_spec(name) for name in ("boto3", "ministack"))
_TOLD = 60
"""Seconds until the server is given up."""


def _free() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def running(folder: Path) -> Iterator[str]:
    """The endpoint of a fresh server. It would listen to the whole network if it were not told otherwise."""
    port = _free()
    kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    own = {"BIND_HOST": "127.0.0.1", "GATEWAY_PORT": str(port), "HOME": str(folder), "TMPDIR": str(folder)}
    server = subprocess.Popen(
        [sys.executable, "-m", "ministack"],
        cwd=folder,
        env={**kept, **own, "S3_DATA_DIR": str(folder / "s3"), "STATE_DIR": str(folder / "state")},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    said, ready = [], threading.Event()

    def listen() -> None:
        assert server.stdout is not None
        for line in server.stdout:
            said.append(line)
            if "Ready" in line:
                ready.set()
        ready.set()

    listener = threading.Thread(target=listen, daemon=True)
    listener.start()
    try:
        assert ready.wait(_TOLD), "".join(said)
        assert server.poll() is None, "".join(said)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait()
        listener.join()
        assert server.stdout is not None
        server.stdout.close()
