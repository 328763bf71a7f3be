"""Transit: connections are encrypted with TLS 1.2 or later, and unencrypted ones are not served."""

from __future__ import annotations

from typing import Final

from govcloud.controls.logic import Verdict, at_least, equals, is_in
from govcloud.controls.model import Examples, cases, rule
from govcloud.facts import UNKNOWN, InTransit, Tls

_NOT_SERVED: Final = frozenset({"redirected", "refused"})


@rule(
    "GC-TLS-01",
    InTransit,
    Examples(
        passing=cases(
            InTransit(subject="entry", what="web", floor=Tls.TLS1_2),
            InTransit(subject="records", what="database", floor=Tls.TLS1_3),
        ),
        failing=cases(
            InTransit(subject="entry", what="web", floor=Tls.TLS1_1),
            InTransit(subject="records", what="database", floor=Tls.PLAIN),
        ),
        unknown=cases(
            InTransit(subject="entry", what="web", floor=UNKNOWN),
            InTransit(subject="entry", what="web", plain="refused"),
        ),
    ),
)
def modern(fact: InTransit) -> Verdict:
    """Every endpoint accepts TLS 1.2 or later and nothing older.

    Web endpoints, services, databases, object stores and queues.

    Why: TLS 1.0 and 1.1 are withdrawn (RFC 8996): their weaknesses let an observer read or change what passes.

    Fix: choose a security policy or minimum version of TLS 1.2 or later.

    Source: NIST SP 800-53 SC-8, SC-8(1), SC-23; RFC 8996.

    日本語: すべての接続先で TLS 1.2 以上だけを受け付ける。

    対処: TLS の最低バージョン(セキュリティポリシー)を 1.2 以上にする。
    """
    return at_least(fact.floor, Tls.TLS1_2)


@rule(
    "GC-TLS-02",
    InTransit,
    Examples(
        passing=cases(
            InTransit(subject="entry", what="web", plain="redirected"),
            InTransit(subject="files", what="objects", plain="refused"),
        ),
        failing=cases(InTransit(subject="entry", what="web", plain="accepted")),
        unknown=cases(InTransit(subject="entry", what="web", plain=UNKNOWN)),
    ),
    aspects=("messages", "objects", "service", "web"),
)
def encrypted_only(fact: InTransit) -> Verdict:
    """An unencrypted request is refused, or redirected to an encrypted one.

    Databases are not redirected; GC-TLS-03 is about them.

    Why: one plain request carries a session or a form in clear.

    Fix: listen on HTTPS only, or redirect HTTP to it; deny unencrypted requests in the store's or queue's policy.

    Source: NIST SP 800-53 SC-8, SC-8(1).

    日本語: 平文の要求は拒否するか、HTTPS へ転送する。データベースは GC-TLS-03 が扱う。

    対処: HTTPS だけで待ち受けるか、HTTP を転送する。ストアやキューのポリシーで平文を拒否する。
    """
    return is_in(fact.plain, _NOT_SERVED)


@rule(
    "GC-TLS-03",
    InTransit,
    Examples(
        passing=cases(InTransit(subject="records", what="database", plain="refused")),
        failing=cases(
            InTransit(subject="records", what="database", plain="accepted"),
            InTransit(subject="records", what="database", plain="redirected"),
        ),
        unknown=cases(InTransit(subject="records", what="database", plain=UNKNOWN)),
    ),
    aspects=("database",),
)
def database_encrypted(fact: InTransit) -> Verdict:
    """A database refuses connections that are not encrypted.

    Why: clients fall back to plain connections silently, and inside a network nobody notices.

    Fix: set the engine's parameter that requires TLS, not only the one that offers it.

    Source: NIST SP 800-53 SC-8, SC-8(1).

    日本語: データベースは暗号化されていない接続を拒否する。

    対処: TLS を「提供する」だけでなく「必須にする」設定(エンジンのパラメーター)を有効にする。
    """
    return equals(fact.plain, "refused")
