"""Governance: how environments are kept apart."""

from __future__ import annotations

from govcloud.controls.logic import Verdict, is_true
from govcloud.controls.model import Examples, cases, rule
from govcloud.facts import UNKNOWN, Isolated


@rule(
    "GC-GOV-04",
    Isolated,
    Examples(
        passing=cases(Isolated(subject="prod", what="environment", alone=True)),
        failing=cases(Isolated(subject="prod", what="environment", alone=False)),
        unknown=cases(Isolated(subject="prod", what="environment", alone=UNKNOWN)),
    ),
)
def separate(fact: Isolated) -> Verdict:
    """Each environment has an account, subscription or project of its own.

    Narrower than the title: no two environments of one system share one; other systems are not looked at.

    Why: the account is the strongest border a cloud has; a mistake or an intruder in development stays there.

    Fix: give each environment its own account, subscription or project in the system file.

    Source: NIST SP 800-53 AC-4, CM-4, SC-7(21).

    日本語: 環境(本番・開発など)ごとにアカウント、サブスクリプション、プロジェクトを分ける。他システムとの共用は見ない。

    対処: システムファイルで環境ごとに別のアカウント等を指定する。
    """
    return is_true(fact.alone)
