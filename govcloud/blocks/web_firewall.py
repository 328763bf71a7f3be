"""A web application firewall: the provider's maintained rules, and paths that only named addresses may reach."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from ipaddress import IPv4Network
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints

from govcloud.blocks.block import KIND, LOGS, ArchiveName, Block, Here, Whole, distinct, promise, refusal, text
from govcloud.blocks.network import Range
from govcloud.facts import Logged, Promise

PathPattern = Annotated[str, StringConstraints(pattern=r"^/([A-Za-z0-9_.-]+/)*(\*|[A-Za-z0-9_.-]+)?$", max_length=100)]


def named_range(cidr: IPv4Network) -> IPv4Network:
    """An address range that names somebody: wider than /16 is the internet by another name."""
    if cidr.prefixlen < 16:
        raise refusal(
            f"{cidr}: wider than /16 is no allow list; name the offices' own ranges",
            f"{cidr}: /16 より広い範囲は許可リストにならない。拠点の範囲を書く",
        )
    return cidr


NamedRange = Annotated[Range, AfterValidator(named_range)]
Ranges = Annotated[tuple[NamedRange, ...], Field(min_length=1), AfterValidator(distinct)]
"""At least one: an empty list could mean nobody or everybody."""


class WebFirewall(Block):
    """Stops known attacks in front of web entries and keeps staff paths to named address ranges."""

    PARTS = frozenset({"workload"})

    kind: Literal["web_firewall"] = Field("web_firewall", **KIND)
    managed_rules: Literal["standard", "strict"] = Field(
        "standard",
        **text(
            "standard: common attacks; strict: more rules, more false alarms.",
            "standard: 一般的な攻撃、strict: より厳しく誤検知も増える。",
        ),
    )
    only_from: Mapping[PathPattern, Ranges] = Field(
        default_factory=dict,
        max_length=8,
        **text("Paths open only to these address ranges.", "指定した範囲からだけ到達できるパス。"),
    )
    requests_per_5_minutes: Whole = Field(
        2000,
        ge=100,
        le=20000,
        **text("Requests one address may make in five minutes.", "1アドレスが5分間に送れる要求数。"),
    )
    logs: ArchiveName = Field(None, **LOGS)

    def promises(self, here: Here) -> Iterator[Promise]:
        """Its decisions are logged and kept. That it stands in front of an entry is the entry's promise."""
        days = here.log_days(self.logs)
        yield promise("firewall_log", Logged(subject=here.address, what="firewall", enabled=True, days=days))
