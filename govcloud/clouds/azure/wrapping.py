"""What Azure Key Vault and Managed HSM take when a key is imported: a transfer blob for a wrapping key of the vault."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Final

from govcloud.blocks import EncryptionKey
from govcloud.clouds.azure import managed_hsm, naming
from govcloud.clouds.azure.account import Account
from govcloud.clouds.azure.regions import REGIONS
from govcloud.clouds.wrapping import Import, Kind, Method, Pair, State, Target, refused
from govcloud.systems import Account as AnyAccount
from govcloud.systems import Planned

API: Final = "CKM_RSA_AES_KEY_WRAP"
_BITS: Final = (4096, 3072, 2048)
_NAME: Final = r"https://[a-z][a-z0-9-]{1,22}[a-z0-9]\.%s/keys/[A-Za-z0-9-]{1,127}/[0-9a-f]{32}"
_AGAIN: Final = (
    "Each import makes a version of its own; a version cannot be imported again.",
    "インポートのたびに新しい版ができる。同じ版への再インポートはできない。",
)
_RENEWAL: Final = (
    "Import new material under the same name: it becomes the newest version. Set no rotation policy: Azure would then"
    " make the key itself.",
    "同じ名前で新しい鍵素材をインポートすると最新版になる。自動更新ポリシーは設定しない(Azureが鍵を生成してしまう)。",
)
_OBTAIN: Final = (
    "Download the public half of the wrapping key (kty RSA-HSM, its only operation import) and note its full name with"
    " the version.",
    "ラップ鍵(RSA-HSM、許可された操作はimportのみ)の公開鍵を取得し、版を含む完全な名前を控える。",
)
_SEND: Final = (
    "Import the transfer blob as key_hsm, not exportable, under the key's name.",
    "転送データをkey_hsmとして、エクスポート不可で、鍵の名前にインポートする。",
)
_PROVE: Final = (
    "The public key in the vault has the recorded fingerprint; wrapKey and unwrapKey give back a test key.",
    "Key Vaultの公開鍵の指紋が記録と一致し、wrapKeyとunwrapKeyで試験鍵が元に戻ることを確かめる。",
)
_SOURCE: Final = "Azure Key Vault, Bring your own key specification; read 2026-11-21"

KEY_VAULT: Final = Import(
    cloud="azure",
    service="key-vault",
    title="Azure Key Vault",
    # What Azure's own services take as a customer's key is an RSA key that wraps theirs.
    at_rest=Kind.RSA_3072,
    methods=(
        # OAEP is with SHA-1 and there is no other choice.
        Method(
            API,
            "sha1",
            hybrid=True,
            wrapping_bits=_BITS,
            refuses=refused(
                frozenset({Kind.AES_256}),
                "a vault takes only RSA and EC keys: an AES key needs a Managed HSM",
                "Key Vaultが受け入れるのはRSA・EC鍵だけである。AES鍵にはManaged HSMが要る",
            ),
        ),
    ),
    token_hours=None,
    material_days=None,
    ends=True,
    obtain=_OBTAIN,
    send=_SEND,
    prove=_PROVE,
    again=_AGAIN,
    renewal=_RENEWAL,
    source=_SOURCE,
    envelope="byok",
    key_id=_NAME % r"vault\.azure\.net",
)
MANAGED_HSM: Final = Import(
    cloud="azure",
    service="managed-hsm",
    title="Azure Key Vault Managed HSM",
    at_rest=Kind.RSA_3072,
    methods=(Method(API, "sha1", hybrid=True, wrapping_bits=_BITS, refuses={}),),
    token_hours=None,
    material_days=None,
    ends=True,
    obtain=_OBTAIN,
    send=_SEND,
    prove=_PROVE,
    again=_AGAIN,
    renewal=_RENEWAL,
    source=_SOURCE,
    envelope="byok",
    key_id=_NAME % r"managedhsm\.azure\.net",
)
IMPORTS: Final = (KEY_VAULT, MANAGED_HSM)

OUTSIDE: Final = (
    "Make an RSA-HSM key (2048, 3072 or 4096 bits) in the organisation's Managed HSM, or import it there, grant its use"
    " to the block's identity, and name both under azure.managed_hsms and azure.outside_keys.",
    "組織のManaged HSMでRSA-HSM鍵(2048・3072・4096ビット)を生成またはインポートし、利用権をブロックのIDに付与して、"
    "azure.managed_hsms と azure.outside_keys に名前を書く。",
)

AFTER: Final = (
    "enter the imported version's id under environments.{environment}.azure.imported_keys.{key} and run"
    " pulumi up --stack {stack}",
    "インポートした版のIDを environments.{environment}.azure.imported_keys.{key} に書き、pulumi up --stack {stack}",
)
AFTER_ENDING: Final = (
    "enter {{version: <the imported version's id>, ends: {ends}}} under"
    " environments.{environment}.azure.imported_keys.{key}, so that its end is told 60 days ahead, and run"
    " pulumi up --stack {stack}",
    "{{version: <インポートした版のID>, ends: {ends}}} を environments.{environment}.azure.imported_keys.{key} に書き"
    "(有効期限の60日前から通知される)、pulumi up --stack {stack}",
)
REPLICAS_WAIT: Final = False
OUTSIDE_WAITS: Final = True
"""Only the administrators of a Managed HSM can grant the use of its keys, to an identity that must be made first."""

KEY_TYPES: Final = {
    Kind.AES_256: "oct-HSM",
    Kind.EC_P256: "EC-HSM",
    Kind.EC_P384: "EC-HSM",
    Kind.RSA_3072: "RSA-HSM",
    Kind.RSA_4096: "RSA-HSM",
}
"""What Azure calls a key of this material (`kty`)."""


def target(planned: Planned, account: AnyAccount) -> Target:
    """The key by its name in the vault that the foundation makes, and that vault's wrapping key."""
    keys = f"https://{naming.vault(planned.layout, account.number, planned.name)}.vault.azure.net/keys"
    wrapping = naming.local(planned.name, "wrapping")
    return Target(KEY_VAULT, REGIONS[planned.block.place], f"{keys}/{planned.name}", f"{keys}/{wrapping}")


def state(planned: Planned, account: AnyAccount, made: Mapping[str, Mapping[str, Any]], at: datetime.datetime) -> State:
    """By what the account says: an imported key is no resource of Pulumi's, so no state ever tells of it. An id in
    another vault, or of another name, is some other key's. Of an outside key, too, only the account tells that it may
    be used."""
    assert isinstance(account, Account)
    if planned.of(planned.name, EncryptionKey).level == "K3":
        made_here = f"{planned.name}-identity" in made
        return "absent" if not made_here else "usable" if planned.name in account.outside_keys else "ungranted"
    if f"{planned.name}-wrapping-key" not in made:
        return "absent"
    imported = account.imported_keys.get(planned.name)
    if not imported:
        return "empty"
    return "usable" if imported.version.startswith(f"{target(planned, account).key}/") else "failed"


def granting(planned: Planned, account: AnyAccount) -> Pair:
    """How the use of an outside key is granted, and what then tells of it. Holds `{stack}`."""
    assert isinstance(account, Account)
    return managed_hsm.granting(planned, account)
