"""Places: membership decides, not the beginning of a name."""

import pytest

from govcloud.clouds.aws.recognise.register import KEYLESS
from govcloud.clouds.aws.regions import GLOBAL, OSAKA, TOKYO, ZONES, place_of
from govcloud.facts import UNKNOWN, Place

PLACES = {
    "ap-northeast-1": Place.TOKYO,
    "ap-northeast-1a": Place.TOKYO,
    "ap-northeast-1-nrt-1a": Place.ABROAD,
    "ap-northeast-2": Place.ABROAD,
    "ap-northeast-2a": Place.ABROAD,
    "ap-northeast-3": Place.OSAKA,
    "AP-NORTHEAST-3 ": Place.OSAKA,
    "ap-northeast-10": Place.ABROAD,
    "apne1-az4": Place.TOKYO,
    "apne2-az1": Place.ABROAD,
    "apne3-az1": Place.OSAKA,
    "asia": Place.ABROAD,
    "aws-global": Place.GLOBAL,
    "us-east-1": Place.ABROAD,
}


@pytest.mark.parametrize(("raw", "place"), PLACES.items())
def test_a_region_or_zone_is_where_it_is(raw: str, place: Place) -> None:
    assert place_of(raw) is place


@pytest.mark.parametrize("raw", [UNKNOWN, None, "", "${Stack:foundation.outputs.region}"])
def test_what_nobody_sees_is_not_placed(raw: str) -> None:
    assert place_of(raw) is UNKNOWN


def test_zones_are_in_their_region() -> None:
    assert {place_of(zone) for zone in ZONES[TOKYO]} == {Place.TOKYO}
    assert {place_of(zone) for zone in ZONES[OSAKA]} == {Place.OSAKA}
    assert all(len(zones) == 3 for zones in ZONES.values())


@pytest.mark.parametrize("reason", [*GLOBAL.values(), *KEYLESS.values()])
def test_an_exception_has_a_date_and_a_reason(reason: str) -> None:
    date, _, why = reason.partition(": ")
    assert len(date) == len("2026-11-22")
    assert len(why) > 20
