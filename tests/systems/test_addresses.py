"""How a network's range is cut."""

from ipaddress import IPv4Network
from itertools import combinations
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govcloud.systems import Addresses, Purpose
from tests.strategies import cidrs

PURPOSES = get_args(Purpose)
zones = st.integers(2, 3)


@given(cidrs(), zones)
def test_slots_are_disjoint_equal_and_within_the_range(cidr: str, count: int) -> None:
    addresses = Addresses(IPv4Network(cidr), count)
    slots = [*(addresses.purpose(purpose) for purpose in PURPOSES), *(addresses.spare(index) for index in range(4))]
    assert {slot.prefixlen for slot in slots} == {addresses.cidr.prefixlen + 3}
    assert all(slot.subnet_of(addresses.cidr) for slot in slots)
    assert not any(first.overlaps(second) for first, second in combinations(slots, 2))
    assert sum(slot.num_addresses for slot in slots) == addresses.cidr.num_addresses


@given(cidrs(), zones, st.sampled_from(PURPOSES))
def test_zones_share_their_purposes_slot(cidr: str, count: int, purpose: Purpose) -> None:
    addresses = Addresses(IPv4Network(cidr), count)
    shares = [addresses.zone(purpose, index) for index in range(count)]
    assert {share.prefixlen for share in shares} == {addresses.cidr.prefixlen + 5}
    assert all(share.subnet_of(addresses.purpose(purpose)) for share in shares)
    assert not any(first.overlaps(second) for first, second in combinations(shares, 2))


@given(cidrs(), st.sampled_from(PURPOSES))
def test_a_third_zone_moves_nothing(cidr: str, purpose: Purpose) -> None:
    two, three = (Addresses(IPv4Network(cidr), count) for count in (2, 3))
    assert [two.zone(purpose, index) for index in range(2)] == [three.zone(purpose, index) for index in range(2)]


@pytest.mark.parametrize(
    ("cidr", "slot", "share"), [("10.20.0.0/16", 19, 21), ("10.20.0.0/20", 23, 25), ("192.168.8.0/21", 24, 26)]
)
def test_sizes_are_as_documented(cidr: str, slot: int, share: int) -> None:
    addresses = Addresses(IPv4Network(cidr), 3)
    assert addresses.purpose("app").prefixlen == addresses.spare(0).prefixlen == slot
    assert addresses.zone("app", 2).prefixlen == share


def test_the_cut_stays_as_it_is() -> None:
    addresses = Addresses(IPv4Network("10.20.0.0/16"), 3)
    assert {purpose: str(addresses.purpose(purpose)) for purpose in PURPOSES} == {
        "edge": "10.20.0.0/19",
        "app": "10.20.32.0/19",
        "data": "10.20.64.0/19",
        "endpoints": "10.20.96.0/19",
    }
    assert [str(addresses.spare(index)) for index in (0, 3)] == ["10.20.128.0/19", "10.20.224.0/19"]
    assert [str(addresses.zone("data", index)) for index in range(3)] == [
        "10.20.64.0/21",
        "10.20.72.0/21",
        "10.20.80.0/21",
    ]


def test_what_is_not_there_is_an_error() -> None:
    addresses = Addresses(IPv4Network("10.20.0.0/16"), 2)
    for index in (-1, 2):
        with pytest.raises(IndexError, match=f"zone {index} of a network with 2 zones"):
            addresses.zone("app", index)
    for index in (-1, 4):
        with pytest.raises(IndexError, match=f"spare slot {index}: there are 4"):
            addresses.spare(index)
