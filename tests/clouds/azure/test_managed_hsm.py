"""Level K3 on Azure: a key in the organisation's Managed HSM, which is named, granted by hand, and never made."""

from __future__ import annotations

import datetime
import functools
from typing import Any

import pytest
from pydantic import ValidationError

from govcloud.blocks import EncryptionKey
from govcloud.clouds.azure import SUPPORT, Account
from govcloud.clouds.wrapping import granting
from govcloud.controls import assess
from govcloud.deploy.judging import judge_graph
from govcloud.errors import UnsupportedError
from govcloud.facts import UNKNOWN, AtRest, Key, KeyLevel, Permits
from govcloud.graph import Graph
from govcloud.systems import Layout
from tests.clouds.azure.plans import facts, layout_of, of, rendered, seen, written
from tests.clouds.azure.test_promises import by_block
from tests.examples import ACCOUNTS, system

TODAY = datetime.date(2026, 11, 22)
ROWS = {row.block: row for row in SUPPORT}
URI = "https://example-hsm.managedhsm.azure.net/keys/data"
NAMED = {"managed_hsms": {"osaka": "example-hsm-west", "tokyo": "example-hsm"}, "outside_keys": {"key": "data"}}
LOSSES = ["slow_deletion", "key_users"]


def outside(**changes: Any) -> dict[str, Any]:
    """Keys of an HSM in both regions, for all that may use one; a vault's key for the registry."""
    keys = {
        "key": {"kind": "encryption_key", "level": "K3"},
        "key-dr": {"kind": "encryption_key", "level": "K3", "place": "osaka"},
        "own": {"kind": "encryption_key"},
        "images": {"kind": "container_registry", "key": "own"},
        "trail": {"kind": "audit_trail", "into": "archive", "key": "key"},
    }
    stores = {
        "files": {"kind": "object_store", "key": "key"},
        "records": {"kind": "database", "key": "key", "replica": {"place": "osaka", "key": "key-dr"}},
    }
    return system(foundation=keys, workload=stores, **changes)


@functools.cache
def planned() -> tuple[Layout, Graph]:
    layout = layout_of(outside(), **NAMED)
    return layout, rendered(layout)


def test_nothing_that_holds_or_grants_the_key_is_made() -> None:
    _, graph = planned()
    own = {one.name for one in graph if one.custom and (graph.component(one) or one).name in ("key", "key-dr")}
    assert own == {"key-group", "key-identity", "key-dr-group", "key-dr-identity"}
    assert of(graph, "managedidentity:UserAssignedIdentity", "key-identity").protect
    granted = {one.name for one in graph.of_type("azure-native:authorization:RoleAssignment")}
    assert [name for name in granted if name.endswith(("key-use", "key-use-replica"))] == ["images-key-use"]


def test_stores_use_the_key_by_its_own_identity() -> None:
    _, graph = planned()
    for name in ("archive", "files"):
        encryption = of(graph, "storage:StorageAccount", f"{name}-account").at("encryption")
        assert encryption["keyVaultProperties"] == {
            "keyName": "data",
            "keyVaultUri": "https://example-hsm.managedhsm.azure.net/",
        }
        identity = encryption["encryptionIdentity"]["encryptionUserAssignedIdentity"]
        assert identity == "${UserAssignedIdentity:key-identity.id}"
    for name, uri, key in (
        ("server", URI, "key"),
        ("replica", "https://example-hsm-west.managedhsm.azure.net/keys/key-dr", "key-dr"),
    ):
        server = of(graph, "dbforpostgresql:Server", f"records-{name}")
        assert server.at("dataEncryption.primaryKeyURI") == uri
        assert (
            server.at("dataEncryption.primaryUserAssignedIdentityId") == f"${{UserAssignedIdentity:{key}-identity.id}}"
        )


def test_what_is_under_the_key_is_at_level_k3_on_a_key_that_the_system_declares() -> None:
    _, graph = planned()
    found = [one for one in facts(graph) if isinstance(one, AtRest) and one.what in ("database", "logs", "objects")]
    stores = [one for one in found if not one.exception]
    assert len(stores) == 4
    assert {(one.level, one.known_key) for one in stores} == {(KeyLevel.K3, True)}
    judged = assess(facts(graph), system="example", today=TODAY, confidentiality=3)
    under = {one.subject for one in stores}
    refused = {one.control for one in judged.findings if one.subject in under and one.status != "pass"}
    assert not refused & {"GC-ENC-01", "GC-ENC-02", "GC-ENC-04"}


def test_every_promise_of_the_key_is_kept_or_declared_lost() -> None:
    layout, graph = planned()
    account, found, row = layout.environment.account("azure"), by_block(graph), ROWS[EncryptionKey]
    for name in ("key", "key-dr"):
        block = layout.blocks[name]
        assert [lost.loses for lost, _ in row.losses(block, account)] == LOSSES
        for promised in row.promised(block, account):
            observed = found[name, type(promised), promised.what]
            assert observed, promised
            assert [fact for fact in observed if fact.keeps(promised) is not True] == [], promised
        for _, promise in row.losses(block, account):
            observed = found[name, type(promise.fact), promise.fact.what]
            assert not all(fact.keeps(promise.fact) is True for fact in observed), promise


