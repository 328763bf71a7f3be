"""A registry of container images: private, scanned, on the agency's key."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from govcloud.blocks.block import KEY, KIND, NETWORK, Block, Here, KeyName, NetworkName, promise
from govcloud.facts import AtRest, Place, Placed, Promise, Reachable, Scans


class ContainerRegistry(Block):
    """Images that services run. It belongs to the foundation: it must hold an image before a service can start."""

    PARTS = frozenset({"foundation"})

    kind: Literal["container_registry"] = Field("container_registry", **KIND)
    network: NetworkName = Field(None, **NETWORK)
    key: KeyName = Field(None, **KEY)

    def promises(self, here: Here) -> Iterator[Promise]:
        """Customer key, private, images scanned when they arrive and whenever new vulnerabilities are known."""
        address, level = here.address, here.key_level(self.key)
        yield promise("placed", Placed(subject=address, what="primary", where=Place.TOKYO))
        yield promise("customer_key", AtRest(subject=address, what="image", level=level, known_key=True))
        yield promise("private", Reachable(subject=address, what="image", by="network"))
        yield promise("scan_on_push", Scans(subject=address, what="images", on_push=True))
        yield promise("scan_again", Scans(subject=address, what="images", continuous=True))
