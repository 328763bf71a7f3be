"""What AWS KMS takes when a key's material is imported: `GetParametersForImport`, then `ImportKeyMaterial`."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Final, Literal

from govcloud.clouds.aws import naming
from govcloud.clouds.aws.regions import REGION
from govcloud.clouds.wrapping import RSA, Import, Kind, Method, State, Target, refused
from govcloud.systems import Account, Planned

_BITS: Final = (4096, 3072, 2048)
_TOO_LARGE: Final = refused(
    RSA,
    "an RSA private key does not fit into one RSA-OAEP block: AWS takes it by RSA_AES_KEY_WRAP_SHA_256",
    "RSA秘密鍵はRSA-OAEPの1ブロックに収まらない。RSA_AES_KEY_WRAP_SHA_256を使う",
)
_PRIVATE_ONLY: Final = refused(
    frozenset({Kind.AES_256}),
    "AWS takes only RSA and EC private keys by RSA_AES_KEY_WRAP: an AES key goes by RSAES_OAEP_SHA_256",
    "RSA_AES_KEY_WRAPで受け入れられるのはRSA・ECの秘密鍵だけである。AES鍵はRSAES_OAEP_SHA_256を使う",
)


def _direct(api: str, oaep_hash: Literal["sha1", "sha256"]) -> Method:
    return Method(api, oaep_hash, hybrid=False, wrapping_bits=_BITS, refuses=_TOO_LARGE)


def _hybrid(api: str, oaep_hash: Literal["sha1", "sha256"]) -> Method:
    return Method(api, oaep_hash, hybrid=True, wrapping_bits=_BITS, refuses=_PRIVATE_ONLY)


KMS: Final = Import(
    cloud="aws",
    service="kms",
    title="AWS KMS",
    at_rest=Kind.AES_256,
    methods=(
        _direct("RSAES_OAEP_SHA_256", "sha256"),
        _hybrid("RSA_AES_KEY_WRAP_SHA_256", "sha256"),
        # For a token that cannot do OAEP with SHA-256; AWS still takes them.
        _direct("RSAES_OAEP_SHA_1", "sha1"),
        _hybrid("RSA_AES_KEY_WRAP_SHA_1", "sha1"),
    ),
    token_hours=24,
    material_days=365,
    ends=True,
    obtain=(
        "GetParametersForImport with the method and RSA_4096: keep the public key and the import token together.",
        "方式とRSA_4096を指定してGetParametersForImportを呼び、公開鍵とインポートトークンを組で保管する。",
    ),
    send=(
        "ImportKeyMaterial with the token, the blob, and either ValidTo or KEY_MATERIAL_DOES_NOT_EXPIRE.",
        "トークンとデータを指定してImportKeyMaterialを呼ぶ。ValidToかKEY_MATERIAL_DOES_NOT_EXPIREを必ず指定する。",
    ),
    prove=(
        "DescribeKey says Enabled and EXTERNAL; Encrypt and Decrypt give back a test text.",
        "DescribeKeyがEnabledかつEXTERNALであり、EncryptとDecryptで試験文が元に戻ることを確かめる。",
    ),
    again=(
        "Only the same bytes may be imported again: keep the material in the HSM or in escrow.",
        "再インポートできるのは同じ鍵素材だけである。HSMまたは預託先に必ず保管する。",
    ),
    renewal=(
        "Import new material as NEW_KEY_MATERIAL, then RotateKeyOnDemand; at most 25 times a key.",
        "新しい鍵素材をNEW_KEY_MATERIALとしてインポートし、RotateKeyOnDemandで切り替える(1鍵につき25回まで)。",
    ),
    source="AWS KMS API reference, GetParametersForImport and ImportKeyMaterial; read 2026-11-21",
)
IMPORTS: Final = (KMS,)

OUTSIDE: Final = (
    "Make the key in the external key manager or CloudHSM behind the account's custom key store, and name it in"
    " aws.outside_keys where it is external: AWS KMS asks it each time.",
    "アカウントのカスタムキーストアに接続した外部鍵管理装置またはCloudHSMで鍵を生成し、外部の場合はaws.outside_keysに"
    "指定する。AWS KMSは都度そこへ要求する。",
)

AFTER: Final = (
    "pulumi refresh --stack {stack} and pulumi up --stack {stack}",
    "pulumi refresh --stack {stack}、pulumi up --stack {stack}",
)
AFTER_ENDING: Final = AFTER
REPLICAS_WAIT: Final = True
"""A replica is made of a primary that has its material, and then waits for the same bytes itself."""
OUTSIDE_WAITS: Final = False

STATES: Final[Mapping[str, State]] = {"Enabled": "usable", "PendingDeletion": "gone", "PendingImport": "empty"}
"""By KMS's own words for a key's state. A key whose material was deleted or has ended says PendingImport again."""

PROOF: Final[Mapping[str, str]] = {"purpose": "key-ceremony"}
"""The encryption context of a ceremony's test: nothing else is encrypted under it, and so the right to use the key for
the test opens no data."""

KEY_SPECS: Final[Mapping[Kind, str]] = {
    Kind.AES_256: "SYMMETRIC_DEFAULT",
    Kind.EC_P256: "ECC_NIST_P256",
    Kind.EC_P384: "ECC_NIST_P384",
    Kind.RSA_3072: "RSA_3072",
    Kind.RSA_4096: "RSA_4096",
}
"""What AWS calls a key of this material."""


def target(planned: Planned, account: Account) -> Target:
    """The key by its alias: its id is known only once the foundation stands."""
    return Target(KMS, REGION[planned.block.place], f"alias/{naming.plain(planned.layout, planned.name)}")


def state(planned: Planned, account: Account, made: Mapping[str, Mapping[str, Any]], at: datetime.datetime) -> State:
    """What KMS said when Pulumi last looked; material whose end has come since then is gone, whatever it said."""
    told = made.get(f"{planned.name}-key")
    if told is None:
        return "absent"
    if _ended(told.get("validTo"), at):
        return "empty"
    return STATES.get(str(told.get("keyState")), "failed")


def _ended(until: object, at: datetime.datetime) -> bool:
    """Whether a time as the provider writes it (RFC 3339) has passed."""
    try:
        return bool(until) and datetime.datetime.fromisoformat(str(until)) <= at
    except (TypeError, ValueError):
        return False
