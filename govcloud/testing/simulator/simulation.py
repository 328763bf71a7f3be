"""All simulated clouds over one state directory, served while a block of code or a command runs."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import FrameType
from typing import Final

from govcloud.errors import UsageError
from govcloud.testing.simulator.control import VARIABLE, Control, Plan, parsed
from govcloud.testing.simulator.server import serve
from govcloud.testing.simulator.store import Store
from govcloud.testing.simulator.tables import tables

ATTACH: Final = "PULUMI_DEBUG_PROVIDERS"
"""The variable by which Pulumi's engine attaches to running providers."""
_STOP_SECONDS: Final = 5
_WHOLE: Final = "metadata=skip"


@contextlib.contextmanager
def serving(
    state: Path, plan: Plan | None = None, ports: Mapping[str, int] | None = None
) -> Iterator[Mapping[str, int]]:
    """The port of each package's provider while the block runs. `ports` fixes some; the others are free ones.

    What the clouds hold stays in `state`, also between runs; two simulations may share it. `plan` says what goes
    wrong, unless a control file in `state` does.
    """
    store = Store(state)
    control = Control(state, plan if plan is not None else parsed(os.environ.get(VARIABLE) or "{}"))
    servers, bound = [], {}
    try:
        for package, table in tables().items():
            server, bound[package] = serve(table, store, control, (ports or {}).get(package, 0))
            servers.append(server)
        yield bound
    finally:
        for stopped in [server.stop(_STOP_SECONDS) for server in servers]:
            stopped.wait()
        store.close()


def attaching(ports: Mapping[str, int]) -> str:
    """The value of `PULUMI_DEBUG_PROVIDERS` for these ports."""
    return ",".join(f"{package}:{port}" for package, port in sorted(ports.items()))


def variables(ports: Mapping[str, int], state: Path, given: Mapping[str, str], backend: str = "") -> dict[str, str]:
    """The environment of a rehearsed command.

    Its stacks go to a backend below `state` unless another one is named: simulated resources in the state of a real
    stack would look real to the next real `pulumi up`. It keeps no files of attributes beside the states: they are not
    written in one piece, and a `pulumi` that is killed meanwhile leaves a stack that nobody can read ("EOF").
    Nothing is downloaded, and no passphrase is asked for.
    """
    own = state.resolve() / "backend"
    if not backend:
        own.mkdir(parents=True, exist_ok=True)
    gentle = {
        "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        **({} if "PULUMI_CONFIG_PASSPHRASE_FILE" in given else {"PULUMI_CONFIG_PASSPHRASE": ""}),
    }
    return {**gentle, **given, ATTACH: attaching(ports), "PULUMI_BACKEND_URL": backend or f"file://{own}?{_WHOLE}"}


def run(command: Sequence[str], state: Path, plan: Plan | None = None, *, backend: str = "") -> int:
    """Run a command, `pulumi up` for example, against the simulated clouds in `state`; its exit code.

    128 and the signal's number where a signal ended it. `UsageError` where it cannot be started.
    """
    if not command:
        raise UsageError("no command to run: govcloud simulate -- pulumi up")
    with serving(state, plan) as ports:
        try:
            child = subprocess.Popen(command, env=variables(ports, state, os.environ, backend))
        except OSError as error:
            raise UsageError(f"{command[0]}: cannot be run: {error.strerror}") from None
        with _passing_signals(child):
            code = child.wait()
    return 128 - code if code < 0 else code


@contextlib.contextmanager
def _passing_signals(child: subprocess.Popen[bytes]) -> Iterator[None]:
    """Ctrl-C reaches the child by itself, and the clouds must answer until it is done; a termination is passed on."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def pass_on(number: int, frame: FrameType | None) -> None:
        child.send_signal(number)

    before = {
        signal.SIGINT: signal.signal(signal.SIGINT, signal.SIG_IGN),
        signal.SIGTERM: signal.signal(signal.SIGTERM, pass_on),
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
