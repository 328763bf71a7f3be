"""Google Cloud's contents page: what it can do, block by block. Loads no SDK."""

from __future__ import annotations

from typing import Final

from govcloud import blocks
from govcloud.blocks import AuditTrail, EncryptionKey, WebEntry
from govcloud.blocks.encryption_key import WARNINGS
from govcloud.clouds.gcp.account import Account
from govcloud.clouds.support import DATABASE_ROLES, KEY_CEREMONY, PUSH_IMAGES, WRITE_SECRET, Degraded, Support
from govcloud.errors import Text
from govcloud.facts import UNKNOWN, KeyLevel
from govcloud.systems import Account as AnyAccount
from govcloud.systems import Planned

PACKAGE: Final = "gcp"
EXTRA: Final = "gcp"
MODULE: Final = "pulumi_gcp"
TITLE: Final = "Google Cloud"
PROVIDER: Final = "govcloud.clouds.gcp.provider:provider"
REGISTER: Final = "govcloud.clouds.gcp.recognise:REGISTER"
DATA_BEARING: Final = "govcloud.clouds.gcp.data_bearing:TYPES"

__all__ = [
    "DATA_BEARING",
    "EXTRA",
    "MODULE",
    "PACKAGE",
    "PROVIDER",
    "REGISTER",
    "SUPPORT",
    "TITLE",
    "Account",
]


def _imported(planned: Planned, _account: AnyAccount) -> bool:
    return isinstance(planned.block, EncryptionKey) and planned.block.key_level is KeyLevel.K2


def _no_key(planned: Planned, account: AnyAccount) -> str | None:
    block = planned.block
    assert isinstance(block, EncryptionKey)
    assert isinstance(account, Account)
    if block.key_level is KeyLevel.K3 and block.region not in account.ekm_connections:
        return Text(
            f"level K3 needs a coordinated external key manager: enter it under gcp.ekm_connections.{block.region}",
            f"水準K3には連携済みの外部鍵管理(EKM)が要る: gcp.ekm_connections.{block.region} に書く",
        )
    return None


def _set_elsewhere(_planned: Planned, account: AnyAccount) -> bool:
    assert isinstance(account, Account)
    return not account.sets_policies


def _second_trail(planned: Planned, _account: AnyAccount) -> str | None:
    recording = [name for name, trail in planned.layout.of_kind(AuditTrail) if not trail.platform_provides]
    if planned.name in recording[1:]:
        return Text(
            f"a project has one audit configuration, and '{recording[0]}' holds it",
            f"プロジェクトの監査設定は一つで、'{recording[0]}' が持っている",
        )
    return None


def _second_entry(planned: Planned, _account: AnyAccount) -> str | None:
    entries = [name for name, _ in planned.layout.of_kind(WebEntry)]
    if planned.name in entries[1:]:
        return Text(
            f"the environment has one domain, and it leads to '{entries[0]}': route its paths there",
            f"環境のドメインは一つで、'{entries[0]}' に向いている: パスをそこに加える",
        )
    return None


def _warning(days: int) -> Degraded:
    return Degraded(
        loses=f"warning_{days}",
        instead={"tells": False},
        reason="Cloud KMS gives imported material no end, and raises no alarm for its age",
        reason_ja="Cloud KMSの持込鍵には有効期限がなく、経過日数の警報もない",
        compensated_by="nothing ends by itself; 'govcloud keys status' tells from the record when renewal is due",
        compensated_by_ja="自動的に失効することはない。更新期限は govcloud keys status が記録から知らせる",
        when=_imported,
    )


_NON_ROOT: Final = Degraded(
    loses="non_root",
    instead={"non_root": False},
    reason="Cloud Run has no setting for the user that code runs as: the image decides",
    reason_ja="Cloud Runには実行ユーザーの設定がなく、イメージが決める",
    compensated_by="images name a USER in their Dockerfile, checked in the pipeline; the sandbox keeps root inside",
    compensated_by_ja="DockerfileのUSER指定をパイプラインで検査する。サンドボックスがコンテナ外の権限を遮断する",
)
_READ_ONLY_ROOT: Final = Degraded(
    loses="read_only_root",
    instead={"read_only_root": False},
    reason="Cloud Run has no setting for a read-only root file system",
    reason_ja="Cloud Runにはルートファイルシステムを読み取り専用にする設定がない",
    compensated_by="writes go to the instance's memory and vanish with it; images are pinned by digest",
    compensated_by_ja="書き込みはインスタンスのメモリ上だけで終了時に消える。イメージはダイジェスト固定",
)
_TLS: Final = Degraded(
    loses="tls",
    instead={"floor": UNKNOWN, "plain": UNKNOWN},
    reason="what Google's APIs take is decided by organisation policies, which this account leaves to the organisation",
    reason_ja="Google APIの通信方式は組織ポリシーで決まり、この環境では組織側の設定に委ねている",
    compensated_by="the organisation enforces gcp.restrictTLSVersion and storage.secureHttpTransport above the project",
    compensated_by_ja="組織側で gcp.restrictTLSVersion と storage.secureHttpTransport を強制する",
    when=_set_elsewhere,
)


def _render(module: str) -> str:
    return f"govcloud.clouds.gcp.{module}:render"


SUPPORT: Final[tuple[Support, ...]] = (
    Support(blocks.Alerting, _render("alerting")),
    Support(blocks.AuditTrail, _render("audit_trail"), unsupported=_second_trail),
    Support(blocks.ContainerRegistry, _render("container_registry"), by_hand=(PUSH_IMAGES,)),
    Support(blocks.ContainerService, _render("container_service"), degraded=(_NON_ROOT, _READ_ONLY_ROOT)),
    Support(blocks.Dashboard, _render("dashboard")),
    Support(blocks.Database, _render("database"), by_hand=(DATABASE_ROLES,)),
    Support(
        blocks.EncryptionKey,
        _render("encryption_key"),
        degraded=tuple(map(_warning, WARNINGS)),
        unsupported=_no_key,
        by_hand=(KEY_CEREMONY,),
    ),
    Support(blocks.LogArchive, _render("log_archive"), degraded=(_TLS,)),
    Support(blocks.Network, _render("network")),
    Support(blocks.ObjectStore, _render("object_store"), degraded=(_TLS,)),
    Support(blocks.Secret, _render("secret"), by_hand=(WRITE_SECRET,)),
    Support(blocks.StaticSite, _render("static_site"), degraded=(_TLS,)),
    Support(blocks.WebEntry, _render("web_entry"), unsupported=_second_entry),
    Support(blocks.WebFirewall, _render("web_firewall")),
)
"""One row a block."""
