"""Azure: what it can do for each block, and what it cannot. The contents page; it loads no SDK."""

from __future__ import annotations

from typing import Final

from govcloud.blocks import (
    Alerting,
    AuditTrail,
    ContainerRegistry,
    ContainerService,
    Dashboard,
    Database,
    EncryptionKey,
    LogArchive,
    Network,
    ObjectStore,
    Secret,
    StaticSite,
    WebEntry,
    WebFirewall,
)
from govcloud.clouds.azure.account import Account
from govcloud.clouds.support import DATABASE_ROLES, KEY_CEREMONY, PUSH_IMAGES, WRITE_SECRET, ByHand, Degraded, Support
from govcloud.errors import Text
from govcloud.facts import KeyLevel
from govcloud.systems import Account as AnyAccount
from govcloud.systems import Planned

PACKAGE: Final = "azure-native"
EXTRA: Final = "azure"
MODULE: Final = "pulumi_azure_native"
TITLE: Final = "Azure"
PROVIDER: Final = "govcloud.clouds.azure.provider:provider"
REGISTER: Final = "govcloud.clouds.azure.recognise:REGISTER"
DATA_BEARING: Final = "govcloud.clouds.azure.data_bearing:TYPES"


def _render(block: str) -> str:
    return f"govcloud.clouds.azure.{block}:render"


def _not_locked(planned: Planned, account: AnyAccount) -> bool:
    return planned.name not in account.locked_archives


def _without_break_glass(_planned: Planned, account: AnyAccount) -> bool:
    return not (isinstance(account, Account) and account.break_glass)


def _no_external_keys(planned: Planned, _account: AnyAccount) -> str | None:
    assert isinstance(planned.block, EncryptionKey)
    if planned.block.level != "K3":
        return None
    return Text(
        "Azure has no external key store, and a Managed HSM is activated by a security-domain ceremony that no"
        " deployment can hold; use level K2 (imported into a premium vault's HSM)",
        "Azureには外部キーストアがなく、Managed HSMの有効化にはデプロイでは行えないセキュリティドメインの手続が要る。"
        "水準K2(Premium VaultのHSMへの持込)を使う",
    )


def _imported(planned: Planned, _account: AnyAccount) -> bool:
    return isinstance(planned.block, EncryptionKey) and planned.block.level == "K2"


def _domain_elsewhere(planned: Planned, account: AnyAccount) -> str | None:
    assert isinstance(account, Account)
    domain, zone = planned.layout.environment.domain, account.dns_zone.name
    if domain == zone or domain.endswith(f".{zone}"):
        return None
    return Text(
        f"the environment's domain {domain} is not in its dns_zone {zone}",
        f"環境のドメイン {domain} が dns_zone {zone} に含まれていない",
    )


