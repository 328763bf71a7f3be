"""Which keys a system needs in one environment: level, place and use of each on each cloud, and who makes it.

Arithmetic on the layout: nothing is asked of a cloud.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final, Literal, TypeAlias

from govcloud.blocks import EncryptionKey
from govcloud.clouds import support
from govcloud.clouds.wrapping import Kind, Method, Target, target
from govcloud.facts import KeyLevel, Place
from govcloud.keys.choosing import chosen
from govcloud.systems import Cloud, Layout, Planned

Making: TypeAlias = Literal["cloud", "import", "outside"]
"""Who makes the material: the cloud, the agency that then imports it, or a key manager it never leaves."""

MAKING: Final[Mapping[KeyLevel, Making]] = MappingProxyType(
    {KeyLevel.K0: "cloud", KeyLevel.K1: "cloud", KeyLevel.K2: "import", KeyLevel.K3: "outside"}
)


@dataclasses.dataclass(frozen=True, slots=True)
class Need:
    """One key block on one cloud.

    `used_by`: the blocks that name it, each with the field. `material`: the name under which the agency's source holds
    what is imported, and `shared_with` the key whose material it is where this key serves only that one's replicas:
    a replica is decrypted with the same material. `cannot`: why the cloud cannot have it, empty where it can.
    """

    cloud: Cloud
    block: str
    level: KeyLevel
    place: Place
    making: Making
    rotation_days: int
    used_by: tuple[str, ...]
    target: Target | None = None
    kind: Kind | None = None
    method: Method | None = None
    material: str = ""
    shared_with: str = ""
    cannot: str = ""


def needs(layout: Layout, clouds: tuple[Cloud, ...] | None = None) -> tuple[Need, ...]:
    """Every key of the system, cloud by cloud, in the layout's order."""
    return tuple(
        _need(cloud, layout.blocks[name])
        for cloud in clouds or layout.system.clouds
        for name, _ in layout.of_kind(EncryptionKey)
    )


def brought(layout: Layout, clouds: tuple[Cloud, ...] | None = None) -> tuple[Need, ...]:
    """The keys that a ceremony imports."""
    return tuple(need for need in needs(layout, clouds) if need.making == "import" and not need.cannot)


def _need(cloud: Cloud, planned: Planned) -> Need:
    block = planned.of(planned.name, EncryptionKey)
    account = planned.layout.environment.account(cloud)
    unsupported = support(cloud)[EncryptionKey].unsupported
    need = Need(
        cloud,
        planned.name,
        block.key_level,
        block.place,
        MAKING[block.key_level],
        block.rotation_days,
        used_by=tuple(f"{user.planned.name}.{user.field}" for user in planned.consumers),
        cannot=str((unsupported(planned, account) if unsupported else None) or ""),
    )
    return _imported(need, planned) if need.making == "import" and not need.cannot else need


def _imported(need: Need, planned: Planned) -> Need:
    at = target(need.cloud, planned, planned.layout.environment.account(need.cloud))
    kind, primary = at.service.at_rest, _primary(planned)
    return dataclasses.replace(
        need,
        target=at,
        kind=kind,
        method=chosen(at.service, kind),
        material=_material(planned.layout, need.cloud, primary or planned.name),
        shared_with=primary,
    )


def _primary(planned: Planned) -> str:
    """The key that this one is a replica of; else the one brought key whose replicas, and nothing else, it encrypts;
    empty where there is no such key."""
    said = planned.of(planned.name, EncryptionKey).replica_of
    if said:
        return said
    fields = [(user.field, user.planned) for user in planned.consumers]
    primaries = {getattr(user.block, "key", None) for field, user in fields if field == "replica.key"}
    if len(primaries) != 1 or any(field != "replica.key" for field, _ in fields):
        return ""
    [name] = primaries
    return name if name and planned.key_level(name) is KeyLevel.K2 else ""


def _material(layout: Layout, cloud: Cloud, block: str) -> str:
    """One material a cloud: what is lost on one is not lost on another. A renewal appends `.2` and so on."""
    system = layout.system
    return f"{system.agency}.{system.system}.{layout.environment_name}.{cloud}.{block}.{system.generation}"


def by_material(found: tuple[Need, ...]) -> Iterator[tuple[str, tuple[Need, ...]]]:
    """The needs by material: what is made once and imported into each."""
    for name in dict.fromkeys(need.material for need in found):
        yield name, tuple(need for need in found if need.material == name)
