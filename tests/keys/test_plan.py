"""What keys a system needs, whether the names are those that are rendered, and the runbook in both languages."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from govcloud.clouds.wrapping import Kind
from govcloud.deploy.rehearsal import rehearse
from govcloud.facts import KeyLevel, Place
from govcloud.keys.plan import Need, brought, by_material, needs
from govcloud.keys.runbook import runbook
from govcloud.keys.sources import named
from govcloud.systems import CLOUDS, Cloud, Layout
from tests.examples import EXAMPLES, FOUNDATION, system
from tests.rendering import layout_of

ROOT = Path(__file__).parents[2]
K2 = {"kind": "encryption_key", "level": "K2"}
BROUGHT = system(
    foundation={"key": K2, "key-dr": {**K2, "place": "osaka"}},
    workload={"records": {"kind": "database", "key": "key", "replica": {"place": "osaka", "key": "key-dr"}}},
)


@pytest.fixture(scope="module")
def layout() -> Layout:
    return layout_of(BROUGHT)


def need(layout: Layout, cloud: Cloud, block: str) -> Need:
    [found] = [found for found in needs(layout) if (found.cloud, found.block) == (cloud, block)]
    return found


def test_every_key_is_planned_on_every_cloud_with_level_place_and_use(layout: Layout) -> None:
    assert [(n.cloud, n.block) for n in needs(layout)] == [(c, b) for c in CLOUDS for b in ("key", "key-dr")]
    dr = need(layout, "aws", "key-dr")
    assert (dr.level, dr.place, dr.making, dr.rotation_days) == (KeyLevel.K2, Place.OSAKA, "import", 365)
    assert dr.used_by == ("records.replica.key",)
    assert "archive.key" in need(layout, "aws", "key").used_by


def test_material_suits_each_cloud_and_is_not_shared_between_clouds(layout: Layout) -> None:
    kinds = {cloud: need(layout, cloud, "key").kind for cloud in CLOUDS}
    assert kinds == {"aws": Kind.AES_256, "azure": Kind.RSA_3072, "gcp": Kind.AES_256}
    assert len({need(layout, cloud, "key").material for cloud in CLOUDS}) == 3
    for found in brought(layout):
        assert named(found.material) == found.material
        assert found.method is not None
        assert found.kind is not None
        assert found.method.takes(found.kind)


@pytest.mark.parametrize("cloud", CLOUDS)
def test_a_key_that_serves_only_replicas_gets_the_material_of_their_primary(layout: Layout, cloud: Cloud) -> None:
    primary, replica = need(layout, cloud, "key"), need(layout, cloud, "key-dr")
    assert replica.material == primary.material
    assert (primary.shared_with, replica.shared_with) == ("", "key")
    assert primary.target is not None
    assert replica.target is not None
    assert primary.target.region != replica.target.region
    assert list(by_material(brought(layout, (cloud,)))) == [(primary.material, (primary, replica))]


SECOND = {"kind": "database", "key": "key-b", "replica": {"place": "osaka", "key": "key-dr"}}


@pytest.mark.parametrize(
    ("level", "keys", "other"),
    [("K1", {}, {}), ("K2", {"key-b": K2}, {"more": SECOND})],
    ids=["its primary is made by the cloud", "it serves the replicas of two keys"],
)
def test_otherwise_it_has_its_own(level: str, keys: dict[str, Any], other: dict[str, Any]) -> None:
    trail = {**FOUNDATION["trail"], "key": "key"}
    foundation = {"key": {**K2, "level": level}, "key-dr": {**K2, "place": "osaka"}, "trail": trail, **keys}
    planned = layout_of(system(foundation=foundation, workload={**BROUGHT["workload"], **other}))
    found = need(planned, "gcp", "key-dr")
    assert found.shared_with == ""
    assert found.material == "digital-agency.example.prod.gcp.key-dr.1"


def _names(cloud: Cloud, layout: Layout) -> set[str]:
    """Every text that a rendered resource is given."""
    found: set[str] = set()
    for resource in rehearse(layout, cloud).graph:
        found |= {value for value in resource.inputs.values() if isinstance(value, str)}
    return found


@pytest.mark.parametrize("cloud", CLOUDS)
def test_the_planned_names_are_those_that_are_rendered(cloud: Cloud) -> None:
    layout = layout_of(system(foundation={"key": K2}))
    at = need(layout, cloud, "key").target
    assert at is not None
    parts = {"aws": r"(alias/.+)", "azure": r"https://(.+?)\.vault\.azure\.net/keys/(.+)", "gcp": r".*/(.+)/.+/(.+)"}
    wanted = {part for name in filter(None, (at.key, at.wrapping_key)) for part in _parts(parts[cloud], name)}
    assert wanted <= _names(cloud, layout)
    assert at.region in _names(cloud, layout)


def _parts(pattern: str, name: str) -> tuple[str, ...]:
    found = re.fullmatch(pattern, name)
    assert found, name
    return found.groups()


def test_only_imported_keys_have_a_ceremony() -> None:
    layout = layout_of(system())
    assert brought(layout) == ()
    assert {found.making for found in needs(layout)} == {"cloud"}
    assert "no ceremony" in runbook(layout)
    assert "セレモニーは不要" in runbook(layout, "ja")


def test_what_a_cloud_cannot_do_is_said_with_its_reason() -> None:
    layout = layout_of(system(foundation={"key": {"kind": "encryption_key", "level": "K3"}}))
    assert {found.making for found in needs(layout)} == {"outside"}
    assert all(found.cannot for found in needs(layout))
    assert all(found.cannot in runbook(layout) for found in needs(layout))


def test_an_outside_key_is_planned_where_the_account_names_its_manager() -> None:
    data = system(foundation={"key": {"kind": "encryption_key", "level": "K3"}})
    data["environments"]["prod"]["azure"]["managed_hsms"] = {"tokyo": "example-hsm"}
    layout = layout_of(data)
    assert need(layout, "azure", "key").cannot == ""
    assert "azure.outside_keys" in runbook(layout)
    assert "azure.outside_keys" in runbook(layout, "ja")


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_every_example_has_a_plan_and_a_runbook(name: str) -> None:
    layout = layout_of(EXAMPLES[name])
    assert needs(layout)
    assert runbook(layout).startswith("# Key ceremony: digital-agency/")


def test_the_runbook_names_every_import_its_method_and_how_long_there_is(layout: Layout) -> None:
    text = runbook(layout)
    for found in brought(layout):
        assert found.target is not None
        assert found.method is not None
        assert found.target.key in text
        assert f"Wrap {found.material} by {found.method.api}" in text
    assert "Wrapping key and token end 24 hours" in text
    assert "Wrapping key and token end 72 hours" in text
    assert text.count("Generate digital-agency.example") == 3


def test_the_runbook_is_the_same_in_both_languages(layout: Layout) -> None:
    en, ja = runbook(layout).splitlines(), runbook(layout, "ja").splitlines()
    assert len(en) == len(ja)
    for english, japanese in zip(en, ja, strict=True):
        assert _marker(english) == _marker(japanese)
        assert not re.search(r" (the|and|is|must) ", japanese)
        assert not re.search(r"[ぁ-んァ-ヶ一-龠]", english)


def _marker(line: str) -> str:
    """What makes a line a heading, a step or a row."""
    found = re.match(r"#+ |[0-9]+\. |\| |$", line)
    return found.group() if found else "text"


def test_planning_and_the_runbook_need_neither_the_extra_nor_a_clouds_sdk() -> None:
    code = (
        "import sys, govcloud.keys.runbook, govcloud.clouds.importing;"
        "print(sorted({'boto3', 'cryptography', 'PyKCS11', 'azure', 'google', 'pulumi'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("cloud", CLOUDS)
def test_a_declared_replica_has_the_material_of_its_primary_whatever_it_encrypts(cloud: Cloud) -> None:
    keys = {"key": K2, "key-dr": {**K2, "place": "osaka", "replica_of": "key"}}
    (first, second) = brought(layout_of(system(foundation=keys)), (cloud,))
    assert (second.shared_with, second.material) == ("key", first.material)