_LOCK: Final = Degraded(
    "write_once",
    {"locked": False},
    "Azure creates an immutability policy only as Unlocked; closing it is a second step after the first deployment.",
    "Azureの不変ポリシーはUnlockedでしか作成できず、確定(Locked)は初回デプロイ後の別手順となる。",
    "From the start nobody can delete a kept version without first changing the policy, which Azure's own activity log"
    " records beyond everybody's reach and an alerting block reports; put the block's name into the account's"
    " locked_archives and deploy again to close it for good.",
    "最初から保持期間内の版はポリシー変更なしには削除できず、その変更はAzure側の消せないアクティビティログに残り、"
    "alertingブロックが通知する。アカウントのlocked_archivesにブロック名を加えて再デプロイすると確定する。",
    when=_not_locked,
)
_ROOT_FILE_SYSTEM: Final = Degraded(
    "read_only_root",
    {"read_only_root": False},
    "Container Apps have no security context: a read-only root file system cannot be asked for.",
    "Container Appsにはセキュリティコンテキストがなく、ルートファイルシステムの読取専用化を指定できない。",
    "What a container writes is gone with its copy; images are named by digest and scanned, and every start is new.",
    "書込みは複製の終了とともに消える。イメージはダイジェスト指定で脆弱性検査を受ける。",
)
_USER: Final = Degraded(
    "non_root",
    {"non_root": False},
    "Container Apps have no security context: the user is the image's own, and cannot be seen or set here.",
    "Container Appsではコンテナの実行ユーザーを指定・確認できない(イメージの指定に従う)。",
    "Privileged containers do not exist there, and the platform isolates each copy; build the image with USER set and"
    " check that before it is pushed.",
    "特権コンテナは存在せず、複製ごとに隔離される。イメージのUSER指定をビルド時に検査する。",
)
_SECRET_KEY: Final = Degraded(
    "customer_key",
    {"level": KeyLevel.K0},
    "Key Vault encrypts secrets with a key of its own in hardware; it takes no customer key.",
    "Key Vaultのシークレットは同サービス自身のHSM鍵で暗号化され、利用者の鍵を指定できない。",
    "A premium vault for each secret, opened to named identities only, with every reading recorded.",
    "シークレットごとに専用のPremium Vaultを置き、許可したIDのみに開き、全アクセスを記録する。",
)
_ROOT_USER: Final = Degraded(
    "root_use",
    {"tells": False},
    "A subscription has no root user; what comes nearest is an emergency-access account, and the account names none.",
    "サブスクリプションにrootユーザーは存在しない。相当する緊急アクセス用アカウントが設定されていない。",
    "Name the emergency-access accounts in the account's break_glass; the alarm on granted roles tells of every"
    " elevation in the meantime.",
    "アカウントのbreak_glassに緊急アクセス用アカウントを設定する。それまでは権限付与のアラームが昇格を知らせる。",
    when=_without_break_glass,
)

_FIRST_WARNING: Final = Degraded(
    "warning_60",
    {"tells": False},
    "Key Vault tells once of each version that it is about to end, 30 days ahead.",
    "Key Vaultが版ごとに通知する失効予告は30日前の1回だけである。",
    "The ceremony's record knows the day: 'govcloud keys status' tells it 60 days ahead, from any scheduled run.",
    "期限はセレモニーの記録にあり、govcloud keys status を定期実行すれば60日前から知らせる。",
    when=_imported,
)

_HOSTING: Final = ByHand(
    "switch website hosting on, once, from inside the network: 'az storage blob service-properties update"
    " --static-website --auth-mode login' with the page names in the account's tags; until then the entry answers 502",
    "ネットワーク内から一度だけ静的Webサイトを有効にする(az storage blob service-properties update --static-website"
    " --auth-mode login)。それまで入口は502を返す",
)
_SET_LOCK: Final = ByHand(
    "after the first deployment add the archive to the account's locked_archives and deploy again: it is then locked",
    "初回展開後に account の locked_archives へ追加して再展開し、書庫を施錠する",
    when=lambda planned, account: planned.name not in account.locked_archives,
)

SUPPORT: Final[tuple[Support, ...]] = (
    Support(Alerting, _render("alerting"), degraded=(_ROOT_USER,)),
    Support(AuditTrail, _render("audit_trail")),
    Support(ContainerRegistry, _render("container_registry"), by_hand=(PUSH_IMAGES,)),
    Support(ContainerService, _render("container_service"), degraded=(_USER, _ROOT_FILE_SYSTEM)),
    Support(Dashboard, _render("dashboard")),
    Support(Database, _render("database"), by_hand=(DATABASE_ROLES,)),
    Support(
        EncryptionKey,
        _render("encryption_key"),
        degraded=(_FIRST_WARNING,),
        unsupported=_no_external_keys,
        by_hand=(KEY_CEREMONY,),
    ),
    Support(LogArchive, _render("log_archive"), degraded=(_LOCK,), by_hand=(_SET_LOCK,)),
    Support(Network, _render("network")),
    Support(ObjectStore, _render("object_store"), degraded=(_LOCK,)),
    Support(Secret, _render("secret"), degraded=(_SECRET_KEY,), by_hand=(WRITE_SECRET,)),
    Support(StaticSite, _render("static_site"), by_hand=(_HOSTING,)),
    Support(WebEntry, _render("web_entry"), unsupported=_domain_elsewhere),
    Support(WebFirewall, _render("web_firewall")),
)
