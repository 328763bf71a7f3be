"""Recovery: backups, redundancy and protection against deletion."""

from __future__ import annotations

from govcloud.controls.logic import Verdict, at_least, is_true
from govcloud.controls.model import Examples, cases, rule
from govcloud.facts import UNKNOWN, Recoverable


def _says_restore(fact: Recoverable) -> bool:
    return fact.what == "database" or fact.restore_days is not None


def _says_protected(fact: Recoverable) -> bool:
    return fact.what == "database" or fact.protected is not None


@rule(
    "GC-BKP-01",
    Recoverable,
    Examples(
        passing=cases(Recoverable(subject="records", what="database", restore_days=7)),
        failing=cases(
            Recoverable(subject="records", what="database", restore_days=0),
            Recoverable(subject="files", what="objects", restore_days=1),
        ),
        unknown=cases(
            Recoverable(subject="records", what="database", restore_days=UNKNOWN),
            Recoverable(subject="records", what="database"),
        ),
    ),
    aspects=("database", "objects"),
    applies=_says_restore,
)
def backed_up(fact: Recoverable) -> Verdict:
    """A database can be restored to any point of at least the last seven days.

    Object stores are asked where they say how far back they go.

    Why: mistakes and ransomware are noticed days later; redundancy copies them at once.

    Fix: set `restore_days` to 7 or more; practise the restore.

    Source: NIST SP 800-53 CP-9, CP-6. Seven days is this catalogue's figure.

    日本語: データベースは、少なくとも過去7日間の任意の時点に復元できるようにする。
    オブジェクトストレージは復元期間を定めている場合に確認する。

    対処: `restore_days` を7以上にする。復元の訓練も行う。
    """
    return at_least(fact.restore_days, 7)


@rule(
    "GC-AVL-01",
    Recoverable,
    Examples(
        passing=cases(
            Recoverable(subject="records", what="database", zones=2),
            Recoverable(subject="api", what="service", zones=3),
        ),
        failing=cases(Recoverable(subject="records", what="database", zones=1)),
        unknown=cases(
            Recoverable(subject="entry", what="entry", zones=UNKNOWN), Recoverable(subject="entry", what="entry")
        ),
    ),
    aspects=("database", "entry", "service"),
)
def several_zones(fact: Recoverable) -> Verdict:
    """Databases, services and web entries live in at least two zones.

    Why: a zone is one building's power, cooling and network; services to citizens survive its loss.

    Fix: give the network three zones and the block high availability; run at least two instances.

    Source: NIST SP 800-53 CP-2, CP-10, SC-6.

    日本語: データベース、サービス、Webの入口は2つ以上のゾーンに置く。

    対処: ネットワークを3ゾーンにし、ブロックの高可用性を有効にする。インスタンスは2つ以上動かす。
    """
    return at_least(fact.zones, 2)


@rule(
    "GC-DEL-01",
    Recoverable,
    Examples(
        passing=cases(Recoverable(subject="records", what="database", protected=True)),
        failing=cases(
            Recoverable(subject="records", what="database", protected=False),
            Recoverable(subject="files", what="objects", protected=False),
        ),
        unknown=cases(
            Recoverable(subject="files", what="objects", protected=UNKNOWN),
            Recoverable(subject="records", what="database"),
        ),
    ),
    aspects=("database", "key", "objects"),
    applies=_says_protected,
)
def not_deleted_by_mistake(fact: Recoverable) -> Verdict:
    """What holds state cannot be deleted by one mistaken command.

    Databases always; object stores and keys where they have such a protection (a key's waiting period is GC-KEY-02).

    Why: a renamed resource or a wrong stack name otherwise deletes the records within seconds.

    Fix: turn deletion protection on; to delete on purpose, take it off first in a change of its own.

    Source: NIST SP 800-53 CM-5, CP-9.

    日本語: 状態を持つ資源を、一度の誤操作で削除できないようにする。データベースは必須。
    ストレージと鍵は保護機能がある場合(鍵の待機期間は GC-KEY-02)。

    対処: 削除保護を有効にする。意図して削除するときは、先に別の変更で保護を外す。
    """
    return is_true(fact.protected)
