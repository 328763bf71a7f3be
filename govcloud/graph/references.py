"""How a value names a resource: by a symbolic token, or by an identifier that the resource is known by."""

from __future__ import annotations

import dataclasses
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Final

from govcloud.graph.resource import Resource
from govcloud.graph.values import revealed

_TOKEN: Final = re.compile(r"\$\{([^${}.]+)\.([^${}]+)\}")

IDENTIFIERS: Final = (
    "accountName",
    "address",
    "arn",
    "bucket",
    "clusterIdentifier",
    "email",
    "fingerprint",
    "id",
    "identifier",
    "identityArn",
    "keyId",
    "keyName",
    "keyUri",
    "keyUriWithVersion",
    "member",
    "name",
    "principalId",
    "registryName",
    "repositoryId",
    "repositoryUrl",
    "resourceGroupName",
    "secretId",
    "selfLink",
    "serverName",
    "uri",
    "vaultName",
    "vaultUri",
)
"""Properties whose value names the resource that has them, over the clouds' own naming habits."""


@dataclasses.dataclass(frozen=True, slots=True)
class External:
    """A value that names nothing in the graph: somebody else's resource, or plain text; `HIDDEN` for a secret one."""

    value: str


@dataclasses.dataclass(frozen=True, slots=True)
class Ambiguous:
    """A value that names more than one resource of the graph."""

    urns: tuple[str, ...]


class Tokens:
    """Symbolic values: `${<head>.<property>}`, where the head is `<class>:<name>` and no two resources share one."""

    @staticmethod
    def head(type_token: str, name: str, taken: Collection[str]) -> str:
        """A head for a resource that nobody else has: readable, with a number where class and name are not enough."""
        plain = f"{type_token.rpartition(':')[2]}:{re.sub(r'[${}.]', '_', name)}"
        head, count = plain, 1
        while head in taken:
            count += 1
            head = f"{plain}#{count}"
        return head

    @staticmethod
    def write(head: str, path: str) -> str:
        """The token for one property."""
        return f"${{{head}.{path}}}"

    @staticmethod
    def heads(value: str) -> tuple[str, ...]:
        """The heads of all tokens in a string, in order, whether or not a resource has them."""
        return tuple(match.group(1) for match in _TOKEN.finditer(value))

    @staticmethod
    def urns(value: str, known: Mapping[str, Collection[str]]) -> tuple[str, ...]:
        """The URNs that the tokens in a string stand for, without repeats."""
        return tuple(dict.fromkeys(urn for head in Tokens.heads(value) for urn in known.get(head, ())))


class Names:
    """Which resources are known by an identifier, compared without regard to case (Azure's ids come in any).

    By type as well: thousands of resources may share a name (their resource group's), and one question must not walk
    over them all.
    """

    def __init__(self, resources: Iterable[Resource]) -> None:
        self._urns: dict[str, dict[str, list[str]]] = defaultdict(dict)
        for resource in resources:
            for name in _identifiers(resource):
                self._urns[name.casefold()].setdefault(resource.type, []).append(resource.urn)

    def urns(self, value: str, types: Collection[str]) -> tuple[str, ...]:
        """The URNs known by this value. A short name ("data") counts only where the types sought are named."""
        if not types and not is_global(value):
            return ()
        by_type = self._urns.get(value.casefold(), {})
        return tuple(urn for token in types or by_type for urn in by_type.get(token, ()))


def is_global(value: str) -> bool:
    """Whether an identifier names one thing in the world: an ARN, a resource id, a URL; not a bare name."""
    return value.startswith(("arn:", "/subscriptions/", "projects/", "https://"))


def _identifiers(resource: Resource) -> set[str]:
    said = (properties.get(key) for properties in (resource.inputs, resource.outputs) for key in IDENTIFIERS)
    found = (revealed(value) for value in (resource.id, *said))
    return {name for name in found if isinstance(name, str) and name and "${" not in name}
