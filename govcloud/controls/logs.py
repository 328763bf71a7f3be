"""Logs: what is done and what is accessed is recorded, unalterably, long enough."""

from __future__ import annotations

from collections.abc import Iterable

from govcloud.controls.logic import Verdict, all_of, at_least, is_true
from govcloud.controls.model import Examples, cases, rule
from govcloud.controls.view import Facts
from govcloud.facts import UNKNOWN, Logged


def _trail(_facts: Facts) -> Iterable[str]:
    return ("control-plane",)


def _is_on(fact: Logged) -> bool:
    return fact.enabled is not False


@rule(
    "GC-LOG-01",
    Logged,
    Examples(
        passing=cases(Logged(subject="trail", what="control-plane", enabled=True, everywhere=True)),
        failing=cases(
            Logged(subject="trail", what="control-plane", enabled=False, everywhere=True),
            Logged(subject="trail", what="control-plane", enabled=True, everywhere=False),
        ),
        unknown=cases(
            Logged(subject="trail", what="control-plane", enabled=UNKNOWN, everywhere=True),
            Logged(subject="trail", what="control-plane", enabled=True),
        ),
    ),
    aspects=("control-plane",),
    required=_trail,
)
def trail(fact: Logged) -> Verdict:
    """There is an audit trail of control-plane actions, it is on, and it covers all regions and global services.

    A trail that the platform records for the system counts where the system says so.

    Why: without it nobody can say who changed what, and an intruder works in the region that is not recorded.

    Fix: add an `audit_trail` to the foundation, or declare that the platform provides it.

    Source: NIST SP 800-53 AU-2, AU-3, AU-12; VRS: every change is recorded (変更は全てログに記録).

    日本語: 管理操作の監査ログを、全リージョンとグローバルサービスについて取得する。
    基盤側が取得する場合は、その旨を宣言すれば満たす。

    対処: foundation に `audit_trail` を加える。または基盤側が提供することを宣言する。
    """
    return all_of(is_true(fact.enabled), is_true(fact.everywhere))


@rule(
    "GC-LOG-02",
    Logged,
    Examples(
        passing=cases(Logged(subject="trail", what="control-plane", tamper_proof=True)),
        failing=cases(Logged(subject="trail", what="control-plane", tamper_proof=False)),
        unknown=cases(Logged(subject="trail", what="control-plane", tamper_proof=UNKNOWN)),
    ),
    aspects=("control-plane",),
)
def tamper_proof(fact: Logged) -> Verdict:
    """Changes to the audit trail's records are prevented or detected.

    Narrower than the title: it asks this of control-plane records; how long their store is locked is GC-RET-01.

    Why: the first thing an intruder with rights does is to remove the traces.

    Fix: turn on the trail's integrity validation, or keep the records in a locked store.

    Source: NIST SP 800-53 AU-9, AU-9(3), AU-10.

    日本語: 管理操作の監査ログの改ざんを検知または防止する。保存先の施錠期間は GC-RET-01 が扱う。

    対処: 監査ログの整合性検証を有効にするか、施錠した保存先に置く。
    """
    return is_true(fact.tamper_proof)


@rule(
    "GC-LOG-03",
    Logged,
    Examples(
        passing=cases(Logged(subject="entry", what="access", enabled=True, days=365)),
        failing=cases(Logged(subject="entry", what="access", enabled=True, days=90)),
        unknown=cases(
            Logged(subject="entry", what="access", enabled=True, days=UNKNOWN),
            Logged(subject="entry", what="access", enabled=True),
        ),
    ),
    applies=_is_on,
)
def kept_a_year(fact: Logged) -> Verdict:
    """Every log that is taken is kept for at least 365 days.

    Why: intrusions are often found months later, and an annual audit needs the whole year.

    Fix: set the retention of the log's destination to 365 days or more (`retention_days` of the `log_archive`).

    Source: NIST SP 800-53 AU-11.

    日本語: 取得しているログはすべて365日以上保存する。

    対処: ログの保存先の保存期間を365日以上にする(`log_archive` の `retention_days`)。
    """
    return at_least(fact.days, 365)


@rule(
    "GC-LOG-04",
    Logged,
    Examples(
        passing=cases(Logged(subject="entry", what="access", enabled=True)),
        failing=cases(Logged(subject="files", what="access", enabled=False)),
        unknown=cases(Logged(subject="files", what="access", enabled=UNKNOWN)),
    ),
    aspects=("access",),
)
def access_logged(fact: Logged) -> Verdict:
    """Stores and entries record who accessed what.

    Why: after a leak this is the only way to say which records left, and whose.

    Fix: turn access logs on and give them a destination (`logs: <log_archive block>`).

    Source: NIST SP 800-53 AU-2, AU-12.

    日本語: ストレージやロードバランサーなどへのアクセスを記録する。

    対処: アクセスログを有効にし、保存先を指定する(`logs: <log_archive のブロック名>`)。
    """
    return is_true(fact.enabled)


@rule(
    "GC-LOG-06",
    Logged,
    Examples(
        passing=cases(Logged(subject="records", what="database", enabled=True)),
        failing=cases(Logged(subject="records", what="database", enabled=False)),
        unknown=cases(Logged(subject="records", what="database", enabled=UNKNOWN)),
    ),
    aspects=("database",),
)
def database_logged(fact: Logged) -> Verdict:
    """Databases record connections and statements for audit.

    Why: who reads records with valid credentials is seen nowhere else.

    Fix: turn the engine's audit log on and send it to the log archive.

    Source: NIST SP 800-53 AU-2, AU-12.

    日本語: データベースの接続と操作を監査ログに記録する。

    対処: エンジンの監査ログを有効にし、ログの保存先へ送る。
    """
    return is_true(fact.enabled)
