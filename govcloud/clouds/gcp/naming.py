"""Every physical name on Google Cloud: pure functions of layout, block and role, within each service's limits."""

from __future__ import annotations

import hashlib
import re
from typing import Final

from govcloud.systems.layout import Layout

_HASH: Final = 6

RENEWAL_LABEL: Final = "renewal-days"
"""The label of a brought or outside key that says within how many days its material is renewed by ceremony."""


def short(layout: Layout, number: str) -> str:
    """Six characters that tell this environment of this system from every other one in the world."""
    system = layout.system
    whole = "/".join((system.agency, system.system, layout.environment_name, number, str(system.generation)))
    return hashlib.sha256(whole.encode()).hexdigest()[:_HASH]


def cut(name: str, limit: int) -> str:
    """The name where it fits, else its beginning and a hash of the whole."""
    if len(name) <= limit:
        return name
    tail = hashlib.sha256(name.encode()).hexdigest()[:_HASH]
    return f"{name[: limit - _HASH - 1].rstrip('-')}-{tail}"


def plain(layout: Layout, block: str, *roles: str, limit: int = 63) -> str:
    """A name within the project: `<system>-<environment>-<block>--<role>`; a letter first, 63 characters at most.

    Block names hold no double hyphen, so no role of one block is another block's name. Cloud Run takes 49 characters,
    service accounts 30 (`account`), everything else used here 63 or more.
    """
    role = "-".join(filter(None, roles))
    named = "-".join((layout.system.system, layout.environment_name, block))
    return cut(f"{named}--{role}" if role else named, limit)


def generated(layout: Layout, block: str, *roles: str) -> str:
    """A name that is never or slowly given back: with the system's generation."""
    return plain(layout, block, *roles, f"g{layout.system.generation}")


def worldwide(layout: Layout, number: str, block: str) -> str:
    """A bucket's name, unique in the world: ends in the environment's hash.

    No bucket name may begin with "goog" or contain "google" or a near misspelling (storage naming rules).
    """
    tail = short(layout, number)
    named = "-".join((layout.system.system, layout.environment_name, block))
    allowed = re.sub(r"^goog|g[o0]+g[l1]e", "gg", named)
    return f"{cut(allowed, 63 - len(tail) - 1)}-{tail}"


def account(layout: Layout, block: str) -> str:
    """The id of a service account: 6 to 30 characters."""
    return cut(f"{layout.system.system}-{layout.environment_name}-{block}-sa", 30)


def service(layout: Layout, block: str) -> str:
    """The name of a Cloud Run service: 49 characters at most."""
    return plain(layout, block, limit=49)


def instance(layout: Layout, block: str, role: str = "") -> str:
    """A Cloud SQL instance. The name stays taken for a week after deletion; project and name have 98 at most."""
    return generated(layout, block, role)


def topic(layout: Layout, block: str) -> str:
    """A Pub/Sub topic: 3 to 255 characters, not beginning with "goog"."""
    return f"gc-{plain(layout, block)}"


def setting(block: str, what: str) -> str:
    """The environment variable that tells a service where a block it uses is: `RECORDS_HOST`."""
    return f"{block.replace('-', '_').upper()}_{what}"
