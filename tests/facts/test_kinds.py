"""All kinds of fact: what they may be about and which of their fields are compared."""

import dataclasses
import inspect

import pytest

from govcloud import facts
from govcloud.facts import AtRest, Fact, Labelled, Logged

KINDS = sorted(
    (kind for kind in vars(facts).values() if isinstance(kind, type) and issubclass(kind, Fact) and kind is not Fact),
    key=lambda kind: kind.__name__,
)


@pytest.mark.parametrize("kind", KINDS)
def test_an_unknown_aspect_is_refused_with_what_there_is(kind: type[Fact]) -> None:
    with pytest.raises(ValueError, match=f"{kind.__name__} knows no aspect 'weather'; there is: ") as caught:
        kind(subject="x", what="weather")
    assert ", ".join(sorted(kind.ASPECTS)) in str(caught.value)


@pytest.mark.parametrize("kind", KINDS)
def test_ordered_and_explaining_fields_exist_and_do_not_overlap(kind: type[Fact]) -> None:
    names = {field.name for field in dataclasses.fields(kind)}
    assert names >= kind.ORDERED | kind.DETAIL
    assert not kind.ORDERED & kind.DETAIL
    assert not {"subject", "what"} & (kind.ORDERED | kind.DETAIL)


@pytest.mark.parametrize("kind", KINDS)
def test_a_compared_field_is_unpromised_until_somebody_says_it(kind: type[Fact]) -> None:
    for aspect in kind.ASPECTS:
        fact = kind(subject="x", what=aspect)
        assert {getattr(fact, name) for name in fact.compared()} == {None}


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_is_frozen_hashable_and_explained(kind: type[Fact]) -> None:
    fact = kind(subject="x", what=min(kind.ASPECTS))
    assert hash(fact) == hash(kind(subject="x", what=min(kind.ASPECTS)))
    with pytest.raises(dataclasses.FrozenInstanceError):
        fact.subject = "y"  # type: ignore[misc]
    assert len(inspect.getdoc(kind) or "") > 20


def test_the_base_itself_is_about_nothing() -> None:
    with pytest.raises(ValueError, match="Fact knows no aspect"):
        Fact(subject="x", what="objects")


def test_names_and_texts_are_not_compared() -> None:
    assert AtRest(subject="x", what="logs").compared() == ("level", "known_key")
    assert Logged(subject="x", what="flow").compared() == ("enabled", "days", "tamper_proof", "everywhere")
    assert Labelled(subject="x", what="owner").compared() == ("complete",)
