"""Encryption: stored data is encrypted, with keys the agency manages, and brings where confidentiality asks for it."""

from __future__ import annotations

from govcloud.controls.logic import Verdict, all_of, any_of, at_least, is_named, is_true
from govcloud.controls.model import Examples, cases, rule
from govcloud.facts import UNKNOWN, AtRest, Key, KeyLevel


@rule(
    "GC-ENC-01",
    AtRest,
    Examples(
        passing=cases(AtRest(subject="files", what="objects", level=KeyLevel.K0)),
        failing=cases(AtRest(subject="files", what="objects", level=KeyLevel.NONE)),
        unknown=cases(AtRest(subject="files", what="objects", level=UNKNOWN), AtRest(subject="files", what="objects")),
    ),
)
def encrypted(fact: AtRest) -> Verdict:
    """Everything that stores data encrypts it.

    Databases, objects, disks, images, messages, logs, metrics and secrets. The provider's own key is enough here;
    whose key it must be is GC-ENC-02.

    Why: media that leave the data centre, snapshots and faulty access paths then yield nothing readable.

    Fix: turn on encryption at rest; where it can only be chosen at creation, make the store anew and move the data.

    Source: NIST SP 800-53 SC-28, SC-28(1).

    日本語: データを保存するものはすべて暗号化する。ここではクラウド事業者の鍵でもよい(利用者の鍵は GC-ENC-02)。

    対処: 保存時の暗号化を有効にする。作成時にしか選べない場合は作り直してデータを移す。
    """
    return at_least(fact.level, KeyLevel.K0)


@rule(
    "GC-ENC-02",
    AtRest,
    Examples(
        passing=cases(
            AtRest(subject="records", what="database", level=KeyLevel.K1, known_key=True, key="key"),
            AtRest(subject="records", what="database", level=KeyLevel.K2, known_key=True, key="key"),
            AtRest(subject="board", what="metrics", level=KeyLevel.K0, known_key=True, exception="takes no key"),
        ),
        failing=cases(
            AtRest(subject="records", what="database", level=KeyLevel.K0, known_key=True),
            AtRest(subject="records", what="database", level=KeyLevel.K1, known_key=False, key="elsewhere"),
        ),
        unknown=cases(
            AtRest(subject="records", what="database", level=UNKNOWN, known_key=True),
            AtRest(subject="records", what="database", level=KeyLevel.K1, known_key=UNKNOWN),
            AtRest(subject="records", what="database", level=KeyLevel.K0, known_key=True, exception=UNKNOWN),
        ),
    ),
)
def customer_key(fact: AtRest) -> Verdict:
    """Data is encrypted with a key the agency manages and this system declares.

    Customer-managed keys (K1) or better. A type that takes no customer key needs a named entry in the key register.
    A key of some other account does not count: nobody here could rotate or withdraw it.

    Why: who manages the key decides who can read the data, sees every use of the key, and can destroy the data by
    destroying the key when a contract ends.

    Fix: give the store the system's own key (`key: <encryption_key block>`); where the service takes none, enter its
    type with a reason in the key register.

    Source: Digital Agency's principle that data is encrypted with keys of its own (データ暗号化は BYOK);
    NIST SP 800-53 SC-12, SC-28.

    日本語: データは、行政機関が管理し、このシステムで宣言した鍵(K1以上)で暗号化する。
    利用者の鍵を使えない型は、鍵台帳に名前のある例外が必要。

    対処: システムの鍵を指定する(`key: <encryption_key のブロック名>`)。使えないサービスは理由を付けて鍵台帳に登録する。
    """
    return any_of(all_of(at_least(fact.level, KeyLevel.K1), is_true(fact.known_key)), is_named(fact.exception))


@rule(
    "GC-ENC-03",
    Key,
    Examples(
        passing=cases(
            Key(subject="key", what="encryption", level=KeyLevel.K2, hsm=False),
            Key(subject="key", what="encryption", level=KeyLevel.K1, hsm=True),
        ),
        failing=cases(Key(subject="key", what="encryption", level=KeyLevel.K1, hsm=False)),
        unknown=cases(
            Key(subject="key", what="encryption", level=UNKNOWN, hsm=False),
            Key(subject="key", what="encryption", level=KeyLevel.K1, hsm=UNKNOWN),
        ),
    ),
)
def brought_or_in_hardware(fact: Key) -> Verdict:
    """Keys are brought by the agency, or their material exists only in hardware.

    Imported material (K2), an external or dedicated HSM (K3), or a key protected by the cloud's HSM.

    Why: the agency can then prove where the material came from, or that no software ever held it.

    Fix: raise the key's level to K2 and import the material by ceremony, or choose the HSM-protected kind of key.

    Source: Digital Agency's principle that data is encrypted with keys of its own (データ暗号化は BYOK);
    NIST SP 800-53 SC-12, SC-13.

    日本語: 鍵は行政機関が持ち込む(K2)か、外部・専用HSM(K3)に置くか、クラウドのHSMで保護する。

    対処: 鍵のレベルをK2に上げて手順に従い持ち込むか、HSM保護の鍵を選ぶ。
    """
    return any_of(at_least(fact.level, KeyLevel.K2), is_true(fact.hsm))


@rule(
    "GC-ENC-04",
    AtRest,
    Examples(
        passing=cases(
            AtRest(subject="records", what="database", level=KeyLevel.K2, known_key=True, key="key"),
            AtRest(subject="records", what="database", level=KeyLevel.K3, known_key=True, key="key"),
            AtRest(subject="board", what="metrics", level=KeyLevel.K0, known_key=True, exception="takes no key"),
        ),
        failing=cases(AtRest(subject="records", what="database", level=KeyLevel.K1, known_key=True, key="key")),
        unknown=cases(AtRest(subject="records", what="database", level=UNKNOWN, known_key=True)),
    ),
)
def brought(fact: AtRest) -> Verdict:
    """Data of the highest confidentiality is encrypted with keys that the agency brings.

    Not one of the catalogue's 70. What level a classification asks for: at confidentiality 1 and 2 customer-managed
    keys (K1, GC-ENC-02), at 3 imported or outside ones (K2, K3). A type that takes no customer key needs a named entry
    in the key register.

    Why: whoever made the material has it; only what the agency made itself can it be sure to have alone, and to take
    away.

    Fix: give the store a key of level K2 (`level: K2`) and hold the key ceremony (`govcloud keys plan`).

    Source: Digital Agency's principle that data is encrypted with keys of its own (データ暗号化は BYOK);
    NIST SP 800-53 SC-12(3), SC-28(1).

    日本語: 機密性3のデータは行政機関が持ち込んだ鍵(K2・K3)で暗号化する。機密性1・2では利用者管理の鍵(K1)でよい。

    対処: 保存先の鍵を `level: K2` とし、鍵セレモニー(`govcloud keys plan`)を実施する。
    """
    return any_of(at_least(fact.level, KeyLevel.K2), is_named(fact.exception))
