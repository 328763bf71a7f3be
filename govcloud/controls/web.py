"""Web: what stands in front of public web endpoints."""

from __future__ import annotations

from govcloud.controls.logic import Verdict, all_of, any_of, equals, is_true, negated
from govcloud.controls.model import Examples, joined
from govcloud.controls.view import Facts
from govcloud.facts import UNKNOWN, Filters, Reachable


def _stops_attacks(fact: Filters) -> Verdict:
    return all_of(is_true(fact.present), is_true(fact.managed_rules), is_true(fact.blocks))


_PUBLIC = Reachable(subject="entry", what="web", by="internet")


@joined(
    "GC-WAF-01",
    Reachable,
    Examples(
        passing=(
            (_PUBLIC, Filters(subject="entry", what="web", present=True, managed_rules=True, blocks=True)),
            (Reachable(subject="staff", what="web", by="network"),),
        ),
        failing=(
            (_PUBLIC,),
            (_PUBLIC, Filters(subject="entry", what="web", present=False)),
            (_PUBLIC, Filters(subject="entry", what="web", present=True, managed_rules=False, blocks=True)),
            (_PUBLIC, Filters(subject="entry", what="web", present=True, managed_rules=True, blocks=False)),
            (_PUBLIC, Filters(subject="other", what="web", present=True, managed_rules=True, blocks=True)),
        ),
        unknown=(
            (_PUBLIC, Filters(subject="entry", what="web", present=True, managed_rules=True, blocks=UNKNOWN)),
            (Reachable(subject="entry", what="web", by=UNKNOWN),),
        ),
    ),
    aspects=("web",),
)
def filtered(fact: Reachable, facts: Facts) -> Verdict:
    """A web endpoint that the internet reaches has a web application firewall with managed rules, and it blocks.

    The firewall is looked for on the endpoint itself. One that only counts does not hold.

    Why: the entry is the one door that stays open to everybody; known attacks are stopped before the application.

    Fix: put a `web_firewall` with `managed_rules: standard` on the `web_entry` (`firewall: <block>`), in blocking mode.

    Source: NIST SP 800-53 SC-7, SI-4, SI-10; VRS: address restriction by WAF (WAFによるIP制限).

    日本語: インターネットに公開するWebの入口に、マネージドルールを備えた遮断モードのWAFを置く。検知だけでは満たさない。

    対処: `web_firewall`(`managed_rules: standard`)を作り、`web_entry` の `firewall` に遮断モードで指定する。
    """
    private = negated(equals(fact.by, "internet"))
    filters = facts.on(fact.subject, Filters, "web")
    return any_of(private, *(_stops_attacks(one) for one in filters))
