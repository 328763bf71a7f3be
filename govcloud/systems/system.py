"""A system: an agency's blocks by name, its environments, its clouds, and what it accepts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, field_validator

from govcloud.blocks import AnyBlock, Block, Model, Whole, refusal, text
from govcloud.blocks.alerting import Mail
from govcloud.controls import Acceptance, Waiver
from govcloud.facts import Isolated
from govcloud.systems.cloud import Cloud
from govcloud.systems.environment import Environment, EnvironmentName

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", min_length=2, max_length=24)]
BlockName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=16)]
PartName = Literal["foundation", "workload"]


class Contacts(Model):
    """Who answers for the system. Role addresses, not persons."""

    operations: Mail = Field(**text("Who runs it.", "運用担当の連絡先。"))
    security: Mail = Field(**text("Whom to tell about a weakness or an incident.", "脆弱性・事故の連絡先。"))


class System(Model):
    """A government information system, described once for every cloud it may run on."""

    schema_version: Literal[1] = Field(1, **text("Version of this format.", "この形式の版。"))
    template: str | None = Field(
        None,
        **text(
            "The template it starts from: only what differs is written here.",
            "元にするテンプレート。差分だけを書く。",
        ),
    )
    agency: Slug = Field(**text("Short name of the agency.", "府省庁・自治体の略称。"))
    system: Slug = Field(**text("Short name of the system.", "システムの略称。"))
    confidentiality: Literal[1, 2, 3] = Field(2, **text("Confidentiality class 1 to 3.", "機密性の格付け(1〜3)。"))
    clouds: tuple[Cloud, ...] = Field(
        min_length=1,
        **text(
            "Clouds it must be able to run on: every promise holds, or is accepted, on each.",
            "稼働対象のクラウド。各クラウドで全ての約束が満たされるか、受容が必要。",
        ),
    )
    generation: Whole = Field(
        1,
        ge=1,
        le=99,
        **text(
            "Raise it to build the system anew where clouds do not give names back.",
            "作り直すとき、再利用できない名前を避けるために増やす番号。",
        ),
    )
    contacts: Contacts = Field(**text("Who answers for it.", "責任を持つ連絡先。"))
    environments: Mapping[EnvironmentName, Environment] = Field(
        min_length=1, **text("prod, stg, dev: each its own account.", "本番・検証・開発。それぞれ別アカウント。")
    )
    foundation: Mapping[BlockName, AnyBlock] = Field(
        default_factory=dict,
        **text(
            "What exists first: network, keys, logs, registry.", "先に作る基盤(ネットワーク・鍵・ログ・レジストリ)。"
        ),
    )
    workload: Mapping[BlockName, AnyBlock] = Field(
        default_factory=dict, **text("What serves: databases, services, sites.", "業務を担う部分。")
    )
    accepts: tuple[Acceptance, ...] = Field(
        (), **text("Degraded promises that are acknowledged.", "クラウドの制約で失われる約束の受容。")
    )
    waivers: tuple[Waiver, ...] = Field((), **text("Failures that are accepted.", "統制不適合の適用除外。"))

    @field_validator("clouds", mode="after")
    @classmethod
    def _once_each(cls, clouds: tuple[Cloud, ...]) -> tuple[Cloud, ...]:
        if len(set(clouds)) != len(clouds):
            raise refusal("a cloud is named twice", "同じクラウドが二度書かれている")
        return clouds

    @property
    def parts(self) -> dict[PartName, Mapping[str, Block]]:
        """The blocks of both parts, foundation first."""
        return {"foundation": self.foundation, "workload": self.workload}

    @property
    def blocks(self) -> dict[str, Block]:
        """All blocks by name, foundation first."""
        return {**self.foundation, **self.workload}

    @property
    def project(self) -> str:
        """The name of the Pulumi project."""
        return f"{self.agency}-{self.system}"

    def isolation(self, cloud: Cloud) -> Iterator[Isolated]:
        """For each environment, whether its account on this cloud is its own (GC-GOV-04)."""
        numbers = {name: environment.account(cloud).number for name, environment in self.environments.items()}
        for name, number in numbers.items():
            alone = list(numbers.values()).count(number) == 1
            yield Isolated(subject=name, what="environment", alone=alone, account=number)
