"""Who a grant is for, and whether the agency knows them."""

from __future__ import annotations

from govcloud.controls.logic import Verdict, all_of, any_of, equals, is_true, negated
from govcloud.facts import Permits


def not_anyone(fact: Permits) -> Verdict:
    """The grant is not open to the whole world."""
    if fact.who is None and fact.declared is True:
        return True
    return negated(equals(fact.who, "anyone"))


def known(fact: Permits) -> Verdict:
    """The grant is for somebody inside, or for an outsider whom the system names.

    A promise may leave `who` unsaid and say only that everybody it grants to is declared. An observation whose `who` is
    `UNKNOWN` stays unknown whatever else it says.
    """
    if fact.who is None:
        return is_true(fact.declared)
    inside = negated(equals(fact.who, "external"))
    return all_of(not_anyone(fact), any_of(inside, is_true(fact.declared)))
