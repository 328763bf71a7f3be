"""How a network's range is cut by purpose and zone: pure arithmetic, the same on every cloud."""

from __future__ import annotations

import dataclasses
from ipaddress import IPv4Network
from typing import Final, Literal

Purpose = Literal["app", "data", "edge", "endpoints"]

_SLOTS: Final[dict[str, int]] = {"edge": 0, "app": 1, "data": 2, "endpoints": 3}
_PURPOSE_BITS: Final = 3
_ZONE_BITS: Final = 2


@dataclasses.dataclass(frozen=True, slots=True)
class Addresses:
    """A network's range, cut into eight equal slots: four purposes, four spare ones for what a cloud needs itself
    (a peering range, a proxy subnet, a second delegated subnet). From /16 a slot is /19 and a zone's share of it /21;
    from /21 they are /24 and /26: no service's least subnet size is undercut."""

    cidr: IPv4Network
    zones: int

    def purpose(self, purpose: Purpose) -> IPv4Network:
        """The whole slot of a purpose, for clouds whose subnets span zones."""
        return self._slot(_SLOTS[purpose])

    def zone(self, purpose: Purpose, index: int) -> IPv4Network:
        """One zone's share of a purpose's slot, for clouds whose subnets stay in a zone. `index` counts from 0."""
        if not 0 <= index < self.zones:
            raise IndexError(f"zone {index} of a network with {self.zones} zones")
        return list(self.purpose(purpose).subnets(prefixlen_diff=_ZONE_BITS))[index]

    def spare(self, index: int) -> IPv4Network:
        """A slot no purpose uses, 0 to 3. What a cloud puts where is its own affair and must stay as it is."""
        if not 0 <= index < 4:
            raise IndexError(f"spare slot {index}: there are 4")
        return self._slot(len(_SLOTS) + index)

    def _slot(self, index: int) -> IPv4Network:
        return list(self.cidr.subnets(prefixlen_diff=_PURPOSE_BITS))[index]
