"""The state that a stack is deployed into: whose it is, where it is kept, under which key its secrets are.

A stack of somebody else is refused: what its state holds and this program does not make would be deleted. Where a state
is kept is only noted. When a program runs, the engine has opened the state already, and refusing would move nothing;
`govcloud new` refuses a place outside Japan before there is one.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import pulumi

from govcloud.clouds import state
from govcloud.deploy.foundation import exports
from govcloud.deploy.part import IDENTITY, identity
from govcloud.errors import GovcloudError, RefusedError, UsageError, from_locale
from govcloud.facts import Place
from govcloud.systems import Cloud, Layout
from govcloud.systems.yaml import read

SECRETS_PROVIDER: Final = "secrets-provider"
"""The project's configuration `govcloud:secrets-provider`: with what its stacks are to be made."""

_ATTACHED: Final = "PULUMI_DEBUG_PROVIDERS"
"""Set where simulated clouds answer: their stacks are kept apart, and nothing in them is real."""
_SELF_MANAGED: Final = "organization"
"""The organisation of every stack that no Pulumi Cloud keeps."""
_CHANGES: Final = frozenset({"generation"})
"""What a system may say anew of itself without being another one."""
_LASTING: Final = "prod"

Note = tuple[str, str]
"""A note in English and in Japanese."""


def refuse_foreign(layout: Layout, cloud: Cloud) -> None:
    """`RefusedError` where the stack was deployed last as another system's: agency and system `a-b`, `c` and `a`, `b-c`
    make one project name, and a state can be imported. Only a foundation says whose it is."""
    found = exports(f"{pulumi.get_organization()}/{pulumi.get_project()}/{pulumi.get_stack()}").get(IDENTITY)
    said, own = found if isinstance(found, Mapping) else {}, identity(layout, cloud)
    strange = [f"{key} '{said[key]}'" for key in sorted(own.keys() - _CHANGES) if said.get(key, own[key]) != own[key]]
    if strange:
        raise RefusedError(
            f"refused: the state of stack '{pulumi.get_stack()}' is of {', '.join(strange)}, and the system file is of"
            f" '{layout.system.agency}', '{layout.system.system}': choose the stack's own backend in Pulumi.yaml",
            ja=f"拒否: スタック '{pulumi.get_stack()}' の状態は別のもの({', '.join(strange)})。システムファイルは"
            f" '{layout.system.agency}' の '{layout.system.system}'。Pulumi.yaml の backend を正しい保管先にする",
        )


def tell_where(environment: str) -> None:
    """Warn of a state that is kept where a system's state should not be. Nothing is said in a simulation."""
    if _ATTACHED in os.environ:
        return
    asked = pulumi.Config("govcloud").get(SECRETS_PROVIDER) or ""
    project = Path(pulumi.runtime.get_root_directory() or "")
    for note in notes(environment, project, pulumi.get_stack(), pulumi.get_organization(), os.environ, asked):
        pulumi.log.warn(note[from_locale() == "ja"])


def notes(
    environment: str, project: Path, stack: str, organization: str, variables: Mapping[str, str], asked: str
) -> Iterator[Note]:
    """What is worth knowing of the state of a project's stack: of its place, and of its secrets' key, which was to be
    `asked`."""
    yield from _of_place(environment, _backend(project, organization, variables))
    used = _secrets_provider(project / f"Pulumi.{stack}.yaml")
    if asked and used and used != asked:
        yield (
            f"the secrets in this state are under '{used}', and Pulumi.yaml says '{asked}':"
            f" pulumi stack change-secrets-provider '{asked}'",
            f"この状態の秘密情報の鍵は '{used}' だが、Pulumi.yaml は '{asked}':"
            f" pulumi stack change-secrets-provider '{asked}'",
        )


def _of_place(environment: str, url: str) -> Iterator[Note]:
    if not url:
        yield (
            "Pulumi.yaml names no 'backend: url:', so the state is wherever this machine happens to be signed in",
            "Pulumi.yaml に 'backend: url:' がないため、状態の保管先は実行環境のログイン先で決まる",
        )
        return
    try:
        kept = state.read(url, state.backends())
    except UsageError as error:
        yield str(error), error.ja
        return
    if kept.place is Place.ABROAD:
        yield f"this state is kept outside Japan: {url}", f"状態が国外に保管されている: {url}"
    elif kept.is_service:
        yield (
            f"this state is kept by a Pulumi Cloud ({url}): see that it is in Japan, and the agency's own",
            f"状態は Pulumi Cloud({url})にある。国内にあり自組織のものであることを確かめる",
        )
    elif kept.is_for_trials and environment == _LASTING:
        yield (
            f"the state of '{environment}' is on this machine alone ({url}): for trials only",
            f"'{environment}' の状態がこの端末だけにある({url})。試行用に限る",
        )


def _backend(project: Path, organization: str, variables: Mapping[str, str]) -> str:
    """As Pulumi chooses: the variable, the project, else whatever was signed in to. No credentials file is read."""
    named = _said(project / "Pulumi.yaml").get("backend")
    url = variables.get("PULUMI_BACKEND_URL") or (named.get("url") if isinstance(named, Mapping) else "")
    return str(url or ("" if organization == _SELF_MANAGED else "https://api.pulumi.com"))


def _secrets_provider(file: Path) -> str:
    """What Pulumi wrote down for the stack when it was made; "" where it wrote nothing."""
    said = _said(file)
    return str(said.get("secretsprovider") or (state.TRIAL_SECRETS if "encryptionsalt" in said else ""))


def _said(file: Path) -> Mapping[str, Any]:
    """What one of Pulumi's own files says. Pulumi has read it before us, so here nothing is complained of."""
    try:
        return read(file).data
    except GovcloudError:
        return {}
