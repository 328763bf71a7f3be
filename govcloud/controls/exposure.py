"""Exposure: stored data is not open to the internet, and the platform's services are reached privately."""

from __future__ import annotations

from govcloud.controls import principals
from govcloud.controls.logic import Verdict, equals, negated
from govcloud.controls.model import Examples, cases, rule
from govcloud.facts import UNKNOWN, Fact, Permits, Reachable


def _not_from_internet(fact: Reachable) -> Verdict:
    return negated(equals(fact.by, "internet"))


@rule(
    "GC-PUB-01",
    (Reachable, Permits),
    Examples(
        passing=cases(
            Reachable(subject="files", what="objects", by="network"),
            Permits(subject="files", what="resource", who="service"),
        ),
        failing=cases(
            Reachable(subject="files", what="objects", by="internet"),
            Permits(subject="files", what="resource", who="anyone", principal="*"),
        ),
        unknown=cases(
            Reachable(subject="files", what="objects", by=UNKNOWN),
            Permits(subject="files", what="resource", who=UNKNOWN),
        ),
    ),
    aspects=("objects", "resource"),
)
def objects_closed(fact: Fact) -> Verdict:
    """No object store can be opened from the internet, and no resource's policy lets anyone in.

    Public pages are served by a web entry in front of a closed store. Wider than the title: the policy of any resource,
    a queue or a registry too, must not grant to everybody.

    Why: open buckets are the most common way in which cloud data leaks, and nobody needs to break anything to read one.

    Fix: turn public access off on the store and remove grants to everybody; publish through a `static_site`.

    Source: NIST SP 800-53 AC-3, AC-6, SC-7.

    日本語: オブジェクトストレージをインターネットから開けないようにする。
    キューなど他の資源のポリシーでも、不特定の主体に権限を与えない。

    対処: ストアの公開アクセスを止め、全員への許可を削除する。公開するページは `static_site` から配信する。
    """
    if isinstance(fact, Permits):
        return principals.not_anyone(fact)
    return _not_from_internet(fact) if isinstance(fact, Reachable) else None


@rule(
    "GC-PUB-02",
    Reachable,
    Examples(
        passing=cases(Reachable(subject="records", what="database", by="network")),
        failing=cases(Reachable(subject="records", what="database", by="internet")),
        unknown=cases(Reachable(subject="records", what="database", by=UNKNOWN)),
    ),
    aspects=("database",),
)
def database_closed(fact: Reachable) -> Verdict:
    """No database can be reached from the internet.

    Why: a database's password or a flaw in its engine is then the only thing between the records and everybody.

    Fix: put it in the network's data subnets without a public address; reach it through an `investigation_host`.

    Source: NIST SP 800-53 AC-3, SC-7, SC-7(5).

    日本語: データベースをインターネットから到達できないようにする。

    対処: 公開アドレスを外し、ネットワークの data サブネットに置く。調査は `investigation_host` から行う。
    """
    return _not_from_internet(fact)


@rule(
    "GC-PUB-03",
    Reachable,
    Examples(
        passing=cases(
            Reachable(subject="main", what="platform", by="network"),
            Reachable(subject="main", what="platform", by="nobody"),
        ),
        failing=cases(Reachable(subject="main", what="platform", by="internet")),
        unknown=cases(Reachable(subject="main", what="platform", by=UNKNOWN)),
    ),
    aspects=("platform",),
)
def platform_private(fact: Reachable) -> Verdict:
    """The platform's own services are reached through private endpoints, not over their public addresses.

    Why: traffic stays off the internet, and a network without a way out can still use storage, keys and logs.

    Fix: add a `private_endpoint` for each service that the network uses.

    Source: NIST SP 800-53 SC-7, SC-7(3), AC-4.

    日本語: クラウドの各種サービスには、公開アドレスではなく Private Endpoint などの閉域で接続する。

    対処: ネットワークが使うサービスごとに `private_endpoint` を加える。
    """
    return _not_from_internet(fact)
