"""Names: within every service's length and alphabet for any system, the same every time, and never shared."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govcloud.clouds.aws import naming
from govcloud.systems import Layout
from tests.examples import system
from tests.rendering import layout_of

SLUG = st.from_regex(r"[a-z][a-z0-9]{0,11}(-[a-z0-9]{1,11})?", fullmatch=True).filter(lambda text: 2 <= len(text) <= 24)
BLOCK = st.from_regex(r"[a-z][a-z0-9]{0,7}(-[a-z0-9]{1,7})?", fullmatch=True)
ROLE = st.sampled_from(["", "delivery", "execution", "final", "reminder"])


def layout(agency: str = "digital-agency", name: str = "example", **changes: Any) -> Layout:
    return layout_of({**system(), "agency": agency, "system": name, **changes})


LONGEST = layout("a" * 24, "s" * 24)


@settings(max_examples=60, deadline=None)
@given(agency=SLUG, name=SLUG, block=BLOCK, role=ROLE)
def test_every_name_is_one_its_service_takes(agency: str, name: str, block: str, role: str) -> None:
    here = layout(agency, name)
    assert re.fullmatch(r"[a-z0-9][a-z0-9-]{1,61}[a-z0-9]", naming.bucket(here, block, role))
    assert re.fullmatch(r"[a-z][a-z0-9-]{0,30}[a-z0-9]", naming.balancer(here, block, role))
    assert re.fullmatch(r"[a-z][a-z0-9-]{0,61}[a-z0-9]", naming.plain(here, block, role))
    assert re.fullmatch(r"[A-Za-z0-9+=,.@_-]{1,64}", naming.role(here, block, role or "task"))
    assert re.fullmatch(r"[a-z][a-z0-9-]{0,48}[a-z0-9]", naming.lasting(here, block, role, limit=50))
    assert "--" not in naming.plain(here, block, role)
    assert not naming.balancer(here, block, role).startswith("internal-")
    assert len(naming.database_log_group(here, block)) <= 512
    assert naming.waf_log_group(here, block).startswith("aws-waf-logs-")


@settings(max_examples=60, deadline=None)
@given(one=st.tuples(BLOCK, ROLE), other=st.tuples(BLOCK, ROLE))
def test_two_blocks_never_share_a_name(one: tuple[str, str], other: tuple[str, str]) -> None:
    # A block "api-final" and the role "final" of a block "api" do share one: the parts are joined by hyphens.
    if one == other or "-".join(filter(None, one)) == "-".join(filter(None, other)):
        return
    assert naming.plain(LONGEST, *one) != naming.plain(LONGEST, *other)
    assert naming.bucket(LONGEST, *one) != naming.bucket(LONGEST, *other)
    assert naming.balancer(LONGEST, *one) != naming.balancer(LONGEST, *other)


@pytest.mark.parametrize(
    "other",
    [
        layout(agency="other-agency"),
        layout(name="other"),
        layout(generation=2),
        layout(environments={"prod": {"domain": "www.example.go.jp", "aws": {"account": "2" * 12}}}, clouds=["aws"]),
    ],
    ids=["agency", "system", "generation", "account"],
)
def test_a_bucket_is_told_apart_by_everything(other: Layout) -> None:
    assert naming.bucket(layout(), "files") != naming.bucket(other, "files")


def test_a_second_generation_gets_the_names_that_come_back_late() -> None:
    first, second = layout(), layout(generation=2)
    assert naming.lasting(first, "token") != naming.lasting(second, "token")
    assert naming.plain(first, "api") == naming.plain(second, "api")
