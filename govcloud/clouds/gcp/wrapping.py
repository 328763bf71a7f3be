"""What Cloud KMS takes when a key version is imported: an import job's public key and one of its methods."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Final, Literal

from govcloud.clouds.gcp import naming, regions
from govcloud.clouds.gcp.account import Account
from govcloud.clouds.wrapping import RSA, Import, Kind, Method, State, Target, refused
from govcloud.systems import Account as AnyAccount
from govcloud.systems import Planned

_TOO_LARGE: Final = refused(
    RSA,
    "an RSA private key does not fit into one RSA-OAEP block: use a method that ends in _AES_256",
    "RSA秘密鍵はRSA-OAEPの1ブロックに収まらない。末尾が_AES_256の方式を使う",
)


def _hybrid(bits: int, oaep_hash: Literal["sha1", "sha256"]) -> Method:
    return Method(f"RSA_OAEP_{bits}_{oaep_hash.upper()}_AES_256", oaep_hash, True, (bits,), {})


def _direct(bits: int) -> Method:
    return Method(f"RSA_OAEP_{bits}_SHA256", "sha256", False, (bits,), _TOO_LARGE)


KMS: Final = Import(
    cloud="gcp",
    service="kms",
    title="Google Cloud KMS",
    at_rest=Kind.AES_256,
    methods=(
        _hybrid(4096, "sha256"),
        _hybrid(3072, "sha256"),
        _direct(4096),
        _direct(3072),
        # For a token that cannot do OAEP with SHA-256.
        _hybrid(4096, "sha1"),
        _hybrid(3072, "sha1"),
    ),
    token_hours=72,
    material_days=None,
    obtain=(
        "Make an import job in the key's ring with the method and protection level HSM, wait until it is ACTIVE, and"
        " take its public key.",
        "鍵と同じキーリングに、方式と保護レベルHSMを指定してインポートジョブを作り、ACTIVEになったら公開鍵を取得する。",
    ),
    send=(
        "Import a version with the job, the algorithm and the blob as wrappedKey; make it the primary one.",
        "ジョブ・アルゴリズム・データ(wrappedKey)を指定して版をインポートし、プライマリに切り替える。",
    ),
    prove=(
        "The version says ENABLED and names the import job; encrypt and decrypt give back a test text.",
        "版がENABLEDでインポートジョブ名を示し、encryptとdecryptで試験文が元に戻ることを確かめる。",
    ),
    again=(
        "The same bytes may be imported again into a version that was destroyed or whose import failed.",
        "破棄済みまたはインポートに失敗した版には、同じ鍵素材だけを再インポートできる。",
    ),
    renewal=(
        "Import a new version, then make it the primary one. Set no rotation period: KMS would then make the key.",
        "新しい版をインポートし、プライマリに切り替える。自動更新期間は設定しない(KMSが鍵を生成してしまう)。",
    ),
    source="Cloud KMS, Key wrapping and ImportJob reference; read 2026-11-21",
)
IMPORTS: Final = (KMS,)

OUTSIDE: Final = (
    "Make the key in the external key manager and enter its connection under gcp.ekm_connections: Cloud KMS asks it"
    " each time.",
    "外部鍵管理装置で鍵を生成し、接続をgcp.ekm_connectionsに指定する。Cloud KMSは都度そこへ要求する。",
)

AFTER: Final = (
    "pulumi refresh --stack {stack} and pulumi up --stack {stack}",
    "pulumi refresh --stack {stack}、pulumi up --stack {stack}",
)
AFTER_ENDING: Final = AFTER
REPLICAS_WAIT: Final = False
OUTSIDE_WAITS: Final = False

_STATES: Final[Mapping[str, State]] = {"DESTROYED": "gone", "DESTROY_SCHEDULED": "gone", "ENABLED": "usable"}
"""By Cloud KMS's own words for the state of a key's primary version."""

ALGORITHMS: Final = {
    Kind.AES_256: "GOOGLE_SYMMETRIC_ENCRYPTION",
    Kind.EC_P256: "EC_SIGN_P256_SHA256",
    Kind.EC_P384: "EC_SIGN_P384_SHA384",
    Kind.RSA_3072: "RSA_SIGN_PSS_3072_SHA256",
    Kind.RSA_4096: "RSA_SIGN_PSS_4096_SHA256",
}
"""The version's algorithm for this material; for a private key the signing one."""


def target(planned: Planned, account: AnyAccount) -> Target:
    """The key by its full name; import jobs are made in its ring during the ceremony, since each ends after 3 days."""
    assert isinstance(account, Account)
    region = regions.region(planned.block.place)
    ring = naming.generated(planned.layout, planned.name)
    key = naming.plain(planned.layout, planned.name)
    return Target(KMS, region, f"projects/{account.project}/locations/{region}/keyRings/{ring}/cryptoKeys/{key}")


def state(planned: Planned, account: AnyAccount, made: Mapping[str, Mapping[str, Any]], at: datetime.datetime) -> State:
    """By the primary version, as it was when Pulumi last looked; without one the key encrypts nothing."""
    told = made.get(f"{planned.name}-key")
    if told is None:
        return "absent"
    primary = next(iter(told.get("primaries") or ()), None) or {}
    return _STATES.get(str(primary.get("state")), "failed") if primary.get("state") else "empty"
