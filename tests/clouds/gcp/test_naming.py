"""Names are deterministic, within each service's alphabet and length, and no two roles share one."""

from __future__ import annotations

import dataclasses
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govcloud.clouds.gcp import naming
from govcloud.systems import Layout
from tests.clouds.gcp.plans import layout

_SLUG = st.from_regex(r"[a-z][a-z0-9]{1,5}(-[a-z0-9]{1,5}){0,3}", fullmatch=True).filter(lambda one: len(one) <= 24)
_BLOCK = st.from_regex(r"[a-z][a-z0-9]{0,4}(-[a-z0-9]{1,4}){0,2}", fullmatch=True).filter(lambda one: len(one) <= 16)
_NUMBER = "123456789012"


def _named(agency: str, system: str, generation: int = 1) -> Layout:
    base = layout("audit-trail")
    changed = base.system.model_copy(update={"agency": agency, "system": system, "generation": generation})
    return dataclasses.replace(base, system=changed)


LIMITS = {
    "account": (naming.account, r"[a-z][a-z0-9-]{4,28}[a-z0-9]"),
    "generated": (naming.generated, r"[a-z][a-z0-9-]{0,61}[a-z0-9]"),
    "instance": (naming.instance, r"[a-z][a-z0-9-]{0,61}[a-z0-9]"),
    "plain": (naming.plain, r"[a-z][a-z0-9-]{0,61}[a-z0-9]"),
    "service": (naming.service, r"[a-z][a-z0-9-]{0,47}[a-z0-9]"),
    "topic": (naming.topic, r"gc-[a-z0-9-]{1,80}"),
}


@pytest.mark.parametrize("kind", LIMITS)
@given(agency=_SLUG, system=_SLUG, block=_BLOCK)
def test_a_name_fits_its_service(kind: str, agency: str, system: str, block: str) -> None:
    name, pattern = LIMITS[kind]
    assert re.fullmatch(pattern, name(_named(agency, system), block))


@given(agency=_SLUG, system=_SLUG, block=_BLOCK)
def test_a_buckets_name_is_one_that_cloud_storage_takes(agency: str, system: str, block: str) -> None:
    name = naming.worldwide(_named(agency, system), _NUMBER, block)
    assert re.fullmatch(r"[a-z0-9][a-z0-9-]{1,61}[a-z0-9]", name)
    assert not name.startswith("goog")
    assert not re.search(r"g[o0]+g[l1]e", name)


@given(first=_BLOCK, second=_BLOCK, role=_BLOCK)
def test_no_role_of_a_block_is_another_blocks_name(first: str, second: str, role: str) -> None:
    here = layout("audit-trail")
    assert naming.plain(here, first, role) != naming.plain(here, second)


@given(first=_SLUG, second=_SLUG)
def test_two_systems_share_no_bucket(first: str, second: str) -> None:
    names = {naming.worldwide(_named("agency", system), _NUMBER, "files") for system in (first, second)}
    assert len(names) == (1 if first == second else 2)


def test_a_generation_changes_names_that_are_not_given_back() -> None:
    for name in (naming.generated, naming.instance):
        assert name(_named("a", "b", 1), "x") != name(_named("a", "b", 2), "x")
    buckets = {naming.worldwide(_named("a", "b", generation), _NUMBER, "x") for generation in (1, 2)}
    assert len(buckets) == 2


def test_another_project_means_another_bucket() -> None:
    here = layout("audit-trail")
    assert naming.worldwide(here, "1", "files") != naming.worldwide(here, "2", "files")
