"""Secrets in clear: which settings give one away by their name or their value."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from govcloud.facts import UNKNOWN, Holds, secret_by_name, secret_by_value
from govcloud.graph import Resource, revealed

_REFERENCES: Final = ("arn:", "${")
"""How a value begins that only says where the secret is."""


def held(resource: Resource, settings: object) -> Holds:
    """Whether settings (name to value) hold a secret in clear; the first one that does is named."""
    if not isinstance(settings, Mapping):
        return _holds(resource, UNKNOWN, "")
    for name, value in settings.items():
        if tells(str(name), revealed(value)):
            return _holds(resource, True, str(name))
    unseen = any(revealed(value) is UNKNOWN for value in settings.values())
    return _holds(resource, UNKNOWN if unseen else False, "")


def tells(name: str, value: object) -> bool:
    """Whether one setting is a secret in clear. A reference to where it is kept is none."""
    if not isinstance(value, str) or not value:
        return False
    return secret_by_value(value) or (secret_by_name(name) and not value.startswith(_REFERENCES))


def _holds(resource: Resource, plaintext: object, name: str) -> Holds:
    return Holds(
        subject=resource.urn,
        what="setting",
        plaintext=plaintext,  # type: ignore[arg-type]
        rotation_days=0,
        long_lived=False,
        name=name,
    )
