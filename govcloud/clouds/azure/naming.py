"""The physical names of Azure resources: pure functions of layout, account and block, within every service's limits."""

from __future__ import annotations

import hashlib
import uuid
from typing import Final

from govcloud.systems import Layout

_SPACE: Final = uuid.UUID("6ba7b810-9dad-11d1-80b4-00c04fd430c8")
"""The namespace for object identifiers of RFC 9562: names here are paths that only this library makes."""


def stem(layout: Layout) -> str:
    """Agency, system and environment: at most 54 characters of lower-case letters, digits and hyphens."""
    return f"{layout.system.agency}-{layout.system.system}-{layout.environment_name}"


def digest(layout: Layout, number: str, *parts: str, length: int = 8) -> str:
    """Hexadecimal digits that differ between accounts, environments, generations and parts."""
    seen = "/".join((stem(layout), number, str(layout.system.generation), *parts))
    return hashlib.sha256(seen.encode()).hexdigest()[:length]


def group(layout: Layout, block: str, suffix: str = "") -> str:
    """A resource group: at most 90 characters; one for each block, so that a block can be seen and removed whole."""
    return "-".join(part for part in ("rg", stem(layout), block, suffix) if part)


def local(block: str, role: str) -> str:
    """A name that need only be unique in its resource group: block and role, at most 60 characters."""
    return f"{block}-{role}"[:60].rstrip("-")


def vault(layout: Layout, number: str, block: str) -> str:
    """A key vault: 3 to 24 letters, digits and single hyphens, unique in the world and given back after 90 days."""
    return f"kv-{_cut(block, 12)}-{digest(layout, number, 'vault', block)}"


def storage(layout: Layout, number: str, block: str) -> str:
    """A storage account: 3 to 24 lower-case letters and digits, unique in the world."""
    return f"st{_plain(block)[:12]}{digest(layout, number, 'storage', block, length=10)}"


def container(block: str) -> str:
    """A blob container: 3 to 63 lower-case letters, digits and single hyphens."""
    return f"{block}-data"


def registry(layout: Layout, number: str, block: str) -> str:
    """A container registry: 5 to 50 letters and digits, unique in the world."""
    return f"cr{_plain(block)}{digest(layout, number, 'registry', block, length=10)}"


def server(layout: Layout, number: str, block: str, suffix: str = "") -> str:
    """A PostgreSQL server: 3 to 63 lower-case letters, digits and hyphens, unique in the world."""
    tail = f"-{suffix}" if suffix else ""
    return f"pg-{block}-{digest(layout, number, 'server', block)}{tail}"


def short(block: str) -> str:
    """An action group's short name, which stands in every message: at most 12 characters."""
    return _cut(block, 12)


def word(name: str) -> str:
    """Letters and digits only, beginning with a letter: what firewall rules are called."""
    return _plain(name)[:100] or "rule"


def assignment(layout: Layout, number: str, *parts: str) -> str:
    """A role assignment's GUID: the same for the same grant, so that a second deployment finds the first one's."""
    path = "/".join((stem(layout), number, str(layout.system.generation), *parts))
    return str(uuid.uuid5(_SPACE, path))


def _cut(name: str, length: int) -> str:
    return name[:length].rstrip("-")


def _plain(name: str) -> str:
    return "".join(letter for letter in name.lower() if letter.isascii() and letter.isalnum())
