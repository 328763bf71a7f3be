"""Secrets: never readable where they should not be, and renewed."""

from __future__ import annotations

from govcloud.controls.logic import Verdict, between, is_true, negated
from govcloud.controls.model import Examples, cases, rule
from govcloud.facts import UNKNOWN, Holds


@rule(
    "GC-SEC-01",
    Holds,
    Examples(
        passing=cases(Holds(subject="api", what="setting", plaintext=False, name="DB_HOST")),
        failing=cases(
            Holds(subject="api", what="setting", plaintext=True, name="DB_PASSWORD"),
            Holds(subject="token", what="secret", plaintext=True),
        ),
        unknown=cases(Holds(subject="api", what="setting", plaintext=UNKNOWN, name="DB_PASSWORD")),
    ),
)
def not_in_clear(fact: Holds) -> Verdict:
    """No secret stands in clear in a setting, a document or the state.

    Why: settings and state are read by many, copied into logs and kept in backups.

    Fix: keep it in a `secret` block and refer to it (`uses: {token: read}`); renew what was in clear: it has leaked.

    Source: NIST SP 800-53 SC-28, IA-5.

    日本語: 秘密情報を、設定値、文書、ステートに平文で置かない。

    対処: `secret` ブロックに置いて参照する(`uses: {token: read}`)。平文だったものは漏えいとみなして更新する。
    """
    return negated(is_true(fact.plaintext))


@rule(
    "GC-SEC-02",
    Holds,
    Examples(
        passing=cases(Holds(subject="token", what="secret", rotation_days=90)),
        failing=cases(
            Holds(subject="token", what="secret", rotation_days=0),
            Holds(subject="token", what="secret", rotation_days=1000),
        ),
        unknown=cases(Holds(subject="token", what="secret", rotation_days=UNKNOWN)),
    ),
    aspects=("secret",),
)
def rotated(fact: Holds) -> Verdict:
    """Managed secrets are renewed, or end, within 366 days.

    Why: a secret that leaked unnoticed works until it is renewed.

    Fix: set `rotate_days` (90 is usual) and let the service that uses it read the current version.

    Source: NIST SP 800-53 IA-5(1), SC-12. The yearly limit is this catalogue's figure.

    日本語: 管理する秘密情報は366日以内に更新または失効させる。

    対処: `rotate_days` を設定し(通常90日)、利用側は現行の版を読むようにする。
    """
    return between(fact.rotation_days, 1, 366)
