"""Every rendered type whose inputs name a key is a data-bearing one, or passes the key on for a reason."""

from __future__ import annotations

import re

import pytest

from govcloud.clouds.gcp.data_bearing import TYPES
from govcloud.clouds.gcp.recognise import REGISTER
from govcloud.engine import schema, sdk
from govcloud.engine.schema import Kind, Shape
from tests.clouds.gcp.plans import example
from tests.examples import EXAMPLES

_KEY = re.compile(r"kmsKey|cryptoKey|encryptionKey|customerManagedKey", re.IGNORECASE)
PASSED_ON = {
    "gcp:kms/cryptoKey:CryptoKey": "is the key",
    "gcp:kms/cryptoKeyIAMMember:CryptoKeyIAMMember": "names the key that it grants",
}


def _paths(python: type, depth: int = 6) -> set[str]:
    return {path for name, shape in schema.inputs(python).items() for path in _below(name, shape, depth)}


def _below(name: str, shape: Shape, depth: int) -> set[str]:
    found = {name}
    if shape.kind is Kind.OBJECT and shape.python and depth:
        found |= {f"{name}.{rest}" for rest in _paths(shape.python, depth - 1)}
    for inner in shape.of:
        found |= _below(name, inner, depth)
    return found


def _rendered() -> list[str]:
    return sorted({one.type for name in EXAMPLES for one in example(name) if one.package == "gcp" and one.custom})


@pytest.mark.parametrize("token", [token for token in _rendered() if not token.startswith("pulumi:")])
def test_a_type_that_takes_a_key_bears_data(token: str) -> None:
    python = schema.resource_class(token)
    arguments = schema.inputs_class(python) if python else None
    assert arguments is not None
    if any(_KEY.search(path) for path in _paths(arguments)):
        assert token in TYPES or token in PASSED_ON


def _exists(token: str) -> bool:
    """Whether the SDK's own table has the type; looked up without loading its module."""
    return any(token in module.mod_info["classes"] for module in sdk.resource_modules(token))


@pytest.mark.parametrize("tokens", [TYPES, frozenset(REGISTER.entries)], ids=["listed", "recognised"])
def test_every_type_exists(tokens: frozenset[str]) -> None:
    assert schema.resource_class("gcp:kms/cryptoKey:CryptoKey") is not None
    assert [token for token in sorted(tokens) if not _exists(token)] == []


def test_the_register_and_the_list_agree_on_what_bears_data() -> None:
    excepted = {token for token, entry in REGISTER.entries.items() if entry.note}
    bearing = {token for token, entry in REGISTER.entries.items() if entry.data}
    assert bearing - excepted <= TYPES
    assert {token for token in REGISTER.entries if token in TYPES} <= bearing
