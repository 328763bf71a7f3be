"""What of a conversation with the engine is worth keeping: the same wherever and whenever it was recorded."""

from __future__ import annotations

import functools
import gzip
import importlib.metadata
import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

DROPPED = {
    "created": "a time",
    "modified": "a time",
    "parallel": "the machine's cores",
    "sourcePosition": "a path",
    "stackTrace": "paths",
}
"""Keys of messages and states that are not kept, and why."""

_UNORDERED = ("configSecretKeys", "dependencies", "dependsOn", "supportedFeatures", "urns")
"""Lists whose order means nothing: the SDK and the engine collect them in sets."""

_API_VERSION = re.compile(r"/v\d{8}\w*:")
_PROVIDER = re.compile(r"^(urn:pulumi:[^:]*::[^:]*::[^:]*\$?pulumi:providers:.*)::[0-9a-f]{8}-[0-9a-f-]{27}$")
_UUID = re.compile(r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$")
_UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
_CALLBACK = re.compile(r"(Invoke callback )[0-9a-f-]{36}")
PROVIDER_ID = "(id)"
"""Stands for the random id of a provider."""
_PACKAGES = ("aws", "azure-native", "gcp")


@functools.cache
def versions() -> dict[str, str]:
    """What stands for the version of an installed SDK, as it is written and as default providers are named."""
    found = {}
    for package in _PACKAGES:
        version = importlib.metadata.version(f"pulumi-{package}")
        found[version] = f"({package})"
        found[f"default_{version.replace('.', '_')}"] = f"default_({package})"
    return found


def neutral(item: Any, replaced: Mapping[str, str] | None = None) -> Any:
    """A message or state without what differs from machine to machine. `replaced` are texts of this run: paths."""
    if isinstance(item, Mapping):
        if item.keys() == {"target", "token"}:
            return {"callback": True}
        kept = {key: neutral(one, replaced) for key, one in item.items() if key not in DROPPED}
        return _tidied(kept)
    if isinstance(item, (list, tuple)):
        return [neutral(one, replaced) for one in item]
    return _text(item, replaced or {}) if isinstance(item, str) else item


def _tidied(kept: dict[str, Any]) -> dict[str, Any]:
    if isinstance(kept.get("aliases"), list):
        kept["aliases"] = [one for one in kept["aliases"] if not _of_api_version(one)]
    for key in _UNORDERED:
        if isinstance(kept.get(key), list):
            kept[key] = sorted(kept[key], key=str)
    if isinstance(kept.get("propertyDependencies"), dict):
        told = kept["propertyDependencies"].items()
        kept["propertyDependencies"] = {key: sorted(one) if isinstance(one, list) else one for key, one in told}
    for key in ("aliases", "hooks"):
        if kept.get(key) in ([], {}):
            del kept[key]
    if str(kept.get("urn", "")).split("::")[2:3] and "pulumi:providers:" in str(kept.get("urn")):
        kept.update({"id": PROVIDER_ID} if _random(kept.get("id")) else {})
    return kept


def _random(item: Any) -> bool:
    return isinstance(item, str) and item != _UNKNOWN and bool(_UUID.match(item))


def _of_api_version(alias: Any) -> bool:
    """Azure's SDK lists 25 to 60 other API versions of a type: without old state they mean nothing."""
    return isinstance(alias, dict) and bool(_API_VERSION.search(alias.get("spec", {}).get("type", "")))


def _text(text: str, replaced: Mapping[str, str]) -> str:
    if "Traceback (most" in text:
        text = "\n".join(line for line in text.splitlines() if line and not line.startswith((" ", "Traceback")))
    for old, new in (*replaced.items(), *versions().items()):
        text = text.replace(old, new)
    found = _PROVIDER.match(text)
    if found and not text.endswith(_UNKNOWN):
        return f"{found[1]}::{PROVIDER_ID}"
    return _CALLBACK.sub(r"\1(id)", text)


def unseeded(item: Any, names: Iterable[str]) -> Any:
    """A run with the random end of the names that providers made up taken out."""
    text = json.dumps(item)
    for name in sorted(set(names), key=len, reverse=True):
        text = re.sub(rf"(?<=\b{re.escape(name)})-[0-9a-f]{{7}}\b", "-0000000", text)
    return json.loads(text)


def lines(entries: Iterable[Mapping[str, Any]]) -> str:
    """Entries as text, one a line, in an order that does not depend on which came first."""
    return "\n".join(sorted(json.dumps(one, ensure_ascii=False, sort_keys=True) for one in entries)) + "\n"


def keep(path: Path, text: str, largest_bytes: int = 200_000) -> Path:
    """Write a recording, compressed where it is large; the same text gives the same bytes."""
    packed = path.with_suffix(".jsonl.gz")
    plain = path.with_suffix(".jsonl")
    for old in (packed, plain):
        old.unlink(missing_ok=True)
    if len(text.encode()) <= largest_bytes:
        plain.write_text(text, encoding="utf-8")
        return plain
    packed.write_bytes(gzip.compress(text.encode(), mtime=0))
    return packed


def kept(path: Path) -> list[dict[str, Any]]:
    """The entries of a recording."""
    packed = path.with_suffix(".jsonl.gz")
    if packed.exists():
        text = gzip.decompress(packed.read_bytes()).decode()
    else:
        text = path.with_suffix(".jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]
