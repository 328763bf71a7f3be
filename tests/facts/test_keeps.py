"""When an observed fact keeps a promised one."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govcloud.facts import UNKNOWN, AtRest, Fact, InTransit, Key, KeyLevel, Logged, Place, Placed, Recoverable, Tls


def level(value: object) -> AtRest:
    return AtRest(subject="x", what="objects", level=value)  # type: ignore[arg-type]


CASES = [
    ("more of an ordered field", level(KeyLevel.K2), level(KeyLevel.K1), True),
    ("as much of an ordered field", level(KeyLevel.K1), level(KeyLevel.K1), True),
    ("less of an ordered field", level(KeyLevel.K0), level(KeyLevel.K1), False),
    ("nothing promised", level(KeyLevel.NONE), level(None), True),
    ("an unknown promise", level(KeyLevel.NONE), level(UNKNOWN), True),
    ("not seen", level(UNKNOWN), level(KeyLevel.K1), None),
    ("not said", level(None), level(KeyLevel.K1), None),
    (
        "another place, though both in Japan",
        Placed(subject="x", what="primary", where=Place.OSAKA),
        Placed(subject="x", what="primary", where=Place.TOKYO),
        False,
    ),
    (
        "a shorter rotation than promised is another rotation",
        Key(subject="x", what="encryption", rotation_days=90),
        Key(subject="x", what="encryption", rotation_days=365),
        False,
    ),
    (
        "false where true was promised",
        Logged(subject="x", what="flow", enabled=False, days=400),
        Logged(subject="x", what="flow", enabled=True, days=400),
        False,
    ),
    (
        "a broken field beside an unseen one, in either order",
        InTransit(subject="x", what="web", floor=UNKNOWN, plain="accepted"),
        InTransit(subject="x", what="web", floor=Tls.TLS1_2, plain="redirected"),
        False,
    ),
    (
        "an unseen field after a broken one",
        InTransit(subject="x", what="web", floor=Tls.TLS1_0, plain=UNKNOWN),
        InTransit(subject="x", what="web", floor=Tls.TLS1_2, plain="redirected"),
        False,
    ),
    (
        "an unseen field beside a kept one",
        InTransit(subject="x", what="web", floor=Tls.TLS1_3, plain=UNKNOWN),
        InTransit(subject="x", what="web", floor=Tls.TLS1_2, plain="redirected"),
        None,
    ),
]


@pytest.mark.parametrize(("observed", "promised", "kept"), [case[1:] for case in CASES], ids=[c[0] for c in CASES])
def test_a_promise_is_kept_broken_or_not_seen(observed: Fact, promised: Fact, kept: bool | None) -> None:
    assert observed.keeps(promised) is kept


def test_names_and_subjects_are_not_compared() -> None:
    promised = AtRest(subject="files", what="objects", level=KeyLevel.K1)
    observed = AtRest(subject="urn:…", what="objects", level=KeyLevel.K1, key="urn:…key", exception="ENC-7")
    assert observed.keeps(promised) is True


@pytest.mark.parametrize(
    "other",
    [AtRest(subject="x", what="logs", level=KeyLevel.K1), Recoverable(subject="x", what="objects", protected=True)],
    ids=["another aspect", "another kind"],
)
def test_facts_about_different_things_cannot_be_compared(other: Fact) -> None:
    with pytest.raises(ValueError, match="does not speak of what"):
        level(KeyLevel.K1).keeps(other)


days = st.integers(0, 4000)
known = st.one_of(
    st.builds(
        Logged,
        subject=st.just("x"),
        what=st.just("flow"),
        enabled=st.booleans(),
        days=days,
        tamper_proof=st.booleans(),
        everywhere=st.booleans(),
    ),
    st.builds(
        InTransit,
        subject=st.just("x"),
        what=st.just("web"),
        floor=st.sampled_from(Tls),
        plain=st.sampled_from(["refused", "redirected", "accepted"]),
        client_certificate=st.booleans(),
    ),
    st.builds(
        Key,
        subject=st.just("x"),
        what=st.just("encryption"),
        level=st.sampled_from(KeyLevel),
        rotation_days=days,
        renewable=st.booleans(),
        renewal_due=st.booleans(),
        hsm=st.booleans(),
        deletion_days=days,
        purge_protected=st.booleans(),
    ),
)


def weaker(fact: Fact, data: st.DataObject) -> Fact:
    """What a fact at most keeps: some ordered fields lowered, some fields not promised."""
    changes: dict[str, object] = {}
    for name in fact.compared():
        value = getattr(fact, name)
        if data.draw(st.booleans()):
            changes[name] = None
        elif name in fact.ORDERED and isinstance(value, int):
            lower = list(type(value)) if isinstance(value, (Tls, KeyLevel)) else range(int(value) + 1)
            below = [item for item in lower if item <= value]
            changes[name] = (
                bool(data.draw(st.sampled_from(below)))
                if isinstance(value, bool)
                else data.draw(st.sampled_from(below))
            )
    return dataclasses.replace(fact, **changes)  # type: ignore[arg-type]


@given(known)
def test_a_known_fact_keeps_itself(fact: Fact) -> None:
    assert fact.keeps(fact) is True


@given(known, st.data())
def test_keeping_is_transitive_on_known_facts(best: Fact, data: st.DataObject) -> None:
    middle = weaker(best, data)
    least = weaker(middle, data)
    assert best.keeps(middle) is True
    assert best.keeps(least) is True


@given(known, known, known)
def test_keeping_what_is_kept_is_kept(first: Fact, second: Fact, third: Fact) -> None:
    if len({type(first), type(second), type(third)}) == 1 and first.keeps(second) and second.keeps(third):
        assert first.keeps(third) is True


@given(known, st.data())
def test_hiding_a_field_never_makes_a_broken_promise_kept(fact: Fact, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(fact.compared()))
    hidden = dataclasses.replace(fact, **{name: UNKNOWN})  # type: ignore[arg-type]
    assert hidden.keeps(fact) is None
