"""How a verb's help is laid out: usage, what it does, examples, arguments and options, in one language."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any, Final

import typer
from typer.core import TyperCommand, TyperGroup

from govcloud.cli.words import Pair, say, told

WORDS: Final[dict[str, Pair]] = {
    "usage": ("Usage", "使い方"),
    "arguments": ("Arguments", "引数"),
    "options": ("Options", "オプション"),
    "verbs": ("Verbs", "コマンド"),
    "everywhere": ("With every verb", "どのコマンドでも"),
    "examples": ("Examples", "例"),
    "lang": ("Language; else that of the locale.", "表示言語。省略時はロケールに従う。"),
    "debug": ("Show the traceback of an error.", "エラー時にトレースバックを表示する。"),
    "help": ("Show this help.", "このヘルプを表示する。"),
    "version": ("Show the version.", "版を表示する。"),
    "codes": (
        "Exit codes: 0 fine, 1 findings or a refusal, 2 a mistake in use or a file.",
        "終了コード: 0 正常、1 不適合または拒否、2 使い方かファイルの誤り。",
    ),
}
_EXAMPLES: Final = "\n\n"


class Verb(TyperCommand):
    """A verb. Its help is `both(what it does, the same in Japanese)`; after an empty line come examples."""

    def get_help(self, ctx: Any) -> str:
        """The help in this run's language."""
        what, _, examples = inspect.cleandoc(self.help or "").partition(_EXAMPLES)
        arguments = [one for one in self.params if one.param_type_name == "argument"]
        options = [one for one in self.params if one.param_type_name == "option" and one.name != "help"]
        names = " ".join(str(one.name) for one in arguments)
        parts = [
            f"{say(WORDS['usage'])}: {ctx.command_path} {names} [{say(WORDS['options'])}]".replace("  ", " "),
            told(what),
            _section("examples", [(line, "") for line in examples.splitlines()]),
            _section("arguments", [(str(one.name), told(_text(one))) for one in arguments]),
            _section("options", [(_spelt(one), told(_text(one))) for one in options]),
            _section("everywhere", list(_everywhere())),
        ]
        return "\n\n".join(part for part in parts if part)


class Verbs(TyperGroup):
    """All verbs."""

    def get_help(self, ctx: Any) -> str:
        """The list of verbs in this run's language."""
        verbs = [(name, told(inspect.cleandoc(one.help or "").partition("\n\n")[0])) for name, one in _sorted(self)]
        parts = [
            f"{say(WORDS['usage'])}: govcloud {say(WORDS['verbs'])} [{say(WORDS['options'])}]",
            told(self.help),
            _section("verbs", verbs),
            _section("everywhere", [*_everywhere(), ("--version", say(WORDS["version"]))]),
            say(WORDS["codes"]),
        ]
        return "\n\n".join(parts)


def _sorted(group: TyperGroup) -> list[tuple[str, Any]]:
    return sorted(group.commands.items())


def _everywhere() -> Iterator[tuple[str, str]]:
    yield "--lang en|ja", say(WORDS["lang"])
    yield "--debug", say(WORDS["debug"])
    yield "--help", say(WORDS["help"])


def _text(parameter: Any) -> str | None:
    return getattr(parameter, "help", None)


def _spelt(option: Any) -> str:
    name = ", ".join(option.opts)
    return name if option.is_flag else f"{name} {option.metavar or str(option.name).upper()}"


def _section(title: str, rows: list[tuple[str, str]]) -> str:
    if not rows:
        return ""
    width = max(len(left) for left, _ in rows) + 2
    lines = (f"  {left.ljust(width)}{right}".rstrip() for left, right in rows)
    return "\n".join((typer.style(say(WORDS[title]), bold=True), *lines))
