"""A system file read, merged over its template and validated; all its mistakes come in one error, with lines."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from govcloud.blocks import Network, WebEntry
from govcloud.errors import FileError, Problem, Text, did_you_mean
from govcloud.systems.cloud import CLOUDS, Account
from govcloud.systems.complaints import complaint
from govcloud.systems.environment import EnvironmentName
from govcloud.systems.layout import Layout
from govcloud.systems.merge import merged
from govcloud.systems.plan import plan
from govcloud.systems.system import System
from govcloud.systems.templates import find
from govcloud.systems.yaml import Document, Path_, parse
from govcloud.systems.yaml import read as read_yaml

FILE_NAME: Final = "system.yaml"


@dataclasses.dataclass(frozen=True, slots=True)
class Source:
    """A system, its layouts, and where its lines are: the file's own document over its templates', nearest first."""

    system: System
    layouts: Mapping[EnvironmentName, Layout]
    documents: tuple[Document, ...]

    @property
    def path(self) -> Path:
        """The system file."""
        return Path(self.documents[0].file)

    def layout(self, environment: EnvironmentName) -> Layout:
        """The layout of an environment, made when the file was read; `UsageError` where the system has no such one."""
        return self.layouts[environment] if environment in self.layouts else plan(self.system, environment)

    def where(self, *path: str) -> str:
        """ "file:line" of a key, in whichever file says it."""
        document, line = _found(self.documents, path)
        return f"{document.file}:{line}"


def load(path: Path, accounts: Mapping[str, type[Account]]) -> Source:
    """The system in a file, or in the `system.yaml` of a folder. `accounts` are the clouds' account models.

    `UsageError` where there is no such file or template, `FileError` with every mistake otherwise.
    """
    file = path / FILE_NAME if path.is_dir() else path
    return _validated(_with_templates(read_yaml(file), file.parent), accounts)


def loads(text: str, accounts: Mapping[str, type[Account]], name: str = FILE_NAME) -> Source:
    """The same from a text, for programs that hold one."""
    return _validated(_with_templates(parse(text, Path(name)), Path.cwd()), accounts)


def _with_templates(document: Document, folder: Path) -> tuple[Document, ...]:
    chain = [document]
    seen: list[str] = [Path(document.file).resolve().parent.name] if _is_template(document) else []
    while (name := chain[-1].data.get("template")) is not None:
        here = chain[-1]
        if not isinstance(name, str) or name in seen:
            circle = " → ".join([*seen, str(name)])
            message, ja = (
                (f"templates refer to each other in a circle: {circle}", "テンプレートが循環している")
                if name in seen
                else ("not a template's name", "テンプレートの名前ではない")
            )
            line = here.line(("template",))
            raise FileError(
                [Problem(message, here.file, line, "template", Text("name one template", "テンプレートを一つ書く"), ja)]
            )
        seen.append(name)
        chain.append(_template(name, here, folder))
    return tuple(chain)


def _is_template(document: Document) -> bool:
    file = Path(document.file)
    return file.name == FILE_NAME and file.resolve().parent.parent.name == "templates"


def _template(name: str, here: Document, folder: Path) -> Document:
    found, known = find(name, folder)
    if found is None:
        raise FileError(
            [
                Problem(
                    f"no template '{name}'",
                    here.file,
                    here.line(("template",)),
                    "template",
                    did_you_mean(name, known),
                    ja=f"テンプレート '{name}' がない",
                )
            ]
        )
    return read_yaml(found)


def _validated(documents: tuple[Document, ...], accounts: Mapping[str, type[Account]]) -> Source:
    data: dict[str, Any] = {}
    for document in reversed(documents):
        data = merged(data, document.data)
    data["template"] = documents[0].data.get("template")
    problems = [problem for document in documents for problem in document.problems]
    system: System | None = None
    layouts: dict[EnvironmentName, Layout] = {}
    try:
        system = System.model_validate(data, context={"accounts": accounts})
    except ValidationError as error:
        known = {(problem.file, problem.key) for problem in problems}
        told = _problems(error, documents, accounts)
        problems += [problem for problem in told if (problem.file, problem.key) not in known]
    else:
        problems += [_placed(problem, documents) for problem in (*_across(system), *_plans(system, layouts))]
    if problems or system is None:
        raise FileError(sorted(problems, key=_position))
    return Source(system, layouts, documents)


def _plans(system: System, layouts: dict[EnvironmentName, Layout]) -> Iterator[Problem]:
    """What no environment can be laid out with; fills in the layouts of the others."""
    seen: set[str] = set()
    for environment in system.environments:
        try:
            layouts[environment] = plan(system, environment)
        except FileError as error:
            for problem in error.problems:
                if str(problem) not in seen:
                    seen.add(str(problem))
                    yield problem


def _across(system: System) -> Iterator[Problem]:
    for name, environment in system.environments.items():
        for cloud in system.clouds:
            if cloud not in environment.accounts:
                yield Problem(
                    f"environment '{name}' has no account on {cloud}, which 'clouds' names",
                    key=f"environments.{name}",
                    hint=Text(
                        f"add '{cloud}:' to it, or take {cloud} out of 'clouds'",
                        f"'{cloud}:' を加えるか、'clouds' から {cloud} を外す",
                    ),
                    ja=f"環境 '{name}' に {cloud} のアカウントがない",
                )
    yield from _side_by_side(system)
    for index, acceptance in enumerate(system.accepts):
        if acceptance.cloud not in CLOUDS:
            yield Problem(
                f"no cloud '{acceptance.cloud}'",
                key=f"accepts.{index}.cloud",
                hint=did_you_mean(acceptance.cloud, CLOUDS),
                ja=f"'{acceptance.cloud}' というクラウドはない",
            )
        if acceptance.block not in system.blocks:
            yield Problem(
                f"no block '{acceptance.block}' to accept a loss of",
                key=f"accepts.{index}.block",
                hint=did_you_mean(acceptance.block, system.blocks),
                ja=f"ブロック '{acceptance.block}' がない",
            )


def _side_by_side(system: System) -> Iterator[Problem]:
    """What cannot stand beside another of its kind: entries share the domain, networks may be joined one day."""
    entries = [name for name, block in system.workload.items() if isinstance(block, WebEntry)]
    for name in entries[1:]:
        yield Problem(
            f"a second web entry beside '{entries[0]}': both would answer at the environment's domain",
            key=f"workload.{name}",
            hint=f"add its routes to '{entries[0]}'",
            ja=f"Web入口は一つだけ('{entries[0]}' と同じドメインになる)",
            hint_ja=f"経路を '{entries[0]}' に加える",
        )
    networks = [(name, block.cidr) for name, block in system.foundation.items() if isinstance(block, Network)]
    for (one, first), (other, second) in itertools.combinations(networks, 2):
        if first.overlaps(second):
            yield Problem(
                f"{second} overlaps {first} of '{one}'",
                key=f"foundation.{other}.cidr",
                hint="give each network a range of its own",
                ja=f"アドレス範囲 {second} が '{one}' の {first} と重なる",
                hint_ja="ネットワークごとに別の範囲を使う",
            )


def _problems(
    error: ValidationError, documents: tuple[Document, ...], accounts: Mapping[str, type[Account]]
) -> Iterator[Problem]:
    for item in error.errors(include_url=False):
        path, message, hint, ja = complaint(item, accounts)
        document, line = _found(documents, path)
        yield Problem(message, document.file, line, ".".join(path) or repr(path[-1]), hint, ja)


def _placed(problem: Problem, documents: tuple[Document, ...]) -> Problem:
    document, line = _found(documents, _path_of(problem.key, documents))
    return dataclasses.replace(problem, file=document.file, line=line)


def _path_of(key: str, documents: tuple[Document, ...]) -> Path_:
    """The longest path that a file has and that a dotted key starts with; keys themselves may hold dots."""
    known = {path for document in documents for path in document.lines if f"{key}.".startswith(".".join((*path, "")))}
    return max(known, key=len, default=())


def _found(documents: tuple[Document, ...], path: Path_) -> tuple[Document, int]:
    """The document that says the longest part of a path, and the line there."""
    for length in range(len(path), 0, -1):
        for document in documents:
            if path[:length] in document.lines:
                return document, document.lines[path[:length]]
    return documents[0], 1


def _position(problem: Problem) -> tuple[str, int, str]:
    return problem.file, problem.line, problem.key
