"""The files a new project starts with: only what differs from its template, and what is an example there marked."""

from __future__ import annotations

import dataclasses
import json
import os
import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from govcloud.clouds.state import Kept
    from govcloud.systems import Cloud
    from govcloud.systems.read import Source

MARK: Final = "# FILL IN"
SCHEMA: Final = "system.schema.json"

_EXAMPLE: Final = re.compile(
    r"example|sha256:|^[0-9]{12}$|^(\d)\1{7}-|203\.0\.113\.|198\.51\.100\.|192\.0\.2\.", re.IGNORECASE
)
"""Values that stand for somebody's own: names, digests, account numbers, addresses kept for documentation."""

PROGRAM: Final = """\
import govcloud

govcloud.run("system.yaml")
"""

PULUMI: Final = """\
name: {project}
description: {system} of {agency}
runtime:
  name: python
  options:
    toolchain: pip
    virtualenv: .venv
backend:
  # The agency's own store, in Japan, and nobody else's. {backend_note}
  url: {backend}
config:
  # Each stack is made with it: pulumi stack init <stack> --secrets-provider=… {secrets_note}
  govcloud:secrets-provider:
    value: {secrets}
  # A resource without an explicit provider would go wherever the shell happens to point.
  pulumi:disable-default-providers:
    value: ["*"]
"""

TRIAL: Final = f"For trials only. {MARK}"

SYSTEM: Final = """\
{schema}# {agency}/{system}: what differs from the template '{template}'. Lines marked FILL IN hold examples.
# テンプレート '{template}' との差分だけを書く。FILL IN の行は例なので自組織の値に直す。
schema_version: 1
template: {template}
agency: {agency}
system: {system}
clouds: [{clouds}]
{examples}
# A cloud that cannot keep a promise is told by 'govcloud check'; take note of it here, with an end date:
# クラウドの制約で失われる約束は 'govcloud check' が示す。期限を付けてここで受容する:
# accepts:
#   - {{cloud: …, block: …, loses: …, because: …, approver: …, until: …}}
"""

IGNORED: Final = """\
# What a rehearsal, an export of a state and Python leave behind / 予行、状態の書き出し、Python が残すもの
.pulumi/
.simulation/
.venv/
/foundation.json
/policies.json
/workload.json
__pycache__/
"""

README: Final = """\
# {agency}/{system}

A government system described in `system.yaml`, started from the template `{template}`.
`system.yaml` に記述した政府情報システム(テンプレート `{template}` から作成)。

```sh
govcloud check .                            # judge it / 判定する
govcloud plan . --cloud {cloud}                 # every resource / 全リソース
pip install 'govcloud[{extra}]'                 # in .venv / .venv に入れる
pulumi stack init prod-{cloud}-foundation {secrets_option} && pulumi up
pulumi stack init prod-{cloud}-workload {secrets_option} && pulumi up
```

- Stacks are named `<environment>-<cloud>-<part>`. / スタック名は `<環境>-<クラウド>-<パート>`。
- Fill in every line marked `FILL IN`. / `FILL IN` の行をすべて埋める。
- State is kept in {backend}, its secrets under {secrets}. / 状態は {backend}、秘密情報の鍵は {secrets}。
- Key material, passwords and tokens never go into these files. / 鍵・パスワード・トークンは書かない。
"""


@dataclasses.dataclass(frozen=True, slots=True)
class Asked:
    """What somebody asks of a new project."""

    agency: str
    system: str
    template: str
    clouds: Sequence[Cloud]
    backend: Kept
    secrets: Kept

    @property
    def secrets_option(self) -> str:
        """The option with which each of its stacks is made, ready for a shell."""
        return f"--secrets-provider={shlex.quote(self.secrets.url)}"


def files(folder: Path, source: Source, asked: Asked) -> dict[str, str]:
    """The files by name, for a project that will be in `folder`."""
    from govcloud.clouds import load, named

    words = {
        "agency": asked.agency,
        "backend": asked.backend.url,
        "backend_note": TRIAL if asked.backend.is_for_trials else "",
        "cloud": asked.clouds[0],
        "clouds": ", ".join(asked.clouds),
        "examples": "\n".join(_lines(_examples(_own(source, asked.clouds)), 0)),
        "extra": str(load(named(asked.clouds[0])).EXTRA),
        "project": f"{asked.agency}-{asked.system}",
        "schema": _schema_line(folder),
        "secrets": asked.secrets.url,
        "secrets_note": TRIAL if asked.secrets.is_for_trials else "",
        "secrets_option": asked.secrets_option,
        "system": asked.system,
        "template": asked.template,
    }
    texts = {"Pulumi.yaml": PULUMI, "README.md": README, "system.yaml": SYSTEM}
    written = {name: _trimmed(text.format(**words)) for name, text in texts.items()}
    return {".gitignore": IGNORED, "__main__.py": PROGRAM, **written}


def _trimmed(text: str) -> str:
    return re.sub(r" +$", "", text, flags=re.MULTILINE)


def _own(source: Source, clouds: Sequence[str]) -> dict[str, Any]:
    """What the template says, less what the new project says itself and clouds it does not name."""
    from govcloud.systems import CLOUDS, merged

    data: dict[str, Any] = {}
    for document in reversed(source.documents):
        data = merged(data, document.data)
    unwanted = [cloud for cloud in CLOUDS if cloud not in clouds]
    environments = {
        name: {key: value for key, value in environment.items() if key not in unwanted}
        for name, environment in data["environments"].items()
    }
    parts = {part: data.get(part) or {} for part in ("foundation", "workload")}
    return {"contacts": data["contacts"], "environments": environments, **parts}


def _examples(value: Any) -> Any:
    """The parts of a value that are examples; `None` where there is none. Lists are replaced whole by a merge."""
    if isinstance(value, Mapping):
        found = {key: below for key, item in value.items() if (below := _examples(item)) is not None}
        return found or None
    if isinstance(value, list):
        return value if any(_examples(item) is not None for item in value) else None
    return value if isinstance(value, str) and _EXAMPLE.search(value) else None


def _lines(data: Mapping[str, Any] | None, depth: int) -> Iterator[str]:
    for key, value in (data or {}).items():
        name = key if re.fullmatch(r"[a-z][a-z0-9_-]*", key) else json.dumps(key)
        if isinstance(value, Mapping):
            yield f"{'  ' * depth}{name}:"
            yield from _lines(value, depth + 1)
        else:
            yield f"{'  ' * depth}{name}: {json.dumps(value, ensure_ascii=False)}  {MARK}"


def _schema_line(folder: Path) -> str:
    """The comment by which editors find the schema, where the schema is in this folder or above."""
    here = Path.cwd()
    if not (here / SCHEMA).is_file():
        return ""
    return f"# yaml-language-server: $schema={os.path.relpath(here / SCHEMA, here / folder)}\n"
