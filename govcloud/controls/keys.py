"""Keys: they are renewed, cannot be destroyed by mistake, are open to nobody unknown, and do not end unnoticed."""

from __future__ import annotations

from govcloud.controls import principals
from govcloud.controls.logic import Verdict, all_of, any_of, at_least, between, is_true, negated
from govcloud.controls.model import Examples, cases, rule
from govcloud.facts import UNKNOWN, Key, KeyLevel, Permits, Watches


def _brought(fact: Key) -> bool:
    """Whether the key's material is imported. What level it has must be known: an unknown one is judged, too."""
    return fact.level is UNKNOWN or fact.level is None or fact.level is KeyLevel.K2


@rule(
    "GC-KEY-01",
    Key,
    Examples(
        passing=cases(
            Key(subject="key", what="encryption", level=KeyLevel.K1, rotation_days=365, renewal_due=False),
            Key(subject="key", what="encryption", level=KeyLevel.K2, rotation_days=0, renewal_due=True),
        ),
        failing=cases(
            Key(subject="key", what="encryption", level=KeyLevel.K1, rotation_days=0, renewal_due=False),
            Key(subject="key", what="encryption", level=KeyLevel.K1, rotation_days=730, renewal_due=False),
            Key(subject="key", what="encryption", level=KeyLevel.K2, rotation_days=0, renewal_due=False),
        ),
        unknown=cases(
            Key(subject="key", what="encryption", level=KeyLevel.K1, rotation_days=UNKNOWN, renewal_due=False),
            Key(subject="key", what="encryption", level=KeyLevel.K2, rotation_days=0, renewal_due=UNKNOWN),
        ),
    ),
    aspects=("encryption",),
)
def renewed(fact: Key) -> Verdict:
    """Keys are renewed at least once a year.

    A key whose material the cloud makes rotates by itself every 1 to 366 days. Imported material (K2) and outside keys
    (K3) cannot rotate by themselves: they carry a date by which the ceremony renews them. Narrower than the title: only
    encryption keys, because a signing key's public half is held by others and is replaced by agreement.

    Why: a key that leaked unnoticed then opens only what was written in one period.

    Fix: set `rotation_days` to 365 or less; for imported keys set the date on which the material is due.

    Source: NIST SP 800-53 SC-12. The yearly period is this catalogue's figure.

    日本語: 暗号鍵は少なくとも年1回更新する。クラウドが生成する鍵は自動で、持ち込んだ鍵は期限を付けて手順で更新する。
    署名鍵は対象外。

    対処: `rotation_days` を365以下にする。持ち込んだ鍵には更新期限を設定する。
    """
    made_here = all_of(negated(at_least(fact.level, KeyLevel.K2)), between(fact.rotation_days, 1, 366))
    brought = all_of(at_least(fact.level, KeyLevel.K2), is_true(fact.renewal_due))
    return any_of(made_here, brought)


@rule(
    "GC-KEY-02",
    Key,
    Examples(
        passing=cases(Key(subject="key", what="encryption", deletion_days=30, purge_protected=True)),
        failing=cases(
            Key(subject="key", what="encryption", deletion_days=7, purge_protected=True),
            Key(subject="key", what="encryption", deletion_days=30, purge_protected=False),
        ),
        unknown=cases(
            Key(subject="key", what="encryption", deletion_days=UNKNOWN, purge_protected=True),
            Key(subject="key", what="signing", deletion_days=30),
        ),
    ),
)
def not_lost(fact: Key) -> Verdict:
    """A key's deletion waits at least 30 days, and nobody can shorten the wait.

    Why: without the key all data under it is lost, backups included. Time is needed to notice and to cancel.

    Fix: set `deletion_window_days` to 30 or more and turn purge protection on.

    Source: NIST SP 800-53 SC-12, CP-9. 30 days is the longest wait that every cloud can be given.

    日本語: 鍵の削除には30日以上の待機期間を置き、誰もそれを短縮できないようにする。

    対処: `deletion_window_days` を30以上にし、消去保護を有効にする。
    """
    return all_of(at_least(fact.deletion_days, 30), is_true(fact.purge_protected))


