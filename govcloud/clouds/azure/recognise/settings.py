"""Secrets in the settings of containers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from govcloud.clouds.azure.recognise.values import given
from govcloud.facts import UNKNOWN, Fact, Holds, Unknown, secret_by_name, secret_by_value
from govcloud.graph import Resource, Value, walk

_ADDRESS: Final = re.compile(r"^https://[^/]+\.vault\.azure\.net/secrets/[^/?#]+(/[0-9a-f]{32})?$")
"""A secret's address: it says where the value is, not what it is."""


def containers(resource: Resource) -> list[Any]:
    """A service's containers, those that only run first included."""
    return [*resource.each("template.containers"), *resource.each("template.initContainers")]


def settings(resource: Resource) -> Iterator[Fact]:
    """Each setting; without any, that there is none in clear."""
    urn = resource.urn
    entries = [entry for one in containers(resource) for entry in _listed(walk(one, "env"))]
    found = [_held(urn, entry) for entry in entries]
    for secret in resource.each("configuration.secrets"):
        clear = isinstance(secret, dict) and secret.get("value") is not None and not given(secret.get("keyVaultUrl"))
        name = str(secret.get("name", "")) if isinstance(secret, dict) else ""
        inside = clear and not resource.holds_secret("configuration.secrets")
        found.append(Holds(subject=urn, what="setting", plaintext=inside, rotation_days=0, long_lived=False, name=name))
    yield from found or [Holds(subject=urn, what="setting", plaintext=False, rotation_days=0, long_lived=False)]


def _listed(value: Value) -> list[Value]:
    return [UNKNOWN] if value is UNKNOWN else list(value or ())


def _held(urn: str, entry: Any) -> Holds:
    if not isinstance(entry, dict):
        return Holds(subject=urn, what="setting", plaintext=UNKNOWN, rotation_days=0, long_lived=False)
    name, value = str(entry.get("name", "")), entry.get("value")
    clear = _in_clear(name, value)
    return Holds(subject=urn, what="setting", plaintext=clear, rotation_days=0, long_lived=False, name=name)


def _in_clear(name: str, value: Value) -> bool | Unknown:
    if value is None or (isinstance(value, str) and not value):
        return False
    suspicious = secret_by_name(name)
    if not isinstance(value, str):
        return UNKNOWN if suspicious else False
    return secret_by_value(value) or (suspicious and not _ADDRESS.match(value))
