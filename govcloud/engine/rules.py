"""The rules of a strict render: explicit providers of the right package, one resource per URN and per physical name."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Final

from govcloud.errors import EngineError, Text
from govcloud.graph import Resource, Value

DESCRIPTIVE: Final = frozenset({"comment", "description", "displayName", "kind", "label", "policy", "policyDocument"})
"""Texts that do not tell two resources apart."""

_WORD: Final = re.compile(r"[A-Z][^A-Z]*")


def shown(resource: Resource) -> str:
    """A resource as a message names it."""
    return f"{resource.type} '{resource.name}'" + (f" ({resource.source})" if resource.source else "")


def lacks_provider(resource: Resource) -> Text:
    """The problem of a resource that would get a default provider."""
    package = resource.package
    return Text(
        f"{shown(resource)} has no {package} provider and would get a default one, with credentials and place taken "
        f"from the environment; pass provider=… in its ResourceOptions, or parent=… a component that has one",
        f"{shown(resource)} に {package} のプロバイダーがない。既定のものでは認証情報と場所が実行環境で決まるので、"
        "ResourceOptions に provider=… か、それを持つ親 parent=… を渡す",
    )


def foreign_provider(resource: Resource, package: str) -> Text:
    """The problem of a resource given a provider of another package, which Pulumi ignores without a word."""
    return Text(
        f"{shown(resource)} was given a provider of the package '{package}', which Pulumi would leave unused; "
        f"pass one of the package '{resource.package}'",
        f"{shown(resource)} に渡されたプロバイダーは '{package}' のもので、Pulumi は黙って使わない。"
        f"'{resource.package}' のものを渡す",
    )


def duplicate(first: Resource, second: Resource) -> EngineError:
    """Two resources of one URN. The real engine refuses them too, without saying where the first one is."""
    places = list(dict.fromkeys(one.source for one in (first, second) if one.source))
    made, made_ja = f": made at {' and '.join(places)}", f"(作成箇所: {'、'.join(places)})"
    return EngineError(
        f"duplicate resource URN '{second.urn}'{made if places else ''}; give one another name",
        ja=f"リソースのURN '{second.urn}' が重複している{made_ja if places else ''}。一方の名前を変える",
    )


class PhysicalNames:
    """The names that resources will have in the cloud. Two of one type and provider with one name cannot both exist.

    A name counts as taken only where every other text that places the resource (group, zone, role, …) is the same too.
    """

    def __init__(self) -> None:
        self._owners: dict[tuple[Value, ...], Resource] = {}

    def clash(self, resource: Resource) -> Text | None:
        """The problem with a resource whose name another one has; remembers the name otherwise."""
        known = _texts(resource.inputs)
        own = [key for key in known if key in name_keys(resource.type)]
        if not own:
            return None
        identity = (resource.type, resource.provider, *sorted(known.items()))
        first = self._owners.setdefault(identity, resource)
        if first is resource:
            return None
        names = ", ".join(f"{key}={json.dumps(known[key], ensure_ascii=False)}" for key in own)
        return Text(
            f"{shown(resource)} and {shown(first)} have the same name in the cloud: {names}",
            f"{shown(resource)} と {shown(first)} のクラウド上の名前が同じ: {names}",
        )


def name_keys(token: str) -> frozenset[str]:
    """The inputs that may hold the physical name of a type: `bucket` of a Bucket, `vaultName` of a Vault, …"""
    known = _NAME_KEYS.get(token)
    if known is None:
        known = _NAME_KEYS[token] = frozenset(_name_keys(token.rpartition(":")[2]))
    return known


_NAME_KEYS: Final[dict[str, frozenset[str]]] = {}


def _name_keys(kind: str) -> list[str]:
    words = _WORD.findall(kind) or [kind]
    stems = [lowered(kind), lowered(words[-1])]
    return ["name", lowered(kind), *(f"{stem}{end}" for stem in stems for end in ("Id", "Identifier", "Name"))]


def lowered(word: str) -> str:
    """The first letter in lower case."""
    return word[:1].lower() + word[1:]


def _texts(inputs: Mapping[str, Value]) -> dict[str, str]:
    """The known texts at the top of the inputs that may tell two resources apart."""
    return {
        key: item
        for key, item in inputs.items()
        if type(item) is str and key not in DESCRIPTIVE and not item.startswith(("{", "["))
    }
