"""Facts of one kind, subject and aspect joined into one."""

from govcloud.facts import UNKNOWN, Fact, InTransit, Labelled, Logged, Promise, Tls, merged

DAYS = Logged(subject="trail", what="control-plane", enabled=True, days=400)
PROOF = Logged(subject="trail", what="control-plane", tamper_proof=True)


def test_what_two_facts_say_is_said_by_one() -> None:
    (both,) = merged([DAYS, PROOF])
    assert both == Logged(subject="trail", what="control-plane", enabled=True, days=400, tamper_proof=True)


def test_a_later_fact_wins_where_both_speak() -> None:
    (late,) = merged([PROOF, Logged(subject="trail", what="control-plane", tamper_proof=False)])
    assert late == Logged(subject="trail", what="control-plane", tamper_proof=False)
    (unseen,) = merged([PROOF, Logged(subject="trail", what="control-plane", tamper_proof=UNKNOWN)])
    assert unseen == Logged(subject="trail", what="control-plane", tamper_proof=UNKNOWN)


def test_nothing_said_takes_nothing_back() -> None:
    named = Logged(subject="trail", what="control-plane", into="archive", days=0)
    (both,) = merged([named, PROOF])
    assert both == Logged(subject="trail", what="control-plane", into="archive", days=0, tamper_proof=True)
    labels = Labelled(subject="x", what="owner", complete=False, missing=("agency",))
    assert list(merged([labels, Labelled(subject="x", what="owner")])) == [labels]


def test_other_subjects_aspects_and_kinds_stay_apart_in_order() -> None:
    facts: list[Fact] = [
        DAYS,
        Logged(subject="other", what="control-plane", days=1),
        Logged(subject="trail", what="flow", days=2),
        InTransit(subject="trail", what="web", floor=Tls.TLS1_2),
        PROOF,
    ]
    assert [(type(fact), fact.subject, fact.what) for fact in merged(facts)] == [
        (Logged, "trail", "control-plane"),
        (Logged, "other", "control-plane"),
        (Logged, "trail", "flow"),
        (InTransit, "trail", "web"),
    ]
    assert list(merged([])) == []


def test_a_promise_is_a_named_fact() -> None:
    assert Promise("recorded", DAYS).fact is DAYS
    assert hash(Promise("recorded", DAYS)) == hash(Promise("recorded", DAYS))
