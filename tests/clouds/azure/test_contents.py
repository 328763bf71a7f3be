"""Azure's account, regions, contents page and lists."""

from __future__ import annotations

import importlib
from typing import Any

import pytest
from pydantic import ValidationError

from govcloud.blocks import BLOCKS
from govcloud.clouds.azure import MODULE, SUPPORT, Account
from govcloud.clouds.azure.data_bearing import TYPES
from govcloud.clouds.azure.recognise import REGISTER
from govcloud.clouds.azure.regions import EXCEPTIONS, exception, place_of
from govcloud.engine import schema, sdk
from govcloud.facts import UNKNOWN, Place
from tests.clouds.azure.plans import example, layout_of
from tests.examples import ACCOUNTS, EXAMPLES, system

NO_KEY_OF_THEIR_OWN = {
    "azure-native:app:ManagedEnvironment": "keeps nothing; its disks' key is for jobs' scratch space (preview)",
    "azure-native:keyvault:Key": "is a key; Key Vault's hardware keeps it",
    "azure-native:storage:BlobContainer": "its encryption scope is pinned to the account's key",
    "azure-native:network:VirtualNetwork": "its encryption is of traffic",
}
"""Rendered types with a property that looks like a key's, which are not listed as bearing data."""
LOOKS_LIKE_A_KEY = ("encryption", "keyurl", "keyuri", "keyvaultproperties", "customermanagedkey")


@pytest.mark.parametrize(
    ("raw", "place"),
    [
        ("Japan East", Place.TOKYO),
        ("JAPANWEST", Place.OSAKA),
        ("global", Place.GLOBAL),
        ("japan", Place.ABROAD),
        ("koreacentral", Place.ABROAD),
        ("eastasia", Place.ABROAD),
        (UNKNOWN, UNKNOWN),
    ],
)
def test_a_location_is_read_by_membership(raw: object, place: object) -> None:
    assert place_of(raw) is place


def test_every_block_has_one_row() -> None:
    assert [row.block for row in SUPPORT] == sorted(BLOCKS, key=lambda block: block.__name__)


@pytest.mark.parametrize(
    "wrong",
    [
        {"certificate": "https://example.vault.azure.net/secrets/web/0123456789abcdef0123456789abcdef"},
        {"certificate": "https://example.vault.azure.net/certificates/web"},
        {"deployer": "someone"},
        {"dns_zone": {"resource_group": "dns", "name": "no zone"}},
        {"subscription": "22222222"},
    ],
)
def test_an_account_with_a_mistake_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Account.model_validate({**ACCOUNTS["azure"], **wrong})


def test_locked_archives_are_read_under_the_name_files_use() -> None:
    account = Account.model_validate({**ACCOUNTS["azure"], "locked_archives": ["archive"]})
    assert account.locked_archives == ("archive",)
    assert Account.model_validate(ACCOUNTS["azure"]).locked_archives == ()


def test_a_domain_outside_the_zone_and_an_external_key_cannot_be_had() -> None:
    rows = {row.block.model_fields["kind"].default: row for row in SUPPORT}
    layout = layout_of(EXAMPLES["web-entry"], dns_zone={"resource_group": "dns", "name": "example.org"})
    account = layout.environment.account("azure")
    entry, row = rows["web_entry"], rows["encryption_key"]
    assert entry.unsupported is not None
    assert row.unsupported is not None
    assert "example.org" in (entry.unsupported(layout.blocks["entry"], account) or "")
    hyok = layout_of(system(foundation={"outside": {"kind": "encryption_key", "level": "K3", "place": "osaka"}}))
    assert "K2" in (row.unsupported(hyok.blocks["outside"], account) or "")
    assert row.unsupported(hyok.blocks["key"], account) is None


def test_exceptions_carry_their_reason() -> None:
    assert all(exception(name) == f"{name}: {reason}" for name, reason in EXCEPTIONS.items())


def test_every_listed_type_is_one_of_the_sdk() -> None:
    """By the SDK's own table of its classes: importing sixty of its modules for their names takes seconds."""
    importlib.import_module(MODULE)
    named = {
        token for listed in TYPES for module in sdk.resource_modules(listed) for token in module.mod_info["classes"]
    }
    assert {token for token in TYPES if token not in named} == set()


def test_every_rendered_type_that_can_take_a_key_is_listed_or_reasoned() -> None:
    rendered = {resource.type for name in EXAMPLES for resource in example(name)[1] if resource.custom}
    for token in sorted(one for one in rendered if one.startswith("azure-native:")):
        python = schema.resource_class(token)
        assert python is not None
        inputs = schema.inputs_class(python)
        names = {name.casefold() for name in schema.inputs(inputs)} if inputs else set()
        if any(word in name for name in names for word in LOOKS_LIKE_A_KEY):
            assert token in TYPES or token in NO_KEY_OF_THEIR_OWN, token


def test_every_rendered_type_that_bears_data_has_a_key_row() -> None:
    rendered = {resource.type for name in EXAMPLES for resource in example(name)[1]}
    assert {token for token in rendered & TYPES if not REGISTER.entries[token].data} == set()
