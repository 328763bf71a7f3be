"""A place is told by membership: Seoul, Singapore and the multi-region Asia are abroad, however they are written."""

from __future__ import annotations

import pytest

from govcloud.clouds.gcp import regions
from govcloud.facts import UNKNOWN, Place

CASES = {
    "ASIA": Place.ABROAD,
    "ASIA-NORTHEAST1": Place.TOKYO,
    "ASIA1": Place.JAPAN,
    "asia": Place.ABROAD,
    "asia-northeast1": Place.TOKYO,
    "asia-northeast1-b": Place.TOKYO,
    "asia-northeast1-d": Place.ABROAD,
    "asia-northeast11": Place.ABROAD,
    "asia-northeast2-c": Place.OSAKA,
    "asia-northeast3": Place.ABROAD,
    "asia-southeast1": Place.ABROAD,
    "global": Place.GLOBAL,
    "https://www.googleapis.com/compute/v1/projects/p/regions/asia-northeast2": Place.OSAKA,
    "us": Place.ABROAD,
}


@pytest.mark.parametrize(("raw", "place"), CASES.items())
def test_a_location_has_its_place(raw: str, place: Place) -> None:
    assert regions.place_of(raw) is place


@pytest.mark.parametrize("raw", [UNKNOWN, None, 3, "${Network:main.region}"])
def test_what_is_not_known_has_no_place_yet(raw: object) -> None:
    assert regions.place_of(raw) is UNKNOWN


def test_an_exception_says_its_name_and_reason() -> None:
    assert all(regions.exception(name) == f"{name}: {reason}" for name, reason in regions.GLOBAL.items())
