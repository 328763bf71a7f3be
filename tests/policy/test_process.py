"""The pack's own process over gRPC, started and spoken to as Pulumi's engine does; no engine needed."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pulumi.runtime.proto import analyzer_pb2 as proto

import govcloud
from govcloud.controls import ALL
from govcloud.policy import PACK
from govcloud.policy.settings import NAME
from tests.policy.engine import UNKNOWN, Client, Made, configure, process, run, secret, setting
from tests.policy.seen import STORE

UNHEARD = "GC-LED-01"
"""The control that a resource type nobody knows fails: it needs no cloud's recogniser."""
OWN_PACK = Path(__file__).with_name("pack")
MACHINE = Made("example:index:Machine", "machine", {"password": secret("canary-password")})
WAIVER = {
    "control": UNHEARD,
    "subject": MACHINE.urn,
    "because": "R-9",
    "approver": "ciso@example.go.jp",
    "until": "2999-12-31",
}


@pytest.fixture(scope="module")
def pack() -> Iterator[Client]:
    with process() as client:
        yield client


@pytest.fixture(scope="module")
def own() -> Iterator[Client]:
    with process(OWN_PACK) as client:
        yield client


@pytest.mark.parametrize(
    ("config", "mandatory"),
    [
        ({}, [True]),
        (setting(lang="ja"), [True]),
        (setting(waivers=[WAIVER]), [False]),
        ({UNHEARD: {"enforcementLevel": "advisory"}}, [False]),
        ({UNHEARD: {"enforcementLevel": "disabled"}}, []),
        ({"GC-ENC-02": {"enforcementLevel": "disabled"}}, [True]),
    ],
)
def test_a_hand_written_resource_is_judged_at_the_level_in_force(
    pack: Client, config: dict[str, dict[str, object]], mandatory: list[bool]
) -> None:
    told = run(pack, [MACHINE], config=config)
    assert [one.mandatory for one in told if one.urn == MACHINE.urn and one.policy == UNHEARD] == mandatory
    assert "canary" not in repr(told)


def test_waivers_that_ended_or_excuse_nothing_are_told(pack: Client) -> None:
    ended, idle = {**WAIVER, "until": "2026-01-01"}, {**WAIVER, "subject": "*::nobody"}
    told = run(pack, [MACHINE], config=setting(waivers=[ended, idle]))
    assert {(one.policy, one.mandatory) for one in told} == {(UNHEARD, True), (NAME, False), (NAME, True)}


@pytest.mark.parametrize(("preview", "mandatory"), [(True, False), (False, True)])
def test_an_unknown_warns_in_a_preview_and_refuses_in_an_update(own: Client, preview: bool, mandatory: bool) -> None:
    dark = Made(STORE, "dark", {"place": UNKNOWN, "key": UNKNOWN})
    told = run(own, [dark], preview=preview)
    levels = {one.policy: one.mandatory for one in told if one.urn == dark.urn}
    assert levels == dict.fromkeys(["GC-ENC-01", "GC-ENC-02", "GC-RES-01"], mandatory)


@pytest.mark.parametrize("unknown", ["1c4a061d-8072-4f0a-a4cb-0ff528b18fe7", "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2"])
def test_unknowns_of_every_type_are_unknown(own: Client, unknown: str) -> None:
    told = run(own, [Made(STORE, "dark", {"place": unknown})], preview=True)
    assert [(one.policy, one.mandatory) for one in told if one.policy == "GC-RES-01"] == [("GC-RES-01", False)]


def test_every_control_of_the_policy_point_is_a_policy_with_all_that_pulumi_shows(pack: Client) -> None:
    info = configure(pack)
    policies = {one.name: one for one in info.policies}
    assert set(policies) == {NAME} | {control.id for control in ALL if "P" in control.entry.points}
    for name, policy in policies.items():
        assert policy.policy_type == proto.POLICY_TYPE_STACK
        assert policy.severity != proto.POLICY_SEVERITY_UNSPECIFIED
        if name != NAME:
            assert policy.framework.reference, name
            assert policy.remediation_steps, name
            assert policy.tags, name
            assert policy.url.startswith("https://"), name
    assert (info.version, info.supportsConfig) == (govcloud.__version__, True)


def test_the_address_of_pages_can_be_an_organisation_s_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOVCLOUD_PAGES", "https://pages.example.go.jp/controls/")
    with process() as client:
        urls = {one.name: one.url for one in configure(client).policies}
    assert urls["GC-ENC-02"] == "https://pages.example.go.jp/controls/GC-ENC-02"


def test_no_initial_configuration_can_lose_a_level(pack: Client) -> None:
    """The engine reads an entry of the initial configuration that names no level as advisory."""
    assert not configure(pack).initialConfig


def test_the_module_prints_the_pack_s_folder() -> None:
    printed = subprocess.run(
        [sys.executable, "-m", "govcloud.policy"], cwd=PACK.parents[2], capture_output=True, text=True, check=True
    )
    assert Path(printed.stdout.strip()) == PACK
    assert (PACK / "PulumiPolicy.yaml").read_text(encoding="utf-8").count(f"version: {govcloud.__version__}\n") == 1
    assert (PACK / "__main__.py").is_file()
