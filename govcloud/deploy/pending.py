"""Keys that wait for their material, or for leave to use them: what needs one is not made before.

What says so is the foundation's own state, as each cloud last told it, or what the account says where a cloud does not
tell Pulumi (`clouds/<x>/wrapping.py`). No credentials are needed, and nothing is asked of a cloud. See adrs/0009.
"""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any, Final, TypeAlias

import pulumi

from govcloud.blocks import EncryptionKey
from govcloud.clouds import load
from govcloud.clouds.wrapping import Pair, State, after_import, granting, outside_waits, replicas_wait, state
from govcloud.deploy.foundation import resources
from govcloud.deploy.part import foundation_name, stack_name
from govcloud.deploy.refusing import refused
from govcloud.errors import Text, from_locale
from govcloud.facts import KeyLevel
from govcloud.systems import Cloud, Layout, PartName, Planned
from govcloud.systems.references import references

_COMPONENT: Final = "govcloud:index:"
_WHY: Final[Mapping[State, Pair]] = {
    "absent": ("has not been made yet", "まだ作成されていない"),
    "empty": ("has no key material yet", "鍵素材がまだインポートされていない"),
    "failed": ("cannot be used: it is disabled, or its import failed", "使えない(無効、またはインポートに失敗)"),
    "gone": ("is being deleted, or its material was destroyed", "削除中か、鍵素材が破棄されている"),
    "ungranted": ("is not yet said to be granted to its identity", "利用権の付与がまだ記入されていない"),
}
_WAITS: Final[Pair] = (
    "key '{key}' on {cloud} {why}, so what it encrypts could be neither written nor read; ",
    "{cloud}の鍵 '{key}' は{why}。この鍵で暗号化するデータは読み書きできない。",
)
_NEXT: Final[Mapping[State, Pair]] = {
    "absent": ("next: pulumi up --stack {stack}", "次の手順: pulumi up --stack {stack}"),
    "empty": (
        "next, in the key ceremony: govcloud keys import{which} ('govcloud keys status{which}' says how far it is;"
        " 'generate' and 'wrap' come before), then {after}",
        "次の手順(鍵セレモニー): govcloud keys import{which}(先に generate と wrap。進み具合は"
        " govcloud keys status{which})。その後 {after}",
    ),
    "failed": (
        "next: govcloud keys verify{which}; enable the key or import it again, then {after}",
        "次の手順: govcloud keys verify{which}。鍵を有効にするか再度インポートし、その後 {after}",
    ),
    "gone": (
        "next: cancel the deletion of the key, or import its material again: govcloud keys import{which}, then {after}",
        "次の手順: 鍵の削除を取り消すか、鍵素材を再度インポートする(govcloud keys import{which})。その後 {after}",
    ),
    "ungranted": ("next: {grant}", "次の手順: {grant}"),
}
_VOID: Final[Mapping[KeyLevel, State]] = {KeyLevel.K2: "empty", KeyLevel.K3: "ungranted"}
"""What a key is in once it has been made."""
_HELD: Final[Pair] = (
    "these blocks wait for it and are made by the next 'pulumi up': {blocks}",
    "次のブロックは鍵を待ち、次回の pulumi up で作成される: {blocks}",
)


_MISSING: Final[Pair] = (
    "blocks of the foundation waited for a key and are not made yet: {blocks}; next: pulumi up --stack {stack}",
    "鍵を待っていた foundation のブロックがまだ作成されていない: {blocks}。次の手順: pulumi up --stack {stack}",
)
Record: TypeAlias = Callable[[Text], None]


@dataclasses.dataclass(frozen=True, slots=True)
class Pending:
    """A brought or outside key that cannot be used, and why."""

    key: str
    state: State


def waiting(layout: Layout, cloud: Cloud, part: PartName, record: Record | None) -> frozenset[str]:
    """The foundation's blocks that are not made yet because a key they need has no material.

    Those that exist already stay, whatever becomes of their key: leaving them out would delete them. A workload that
    needs such a key, or a block that waits for one, is refused, or recorded where the glass is broken.
    """
    if not any(_waited_for(layout, cloud)):
        return frozenset()
    made = resources(foundation_name(layout, cloud))
    found = tuple(pending(layout, cloud, made, datetime.datetime.now(datetime.UTC)))
    held = needing(layout, {one.key for one in found}, replicas=replicas_wait(cloud))
    if part == "workload":
        _refuse(list(_obstacles(layout, cloud, found, held, _existing(made))), record)
        return frozenset()
    held = frozenset(planned.name for planned in layout.part("foundation") if planned.name in held) - _existing(made)
    if held:
        _tell(layout, cloud, found, held)
    return held


