"""Residency: data, its copies and what serves it stay in Japan."""

from __future__ import annotations

from govcloud.controls.logic import Verdict, any_of, is_in
from govcloud.controls.model import Examples, cases, rule
from govcloud.facts import IN_JAPAN, UNKNOWN, Place, Placed


def _in_japan_or_excepted(fact: Placed) -> Verdict:
    return any_of(is_in(fact.where, IN_JAPAN), bool(fact.exception))


@rule(
    "GC-RES-01",
    Placed,
    Examples(
        passing=cases(
            Placed(subject="files", what="primary", where=Place.TOKYO),
            Placed(subject="names", what="primary", where=Place.GLOBAL, exception="public names, no personal data"),
        ),
        failing=cases(
            Placed(subject="files", what="primary", where=Place.ABROAD),
            Placed(subject="entry", what="edge", where=Place.GLOBAL),
        ),
        unknown=cases(Placed(subject="files", what="primary", where=UNKNOWN)),
    ),
    aspects=("edge", "primary"),
)
def in_japan(fact: Placed) -> Verdict:
    """Every resource is in Tokyo or Osaka.

    A service without a region, and one whose edge is worldwide, needs a named entry in the residency ledger. A location
    that no table knows counts as abroad.

    Why: Government Cloud keeps information in Japan, under Japanese law; a region chosen by mistake moves it out at
    once and the move cannot be taken back.

    Fix: place it in the Tokyo or Osaka region, or enter its type with a reason in the residency ledger.

    Source: Digital Agency's principle that information is kept in Japan (情報は日本国内に保管); NIST SP 800-53 SA-9(5).

    日本語: すべての資源を東京または大阪に置く。
    リージョンを持たないサービスと世界規模のエッジは、台帳に名前のある例外が必要。

    対処: 東京または大阪リージョンに配置する。できない型は理由を付けて所在台帳に登録する。
    """
    return _in_japan_or_excepted(fact)


@rule(
    "GC-RES-02",
    Placed,
    Examples(
        passing=cases(
            Placed(subject="records", what="replica", where=Place.OSAKA),
            Placed(subject="records", what="backup", where=Place.JAPAN),
        ),
        failing=cases(
            Placed(subject="records", what="replica", where=Place.ABROAD),
            Placed(subject="records", what="backup", where=Place.GLOBAL),
        ),
        unknown=cases(Placed(subject="records", what="replica", where=UNKNOWN)),
    ),
    aspects=("backup", "replica"),
)
def copies_in_japan(fact: Placed) -> Verdict:
    """Replicas and backups stay in Japan too.

    The pair of regions is Tokyo and Osaka. A dual-region counts where both of its regions are in Japan.

    Why: a copy is the data. Geo-redundancy often chooses the partner region by itself, and that may be abroad.

    Fix: replicate and back up to Osaka (or Tokyo); choose zone redundancy where the partner region cannot be chosen.

    Source: Digital Agency's principle that information is kept in Japan (情報は日本国内に保管);
    NIST SP 800-53 SA-9(5), CP-9.

    日本語: 複製とバックアップも国内に置く。組み合わせは東京と大阪。

    対処: 複製先とバックアップ先を大阪(または東京)にする。相手リージョンを選べない冗長化方式は使わない。
    """
    return _in_japan_or_excepted(fact)
