"""The help of a verb that has verbs of its own, and what is said to one that it does not have."""

from __future__ import annotations

import inspect
from typing import Any

import typer

from govcloud.cli.app import WORDS as APP
from govcloud.cli.help import WORDS, Verbs, _everywhere, _section
from govcloud.cli.words import say, told, usage
from govcloud.errors import did_you_mean


class Group(Verbs):
    """A verb of verbs, laid out like the others."""

    def get_help(self, ctx: Any) -> str:
        """Usage, what it is for, examples, its verbs, in this run's language."""
        what, _, examples = inspect.cleandoc(self.help or "").partition("\n\n")
        verbs = [(name, told(inspect.cleandoc(one.help or "").partition("\n\n")[0])) for name, one in _sorted(self)]
        parts = [
            f"{say(WORDS['usage'])}: {ctx.command_path} {say(WORDS['verbs'])} [{say(WORDS['options'])}]",
            told(what),
            _section("examples", [(line, "") for line in examples.splitlines()]),
            _section("verbs", verbs),
            _section("everywhere", list(_everywhere())),
            say(WORDS["codes"]),
        ]
        return "\n\n".join(part for part in parts if part)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """A verb by its name; a mistyped one is told what there is."""
        found = super().get_command(ctx, cmd_name)
        if found is None and not cmd_name.startswith("-"):
            raise usage(APP["NoSuchVerb"], name=cmd_name, hint=did_you_mean(cmd_name, self.commands))
        return found


def shown(ctx: typer.Context) -> None:
    """Without a verb: its help."""
    if ctx.invoked_subcommand is None:
        typer.echo(ctx.get_help())


def _sorted(group: Verbs) -> list[tuple[str, Any]]:
    return sorted(group.commands.items())
