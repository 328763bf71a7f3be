"""`govcloud simulate`: a command, `pulumi up` for example, against simulated clouds; no account, nothing real."""

from __future__ import annotations

import importlib.util
import shlex
import signal
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from govcloud.cli.words import Pair, both, say, usage

if TYPE_CHECKING:
    from govcloud.testing.simulator import Plan

ABOUT: Final[Pair] = (
    "Run a command against simulated clouds: rehearse 'pulumi up' with no account.",
    "シミュレートしたクラウドに対してコマンドを実行する(アカウントなしで 'pulumi up' を予行)。",
)
EXAMPLES: Final = (
    "govcloud simulate -- pulumi stack init prod-aws-foundation",
    "govcloud simulate -- pulumi up --stack prod-aws-foundation",
    "govcloud simulate --plan failures.json -- pulumi up --yes",
    "govcloud simulate --state /tmp/clouds --serve",
    """echo '{"fail": [{"operation": 10}], "drift": [{"name": "files", "gone": true}]}' > failures.json""",
)
WORDS: Final[dict[str, Pair]] = {
    "command": (
        "say what to run after '--', such as: govcloud simulate -- pulumi up; or --serve",
        "'--' の後に実行するコマンドを書く(例: govcloud simulate -- pulumi up)。または --serve を付ける",
    ),
    "either": (
        "--serve runs no command: leave out '{command}', or --serve",
        "--serve ではコマンドを実行しない。'{command}' か --serve のどちらかを外す",
    ),
    "extra": (
        "the simulated clouds need a cloud's SDK, which is not installed: pip install 'govcloud[{extra}]'",
        "シミュレートにはクラウドのSDKが必要: pip install 'govcloud[{extra}]'",
    ),
    "real": (
        "{file} is of a real stack, whose secrets are under {key}, and a rehearsal would write to it: rehearse in a"
        " copy of this folder without Pulumi.*.yaml",
        "{file} は実際のスタックのもの(秘密情報の鍵は {key})で、予行が書き換えてしまう。"
        "Pulumi.*.yaml を除いた複製で予行する",
    ),
    "serving": (
        "# The simulated clouds run until Ctrl-C. In another shell, before pulumi:",
        "# Ctrl-C まで動く。別のシェルで pulumi の前に次を実行する:",
    ),
}
STATE: Final = ".simulation"
"""The folder, below the current one, in which the simulated clouds and their stacks stay between runs."""


def simulate(
    command: Annotated[
        list[str] | None,
        typer.Argument(
            help=both("The command, after '--'.", "実行するコマンド('--' の後に書く)。"), show_default=False
        ),
    ] = None,
    state: Annotated[
        Path,
        typer.Option(
            help=both(
                "The folder that keeps what the clouds hold, and the stacks, between runs (.simulation).",
                "クラウドの中身とスタックを実行間で保つフォルダー(既定は .simulation)。",
            )
        ),
    ] = Path(STATE),
    plan: Annotated[
        Path | None,
        typer.Option(
            help=both(
                "A JSON file of what goes wrong: fail, slow, drift, fill, empty, existing, pass_days.",
                "起こす異常を書いたJSONファイル(fail、slow、drift、fill、empty、existing、pass_days)。",
            ),
            show_default=False,
        ),
    ] = None,
    backend: Annotated[
        str,
        typer.Option(
            metavar="URL",
            help=both(
                "Keep the stacks there instead; never where real stacks are.",
                "スタックの保管先を変える。実際のスタックの保管先にしてはならない。",
            ),
        ),
    ] = "",
    serve: Annotated[
        bool,
        typer.Option(
            "--serve",
            help=both(
                "Run no command: print the variables with which an engine attaches, until Ctrl-C.",
                "コマンドを実行せず、接続用の環境変数を表示して Ctrl-C まで動かす。",
            ),
        ),
    ] = False,
) -> int:
    """Answer the command's exit code: 128 and the signal's number where a signal ended it."""
    _need_extra()
    if serve and command:
        raise usage(WORDS["either"], command=shlex.join(command))
    if not serve and not command:
        raise usage(WORDS["command"])
    _refuse_real_stacks(Path())
    from govcloud.testing.simulator import run
    from govcloud.testing.simulator.control import read

    told = read(plan) if plan is not None else None
    state.mkdir(parents=True, exist_ok=True)
    return _served(state, told, backend) if serve else run(_words(command), state, told, backend=backend)


def _words(command: Sequence[str] | None) -> list[str]:
    return list(command or ())


def _need_extra() -> None:
    from govcloud.clouds import load
    from govcloud.systems import CLOUDS

    if importlib.util.find_spec("pulumi") is None:
        raise usage(WORDS["extra"], extra=load(CLOUDS[0]).EXTRA)


def _refuse_real_stacks(folder: Path) -> None:
    """`UsageError` where Pulumi keeps a real stack's settings: a simulated one's would go to the same file."""
    from govcloud.systems.yaml import read

    for file in sorted(folder.glob("Pulumi.*.yaml")):
        key = read(file).data.get("secretsprovider")
        if isinstance(key, str) and "://" in key:
            raise usage(WORDS["real"], file=file, key=key)


def _served(state: Path, plan: Plan | None, backend: str) -> int:
    """Serve until somebody ends it, which is how it is meant to end."""
    from govcloud.testing.simulator import serving, variables

    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    with serving(state, plan) as ports:
        typer.echo(say(WORDS["serving"]))
        for name, value in sorted(variables(ports, state, {}, backend).items()):
            typer.echo(f"export {name}={shlex.quote(value)}")
        ended.wait()
    return 0
