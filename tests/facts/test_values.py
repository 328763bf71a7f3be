"""The closed vocabularies: the unknown, key levels, places, TLS versions."""

import copy
import json
import pickle

import pytest

from govcloud.facts import IN_JAPAN, UNKNOWN, AtRest, KeyLevel, Place, Tls, Unknown


def test_an_unknown_is_neither_true_nor_false() -> None:
    with pytest.raises(TypeError, match="neither true nor false: compare with `is UNKNOWN` first"):
        bool(UNKNOWN)
    with pytest.raises(TypeError):
        assert not UNKNOWN


@pytest.mark.parametrize("value", [None, True, False, 0, "", "UNKNOWN", KeyLevel.K0])
def test_an_unknown_equals_no_value(value: object) -> None:
    assert value != UNKNOWN


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_there_is_one_unknown_in_all_processes(protocol: int) -> None:
    assert pickle.loads(pickle.dumps(UNKNOWN, protocol)) is UNKNOWN
    fact = AtRest(subject="x", what="logs", level=UNKNOWN)
    assert pickle.loads(pickle.dumps(fact, protocol)).level is UNKNOWN


def test_there_is_one_unknown_after_copying() -> None:
    assert Unknown() is UNKNOWN
    assert copy.copy(UNKNOWN) is UNKNOWN
    assert copy.deepcopy({"a": [UNKNOWN]})["a"][0] is UNKNOWN


def test_an_unknown_says_so_and_is_no_json() -> None:
    assert repr(UNKNOWN) == "UNKNOWN"
    with pytest.raises(TypeError):
        json.dumps(UNKNOWN)


def test_a_higher_key_level_is_more_in_the_agencys_hands() -> None:
    assert list(KeyLevel) == sorted(KeyLevel)
    assert [level.name for level in KeyLevel] == ["NONE", "K0", "K1", "K2", "K3"]
    assert KeyLevel.NONE < KeyLevel.K0


def test_a_newer_tls_version_is_more() -> None:
    assert list(Tls) == sorted(Tls)
    assert Tls.PLAIN < Tls.TLS1_0 < Tls.TLS1_1 < Tls.TLS1_2 < Tls.TLS1_3


def test_only_tokyo_osaka_and_both_are_in_japan() -> None:
    assert {"tokyo", "osaka", "japan"} == IN_JAPAN
    assert {Place.GLOBAL, Place.ABROAD}.isdisjoint(IN_JAPAN)