def _obstacles(
    layout: Layout, cloud: Cloud, found: tuple[Pending, ...], held: frozenset[str], existing: frozenset[str]
) -> Iterator[Pair]:
    """Why the workload cannot be made: keys without material, then blocks of the foundation that waited for them."""
    if any(planned.name in held for planned in layout.part("workload")):
        yield from (_said(layout, cloud, one) for one in found)
        return
    missing = ", ".join(planned.name for planned in layout.part("foundation") if planned.name not in existing)
    if missing:
        stack = stack_name(layout, cloud, "foundation")
        yield _MISSING[0].format(blocks=missing, stack=stack), _MISSING[1].format(blocks=missing, stack=stack)


def pending(
    layout: Layout, cloud: Cloud, made: Mapping[str, Mapping[str, Any]], at: datetime.datetime
) -> Iterator[Pending]:
    """The brought and outside keys that cannot be used. `made`: the outputs of the foundation's resources, by URN."""
    account = layout.environment.account(cloud)
    own = {urn.rpartition("::")[2]: outputs for urn, outputs in made.items() if _chain(urn).startswith(_COMPONENT)}
    for planned in _waited_for(layout, cloud):
        told = state(cloud, planned, account, own, at)
        if told != "usable":
            yield Pending(planned.name, told)


def needing(layout: Layout, keys: Collection[str], *, replicas: bool) -> frozenset[str]:
    """The blocks that need one of these keys, themselves or through what they name. A key needs its primary only where
    `replicas` of keys are made of keys that have their material."""
    found: set[str] = set()
    for planned in layout.blocks.values():
        key = isinstance(planned.block, EncryptionKey)
        named = {one.name for one in references(planned.block, planned.block.place) if one.name}
        if (replicas or not key) and named & (found | set(keys)):
            found.add(planned.name)
    return frozenset(found)


def _waited_for(layout: Layout, cloud: Cloud) -> Iterator[Planned]:
    levels = (KeyLevel.K2, KeyLevel.K3) if outside_waits(cloud) else (KeyLevel.K2,)
    return (layout.blocks[name] for name, block in layout.of_kind(EncryptionKey) if block.key_level in levels)


def _existing(made: Mapping[str, Mapping[str, Any]]) -> frozenset[str]:
    """The blocks whose components the state has."""
    return frozenset(urn.rpartition("::")[2] for urn in made if _chain(urn).startswith(_COMPONENT) and "$" not in urn)


def _chain(urn: str) -> str:
    """The types above and of a resource."""
    return urn.split("::", 3)[2] if urn.count("::") > 2 else ""


def _refuse(lines: list[Pair], record: Record | None) -> None:
    if record is not None:
        for line in lines:
            record(Text(*line))
    elif lines:
        raise refused(*(Text(*line) for line in lines))


def _tell(layout: Layout, cloud: Cloud, found: Collection[Pending], held: frozenset[str]) -> None:
    """What is not made yet is about to be, and then waits for the ceremony."""
    at = ("en", "ja").index(from_locale())
    void = [
        Pending(one.key, _VOID[layout.blocks[one.key].key_level(one.key)]) if one.state == "absent" else one
        for one in found
    ]
    lines = [_said(layout, cloud, one)[at] for one in void]
    pulumi.log.warn("\n".join((*lines, _HELD[at].format(blocks=", ".join(sorted(held))))))


def _said(layout: Layout, cloud: Cloud, one: Pending) -> Pair:
    """Why a key cannot be used, and the next step."""
    values = {
        "cloud": load(cloud).TITLE,
        "environment": layout.environment_name,
        "key": one.key,
        "stack": stack_name(layout, cloud, "foundation"),
        "which": f" --env {layout.environment_name} --cloud {cloud} --key {one.key}",
    }
    grant = _grant(layout, cloud, one)
    english, japanese = (
        _WAITS[at].format(**values, why=_WHY[one.state][at])
        + _NEXT[one.state][at].format(
            **values, after=after_import(cloud)[at].format(**values), grant=grant[at].format(**values)
        )
        for at in (0, 1)
    )
    return english, japanese


def _grant(layout: Layout, cloud: Cloud, one: Pending) -> Pair:
    """How an outside key is granted; nothing for another."""
    if one.state != "ungranted":
        return "", ""
    return granting(cloud, layout.blocks[one.key], layout.environment.account(cloud))
