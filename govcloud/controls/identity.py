"""Identity: who may do what, with which credentials."""

from __future__ import annotations

from typing import Final

from govcloud.controls import principals
from govcloud.controls.logic import Verdict, is_in, is_true, negated
from govcloud.controls.model import Examples, cases, rule
from govcloud.facts import UNKNOWN, Holds, Permits, Runs

_OWN_OR_NONE: Final = frozenset({"none", "own"})


def _says_broad(fact: Permits) -> bool:
    return fact.what == "identity" or fact.broad is not None


@rule(
    "GC-IAM-01",
    Permits,
    Examples(
        passing=cases(Permits(subject="api", what="identity", who="identity", broad=False)),
        failing=cases(
            Permits(subject="api", what="identity", who="identity", broad=True),
            Permits(subject="files", what="resource", who="identity", broad=True),
        ),
        unknown=cases(
            Permits(subject="api", what="identity", who="identity", broad=UNKNOWN),
            Permits(subject="api", what="identity", who="identity"),
        ),
    ),
    applies=_says_broad,
)
def not_broad(fact: Permits) -> Verdict:
    """No grant reaches everything that a service or the cloud has.

    No wildcard of all actions and no administrator role. Resource, key and trust documents are asked where they say
    how far they reach.

    Why: whoever takes over one such identity has the whole account.

    Fix: grant the actions that are used, on the resources that are used; between blocks `uses` does it.

    Source: NIST SP 800-53 AC-6, AC-6(1), AC-3.

    日本語: 全操作のワイルドカードや管理者ロールなど、広すぎる権限を与えない。

    対処: 使う操作だけを、使う資源に対して許可する。ブロック間は `uses` が行う。
    """
    return negated(is_true(fact.broad))


@rule(
    "GC-IAM-02",
    Holds,
    Examples(
        passing=cases(Holds(subject="pipeline", what="credential", long_lived=False)),
        failing=cases(Holds(subject="pipeline", what="credential", long_lived=True)),
        unknown=cases(Holds(subject="pipeline", what="credential", long_lived=UNKNOWN)),
    ),
    aspects=("credential",),
)
def no_long_lived_credential(fact: Holds) -> Verdict:
    """No access key, account key or password exists that has no end.

    Why: such keys are copied into files and repositories and work from anywhere until somebody remembers them.

    Fix: use the workload's own identity, and federation (OpenID Connect) for pipelines and other clouds.

    Source: NIST SP 800-53 IA-5, AC-2, IA-2; VRS: roles only, no access keys (アクセスキー不使用).

    日本語: 期限のないアクセスキー、アカウントキー、パスワードを作らない。

    対処: ワークロードIDを使う。パイプラインや他クラウドからは OpenID Connect などの連携を使う。
    """
    return negated(is_true(fact.long_lived))


@rule(
    "GC-IAM-05",
    Runs,
    Examples(
        passing=cases(
            Runs(subject="api", what="container", identity="own"), Runs(subject="host", what="host", identity="none")
        ),
        failing=cases(Runs(subject="job", what="function", identity="default")),
        unknown=cases(Runs(subject="api", what="container", identity=UNKNOWN)),
    ),
)
def own_identity(fact: Runs) -> Verdict:
    """What runs has an identity of its own, or none; never the shared default one.

    Why: default identities are shared and over-broad, and their use cannot be told apart in the audit trail.

    Fix: give each service, job and function a `workload_identity` (a service does so by itself).

    Source: NIST SP 800-53 AC-6.

    日本語: 動くものには専用のIDを与える(不要なら無し)。共有の既定IDは使わない。

    対処: サービス、ジョブ、関数ごとに `workload_identity` を与える。
    """
    return is_in(fact.identity, _OWN_OR_NONE)


@rule(
    "GC-IAM-06",
    Permits,
    Examples(
        passing=cases(
            Permits(subject="api", what="trust", who="service"),
            Permits(subject="queue", what="resource", who="organisation"),
            Permits(subject="queue", what="resource", who="external", declared=True),
        ),
        failing=cases(
            Permits(subject="api", what="trust", who="external", declared=False),
            Permits(subject="queue", what="resource", who="anyone"),
        ),
        unknown=cases(
            Permits(subject="api", what="trust", who=UNKNOWN),
            Permits(subject="api", what="trust", who="external", declared=UNKNOWN),
        ),
    ),
    aspects=("key", "resource", "trust"),
)
def known_principals(fact: Permits) -> Verdict:
    """Outside principals are trusted only where the system names them, and everybody nowhere.

    Trust documents, and the policies of resources and keys.

    Why: a trust towards another account hands that account's intruders a way in.

    Fix: name the outside principal in the system, or narrow the trust to the organisation.

    Source: NIST SP 800-53 AC-3, AC-20.

    日本語: 外部の主体への信頼は、システムで宣言した相手に限る。不特定の主体は許さない。

    対処: 必要な外部主体をシステムに宣言するか、組織内に限る条件を付ける。
    """
    return principals.known(fact)
