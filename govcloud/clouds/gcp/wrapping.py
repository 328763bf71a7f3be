"""What Cloud KMS takes when a key version is imported: an import job's public key and one of its methods."""

from __future__ import annotations

from typing import Final, Literal

from govcloud.clouds.gcp import naming, regions
from govcloud.clouds.gcp.account import Account
from govcloud.clouds.wrapping import RSA, Import, Kind, Method, Target, refused
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
