"""Kleene's logic: what is not known decides nothing, and nothing that is not known passes."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govcloud.controls.logic import all_of, any_of, at_least, between, equals, is_in, is_true, negated
from govcloud.facts import UNKNOWN, KeyLevel

VERDICTS = st.lists(st.sampled_from([True, False, None]), max_size=6)


def completions(verdicts: list[bool | None]) -> list[tuple[bool, ...]]:
    """All that the verdicts could turn out to be."""
    return list(itertools.product(*([True, False] if one is None else [one] for one in verdicts)))


@settings(deadline=None)
@given(VERDICTS)
def test_all_of_is_known_exactly_when_every_completion_agrees(verdicts: list[bool | None]) -> None:
    outcomes = {all(one) for one in completions(verdicts)}
    assert all_of(*verdicts) is (outcomes.pop() if len(outcomes) == 1 else None)


@settings(deadline=None)
@given(VERDICTS)
def test_any_of_is_known_exactly_when_every_completion_agrees(verdicts: list[bool | None]) -> None:
    outcomes = {any(one) for one in completions(verdicts)}
    assert any_of(*verdicts) is (outcomes.pop() if len(outcomes) == 1 else None)


@settings(deadline=None)
@given(VERDICTS)
def test_de_morgan(verdicts: list[bool | None]) -> None:
    assert negated(all_of(*verdicts)) is any_of(*map(negated, verdicts))


@settings(deadline=None)
@given(VERDICTS.flatmap(lambda verdicts: st.tuples(st.just(verdicts), st.permutations(verdicts))))
def test_order_does_not_matter(pair: tuple[list[bool | None], list[bool | None]]) -> None:
    one, other = pair
    assert all_of(*one) is all_of(*other)
    assert any_of(*one) is any_of(*other)


@pytest.mark.parametrize("value", [UNKNOWN, None])
@pytest.mark.parametrize(
    "ask",
    [
        is_true,
        lambda value: equals(value, "internet"),
        lambda value: is_in(value, frozenset({"refused"})),
        lambda value: at_least(value, 7),
        lambda value: between(value, 1, 366),
    ],
    ids=["is_true", "equals", "is_in", "at_least", "between"],
)
def test_what_is_not_known_or_not_said_stays_unknown(ask, value) -> None:
    assert ask(value) is None


@settings(deadline=None)
@given(st.integers(-5, 400), st.integers(-5, 400), st.integers(-5, 400))
def test_known_numbers_compare_as_numbers(value: int, low: int, high: int) -> None:
    assert at_least(value, low) is (value >= low)
    assert between(value, low, high) is (low <= value <= high)


def test_key_levels_are_ordered() -> None:
    assert at_least(KeyLevel.K2, KeyLevel.K1) is True
    assert at_least(KeyLevel.NONE, KeyLevel.K0) is False
