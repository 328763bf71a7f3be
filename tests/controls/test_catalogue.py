"""The catalogue: 70 controls and four of our own, and what it says of each."""

from collections import Counter

import pytest

from govcloud.controls import ALL, catalogue, entry, frameworks
from govcloud.errors import UsageError


def test_it_has_70_controls_and_four_of_our_own() -> None:
    rows = catalogue().values()
    assert len(rows) == 74
    assert [row.id for row in rows if row.own] == ["GC-ENC-04", "GC-KEY-05", "GC-KEY-06", "GC-LED-01"]
    assert sum(row.slice for row in rows) == 39


def test_severities_and_levels() -> None:
    rows = [row for row in catalogue().values() if not row.own]
    assert Counter(row.severity for row in rows) == {"critical": 13, "high": 35, "medium": 21, "low": 1}
    assert Counter(row.level(2) for row in rows) == {"mandatory": 47, "recommended": 23}
    assert Counter(row.level(3) for row in rows) == {"mandatory": 48, "recommended": 22}


def test_brought_keys_are_mandatory_from_confidentiality_3() -> None:
    row = entry("GC-ENC-03")
    assert [row.level(confidentiality) for confidentiality in (1, 2, 3)] == ["recommended", "recommended", "mandatory"]


def test_titles_are_in_both_languages() -> None:
    for row in catalogue().values():
        assert row.title("en").isascii()
        assert not row.title("ja").isascii()


def test_every_mapping_is_of_a_known_framework() -> None:
    assert {name for row in catalogue().values() for name in row.mappings} == set(frameworks())


def test_points_are_known_letters() -> None:
    assert {point for row in catalogue().values() for point in row.points} == set("SPOGR")


def test_controls_come_in_the_catalogues_order() -> None:
    order = list(catalogue())
    positions = [order.index(control.id) for control in ALL]
    assert positions == sorted(positions)


def test_an_unknown_id_is_answered_with_the_nearest() -> None:
    with pytest.raises(UsageError, match="did you mean 'GC-ENC-02'"):
        entry("GC-ENC-2")
