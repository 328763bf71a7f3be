"""The way in from the internet: one TLS endpoint in front of services and sites."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from govcloud.blocks.block import (
    KIND,
    LOGS,
    NETWORK,
    ArchiveName,
    Block,
    Here,
    NetworkName,
    Refers,
    promise,
    refusal,
    text,
)
from govcloud.blocks.web_firewall import PathPattern, WebFirewall
from govcloud.facts import Filters, InTransit, Logged, Place, Placed, Promise, Reachable, Recoverable, Tls

Routed = Annotated[str, Refers(("container_service", "static_site"))]


def with_rest(routes: Mapping[str, str]) -> Mapping[str, str]:
    """Every request goes somewhere on purpose: the rest ("/*") must be routed, too."""
    if "/*" not in routes:
        raise refusal(
            "no route for '/*': say which block answers everything that no other route takes",
            "'/*' の振り分け先がない: どの経路にも当たらない要求に応えるブロックを書く",
        )
    return routes


class WebEntry(Block):
    """A load balancer at the environment's domain, with a certificate, behind a web firewall. TLS 1.2 or newer; plain
    HTTP is only redirected."""

    PARTS = frozenset({"workload"})

    kind: Literal["web_entry"] = Field("web_entry", **KIND)
    network: NetworkName = Field(None, **NETWORK)
    firewall: Annotated[str, Refers(("web_firewall",))] = Field(
        **text("The web firewall in front of it.", "前段に置くWAF。")
    )
    routes: Annotated[Mapping[PathPattern, Routed], AfterValidator(with_rest)] = Field(
        min_length=1,
        max_length=20,
        **text("Which block answers which path; '/*' takes the rest.", "パスと振り分け先。'/*'は残りすべて。"),
    )
    logs: ArchiveName = Field(None, **LOGS)

    def promises(self, here: Here) -> Iterator[Promise]:
        """Open to the internet only over TLS and behind the firewall, logged, in several zones."""
        address, days = here.address, here.log_days(self.logs)
        strict = bool(here.block(self.firewall, WebFirewall).only_from)
        yield promise("placed", Placed(subject=address, what="primary", where=Place.TOKYO))
        yield promise("public", Reachable(subject=address, what="web", by="internet"))
        yield promise("tls", InTransit(subject=address, what="web", floor=Tls.TLS1_2, plain="redirected"))
        yield promise("access_log", Logged(subject=address, what="access", enabled=True, days=days))
        yield promise("firewall", Filters(subject=address, what="web", present=True, managed_rules=True, blocks=True))
        if strict:
            yield promise("allow_list", Filters(subject=address, what="web", allow_list=True))
        yield promise("multi_zone", Recoverable(subject=address, what="entry", zones=2))
        yield promise("deletion_protection", Recoverable(subject=address, what="entry", protected=True))
