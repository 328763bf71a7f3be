"""Where Pulumi keeps a project's state and which key its secrets are under: the URLs of both, read and placed."""

from __future__ import annotations

import dataclasses
import importlib
import re
from collections.abc import Callable, Mapping
from typing import Final

from govcloud.errors import UsageError, did_you_mean
from govcloud.facts import IN_JAPAN, UNKNOWN, Place, Unknown
from govcloud.systems.cloud import CLOUDS, Cloud

Settings = Mapping[str, str]
"""What stands behind the question mark of a URL."""

TRIAL_BACKEND: Final = "file://~"
"""State on the machine that deploys, for trials: nobody else has it, and with the machine it is gone."""
TRIAL_SECRETS: Final = "passphrase"
"""Secrets under a key made from a passphrase, for trials: whoever deploys has to know it."""
SERVICE: Final = "https"
"""The scheme of a Pulumi Cloud, Pulumi's own or one that somebody runs."""

_PLAIN: Final = re.compile(r"[A-Za-z0-9:/?&=._~,+-]+")
"""What a URL may be written with: all that the forms below need, nothing that a shell, a YAML file or a screen could
take for something else, and no "@", before which passwords stand."""


def _anywhere(_address: str, _settings: Settings) -> Place | Unknown:
    return UNKNOWN


def _abroad(address: str, _settings: Settings) -> Place | Unknown:
    return Place.ABROAD if re.search(r"(^|\.)pulumi\.com([:/]|$)", address) else UNKNOWN


@dataclasses.dataclass(frozen=True, slots=True)
class Form:
    """One kind of URL: what Pulumi takes and, where the URL can tell, the place. A cloud's `state.py` holds its own."""

    scheme: str
    example: str
    address: str
    """The pattern of what stands between "//" and the question mark."""
    settings: Mapping[str, str] = dataclasses.field(default_factory=dict)
    """The settings that may be given: a pattern of the value by a pattern of the name."""
    needed: tuple[str, ...] = ()
    """The settings without which the environment of whoever deploys would decide."""
    place: Callable[[str, Settings], Place | Unknown] = _anywhere


@dataclasses.dataclass(frozen=True, slots=True)
class Kept:
    """What a URL says: its form, and the place, which is `UNKNOWN` where a URL of this form cannot tell."""

    url: str
    form: Form
    place: Place | Unknown

    @property
    def is_for_trials(self) -> bool:
        """Whether it is one of the two that need no cloud."""
        return self.form in (_LOCAL, _PASSPHRASE)

    @property
    def is_service(self) -> bool:
        """Whether somebody's Pulumi Cloud keeps it."""
        return self.form is _SERVICE


_LOCAL: Final = Form("file", TRIAL_BACKEND, r"[A-Za-z0-9/._~-]+", {"metadata": "skip", "no_tmp_dir": "true|false"})
_PASSPHRASE: Final = Form(TRIAL_SECRETS, TRIAL_SECRETS, "")
_SERVICE: Final = Form(
    SERVICE, "https://pulumi.example.go.jp", r"[A-Za-z0-9.-]+(:[0-9]+)?(/[A-Za-z0-9._/-]*)?", place=_abroad
)


def backends() -> dict[str, Form]:
    """The backends by scheme: each cloud's object store, a folder, a Pulumi Cloud."""
    return {form.scheme: form for form in (*(of_cloud(cloud)[0] for cloud in CLOUDS), _LOCAL, _SERVICE)}


def secrets_providers() -> dict[str, Form]:
    """The keepers of the key for secrets by scheme: each cloud's key service, a passphrase."""
    return {form.scheme: form for form in (*(of_cloud(cloud)[1] for cloud in CLOUDS), _PASSPHRASE)}


def of_cloud(cloud: Cloud) -> tuple[Form, Form]:
    """A cloud's own backend and its own keeper of the key."""
    module = importlib.import_module(f"govcloud.clouds.{cloud}.state")
    return module.BACKEND, module.SECRETS


def backend(url: str) -> Kept:
    """What the URL of a backend says; `UsageError` where Pulumi would not take it or it leads abroad."""
    return _in_japan(read(url, backends()))


def secrets_provider(url: str) -> Kept:
    """What the URL of a secrets provider says; `UsageError` where Pulumi would not take it or it leads abroad."""
    return _in_japan(read(url, secrets_providers()))


def _in_japan(kept: Kept) -> Kept:
    if kept.place is not UNKNOWN and kept.place not in IN_JAPAN:
        raise UsageError(
            f"'{kept.url}' is outside Japan; write it like {kept.form.example}",
            ja=f"'{kept.url}' は国外。{kept.form.example} のように書く",
        )
    return kept


def read(url: str, forms: Mapping[str, Form]) -> Kept:
    """What a URL says, wherever it leads; `UsageError` where none of the forms is met."""
    if not _PLAIN.fullmatch(url):
        raise UsageError(
            "the URL of a backend or a key holds a character that does not belong there (credentials never do)",
            ja="バックエンドや鍵のURLに使えない文字がある(認証情報は書けない)",
        )
    scheme, _, rest = url.partition("://")
    form = forms.get(scheme)
    if form is None:
        examples = ", ".join(sorted(one.example for one in forms.values()))
        raise UsageError(
            f"'{url}': Pulumi keeps nothing there ({did_you_mean(scheme, forms)}); it is one of: {examples}",
            ja=f"'{url}' は使えない。次のいずれかにする: {examples}",
        )
    address, _, query = rest.partition("?")
    settings = _settings(query)
    mistakes = list(_mistakes(form, address, settings))
    if mistakes:
        raise UsageError(
            f"'{url}': {', '.join(mistakes)}; write it like {form.example}",
            ja=f"'{url}' が正しくない({', '.join(mistakes)})。{form.example} のように書く",
        )
    return Kept(url, form, form.place(address, settings))


def _settings(query: str) -> dict[str, str]:
    return {name: value for name, _, value in (pair.partition("=") for pair in query.split("&") if pair)}


def _mistakes(form: Form, address: str, settings: Settings) -> list[str]:
    wrong = [] if re.fullmatch(form.address, address) else [f"'{address}'"]
    for name, value in settings.items():
        patterns = (values for names, values in form.settings.items() if re.fullmatch(names, name))
        if not any(re.fullmatch(pattern, value) for pattern in patterns):
            wrong.append(f"'{name}={value}'")
    return wrong + [f"no '{name}='" for name in form.needed if not settings.get(name)]
