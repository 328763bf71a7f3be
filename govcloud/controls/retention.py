"""Retention: what must not be lost or changed cannot be."""

from __future__ import annotations

from govcloud.controls.logic import Verdict, all_of, at_least, is_true
from govcloud.controls.model import Examples, cases, rule
from govcloud.facts import UNKNOWN, Retained


@rule(
    "GC-RET-01",
    Retained,
    Examples(
        passing=cases(Retained(subject="archive", what="audit", days=400, locked=True)),
        failing=cases(
            Retained(subject="archive", what="audit", days=400, locked=False),
            Retained(subject="archive", what="audit", days=30, locked=True),
        ),
        unknown=cases(
            Retained(subject="archive", what="audit", days=UNKNOWN, locked=True),
            Retained(subject="archive", what="audit", days=400),
        ),
    ),
    aspects=("audit",),
)
def write_once(fact: Retained) -> Verdict:
    """The store of audit records is write-once: locked for at least 365 days, against its owner too.

    Narrower than the title: it asks this of the store that audit records go to; other stores may choose it.

    Why: evidence that its owner can shorten or delete proves nothing.

    Fix: give the `log_archive` a `retention_days` of 365 or more and lock it. A lock cannot be taken back: rehearse
    first.

    Source: NIST SP 800-53 AU-9(2), CP-9.

    日本語: 監査記録の保存先は、所有者も短縮できない形で365日以上施錠(WORM)する。他のストアは任意。

    対処: `log_archive` の `retention_days` を365以上にして施錠する。施錠は取り消せないので先にリハーサルする。
    """
    return all_of(is_true(fact.locked), at_least(fact.days, 365))
