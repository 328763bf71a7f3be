"""Monitoring: somebody hears of critical changes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from govcloud.controls.logic import Verdict, is_true
from govcloud.controls.model import Examples, cases, rule
from govcloud.controls.view import Facts
from govcloud.facts import UNKNOWN, Watches

CRITICAL: Final = ("audit-change", "iam-change", "key-change", "network-change", "root-use", "store-policy-change")
"""The events that every system must have an alarm for."""


def _all_critical(_facts: Facts) -> Iterable[str]:
    return CRITICAL


@rule(
    "GC-MON-01",
    Watches,
    Examples(
        passing=cases(Watches(subject="oncall", what="iam-change", tells=True)),
        failing=cases(Watches(subject="oncall", what="key-change", tells=False)),
        unknown=cases(Watches(subject="oncall", what="root-use", tells=UNKNOWN)),
    ),
    aspects=CRITICAL,
    required=_all_critical,
)
def alarmed(fact: Watches) -> Verdict:
    """There is an alarm for each critical change, and it tells somebody.

    Changes to audit, permissions, keys, networks and stores' policies, and the use of the account's root. Narrower than
    the title: these six are the critical ones.

    Why: a log that nobody reads stops nothing; these six changes come first in most intrusions.

    Fix: add an `alerting` block with `alerts: standard` and at least one channel that reaches a person.

    Source: NIST SP 800-53 AU-6, SI-4, CA-7; Digital Agency's principle of automated monitoring (監視の自動化).

    日本語: 重要な変更(監査、権限、鍵、ネットワーク、ストレージポリシー、root の利用)を検知し、人に通知する。

    対処: `alerts: standard` と人に届く通知先を持つ `alerting` ブロックを加える。
    """
    return is_true(fact.tells)
