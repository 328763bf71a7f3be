"""What needs a brought key waits for its material: who waits, what each cloud says, and what is told."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

import pytest

from govcloud.clouds.wrapping import State, after_import, replicas_wait, state, target
from govcloud.deploy.pending import needing, pending
from govcloud.systems import CLOUDS, Cloud, Layout
from tests.examples import EXAMPLES, system
from tests.rendering import layout_of

NOW = datetime.datetime(2026, 11, 22, tzinfo=datetime.UTC)
K2 = {"kind": "encryption_key", "level": "K2"}
BROUGHT = layout_of(EXAMPLES["encryption-key-k2"])
VERSION = "0123456789abcdef" * 2


def said(cloud: Cloud, made: Mapping[str, Mapping[str, Any]], layout: Layout = BROUGHT) -> State:
    return state(cloud, layout.blocks["key"], layout.environment.account(cloud), made, NOW)


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"keyState": "Enabled"}, "usable"),
        ({"keyState": "Enabled", "validTo": "2027-01-01T00:00:00Z"}, "usable"),
        ({"keyState": "Enabled", "validTo": "2026-11-21T23:59:59Z"}, "empty"),
        ({"keyState": "PendingImport"}, "empty"),
        ({"keyState": "Disabled"}, "failed"),
        ({"keyState": "PendingDeletion"}, "gone"),
        ({"validTo": "some day", "keyState": "Enabled"}, "usable"),
        ({}, "failed"),
    ],
)
def test_on_aws_kms_says_it_and_the_end_of_the_material(told: dict[str, Any], expected: State) -> None:
    assert said("aws", {"key-key": told}) == expected


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"primaries": [{"state": "ENABLED"}]}, "usable"),
        ({"primaries": []}, "empty"),
        ({}, "empty"),
        ({"primaries": [{"state": "DISABLED"}]}, "failed"),
        ({"primaries": [{"state": "DESTROY_SCHEDULED"}]}, "gone"),
    ],
)
def test_on_google_cloud_the_primary_version_says_it(told: dict[str, Any], expected: State) -> None:
    assert said("gcp", {"key-key": told}) == expected


def azure(imported: str | dict[str, str]) -> Layout:
    data = system(foundation={"key": K2})
    data["environments"]["prod"]["azure"]["imported_keys"] = {"key": imported} if imported else {}
    return layout_of(data)


def test_on_azure_the_account_says_it_for_the_key_of_this_vault_alone() -> None:
    layout = azure("")
    own = target("azure", layout.blocks["key"], layout.environment.account("azure")).key
    made: dict[str, dict[str, Any]] = {"key-wrapping-key": {}}
    assert said("azure", made, layout) == "empty"
    assert said("azure", made, azure(f"{own}/{VERSION}")) == "usable"
    assert said("azure", made, azure({"version": f"{own}/{VERSION}", "ends": "2027-03-01"})) == "usable"
    assert said("azure", made, azure(f"https://another.vault.azure.net/keys/key/{VERSION}")) == "failed"


def hsm(**account: Any) -> Layout:
    data = system(foundation={"key": {"kind": "encryption_key", "level": "K3"}})
    data["environments"]["prod"]["azure"] |= {"managed_hsms": {"tokyo": "example-hsm"}, **account}
    return layout_of(data)


def test_on_azure_an_outside_key_waits_until_the_account_names_what_was_granted() -> None:
    assert said("azure", {}, hsm()) == "absent"
    assert said("azure", {"key-identity": {}}, hsm()) == "ungranted"
    assert said("azure", {"key-identity": {}}, hsm(outside_keys={"key": "data"})) == "usable"
    assert [list(pending(hsm(), cloud, {}, NOW)) for cloud in ("aws", "gcp")] == [[], []]
    assert [one.state for one in pending(hsm(), "azure", {}, NOW)] == ["absent"]


@pytest.mark.parametrize("cloud", CLOUDS)
def test_a_key_that_nobody_made_is_absent(cloud: Cloud) -> None:
    assert said(cloud, {}) == "absent"
    assert [(one.key, one.state) for one in pending(BROUGHT, cloud, {}, NOW)] == [
        ("key", "absent"),
        ("key-dr", "absent"),
    ]


@pytest.mark.parametrize("cloud", CLOUDS)
def test_only_resources_of_blocks_speak_of_a_block(cloud: Cloud) -> None:
    stranger = {"urn:pulumi:prod::p::aws:kms/externalKey:ExternalKey::key-key": {"keyState": "Enabled"}}
    assert [one.state for one in pending(BROUGHT, cloud, stranger, NOW)] == ["absent", "absent"]


@pytest.mark.parametrize("cloud", CLOUDS)
def test_what_is_done_after_an_import_is_told_in_both_languages(cloud: Cloud) -> None:
    for english, japanese in (after_import(cloud), after_import(cloud, ending=True)):
        assert english.isascii()
        assert not japanese.isascii()
        assert "{stack}" in english
        assert "{stack}" in japanese


def test_whatever_reaches_a_key_needs_it() -> None:
    assert needing(BROUGHT, {"key"}, replicas=False) == {"archive", "main", "trail", "images", "records"}
    assert needing(BROUGHT, {"key-dr"}, replicas=False) == {"records"}
    assert needing(BROUGHT, set(), replicas=True) == frozenset()


def test_a_replica_on_aws_waits_for_its_primary() -> None:
    assert [cloud for cloud in CLOUDS if replicas_wait(cloud)] == ["aws"]
    assert "key-dr" in needing(BROUGHT, {"key"}, replicas=True)


def test_what_the_cloud_makes_is_never_waited_for() -> None:
    layout = layout_of(EXAMPLES["encryption-key"])
    assert [list(pending(layout, cloud, {}, NOW)) for cloud in CLOUDS] == [[], [], []]
