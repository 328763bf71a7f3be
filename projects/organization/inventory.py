"""Which systems the agencies' projects describe."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from govcloud.clouds import accounts
from govcloud.errors import FileError, Problem, UsageError
from govcloud.systems import System
from govcloud.systems.read import load


def inventory(projects: Path) -> list[dict[str, Any]]:
    """One row a system under `<agency>/<system>/system.yaml`, sorted; `FileError` with all mistakes of all of them.

    A folder must be named as the system in it says, and no two systems may share an account.
    """
    problems: list[Problem] = []
    rows: list[dict[str, Any]] = []
    owners: dict[tuple[str, str], str] = {}
    for file in sorted(projects.glob("*/*/system.yaml")):
        try:
            system = load(file, accounts()).system
        except FileError as error:
            problems.extend(error.problems)
            continue
        problems.extend(_misplaced(system, file))
        problems.extend(_shared(system, file, owners))
        rows.append(_row(system))
    if problems:
        raise FileError(problems)
    if not rows:
        raise UsageError(f"{projects}: no <agency>/<system>/system.yaml (start one with 'govcloud new AGENCY SYSTEM')")
    return rows


def _row(system: System) -> dict[str, Any]:
    return {
        "agency": system.agency,
        "system": system.system,
        "clouds": list(system.clouds),
        "environments": list(system.environments),
        "confidentiality": system.confidentiality,
    }


def _misplaced(system: System, file: Path) -> Iterator[Problem]:
    folder = f"{file.parent.parent.name}/{file.parent.name}"
    if folder != f"{system.agency}/{system.system}":
        yield Problem(
            f"the folder is {folder}, the file says {system.agency}/{system.system}",
            str(file),
            hint="rename one of them",
            ja=f"フォルダーは {folder} だが、ファイルには {system.agency}/{system.system} とある",
        )


def _shared(system: System, file: Path, owners: dict[tuple[str, str], str]) -> Iterator[Problem]:
    for name, environment in system.environments.items():
        for cloud in system.clouds:
            number = environment.account(cloud).number
            here = f"{system.project} {name}"
            owner = owners.setdefault((cloud, number), here)
            if owner.partition(" ")[0] != system.project:
                yield Problem(
                    f"{cloud} account {number} is also {owner}'s",
                    str(file),
                    key=f"environments.{name}.{cloud}",
                    hint="give each system its own account",
                    ja=f"{cloud} のアカウント {number} は {owner} も使っている",
                )
