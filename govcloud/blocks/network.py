"""A private network cut by purpose, without a way in from the internet except through a web entry."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Network
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from govcloud.blocks.block import KIND, LOGS, ArchiveName, Block, Here, Whole, promise, refusal, text
from govcloud.facts import Logged, Place, Placed, Promise, Reachable

PRIVATE = tuple(IPv4Network(cidr) for cidr in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"))
TAKEN = {
    IPv4Network("172.17.0.0/16"): "Cloud SQL and container hosts use it inside (Google Cloud)",
    IPv4Network("172.30.0.0/16"): "Container Apps reserves it (Azure)",
    IPv4Network("172.31.0.0/16"): "Container Apps reserves it (Azure)",
}
"""Ranges that a managed service keeps for itself on one of the clouds, so that a network can move to any of them."""


def as_text(value: object) -> object:
    """A range is written as text: Python would read a number, and even `true`, as an address."""
    if not isinstance(value, (str, IPv4Network)):
        raise refusal("an address range is needed here, such as 10.20.0.0/16", "アドレス範囲を書く(例: 10.20.0.0/16)")
    return value


Range = Annotated[IPv4Network, BeforeValidator(as_text)]


def private_range(cidr: IPv4Network) -> IPv4Network:
    """A network of /16 to /21 in private address space that no cloud's managed service keeps for itself."""
    if not 16 <= cidr.prefixlen <= 21:
        raise refusal(
            f"{cidr}: a network is /16 to /21, so that every purpose gets the addresses its services need",
            f"{cidr}: ネットワークは /16 から /21 まで(各用途に必要なアドレス数を確保するため)",
        )
    if not any(cidr.subnet_of(private) for private in PRIVATE):
        raise refusal(
            f"{cidr}: not in private address space ({', '.join(map(str, PRIVATE))})",
            f"{cidr}: プライベートアドレス({', '.join(map(str, PRIVATE))})ではない",
        )
    for taken, reason in TAKEN.items():
        if cidr.overlaps(taken):
            raise refusal(
                f"{cidr}: overlaps {taken}: {reason}", f"{cidr}: クラウドが内部で使う {taken} と重なる ({reason})"
            )
    return cidr


class Network(Block):
    """Subnets by purpose (edge, app, data, endpoints) over several zones, private paths to the platform's services,
    flow logs. Nothing in it has a public address; only a web entry has one, in front of it."""

    PARTS = frozenset({"foundation"})

    kind: Literal["network"] = Field("network", **KIND)
    cidr: Annotated[Range, AfterValidator(private_range)] = Field(
        **text("Private address range, /16 to /21.", "プライベートアドレス範囲(/16〜/21)。")
    )
    zones: Whole = Field(3, ge=2, le=3, **text("Availability zones it spans.", "またがるアベイラビリティゾーンの数。"))
    flow_logs: ArchiveName = Field(None, **LOGS)

    def promises(self, here: Here) -> Iterator[Promise]:
        """In Tokyo, with flow logs kept, and private paths to the platform's services."""
        days = here.log_days(self.flow_logs)
        yield promise("placed", Placed(subject=here.address, what="primary", where=Place.TOKYO))
        yield promise("flow_logs", Logged(subject=here.address, what="flow", enabled=True, days=days))
        yield promise("private_platform", Reachable(subject=here.address, what="platform", by="network"))
