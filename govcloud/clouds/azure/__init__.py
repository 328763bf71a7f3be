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
from govcloud.clouds.azure.managed_hsm import ROLE
from govcloud.clouds.support import DATABASE_ROLES, KEY_CEREMONY, PUSH_IMAGES, WRITE_SECRET, ByHand, Degraded, Support
from govcloud.errors import Text
from govcloud.facts import UNKNOWN, KeyLevel
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


def _outside(planned: Planned, _account: AnyAccount) -> bool:
    return isinstance(planned.block, EncryptionKey) and planned.block.level == "K3"


def _no_hsm(planned: Planned, account: AnyAccount) -> str | None:
    assert isinstance(planned.block, EncryptionKey)
    assert isinstance(account, Account)
    place = planned.block.region
    if planned.block.level != "K3" or place in account.managed_hsms:
        return None
    return Text(
        "Azure has no external key store; level K3 is a key in a Managed HSM, which is activated by a security-domain"
        f" ceremony that no deployment can hold: enter the activated HSM's name under azure.managed_hsms.{place} and,"
        f" when its use is granted, the key's name under azure.outside_keys.{planned.name}; or use level K2 (imported"
        " into a premium vault's HSM)",
        "Azureに外部キーストアはない。水準K3はManaged HSMの鍵とするが、その有効化にはデプロイでは行えない"
        f"セキュリティドメインの手続が要る: 有効化済みHSMの名前を azure.managed_hsms.{place} に、利用権の付与後に"
        f"鍵の名前を azure.outside_keys.{planned.name} に書く。または水準K2(Premium VaultのHSMへの持込)を使う",
    )


def _registry_on_hsm(planned: Planned, _account: AnyAccount) -> str | None:
    assert isinstance(planned.block, ContainerRegistry)
    if planned.key_level(planned.block.key) is not KeyLevel.K3:
        return None
    return Text(
        f"Container Registry takes keys of a Key Vault only, and '{planned.block.key}' is in a Managed HSM: give it a"
        " key of level K1 or K2",
        f"Container RegistryはKey Vaultの鍵だけを受け入れ、'{planned.block.key}' はManaged HSMにある:"
        " 水準K1かK2の鍵を指定する",
    )


def _without_an_end(planned: Planned, account: AnyAccount) -> bool:
    brought = isinstance(planned.block, EncryptionKey) and planned.block.level == "K2"
    return brought and not (isinstance(account, Account) and account.end_of(planned.name))


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
    "Key Vault tells once of each version that it is about to end, 30 days ahead; the account does not say when this"
    " one ends.",
    "Key Vaultが版ごとに通知する失効予告は30日前の1回だけであり、アカウントにこの版の有効期限が書かれていない。",
    "Enter the imported version as {version: <id>, ends: <day>} under the account's imported_keys and deploy again: an"
    " alarm then tells it 60 days ahead. Until then 'govcloud keys status' does, from any scheduled run.",
    "アカウントのimported_keysに {version: <ID>, ends: <日付>} を書いて再デプロイすると、60日前から通知するアラームが"
    "できる。それまでは govcloud keys status を定期実行すれば60日前から知らせる。",
    when=_without_an_end,
)
_HSM_DELETION: Final = Degraded(
    "slow_deletion",
    {"deletion_days": UNKNOWN, "purge_protected": UNKNOWN},
    "The Managed HSM is not this deployment's: how slowly its keys can be lost is set there and not seen from here.",
    "Managed HSMはこのデプロイの管理外であり、削除の待機日数と消去保護の設定はここから確認できない。",
    "Soft delete cannot be switched off in a Managed HSM; its owner shows the auditor how many days it lasts (7 to 90)"
    " and that purge protection is on ('az keyvault show --hsm-name').",
    "Managed HSMの論理的な削除は無効にできない。所有者が保持日数(7〜90日)と消去保護の有効化"
    "(az keyvault show --hsm-name)を監査人に示す。",
    when=_outside,
)
_HSM_USERS: Final = Degraded(
    "key_users",
    {"declared": UNKNOWN},
    "Who may use a key of a Managed HSM is granted in the HSM itself, where Azure Resource Manager sees nothing.",
    "Managed HSMの鍵を使える主体はHSM内部で付与され、Azure Resource Managerからは見えない。",
    "One identity uses the key here, by a role for this key alone; the HSM's owner lists all grants for the auditor"
    " ('az keyvault role assignment list --hsm-name').",
    "この鍵を使うのは専用のID一つで、ロールはこの鍵に限る。HSMの所有者が全付与の一覧"
    "(az keyvault role assignment list --hsm-name)を監査人に示す。",
    when=_outside,
)

_GRANT_HSM_KEY: Final = ByHand(
    "as an administrator of the Managed HSM: az keyvault role assignment create --hsm-name <azure.managed_hsms>"
    f' --role "{ROLE}" --scope /keys/<key> --assignee-principal-type ServicePrincipal --assignee-object-id'
    " <principalId of the block's identity>; then enter <key> under azure.outside_keys and deploy again: until then,"
    " what needs the key waits ('pulumi up' prints the command with all names)",
    "Managed HSMの管理者として az keyvault role assignment create --hsm-name <azure.managed_hsms>"
    f' --role "{ROLE}" --scope /keys/<鍵> --assignee-principal-type ServicePrincipal --assignee-object-id'
    " <ブロックのIDのprincipalId> を実行し、azure.outside_keys に<鍵>を書いて再展開する。それまで、この鍵を使うものは"
    "作成されない(名前の入ったコマンドは pulumi up が表示する)",
    when=_outside,
)
_HSM_LOG: Final = ByHand(
    "see that the Managed HSM's own log (AuditEvent) goes to a write-once store: it alone records each use of the key",
    "Managed HSMのログ(AuditEvent)を改変不可の保存先へ送る(鍵の利用はこのログにのみ残る)",
    when=_outside,
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
    Support(ContainerRegistry, _render("container_registry"), unsupported=_registry_on_hsm, by_hand=(PUSH_IMAGES,)),
    Support(ContainerService, _render("container_service"), degraded=(_USER, _ROOT_FILE_SYSTEM)),
    Support(Dashboard, _render("dashboard")),
    Support(Database, _render("database"), by_hand=(DATABASE_ROLES,)),
    Support(
        EncryptionKey,
        _render("encryption_key"),
        degraded=(_FIRST_WARNING, _HSM_DELETION, _HSM_USERS),
        unsupported=_no_hsm,
        by_hand=(KEY_CEREMONY, _GRANT_HSM_KEY, _HSM_LOG),
    ),
    Support(LogArchive, _render("log_archive"), degraded=(_LOCK,), by_hand=(_SET_LOCK,)),
    Support(Network, _render("network")),
    Support(ObjectStore, _render("object_store"), degraded=(_LOCK,)),
    Support(Secret, _render("secret"), degraded=(_SECRET_KEY,), by_hand=(WRITE_SECRET,)),
    Support(StaticSite, _render("static_site"), by_hand=(_HOSTING,)),
    Support(WebEntry, _render("web_entry"), unsupported=_domain_elsewhere),
    Support(WebFirewall, _render("web_firewall")),
)
