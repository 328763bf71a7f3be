"""A site of fixed files, served only through a web entry."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from govcloud.blocks.block import (
    KEY,
    KIND,
    LOGS,
    NETWORK,
    ArchiveName,
    Block,
    Here,
    KeyName,
    NetworkName,
    promise,
    text,
)
from govcloud.blocks.container_service import Image
from govcloud.blocks.object_store import stored
from govcloud.facts import Logged, Promise

PageName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]+\.html$", max_length=60)]


class StaticSite(Block):
    """Files in a private store in Japan, without a content network outside it: pages may be public, their store is
    not."""

    PARTS = frozenset({"workload"})

    kind: Literal["static_site"] = Field("static_site", **KIND)
    network: NetworkName = Field(None, **NETWORK)
    key: KeyName = Field(None, **KEY)
    logs: ArchiveName = Field(None, **LOGS)
    server: Image = Field(
        **text(
            "A web server's image, by digest: it serves the files on clouds whose load balancer cannot read a private"
            " store (it reads them from /site, port 8080).",
            "非公開ストアを直接配信できないクラウドで使うWebサーバーのイメージ(/siteを8080番で配信)。",
        )
    )
    index: PageName = Field("index.html", **text("The page for '/'.", "'/'で返すページ。"))
    not_found: PageName = Field("404.html", **text("The page where there is none.", "該当がないときのページ。"))

    def promises(self, here: Here) -> Iterator[Promise]:
        """What every store of objects guarantees, and its access log."""
        yield from stored(here, self.key)
        days = here.log_days(self.logs)
        yield promise("access_log", Logged(subject=here.address, what="access", enabled=True, days=days))
