"""An encryption key: who holds its material, where it is, how it is renewed and how slowly it can be lost."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Final, Literal

from pydantic import Field, model_validator

from govcloud.blocks.block import KIND, Block, Here, Refers, Whole, promise, refusal, text
from govcloud.facts import Key, KeyLevel, Permits, Place, Placed, Promise, Watches

DELETION_DAYS = 30
"""From ordering a key's deletion to losing it: the longest that AWS KMS offers, the least GC-KEY-02 accepts."""

WARNINGS: Final = (60, 30)
"""Days before imported material ends at which somebody is told."""


class EncryptionKey(Block):
    """A symmetric data key (an RSA wrapping key on Azure) in the agency's own account.

    K1: the cloud makes the material and renews it. K2: the agency imports it (BYOK) and renews it by a ceremony.
    K3: it stays in an external or dedicated HSM. K0 declares that the provider's own keys are used; GC-ENC-02 then
    fails until it is waived.
    """

    kind: Literal["encryption_key"] = Field("encryption_key", **KIND)
    level: Literal["K0", "K1", "K2", "K3"] = Field(
        "K1",
        **text(
            "K0 provider-managed, K1 customer-managed, K2 imported (BYOK), K3 external or dedicated HSM.",
            "K0 提供者管理、K1 利用者管理、K2 持込鍵(BYOK)、K3 外部または専用HSM。",
        ),
    )
    region: Literal["tokyo", "osaka"] = Field(
        "tokyo",
        alias="place",
        **text("The region the key is in.", "鍵を置くリージョン。"),
    )
    rotation_days: Whole = Field(
        365,
        ge=90,
        le=365,
        **text(
            "Days between renewals: automatic for K1, the due date of the ceremony for K2 and K3.",
            "更新の間隔(日)。K1は自動、K2・K3は鍵更新手順の期限。",
        ),
    )
    deletion_window_days: Whole = Field(
        DELETION_DAYS,
        ge=DELETION_DAYS,
        le=DELETION_DAYS,
        **text("Days between the order to delete and the loss.", "削除指示から消失までの日数。"),
    )

    replica_of: Annotated[str | None, Refers(("encryption_key",), optional=True)] = Field(
        None,
        **text(
            "The key in Tokyo whose imported material this key in Osaka has too (level K2); copies then stay readable.",
            "同じ鍵素材を持つ東京の鍵(K2、大阪の鍵にのみ指定)。複製を大阪で復号できるようになる。",
        ),
    )

    @property
    def place(self) -> Place:
        """The region of the key."""
        return Place(self.region)

    @property
    def key_level(self) -> KeyLevel:
        """The level as an ordered value."""
        return KeyLevel[self.level]

    @model_validator(mode="after")
    def _k0_has_no_settings(self) -> EncryptionKey:
        if self.level == "K0" and "rotation_days" in self.model_fields_set:
            raise refusal(
                "level K0 means the provider's own keys: it has no rotation_days; choose K1 to set them",
                "K0 は提供者管理の鍵で、rotation_days は指定できない。指定するなら K1 を選ぶ",
            )
        return self

    @model_validator(mode="after")
    def _only_brought_material_is_shared(self) -> EncryptionKey:
        if self.replica_of is not None and (self.level, self.region) != ("K2", "osaka"):
            raise refusal(
                "replica_of is for a key of level K2 in Osaka: only imported material can be in two regions",
                "replica_of は大阪のK2の鍵にだけ指定できる。2つのリージョンに置けるのは持込鍵の素材だけである",
            )
        return self

    def promises(self, here: Here) -> Iterator[Promise]:
        """Level, renewal, slow deletion, hardware protection, and that the key's policy admits nobody from outside."""
        if self.level == "K0":
            return
        level, address = self.key_level, here.address
        yield promise("placed", Placed(subject=address, what="primary", where=self.place))
        yield promise("level", Key(subject=address, what="encryption", level=level))
        if level < KeyLevel.K2:
            yield promise("rotation", Key(subject=address, what="encryption", rotation_days=self.rotation_days))
        else:
            yield promise("renewal", Key(subject=address, what="encryption", renewal_due=True))
        if level is KeyLevel.K2:
            yield promise("renewable", Key(subject=address, what="encryption", renewable=True))
            for days in WARNINGS:
                yield promise(f"warning_{days}", Watches(subject=address, what=f"key-ends-{days}", tells=True))
        yield promise("hsm", Key(subject=address, what="encryption", hsm=True))
        yield promise(
            "slow_deletion",
            Key(subject=address, what="encryption", deletion_days=self.deletion_window_days, purge_protected=True),
        )
        yield promise("key_users", Permits(subject=address, what="key", declared=True))
