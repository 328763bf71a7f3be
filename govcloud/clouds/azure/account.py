"""What an environment must say about its Azure subscription."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Field, GetJsonSchemaHandler, StringConstraints, TypeAdapter, model_validator
from pydantic_core import CoreSchema

from govcloud.blocks import Model, text
from govcloud.blocks.block import refusal
from govcloud.systems import Account as AnyAccount

Guid = Annotated[
    str, StringConstraints(pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$", to_lower=True)
]
GroupName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_()-][A-Za-z0-9_().-]{0,88}[A-Za-z0-9_()-]$")]
ResourceName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,78}[A-Za-z0-9_]$")]
ZoneName = Annotated[str, StringConstraints(pattern=r"^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$")]
CertificateId = Annotated[
    str,
    StringConstraints(pattern=r"^https://[a-z][a-z0-9-]{1,22}[a-z0-9]\.vault\.azure\.net/secrets/[A-Za-z0-9-]{1,127}$"),
]
KeyVersion = Annotated[
    str,
    StringConstraints(
        pattern=r"^https://[a-z][a-z0-9-]{1,22}[a-z0-9]\.vault\.azure\.net/keys/[A-Za-z0-9-]{1,127}/[0-9a-f]{32}$"
    ),
]
HsmName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{1,22}[a-z0-9]$")]
OutsideKey = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{1,127}$")]
UserName = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9._-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$", max_length=254)
]
BlockName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=16)]


class DatabaseAdmins(Model):
    """The Entra principal that administers every database of the environment: best a group."""

    name: Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f]{1,120}$")] = Field(
        **text(
            "Display name of the group, user or service principal.",
            "グループ・ユーザー・サービスプリンシパルの表示名。",
        )
    )
    object_id: Guid = Field(**text("Its object id in Entra.", "EntraでのオブジェクトID。"))
    kind: Literal["Group", "ServicePrincipal", "User"] = Field("Group", **text("What it is.", "種別。"))


class DnsZone(Model):
    """A public DNS zone in the same subscription."""

    resource_group: GroupName = Field(**text("Its resource group.", "リソースグループ。"))
    name: ZoneName = Field(**text("The zone's name.", "ゾーン名。"))


class NetworkWatcher(Model):
    """The network watcher of japaneast. Azure makes it by itself under these names with the first network."""

    resource_group: GroupName = Field("NetworkWatcherRG", **text("Its resource group.", "リソースグループ。"))
    name: ResourceName = Field("NetworkWatcher_japaneast", **text("Its name.", "名前。"))


class ImportedKey(Model):
    """The version of a brought key that is in use. Its id alone may stand for it: nothing then tells of its end 60 days
    ahead."""

    version: KeyVersion = Field(**text("The id of the imported version.", "インポートした版のID。"))
    ends: datetime.date | None = Field(
        None,
        **text(
            "The day on which it ends, from 00:00 UTC: what was given as --until. Somebody is told 60 days ahead.",
            "この版の有効期限(UTC 0時。--until に指定した日)。60日前から通知する。",
        ),
    )

    @model_validator(mode="before")
    @classmethod
    def _id_alone(cls, data: Any) -> Any:
        return {"version": data} if isinstance(data, str) else data


class _OrVersion:
    """The schema of what may also be the id alone."""

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"anyOf": [TypeAdapter(KeyVersion).json_schema(), handler(core)]}


Imported: TypeAlias = Annotated[ImportedKey, _OrVersion()]


class Account(AnyAccount):
    """One subscription of the environment's own.

    The certificate is kept by the organisation in a vault of its own, which must use RBAC and be open to the network's
    gateway; the web entry's identity is granted to read just that secret.
    """

    tenant: Guid = Field(**text("Entra tenant id.", "EntraテナントID。"))
    subscription: Guid = Field(**text("Subscription id.", "サブスクリプションID。"))
    database_admins: DatabaseAdmins = Field(**text("Who administers databases.", "データベース管理者。"))
    deployer: Guid = Field(
        **text(
            "Object id of the service principal that deploys: it imports keys and hands over secrets' places.",
            "デプロイを行うサービスプリンシパルのオブジェクトID。",
        )
    )
    certificate: CertificateId = Field(
        **text(
            "Versionless Key Vault secret id of the web certificate, renewed by the vault itself.",
            "Web証明書のKey VaultシークレットID(版なし。更新はVaultが行う)。",
        )
    )
    certificate_group: GroupName = Field(
        "certificates",
        **text("Resource group of the certificate's vault.", "証明書を置くKey Vaultのリソースグループ。"),
    )
    dns_zone: DnsZone = Field(
        **text("Public zone that holds the environment's domain.", "ドメインを置く公開DNSゾーン。")
    )
    network_watcher: NetworkWatcher = Field(
        default_factory=lambda: NetworkWatcher(),
        **text("The region's network watcher.", "リージョンのNetwork Watcher。"),
    )
    locked: tuple[BlockName, ...] = Field(
        (),
        alias="locked_archives",
        **text(
            "Log archives and object stores whose write-once lock is to be closed for good, once records have proved"
            " right. It cannot be taken back.",
            "改変不可ロックを確定するブロック名。確定後は取り消せない。",
        ),
    )
    imported_keys: Mapping[BlockName, Imported] = Field(
        default_factory=dict,
        **text(
            "For keys of level K2: the id of the version that the ceremony imported, by key block; with its end as"
            " {version: <id>, ends: <day>}, of which somebody is then told 60 days ahead. Azure tells Pulumi of no"
            " imported key, so nothing that needs one is made before its id stands here.",
            "K2の鍵: セレモニーでインポートした版のID(鍵ブロック名別)。有効期限があれば"
            " {version: <ID>, ends: <日付>} と書き、60日前から通知する。記入するまで、その鍵を使うものは作成しない。",
        ),
    )
    managed_hsms: Mapping[Literal["tokyo", "osaka"], HsmName] = Field(
        default_factory=dict,
        **text(
            "For keys of level K3: names of the organisation's activated Managed HSMs by place (japaneast, japanwest)."
            " Each must be of this tenant, with purge protection, and let Azure's trusted services in.",
            "K3の鍵: 組織が有効化済みのManaged HSMの名前(場所別。japaneast・japanwest)。同じテナントにあり、消去保護が"
            "有効で、信頼されたAzureサービスを許可していること。",
        ),
    )
    outside_keys: Mapping[BlockName, OutsideKey] = Field(
        default_factory=dict,
        **text(
            "For keys of level K3: {key block: name of its RSA key in the Managed HSM}. Entered once the HSM's"
            " administrator has granted the key to the block's identity; nothing that needs it is made before.",
            "K3の鍵: {鍵ブロック名: Managed HSM内のRSA鍵の名前}。HSM管理者が鍵の利用権をブロックのIDに付与した後に"
            "記入する。記入するまで、その鍵を使うものは作成しない。",
        ),
    )
    break_glass: tuple[UserName, ...] = Field(
        (),
        max_length=5,
        **text(
            "Emergency-access accounts: Azure's counterpart of a root user. Whatever they do is reported.",
            "緊急アクセス用アカウント(Azureにおけるrootに相当)。操作はすべて通知する。",
        ),
    )

    @model_validator(mode="after")
    def _outside_keys_are_in_an_hsm(self) -> Account:
        if self.outside_keys and not self.managed_hsms:
            raise refusal(
                "outside_keys are keys of a Managed HSM: name it under managed_hsms",
                "outside_keys はManaged HSMの鍵である: managed_hsms にHSMの名前を書く",
            )
        return self

    @property
    def number(self) -> str:
        """The subscription id."""
        return self.subscription

    def end_of(self, block: str) -> datetime.date | None:
        """The day on which the imported version of a key block ends; none where none is named."""
        imported = self.imported_keys.get(block)
        return imported.ends if imported else None

    @property
    def locked_archives(self) -> tuple[str, ...]:
        """The stores whose lock is closed."""
        return self.locked
