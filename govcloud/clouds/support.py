"""How a cloud says what it can do: one row a block, with what is lost, why, and what compensates."""

from __future__ import annotations

import dataclasses
import importlib
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from govcloud.blocks import Block, EncryptionKey
from govcloud.errors import GovcloudError
from govcloud.facts import Fact, KeyLevel, Promise
from govcloud.systems import Account, Planned

Applies = Callable[[Planned, Account], bool]
Reason = Callable[[Planned, Account], str | None]


def always(_planned: Planned, _account: Account) -> bool:
    """The loss does not depend on what is asked."""
    return True


@dataclasses.dataclass(frozen=True, slots=True)
class Degraded:
    """A promise this cloud cannot keep in full.

    `loses` names the promise. `instead` are the fact's fields as they really are here (`{"read_only_root": False}`);
    `reason` and `compensated_by` are printed by `plan` and by the acceptance's page. `when` narrows it to some
    requests or accounts.
    """

    loses: str
    instead: Mapping[str, Any]
    reason: str
    reason_ja: str
    compensated_by: str
    compensated_by_ja: str
    when: Applies = always


@dataclasses.dataclass(frozen=True, slots=True)
class ByHand:
    """A step that no resource can take: somebody does it, once, after the deployment. `plan` prints it."""

    step: str
    step_ja: str
    when: Applies = always


CONFIRM_MAIL: Final = ByHand(
    "confirm the mail that each address gets, or no alarm reaches it",
    "各宛先に届く確認メールを承認する(承認までアラームは届かない)",
)
DATABASE_ROLES: Final = ByHand(
    "in SQL: a login role for each service's identity, its rights, and CREATE EXTENSION pgaudit",
    "SQLで、各サービスの識別子のログインロールと権限を作り、CREATE EXTENSION pgaudit を実行する",
)


def _brought(planned: Planned, _account: Account) -> bool:
    return isinstance(planned.block, EncryptionKey) and planned.block.key_level is KeyLevel.K2


KEY_CEREMONY: Final = ByHand(
    "hold the key ceremony ('govcloud keys plan' prints it): until the material is imported, what needs the key waits",
    "鍵セレモニーを実施する(手順は govcloud keys plan)。鍵素材のインポートまで、この鍵を使うものは作成されない",
    when=_brought,
)
PUSH_IMAGES: Final = ByHand(
    "push the images that the workload names, before the workload is deployed",
    "workload を展開する前に、参照するイメージを登録する",
)
WRITE_SECRET: Final = ByHand(
    "write the secret's value: it never passes through a program, plan or state",
    "秘密の値を書き込む(プログラム・計画・状態には一切入らない)",
)


@dataclasses.dataclass(frozen=True, slots=True)
class Support:
    """One block on one cloud. `render` is "module:function", imported only when something is rendered.

    `unsupported` answers why a request cannot be had on this cloud at all, or `None`.
    """

    block: type[Block]
    render: str
    degraded: tuple[Degraded, ...] = ()
    unsupported: Reason | None = None
    by_hand: tuple[ByHand, ...] = ()

    def steps(self, planned: Planned, account: Account) -> Iterator[ByHand]:
        """What somebody has to do for this block after the deployment."""
        yield from (step for step in self.by_hand if step.when(planned, account))

    def losses(self, planned: Planned, account: Account) -> Iterator[tuple[Degraded, Promise]]:
        """The promises that this block loses here, each with the row that says so."""
        rows = {row.loses: row for row in self.degraded if row.when(planned, account)}
        for promise in planned.promises():
            if promise.name in rows:
                yield rows[promise.name], promise

    def promised(self, planned: Planned, account: Account) -> Iterator[Fact]:
        """What the block promises on this cloud: its promises, the lost ones as they really are."""
        rows = {row.loses: row for row in self.degraded if row.when(planned, account)}
        for promise in planned.promises():
            row = rows.get(promise.name)
            yield dataclasses.replace(promise.fact, **row.instead) if row else promise.fact

    def renderer(self) -> Callable[..., Any]:
        """The function that makes the block's resources. Loads the cloud's SDK."""
        return load(self.render)


def load(address: str) -> Any:
    """What stands at "module:name"."""
    module, _, name = address.partition(":")
    found = getattr(importlib.import_module(module), name, None)
    if found is None:
        raise GovcloudError(f"{address} is named in a contents page and does not exist")
    return found
