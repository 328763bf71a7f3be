"""Containers: what they may do on their host, and which images they run."""

from __future__ import annotations

from govcloud.controls.logic import Verdict, all_of, is_true, negated
from govcloud.controls.model import Examples, cases, rule
from govcloud.facts import UNKNOWN, Runs


@rule(
    "GC-CTR-01",
    Runs,
    Examples(
        passing=cases(Runs(subject="api", what="container", privileged=False)),
        failing=cases(Runs(subject="api", what="container", privileged=True)),
        unknown=cases(Runs(subject="api", what="container", privileged=UNKNOWN)),
    ),
    aspects=("container",),
)
def unprivileged(fact: Runs) -> Verdict:
    """No container is privileged or shares its host's namespaces.

    Why: such a container is the host, and with it every other container there.

    Fix: remove `privileged`, added capabilities and host networking, process and volume sharing.

    Source: NIST SP 800-53 AC-6, CM-7, SC-39; NIST SP 800-190.

    日本語: コンテナに特権を与えず、ホストの名前空間を共有させない。

    対処: 特権、追加のケーパビリティ、ホストのネットワーク・プロセス・ボリュームの共有を外す。
    """
    return negated(is_true(fact.privileged))


@rule(
    "GC-CTR-04",
    Runs,
    Examples(
        passing=cases(Runs(subject="api", what="container", pinned=True, trusted=True)),
        failing=cases(
            Runs(subject="api", what="container", pinned=False, trusted=True),
            Runs(subject="api", what="container", pinned=True, trusted=False),
        ),
        unknown=cases(
            Runs(subject="api", what="container", pinned=True, trusted=UNKNOWN),
            Runs(subject="api", what="container", trusted=True),
        ),
    ),
    aspects=("container",),
)
def trusted_image(fact: Runs) -> Verdict:
    """Containers run images named by digest, from a registry that the agency holds.

    Narrower than the title: it asks for the digest and the registry; signatures are not verified here.

    Why: a tag can be moved to another image after it was reviewed, and a public registry's owner can do so.

    Fix: copy the image into the `container_registry` and name it by `digest: "sha256:…"`.

    Source: NIST SP 800-53 SI-7, CM-7(5); NIST SP 800-190.

    日本語: コンテナは、行政機関が保有するレジストリのイメージをダイジェスト指定で実行する。署名の検証はここでは見ない。

    対処: イメージを `container_registry` に取り込み、`digest: "sha256:…"` で指定する。
    """
    return all_of(is_true(fact.pinned), is_true(fact.trusted))
