"""The verbs as one program: what they share, their help in two languages, errors without traceback."""

from __future__ import annotations

import itertools
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from types import ModuleType
from typing import Any, Final

import typer

import govcloud
from govcloud.cli import audit, check, controls, demo, keys, new, plan, policy, schema, simulate
from govcloud.cli.help import Verb, Verbs
from govcloud.cli.words import LANG, LANGUAGES, Pair, both, say, told, usage
from govcloud.errors import GovcloudError, UsageError, did_you_mean, from_locale

VERBS: Final[dict[str, ModuleType]] = {
    "audit": audit,
    "check": check,
    "controls": controls,
    "demo": demo,
    "keys": keys,
    "new": new,
    "plan": plan,
    "policy": policy,
    "schema": schema,
    "simulate": simulate,
}
"""Each verb's module: the function of the verb's name, `ABOUT` in two languages, `EXAMPLES`."""

ABOUT: Final[Pair] = (
    "A government information system described once, judged and planned on every cloud it names.",
    "政府情報システムを一度だけ記述し、対象の各クラウドで判定・計画する。",
)

WORDS: Final[dict[str, Pair]] = {
    "error": ("error", "エラー"),
    "interrupted": ("interrupted", "中断しました"),
    "lang": ("no language '{lang}': en or ja", "言語 '{lang}' はない。en か ja を指定する"),
    "lang_missing": ("--lang needs a language: en or ja", "--lang には en か ja を続けて書く"),
    "bug": (
        "unexpected {kind}: {text}; run again with --debug for the traceback and please report it",
        "予期しない {kind}: {text}。--debug を付けるとトレースバックが出る。不具合として報告してほしい",
    ),
    "system": ("{text}", "ファイルを扱えない: {text}"),
    "NoSuchOption": ("no option '{name}' ({hint})", "オプション '{name}' はない ({hint})"),
    "NoSuchVerb": ("no verb '{name}': {hint}", "コマンド '{name}' はない: {hint}"),
    "MissingParameter": ("'{name}' is missing; see --help", "'{name}' が指定されていない。--help を参照"),
    "BadParameter": ("'{name}': {text}; see --help", "'{name}' の値が正しくない。--help を参照"),
    "other": ("{text}; see --help", "使い方が正しくない ({text})。--help を参照"),
}


def run(argv: Sequence[str]) -> int:
    """The exit code of one call."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    LANG.set(from_locale())
    debug = "--debug" in itertools.takewhile(lambda one: one != "--", argv)
    try:
        return _called(list(_without_everywhere(argv)))
    except (KeyboardInterrupt, typer.Abort):
        return _complain(say(WORDS["interrupted"]), 130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception as error:
        if debug:
            raise
        return _complain(*_explained(error))


def _without_everywhere(argv: Sequence[str]) -> Iterator[str]:
    """The arguments less those that every verb takes in any place: `--lang`, `--debug`. Sets the language."""
    rest = iter(argv)
    for argument in rest:
        if argument == "--":
            yield argument
            yield from rest
        elif argument == "--lang" or argument.startswith("--lang="):
            _speak(argument[len("--lang=") :] or next(rest, ""))
        elif argument != "--debug":
            yield argument


def _speak(lang: str) -> None:
    if not lang:
        raise usage(WORDS["lang_missing"])
    if lang not in LANGUAGES:
        raise usage(WORDS["lang"], lang=lang)
    LANG.set(lang)


def _called(arguments: list[str]) -> int:
    if "--version" in arguments[:1]:
        typer.echo(f"govcloud {govcloud.__version__}")
        return 0
    verb = next((one for one in arguments if not one.startswith("-")), None)
    if verb is not None and verb not in VERBS:
        raise usage(WORDS["NoSuchVerb"], name=verb, hint=did_you_mean(verb, VERBS))
    chosen = {name: module for name, module in VERBS.items() if verb in (None, name)}
    answer = typer.main.get_command(program(chosen))(arguments or ["--help"], "govcloud", standalone_mode=False)
    return answer if isinstance(answer, int) else 0


def program(verbs: Mapping[str, ModuleType] = VERBS) -> typer.Typer:
    """The Typer program of all verbs, or of these only: one call needs one, and each costs milliseconds."""
    app = typer.Typer(cls=Verbs, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
    app.callback(help=both(*ABOUT))(_root)
    for name, module in verbs.items():
        if hasattr(module, "verbs"):
            app.add_typer(module.verbs(), name=name)
            continue
        about = "\n\n".join((both(*module.ABOUT), "\n".join(module.EXAMPLES)))
        app.command(name, cls=Verb, help=about)(getattr(module, name))
    return app


def _root() -> None:
    """What all verbs have in common is read before Typer starts."""


def _explained(error: Exception) -> tuple[str, int]:
    """What an exception comes to: the words and the exit code."""
    if isinstance(error, GovcloudError):
        return error.said(LANG.get()).replace("\n", "\n  "), error.exit_code
    if isinstance(error, typer.TyperException):
        return _misused(error), UsageError.exit_code
    if isinstance(error, OSError):
        return say(WORDS["system"], text=error), UsageError.exit_code
    return say(WORDS["bug"], kind=type(error).__name__, text=error), UsageError.exit_code


def _misused(error: Any) -> str:
    """What Typer refused, in the words of this program."""
    kind = type(error).__name__
    if kind == "NoSuchOption":
        spelt = [name for one in error.ctx.command.params for name in one.opts] if error.ctx else []
        known = [name for name in spelt if name.startswith("-")]
        return say(WORDS[kind], name=error.option_name, hint=did_you_mean(error.option_name, known))
    name = getattr(getattr(error, "param", None), "name", "")
    return say(WORDS.get(kind, WORDS["other"]), name=name, text=told(error.message).rstrip("."))


def _complain(text: str, code: int) -> int:
    typer.echo(typer.style(f"{say(WORDS['error'])}: ", fg="red", bold=True) + text, err=True)
    return code
