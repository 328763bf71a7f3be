"""What an agency sets for the pack through Pulumi's policy configuration, and what is wrong with it."""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from govcloud.controls import Lang, Waiver
from govcloud.errors import FileError, GovcloudError, Problem, Text, did_you_mean
from govcloud.facts import Fact, Logged
from govcloud.systems.yaml import read

NAME: Final = "govcloud-settings"
"""The policy that carries the settings: Pulumi configures policies, and has no place for a whole pack's settings."""
YEAR_DAYS: Final = 365
"""How long a platform that records is taken to keep it: what GC-LOG-03 asks for, no more."""


class Settings(BaseModel):
    """The settings of a run, beside the enforcement levels, which Pulumi has of its own for each policy."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    beside: tuple[str, ...] = ()
    confidentiality: int = Field(2, ge=1, le=3)
    lang: Lang = "en"
    platform_provides: tuple[str, ...] = ()
    system_file: str = ""
    waivers: tuple[Waiver, ...] = ()
    waivers_file: str = ""
    whole: bool = False


def schema() -> dict[str, dict[str, Any]]:
    """The JSON schema of each setting, by which the engine refuses a mistyped configuration before it starts."""
    return {
        "beside": {
            "type": "array",
            "items": {"type": "string"},
            "description": "Absolute paths, $VARIABLES allowed, of exports of the system's other stacks: what this"
            " stack refers to is looked for in them, and nothing of them is reported.",
        },
        "confidentiality": {
            "type": "integer",
            "minimum": 1,
            "maximum": 3,
            "default": 2,
            "description": "機密性1 to 3. It raises a control's level where that depends on it, and lowers none.",
        },
        "lang": {"type": "string", "enum": ["en", "ja"], "default": "en", "description": "The messages' language."},
        "platform_provides": {
            "type": "array",
            "items": {"type": "string", "enum": sorted(Logged.ASPECTS)},
            "description": "The logs that the organisation's platform records for this account.",
        },
        "system_file": {
            "type": "string",
            "description": "An absolute path, $VARIABLES allowed, of the system.yaml that the stack is a part of: its"
            " confidentiality, waivers and acceptances count.",
        },
        "waivers": {"type": "array", "items": Waiver.model_json_schema(), "description": "Failures that are accepted."},
        "waivers_file": {
            "type": "string",
            "description": "An absolute path, $VARIABLES allowed, of a YAML file with 'waivers:'.",
        },
        "whole": {
            "type": "boolean",
            "default": False,
            "description": "The stack is all of its system, so what is not in it is missing.",
        },
    }


def settings(configured: Mapping[str, Any]) -> tuple[Settings, tuple[Problem, ...]]:
    """The settings, the file's waivers among them, and every problem with them. What is wrong is not used."""
    try:
        found = Settings.model_validate(configured)
    except ValidationError as error:
        return Settings(), tuple(_problems(error, NAME))
    waivers, problems = _filed(found.waivers_file)
    return found.model_copy(update={"waivers": (*found.waivers, *waivers)}), (*problems, *_unprovided(found))


def current(waivers: Sequence[Waiver], today: datetime.date) -> tuple[tuple[Waiver, ...], tuple[Problem, ...]]:
    """The waivers that still count, and a problem for each that has ended: it refuses until renewed or removed."""
    ended = [waiver for waiver in waivers if waiver.until < today]
    problems = (
        Problem(
            f"the {waiver} ended on {waiver.until}",
            hint=f"mend what it excuses and remove it, or have {waiver.approver} renew it",
            ja=f"適用除外の期限切れ: {waiver.control} {waiver.subject}({waiver.until} まで)",
            hint_ja=f"不適合を解消して削除するか、{waiver.approver} の承認を得て更新する",
        )
        for waiver in ended
    )
    return tuple(waiver for waiver in waivers if waiver not in ended), tuple(problems)


def declared(words: Iterable[str]) -> Iterator[Fact]:
    """What the platform is said to record, as facts: for at least a year, where nobody can change it."""
    for word in words:
        if word in Logged.ASPECTS:
            yield Logged(
                subject="platform",
                what=word,
                enabled=True,
                everywhere=True,
                tamper_proof=True,
                days=YEAR_DAYS,
                into="platform",
            )


def _unprovided(found: Settings) -> Iterator[Problem]:
    for word in found.platform_provides:
        if word not in Logged.ASPECTS:
            hint = did_you_mean(word, Logged.ASPECTS)
            message = Text(f"the platform cannot provide '{word}'", f"基盤が提供するログに '{word}' はない")
            yield Problem(message, key="platform_provides", hint=hint)


def absolute(name: str, key: str) -> Path:
    """The path that a setting names, or `FileError`: the engine starts a pack in the pack's own folder, and tells it
    no other that a relative path could mean."""
    path = Path(os.path.expandvars(name)).expanduser()
    if not path.is_absolute():
        message = Text(f"'{name}' is not an absolute path", f"'{name}' は絶対パスではない")
        hint = Text(
            f"write $PWD/{name} for the folder that pulumi is started in",
            f"pulumi を実行するフォルダーなら $PWD/{name} と書く",
        )
        raise FileError([Problem(message, key=key, hint=hint)])
    return path


def said(error: Exception, lang: str) -> str:
    """An error's message, in Japanese where it is ours."""
    return error.said(lang) if isinstance(error, GovcloudError) else str(error)


def _filed(name: str) -> tuple[tuple[Waiver, ...], tuple[Problem, ...]]:
    if not name:
        return (), ()
    try:
        path = absolute(name, "waivers_file")
        rows = read(path).data.get("waivers")
        return TypeAdapter(tuple[Waiver, ...]).validate_python(rows), ()
    except ValidationError as error:
        return (), tuple(_problems(error, "waivers", name))
    except FileError as error:
        return (), error.problems
    except (GovcloudError, OSError) as error:
        return (), (Problem(str(error), key="waivers_file", ja=said(error, "ja")),)


def _problems(error: ValidationError, key: str, file: str = "") -> Iterator[Problem]:
    for one in error.errors(include_url=False, include_input=False, include_context=False):
        yield Problem(one["msg"], file=file, key=".".join(str(step) for step in (key, *one["loc"])))
