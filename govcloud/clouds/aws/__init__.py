"""AWS: the contents page. What it can do, block by block, and where its rooms are. Loads no SDK."""

from __future__ import annotations

import dataclasses
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
from govcloud.clouds.aws.account import Account
from govcloud.clouds.support import (
    CONFIRM_MAIL,
    DATABASE_ROLES,
    KEY_CEREMONY,
    PUSH_IMAGES,
    WRITE_SECRET,
    Degraded,
    Support,
)
from govcloud.errors import Text
from govcloud.facts import UNKNOWN
from govcloud.systems import Account as AnyAccount
from govcloud.systems import Planned

PACKAGE: Final = "aws"
EXTRA: Final = "aws"
MODULE: Final = "pulumi_aws"
TITLE: Final = "AWS"
PROVIDER: Final = "govcloud.clouds.aws.provider:provider"
REGISTER: Final = "govcloud.clouds.aws.recognise:REGISTER"
DATA_BEARING: Final = "govcloud.clouds.aws.data_bearing:TYPES"


def _replicated(planned: Planned, _account: AnyAccount) -> bool:
    return isinstance(planned.block, Database) and planned.block.replica is not None


def _outside(planned: Planned, account: AnyAccount) -> bool:
    """An external key store: a named key outside AWS. A CloudHSM store holds its keys in hardware of the account."""
    assert isinstance(account, Account)
    block = planned.block
    return isinstance(block, EncryptionKey) and block.level == "K3" and planned.name in account.outside_keys


def _no_key_store(planned: Planned, account: AnyAccount) -> str | None:
    assert isinstance(account, Account)
    if isinstance(planned.block, EncryptionKey) and planned.block.level == "K3" and account.key_store is None:
        return Text(
            "a key of level K3 needs the account's custom key store: set aws.key_store (and aws.outside_keys)",
            "水準K3の鍵にはアカウントのカスタムキーストアが要る: aws.key_store(と aws.outside_keys)を設定する",
        )
    return None


def _no_zone(_planned: Planned, account: AnyAccount) -> str | None:
    assert isinstance(account, Account)
    if account.hosted_zone is None:
        return Text(
            "its certificate and name need a Route 53 zone: set aws.hosted_zone",
            "証明書と名前にRoute 53のゾーンが要る: aws.hosted_zone を設定する",
        )
    return None


def _no_trail(planned: Planned, account: AnyAccount) -> str | None:
    """Alarms count in the log group of a trail that covers all regions: the system's own or the platform's."""
    assert isinstance(account, Account)
    trails = [trail for _, trail in planned.layout.of_kind(AuditTrail)]
    if not trails:
        return Text(
            "its alarms count what a trail records: add an audit_trail to the foundation",
            "アラームは証跡の記録を数える: foundation に audit_trail を加える",
        )
    if trails[0].platform_provides and account.trail_log_group is None:
        return Text(
            "the platform records, and alarms need the log group it writes to: set aws.trail_log_group",
            "証跡は基盤側にあり、アラームにはその出力先ロググループが要る: aws.trail_log_group を設定する",
        )
    return None


_REPLICA: Final = Degraded(
    loses="replica",
    instead={"replica": None},
    reason=(
        "A readable copy in another region is an Aurora global database, which refuses a master password that RDS"
        " manages; every other way to give one puts it into the program and its state."
    ),
    reason_ja=(
        "別リージョンの読み取り可能な複製はAurora Global Databaseになるが、RDSが管理するマスターパスワードに対応せず、"
        "他の方法ではパスワードがプログラムとステートに入る。"
    ),
    compensated_by="AWS Backup copies a snapshot to Osaka every six hours, under Osaka's key; recovery is a restore.",
    compensated_by_ja="AWS Backupが6時間ごとにスナップショットを大阪の鍵で大阪へ複製する。復旧はリストアによる。",
    when=_replicated,
)

_HARDWARE: Final = Degraded(
    loses="hsm",
    instead={"hsm": UNKNOWN},
    reason="Behind an external key store AWS cannot see what holds the key.",
    reason_ja="外部キーストアの先で鍵を保持する装置をAWSからは確認できない。",
    compensated_by="The owner of the outside key manager shows its certificate (FIPS 140-3) to the auditor.",
    compensated_by_ja="外部鍵管理の所有者が認証(FIPS 140-3)を監査人に示す。",
    when=_outside,
)


SUPPORT: Final[tuple[Support, ...]] = (
    Support(Alerting, "govcloud.clouds.aws.alerting:render", unsupported=_no_trail, by_hand=(CONFIRM_MAIL,)),
    Support(AuditTrail, "govcloud.clouds.aws.audit_trail:render"),
    Support(ContainerRegistry, "govcloud.clouds.aws.container_registry:render", by_hand=(PUSH_IMAGES,)),
    Support(ContainerService, "govcloud.clouds.aws.container_service:render"),
    Support(Dashboard, "govcloud.clouds.aws.dashboard:render"),
    Support(Database, "govcloud.clouds.aws.database:render", degraded=(_REPLICA,), by_hand=(DATABASE_ROLES,)),
    Support(
        EncryptionKey,
        "govcloud.clouds.aws.encryption_key:render",
        degraded=(_HARDWARE,),
        unsupported=_no_key_store,
        by_hand=(dataclasses.replace(CONFIRM_MAIL, when=KEY_CEREMONY.when), KEY_CEREMONY),
    ),
    Support(LogArchive, "govcloud.clouds.aws.log_archive:render"),
    Support(Network, "govcloud.clouds.aws.network:render"),
    Support(ObjectStore, "govcloud.clouds.aws.object_store:render"),
    Support(Secret, "govcloud.clouds.aws.secret:render", by_hand=(CONFIRM_MAIL, WRITE_SECRET)),
    Support(StaticSite, "govcloud.clouds.aws.static_site:render"),
    Support(WebEntry, "govcloud.clouds.aws.web_entry:render", unsupported=_no_zone),
    Support(WebFirewall, "govcloud.clouds.aws.web_firewall:render"),
)
