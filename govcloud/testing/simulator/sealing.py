"""Keeps secrets and file contents out of what the simulated cloud writes down, and puts them back into its answers."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Final

from govcloud.engine.wire import encoded
from govcloud.graph import Asset, Secret, Value, decoded, revealed
from govcloud.graph.values import SECRET_SIGNATURE, SIGNATURE

SEALED: Final = {SIGNATURE: SECRET_SIGNATURE, "value": "(not kept by the simulated cloud)"}
"""What is written in a secret's place. No hash either: a short password could be guessed from one."""

_KEPT_OF_AN_ASSET: Final = ("hash", "path", "uri")


def sealed(value: Value) -> Value:
    """A value as plain JSON without its secrets and without the texts of its assets."""
    if isinstance(value, Secret):
        return SEALED
    if isinstance(value, Asset):
        body = {key: item for key, item in value.body.items() if key in _KEPT_OF_AN_ASSET}
        return encoded(Asset(body, archive=value.archive))
    if isinstance(value, Mapping):
        return {key: sealed(item) for key, item in value.items()}
    return [sealed(item) for item in value] if isinstance(value, (list, tuple)) else encoded(value)


def opened(kept: Value, given: Value) -> Value:
    """What was written down, its secrets and assets taken from what the engine remembers of the same resource."""
    return _filled(decoded(kept), given)


def _filled(value: Value, given: Value) -> Value:
    if isinstance(value, (Secret, Asset)):
        marked = Secret(given) if isinstance(value, Secret) and not isinstance(given, Secret) else given
        return value if given is None else marked
    if isinstance(value, Mapping):
        known = given if isinstance(given, Mapping) else {}
        return {key: _filled(item, known.get(key)) for key, item in value.items()}
    if isinstance(value, list):
        known = given if isinstance(given, list) and len(given) == len(value) else [None] * len(value)
        return [_filled(item, one) for item, one in zip(value, known, strict=True)]
    return value


def masked(value: Value, key: bytes) -> Value:
    """A value whose secret texts are replaced by pseudonyms, so that no id or ARN made from it tells one.

    The same text has the same pseudonym as long as the key, which the state keeps, is the same.
    """
    if isinstance(value, Secret):
        return Secret(_pseudonyms(value.value, key))
    if isinstance(value, Mapping):
        return {name: masked(item, key) for name, item in value.items()}
    return [masked(item, key) for item in value] if isinstance(value, list) else value


def _pseudonyms(value: Value, key: bytes) -> Value:
    value = revealed(value)
    if isinstance(value, str):
        return f"sealed-{hashlib.blake2b(value.encode(), key=key, digest_size=4).hexdigest()}"
    if isinstance(value, Mapping):
        return {name: _pseudonyms(item, key) for name, item in value.items()}
    return [_pseudonyms(item, key) for item in value] if isinstance(value, list) else value


def unmasked(value: Value, given: Value) -> Value:
    """The opposite of `masked`, for outputs that were completed from masked inputs."""
    return _filled(value, given)
