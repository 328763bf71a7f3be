"""Exceptions that people sign: waivers of a control and acceptances of a lost promise, both with an end."""

from __future__ import annotations

import datetime
import fnmatch
from collections.abc import Iterable, Iterator, Sequence
from typing import Annotated, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from govcloud.errors import FileError, Problem, Text

_Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]

_BECAUSE = Field(
    description="Why this is acceptable: a reason or the number of the risk record that holds it.",
    json_schema_extra={"x-description-ja": "許容する理由、またはリスク管理票の番号。"},
)
_APPROVER = Field(
    description="Who decided, as an address that can be asked.",
    json_schema_extra={"x-description-ja": "承認者。問い合わせできる宛先で書く。"},
)
_UNTIL = Field(
    description="The last day on which it counts. After it the exception is an error until renewed or removed.",
    json_schema_extra={"x-description-ja": "有効な最終日。過ぎると、更新または削除するまでエラーになる。"},
)


class Waiver(BaseModel):
    """A control that need not hold on one subject for some time. The finding stays a failure and carries this."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    control: _Text = Field(
        description="The control's id, such as GC-ENC-02.",
        json_schema_extra={"x-description-ja": "管理策の識別子(例: GC-ENC-02)。"},
    )
    subject: Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"[^*?\s]")] = Field(
        description="A block's name, or a pattern with * and ? over resource URNs. Not everything: it names something.",
        json_schema_extra={
            "x-description-ja": "ブロック名、または資源URNに対する * ? のパターン。全件の指定はできない。"
        },
    )
    because: _Text = _BECAUSE
    approver: _Text = _APPROVER
    until: datetime.date = _UNTIL

    def covers(self, control: str, subject: str, block: str) -> bool:
        """Whether it speaks of this finding."""
        return self.control == control and (self.subject == block or fnmatch.fnmatchcase(subject, self.subject))

    def __str__(self) -> str:
        return f"waiver of {self.control} on {self.subject}"

    @property
    def ja(self) -> str:
        """What it is, in Japanese."""
        return f"{self.subject} に対する {self.control} の免除"


class Acceptance(BaseModel):
    """A promise of a block that one cloud cannot keep, taken note of. Names the promise as the block does."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    cloud: _Text = Field(
        description="The cloud on which the promise is lost.",
        json_schema_extra={"x-description-ja": "保証が失われるクラウド。"},
    )
    block: _Text = Field(
        description="The block's name in this system.",
        json_schema_extra={"x-description-ja": "このシステムでのブロック名。"},
    )
    loses: _Text = Field(
        description="The promise that is lost, by its name.",
        json_schema_extra={"x-description-ja": "失われる保証の名前。"},
    )
    because: _Text = _BECAUSE
    approver: _Text = _APPROVER
    until: datetime.date = _UNTIL

    def __str__(self) -> str:
        return f"acceptance that {self.block} loses {self.loses} on {self.cloud}"

    @property
    def ja(self) -> str:
        """What it is, in Japanese."""
        return f"{self.cloud} で {self.block} の {self.loses} が失われることの受容"


SignedException: TypeAlias = Waiver | Acceptance


def refuse_expired(waivers: Sequence[Waiver], acceptances: Sequence[Acceptance], today: datetime.date) -> None:
    """`FileError` with all that ended before `today`; the last day itself still counts."""
    problems = [*_expired("waivers", waivers, today), *_expired("accepts", acceptances, today)]
    if problems:
        raise FileError(problems)


def _expired(key: str, signed: Iterable[SignedException], today: datetime.date) -> Iterator[Problem]:
    for position, one in enumerate(signed):
        if one.until < today:
            yield Problem(
                Text(f"the {one} ended on {one.until}", f"{one.ja} は {one.until} に終了した"),
                key=f"{key}[{position}].until",
                hint=Text(
                    f"mend what it excuses and remove it, or have {one.approver} renew it",
                    f"対象を是正して削除するか、{one.approver} の承認で更新する",
                ),
            )
