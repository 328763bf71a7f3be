"""Physical names meet every service's limits, whatever a system is called, and differ where they must."""

from __future__ import annotations

import re
import uuid
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govcloud.clouds.azure import naming
from tests.clouds.azure.plans import SUBSCRIPTION, layout_of
from tests.examples import system

SLUGS = st.from_regex(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", fullmatch=True).filter(lambda slug: 2 <= len(slug) <= 24)
BLOCKS = st.from_regex(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", fullmatch=True).filter(lambda name: len(name) <= 16)

LIMITS = {
    "container": r"(?=.{3,63}$)[a-z0-9]+(-[a-z0-9]+)*",
    "group": r"[a-z0-9-]{1,89}[a-z0-9]",
    "registry": r"[a-z0-9]{5,50}",
    "server": r"[a-z0-9][a-z0-9-]{1,61}[a-z0-9]",
    "short": r"[a-z0-9-]{1,12}",
    "storage": r"[a-z0-9]{3,24}",
    "vault": r"(?=.{3,24}$)[a-z][a-z0-9]*(-[a-z0-9]+)*",
}


@settings(max_examples=25, deadline=None)
@given(agency=SLUGS, name=SLUGS, block=BLOCKS)
def test_limits_are_met(agency: str, name: str, block: str) -> None:
    layout = layout_of(system(agency=agency, system=name))
    made = {
        "container": naming.container(block),
        "group": naming.group(layout, block, "replica"),
        "registry": naming.registry(layout, SUBSCRIPTION, block),
        "server": naming.server(layout, SUBSCRIPTION, block, "replica"),
        "short": naming.short(block),
        "storage": naming.storage(layout, SUBSCRIPTION, block),
        "vault": naming.vault(layout, SUBSCRIPTION, block),
    }
    assert {kind for kind, one in made.items() if not re.fullmatch(LIMITS[kind], one)} == set()


@pytest.mark.parametrize("change", [{"generation": 2}, {"agency": "other"}, {"system": "other"}])
def test_names_that_are_unique_in_the_world_differ_between_systems(change: dict[str, Any]) -> None:
    one, other = layout_of(system()), layout_of(system(**change))
    for name in (naming.registry, naming.server, naming.storage, naming.vault):
        assert name(one, SUBSCRIPTION, "key") != name(other, SUBSCRIPTION, "key")
        assert name(one, SUBSCRIPTION, "key") != name(one, SUBSCRIPTION.replace("2", "5"), "key")
        assert name(one, SUBSCRIPTION, "key") == name(layout_of(system()), SUBSCRIPTION, "key")


def test_blocks_whose_names_differ_only_in_hyphens_get_different_accounts() -> None:
    layout = layout_of(system())
    assert naming.storage(layout, SUBSCRIPTION, "a-b") != naming.storage(layout, SUBSCRIPTION, "ab")


def test_a_grant_has_the_same_guid_every_time_and_another_for_another_grant() -> None:
    layout = layout_of(system())
    names = [naming.assignment(layout, SUBSCRIPTION, "api", role) for role in ("pull", "pull", "use-files")]
    assert names[0] == names[1] != names[2]
    assert uuid.UUID(names[0]).version == 5
