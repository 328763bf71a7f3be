"""What an environment says about its AWS account."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from govcloud.blocks import text
from govcloud.systems import Account as Base

Number = Annotated[str, StringConstraints(pattern=r"^[0-9]{12}$")]
Zone = Annotated[str, StringConstraints(pattern=r"^Z[A-Z0-9]{6,31}$")]
RoleName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9+=,.@_/-]{1,128}$")]
GroupName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._/#-]{1,512}$")]
StoreId = Annotated[str, StringConstraints(pattern=r"^cks-[0-9a-f]{17}$")]
OutsideKey = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._-]{1,128}$")]


class Account(Base):
    """An AWS account of its own for one environment, and what the platform has already put into it."""

    account: Number = Field(**text("Account number, 12 digits.", "AWSアカウント番号(12桁)。"))
    hosted_zone: Zone | None = Field(
        None,
        **text(
            "Id of the Route 53 zone that holds the environment's domain; a web entry needs it.",
            "環境のドメインを管理するRoute 53ホストゾーンのID。web_entryに必要。",
        ),
    )
    key_administrators: tuple[RoleName, ...] = Field(
        (),
        max_length=10,
        **text(
            "Names of the roles that may administer keys, the deployment's own among them; left out: whomever the"
            " account's IAM policies admit.",
            "鍵を管理できるロール名(デプロイ用ロールを含めること)。省略時はアカウントのIAMポリシーに従う。",
        ),
    )
    key_store: StoreId | None = Field(
        None,
        **text("Custom key store for keys of level K3.", "K3の鍵に使うカスタムキーストアのID。"),
    )
    outside_keys: dict[str, OutsideKey] = Field(
        default_factory=dict,
        **text(
            "For an external key store: {key block: id of the key outside}.",
            "外部キーストアの場合: {鍵ブロック名: 外部の鍵ID}。",
        ),
    )
    trail_log_group: GroupName | None = Field(
        None,
        **text(
            "Log group in this account that the platform's trail writes to; alarms read it.",
            "共通基盤の証跡が書き込むロググループ名。アラームの判定に使う。",
        ),
    )

    @property
    def number(self) -> str:
        """The account number: the account is its own border."""
        return self.account