def test_the_two_losses_refuse_until_they_are_accepted() -> None:
    signed = {"cloud": "azure", "because": "evidence", "approver": "ciso@example.go.jp", "until": "2027-03-31"}
    accepts = [{**signed, "block": block, "loses": lost} for block in ("key", "key-dr") for lost in LOSSES]
    refused = []
    for given in ([], accepts):
        layout = layout_of(outside(accepts=given), **NAMED)
        judged = judge_graph(layout, "azure", planned()[1], TODAY, {})
        refused.append(
            {one.control for one in judged.assessment.refusing("rehearsal") if one.subject.endswith("-identity")}
        )
    assert refused == [{"GC-IAM-06", "GC-KEY-02", "GC-KEY-03"}, set()]


def test_without_an_hsm_in_its_region_the_key_cannot_be_had() -> None:
    with pytest.raises(UnsupportedError, match=r"azure\.managed_hsms\.tokyo.*azure\.outside_keys\.key"):
        rendered(layout_of(outside()))
    with pytest.raises(UnsupportedError, match=r"azure\.managed_hsms\.osaka"):
        rendered(layout_of(outside(), managed_hsms={"tokyo": "example-hsm"}))


def test_a_registry_takes_no_key_of_an_hsm() -> None:
    data = outside()
    data["foundation"]["images"]["key"] = "key"
    with pytest.raises(UnsupportedError, match=r"images: .* takes keys of a Key Vault only"):
        rendered(layout_of(data, **NAMED))


@pytest.mark.parametrize(
    "wrong",
    [
        {"managed_hsms": {"seoul": "example-hsm"}},
        {"managed_hsms": {"tokyo": "https://example-hsm.managedhsm.azure.net"}},
        {"managed_hsms": {"tokyo": "example-hsm"}, "outside_keys": {"key": URI}},
        {"managed_hsms": {"tokyo": "example-hsm"}, "outside_keys": {"Key": "data"}},
        {"outside_keys": {"key": "data"}},
    ],
)
def test_an_account_with_a_mistake_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Account.model_validate({**ACCOUNTS["azure"], **wrong})


def test_the_grant_is_a_step_by_hand_in_both_languages() -> None:
    layout, _ = planned()
    account = layout.environment.account("azure")
    steps = list(ROWS[EncryptionKey].steps(layout.blocks["key"], account))
    command = "az keyvault role assignment create --hsm-name"
    assert [command in step.step and command in step.step_ja for step in steps] == [True, False]
    assert not list(ROWS[EncryptionKey].steps(layout.blocks["own"], account))
    for text in granting("azure", layout.blocks["key"], account):
        assert f'{command} example-hsm --role "Managed HSM Crypto Service Encryption User" --scope /keys/<key>' in text
        assert "--resource-group rg-digital-agency-example-prod-key --name key-identity --query principalId" in text
        assert "environments.prod.azure.outside_keys.key" in text


def identity(uri: object = URI, location: str = "japaneast", **tags: object) -> Any:
    said = {"hsm-key": uri, "renewal-days": "365", **tags}
    return written("managedidentity:UserAssignedIdentity", "key", resourceName="key", location=location, tags=said)


def store(vault: str = "https://Example-HSM.managedhsm.azure.net", name: str = "data") -> Any:
    encryption = {"keySource": "Microsoft.Keyvault", "keyVaultProperties": {"keyName": name, "keyVaultUri": vault}}
    return written(
        "storage:StorageAccount", "files", accountName="stfiles", location="japaneast", encryption=encryption
    )


@pytest.mark.parametrize(
    ("others", "known"),
    [
        ((identity(),), True),
        ((identity(f"{URI}/{'0' * 32}"),), True),
        ((identity(location="japanwest"),), False),
        ((identity(f"{URI}2"),), False),
        ((identity(URI.replace("example-hsm", "another-hsm")),), False),
        ((identity(UNKNOWN),), UNKNOWN),
        ((identity(UNKNOWN), identity()), True),
        ((identity("data"),), False),
        ((), False),
    ],
)
def test_a_key_by_its_address_is_known_where_an_identity_beside_the_hsm_declares_it(
    others: tuple[Any, ...], known: object
) -> None:
    fact = seen(AtRest, "objects", store(), *others)
    assert (fact.level, fact.known_key) == (KeyLevel.K3, known)


def test_a_vault_with_the_hsms_name_is_not_the_hsm() -> None:
    vault = written("keyvault:Vault", "example-hsm", vaultName="example-hsm", location="japaneast", properties={})
    made = written("keyvault:Key", "data", keyName="data", vaultName="example-hsm", properties={"kty": "RSA-HSM"})
    fact = seen(AtRest, "objects", store(), vault, made)
    assert (fact.level, fact.known_key) == (KeyLevel.K3, False)


def test_an_identity_speaks_of_a_key_only_where_it_names_one_and_of_renewal_only_where_it_has_a_day() -> None:
    assert seen(Key, "encryption", identity()).renewal_due is True
    assert seen(Key, "encryption", identity(**{"renewal-days": UNKNOWN})).renewal_due is UNKNOWN
    assert seen(Key, "encryption", identity(**{"renewal-days": None})).renewal_due is False
    assert seen(Permits, "key", identity()).declared is UNKNOWN
    plain = identity("https://example.vault.azure.net/keys/data")
    assert not [one for one in facts(Graph("example", "prod", (plain,))) if isinstance(one, Key | Permits)]