@rule(
    "GC-KEY-03",
    Permits,
    Examples(
        passing=cases(
            Permits(subject="key", what="key", who="account", broad=False),
            Permits(subject="key", what="key", who="external", declared=True),
            Permits(subject="key", what="key", declared=True),
        ),
        failing=cases(
            Permits(subject="key", what="key", who="anyone", principal="*"),
            Permits(subject="key", what="key", who="external", declared=False),
        ),
        unknown=cases(
            Permits(subject="key", what="key", who=UNKNOWN, declared=True),
            Permits(subject="key", what="key", who="external", declared=UNKNOWN),
        ),
    ),
    aspects=("key",),
)
def not_open(fact: Permits) -> Verdict:
    """No key is open to anyone, nor to an outsider whom the system does not name.

    Why: who may use the key can read everything under it, whatever the data's own permissions say.

    Fix: name the identities that use the key (`uses` does it), and declare an outside principal that must use it.

    Source: NIST SP 800-53 AC-3, AC-6, SC-12.

    日本語: 鍵を不特定の主体や、システムで宣言していない外部の主体に使わせない。

    対処: 鍵を使う主体を名指しする(`uses` が行う)。必要な外部主体は宣言する。
    """
    return principals.known(fact)


@rule(
    "GC-KEY-05",
    Watches,
    Examples(
        passing=cases(
            Watches(subject="key", what="key-ends-60", tells=True),
            Watches(subject="key", what="key-ends-30", tells=True),
        ),
        failing=cases(
            Watches(subject="key", what="key-ends-60", tells=False),
            Watches(subject="key", what="key-ends-30", tells=False),
        ),
        unknown=cases(Watches(subject="key", what="key-ends-60", tells=UNKNOWN)),
    ),
    aspects=("key-ends-30", "key-ends-60"),
)
def warned(fact: Watches) -> Verdict:
    """Somebody is told 60 and again 30 days before a brought key's material ends.

    Not one of the catalogue's 70.

    Why: when imported material ends, the cloud deletes it or refuses its use, and all data under the key is out of
    reach until the ceremony has been held again; that takes weeks to call together.

    Fix: use the `encryption_key` block, which sets the alarms where a cloud has them, and confirm the mail they go to;
    where the cloud cannot tell, look with `govcloud keys status` and accept the lost promise.

    Source: NIST SP 800-53 SC-12(1), CA-7. 60 and 30 days are this catalogue's figures.

    日本語: 持込鍵の素材が失効する60日前と30日前に、担当者へ通知する。

    対処: `encryption_key` ブロックを使い、通知先の確認メールを承認する。通知手段のないクラウドでは
    `govcloud keys status` で確認し、約束の喪失を受容として記録する。
    """
    return is_true(fact.tells)


@rule(
    "GC-KEY-06",
    Key,
    Examples(
        passing=cases(Key(subject="key", what="encryption", level=KeyLevel.K2, renewable=True)),
        failing=cases(Key(subject="key", what="encryption", level=KeyLevel.K2, renewable=False)),
        unknown=cases(Key(subject="key", what="encryption", level=KeyLevel.K2, renewable=UNKNOWN)),
    ),
    aspects=("encryption",),
    applies=_brought,
)
def renewable(fact: Key) -> Verdict:
    """A brought key can take new material without being replaced.

    Not one of the catalogue's 70. A symmetric key of AWS KMS or Cloud KMS takes new material beside the old; a key of
    a vault takes a new version as long as the vault's wrapping key may import it.

    Why: a key that can only be replaced is not renewed: everything under it would have to be encrypted anew by hand,
    and so its material is used for ever.

    Fix: import symmetric material (AES-256) on AWS and Google Cloud; on Azure keep an RSA-HSM wrapping key whose one
    operation is import, enabled and without an end.

    Source: NIST SP 800-53 SC-12; AWS KMS, RotateKeyOnDemand; Azure Key Vault, Bring your own key specification.

    日本語: 持込鍵は、鍵そのものを作り直さずに新しい鍵素材へ更新できる種類とする。

    対処: AWSとGoogle Cloudでは対称鍵(AES-256)を持ち込む。Azureでは操作がimportだけのRSA-HSMのラップ鍵を、
    有効かつ期限なしで保つ。
    """
    return is_true(fact.renewable)
