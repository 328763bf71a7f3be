"""The resource graph of one or several stacks: what is in it, what stands below what, what refers to what."""

from __future__ import annotations

import contextlib
import dataclasses
import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Final

from govcloud.errors import UsageError
from govcloud.facts import UNKNOWN, Unknown
from govcloud.graph.references import Ambiguous, External, Names, Tokens
from govcloud.graph.resource import Resource
from govcloud.graph.values import HIDDEN, ResourceRef, Value, revealed

Referent = Resource | External | Unknown | Ambiguous | None
"""What a property refers to: a resource of this graph, something outside it, not known, one of several, nothing."""

_NOTHING: Final[tuple[Resource, ...]] = ()


@dataclasses.dataclass(slots=True, frozen=True)
class DataSource:
    """One call of a data source: its token, its arguments, its provider."""

    token: str
    arguments: Mapping[str, Value]
    provider: str = ""


class Graph:
    """Resources by URN, in the order of their registration.

    `exports` are the stack's outputs. `tokens` maps the head of a symbolic value (`Key:data` in `${Key:data.arn}`)
    to URNs. `messages` are what the program logged, as (severity, URN, text). The graph must not change once a
    question was asked of it: answers are indexed at first use.
    """

    def __init__(
        self,
        project: str,
        stack: str,
        resources: Iterable[Resource] = (),
        *,
        exports: Mapping[str, Value] | None = None,
        tokens: Mapping[str, Collection[str]] | None = None,
        data_sources: Iterable[DataSource] = (),
        messages: Iterable[tuple[str, str, str]] = (),
    ) -> None:
        self.project = project
        self.stack = stack
        self.resources = {resource.urn: resource for resource in resources}
        self.exports = dict(exports or {})
        self.tokens = {head: tuple(urns) for head, urns in (tokens or {}).items()}
        self.data_sources = tuple(data_sources)
        self.messages = tuple(messages)
        self._types: dict[str, list[Resource]] | None = None
        self._children: dict[str, list[Resource]] | None = None
        self._names: Names | None = None
        self._referrers: dict[tuple[str, str, tuple[str, ...]], dict[str, list[Resource]]] = {}
        self._documents: dict[tuple[str, str], Value] = {}
        self._made_from: dict[str, frozenset[str]] = {}
        self._veiled: dict[tuple[str, str], list[Resource]] = {}
        self._supposes = self._doubted = False

    def __iter__(self) -> Iterator[Resource]:
        return iter(self.resources.values())

    def __len__(self) -> int:
        return len(self.resources)

    def __getitem__(self, urn: str) -> Resource:
        return self.resources[urn]

    def __contains__(self, urn: object) -> bool:
        return urn in self.resources

    @classmethod
    def joined(cls, graphs: Collection[Graph]) -> Graph:
        """One graph of several stacks, as a judgement of a whole system needs it."""
        first = next(iter(graphs), None)
        if first is None:
            raise UsageError("no graph to join")
        tokens: dict[str, tuple[str, ...]] = {}
        for graph in graphs:
            for head, urns in graph.tokens.items():
                tokens[head] = tuple(dict.fromkeys((*tokens.get(head, ()), *urns)))
        return cls(
            first.project,
            "+".join(dict.fromkeys(graph.stack for graph in graphs)),
            (resource for graph in graphs for resource in graph),
            exports={key: value for graph in graphs for key, value in graph.exports.items()},
            tokens=tokens,
            data_sources=(call for graph in graphs for call in graph.data_sources),
            messages=(message for graph in graphs for message in graph.messages),
        )

    def of_type(self, *types: str) -> Iterator[Resource]:
        """The resources of some types, in order of registration within each."""
        if self._types is None:
            self._types = _grouped(self, lambda resource: resource.type)
        for token in types:
            yield from self._types.get(token, _NOTHING)

    def children(self, urn: str) -> Iterator[Resource]:
        """What was registered with this parent."""
        if self._children is None:
            self._children = _grouped(self, lambda resource: resource.parent)
        yield from self._children.get(urn, _NOTHING)

    def below(self, urn: str) -> Iterator[Resource]:
        """Everything under a component, at any depth."""
        for child in self.children(urn):
            yield child
            yield from self.below(child.urn)

    def component(self, resource: Resource, prefix: str = "govcloud:") -> Resource | None:
        """The innermost component above a resource whose type starts with `prefix`."""
        seen = self.resources.get(resource.parent)
        while seen is not None and not (not seen.custom and seen.type.startswith(prefix)):
            seen = self.resources.get(seen.parent)
        return seen

    def provider_of(self, resource: Resource) -> Resource | None:
        """The provider resource that a resource names, if it is in this graph."""
        return self.resources.get(resource.provider.rpartition("::")[0])

    def ref(self, resource: Resource, path: str, *types: str) -> Referent:
        """What the property at `path` refers to, looked for among resources of `types` (all, if none are named).

        Three ways, in order: the symbolic tokens in the value; equality with an id, ARN or name that a resource is
        known by; the property's single dependency, where the value is unknown.
        """
        return self.resolve(resource, path, resource.at(path), *types)

    def refs(self, resource: Resource, path: str, *types: str) -> Iterator[Referent]:
        """`ref` for each element of the list at `path`."""
        several = isinstance(resource.at(path), (list, tuple))
        for index, value in enumerate(resource.each(path)):
            yield self.resolve(resource, f"{path}.{index}" if several else path, value, *types)

    def resolve(self, resource: Resource, path: str, value: Value, *types: str) -> Referent:
        """What a value found in the property at `path` refers to; see `ref`. An empty string refers to nothing."""
        value = revealed(value)
        if value is None or value == "":
            return None
        if value is UNKNOWN:
            return self._by_dependency(resource, path, types)
        return self._named(value, types) or External(HIDDEN if resource.holds_secret(path) else _shown(value))

    def companions(self, resource: Resource, token: str, path: str) -> tuple[Resource, ...]:
        """The resources of type `token` whose property at `path` (one value or a list) refers to this resource.

        Those of which nobody can see whether they do are left out, unless `reading(supposing=True)`.
        """
        key = (token, path, (resource.type,))
        index = self._referrers.get(key)
        if index is None:
            index = self._referrers[key] = defaultdict(list)
            for other in self.of_type(token):
                for seen in self.refs(other, path, resource.type):
                    if isinstance(seen, Resource):
                        index[seen.urn].append(other)
        return self.with_possible(tuple(index.get(resource.urn, _NOTHING)), resource, token, path)

    def with_possible(
        self, seen: tuple[Resource, ...], resource: Resource, token: str, path: str
    ) -> tuple[Resource, ...]:
        """The companions seen, and where `reading(supposing=True)` those that may be some: what their property names is
        not known yet, and was made from this resource."""
        possible = tuple(
            other for other in self._unseen(token, path) if other not in seen and self.may_name(other, path, resource)
        )
        self._doubted = self._doubted or bool(possible)
        return (*seen, *possible) if self._supposes else seen

    def may_name(self, resource: Resource, path: str, target: Resource) -> bool:
        """Whether the property at `path`, whose value is not known, can be about `target`: it was made from it or from
        what was made from it, and from nothing else of its type alone; or nobody recorded what it was made from."""
        if resource is target:
            return False
        urns = resource.property_dependencies.get(path.partition(".")[0], ())
        found = self._one_of(urns, (target.type,))
        if isinstance(found, Resource):
            return found is target
        return not urns or any(target.urn in self._origins(urn) for urn in urns)

    @contextlib.contextmanager
    def reading(self, *, supposing: bool = False) -> Iterator[Callable[[], bool]]:
        """A reading of this graph; `supposing` that whatever may be a companion is one. What it gives answers whether
        there was such a doubt."""
        before = self._supposes, self._doubted
        self._supposes, self._doubted = supposing, False
        try:
            yield lambda: self._doubted
        finally:
            self._supposes, self._doubted = before

    def document(self, resource: Resource, path: str) -> Value:
        """The JSON document at `path`, parsed; `None` where there is none.

        `UNKNOWN` where it is not known, and where its text cannot be read as JSON: something stands there.
        """
        key = (resource.urn, path)
        if key not in self._documents:
            self._documents[key] = _parsed(resource.at(path))
        return self._documents[key]

    def token_urns(self, value: str) -> tuple[str, ...]:
        """The URNs of all resources that symbolic tokens in a string stand for."""
        return Tokens.urns(value, self.tokens)

    def _unseen(self, token: str, path: str) -> list[Resource]:
        """The resources of a type with a property at `path` that is not known, or not all of it."""
        if (token, path) not in self._veiled:
            self._veiled[token, path] = [one for one in self.of_type(token) if UNKNOWN in one.each(path)]
        return self._veiled[token, path]

    def _origins(self, urn: str) -> frozenset[str]:
        """A resource and all that it was made from."""
        if urn not in self._made_from:
            found, waiting = {urn}, [urn]
            while waiting:
                one = self.resources.get(waiting.pop())
                more = {*one.dependencies, *_listed(one.property_dependencies)} - found if one else set()
                found |= more
                waiting += more
            self._made_from[urn] = frozenset(found)
        return self._made_from[urn]

    def _named(self, value: Value, types: tuple[str, ...]) -> Resource | Ambiguous | None:
        if isinstance(value, ResourceRef):
            return self._one_of((value.urn,), types)
        if not isinstance(value, str):
            return None
        return self._by_token(value, types) or self._by_name(value, types)

    def _by_token(self, value: str, types: tuple[str, ...]) -> Resource | Ambiguous | None:
        return self._one_of(self.token_urns(value), types) if "${" in value else None

    def _by_name(self, value: str, types: tuple[str, ...]) -> Resource | Ambiguous | None:
        if self._names is None:
            self._names = Names(self)
        return self._one_of(self._names.urns(value, types), types)

    def _by_dependency(self, resource: Resource, path: str, types: tuple[str, ...]) -> Referent:
        urns = resource.property_dependencies.get(path.partition(".")[0], ())
        return self._one_of(urns, types) or UNKNOWN

    def _one_of(self, urns: Iterable[str], types: tuple[str, ...]) -> Resource | Ambiguous | None:
        known = (self.resources[urn] for urn in dict.fromkeys(urns) if urn in self.resources)
        found = tuple(resource for resource in known if not types or resource.type in types)
        if not found:
            return None
        return found[0] if len(found) == 1 else Ambiguous(tuple(resource.urn for resource in found))


def _listed(dependencies: Mapping[str, Collection[str]]) -> Iterator[str]:
    return (urn for urns in dependencies.values() for urn in urns)


def _grouped(graph: Graph, key: Callable[[Resource], str]) -> dict[str, list[Resource]]:
    groups: dict[str, list[Resource]] = defaultdict(list)
    for resource in graph:
        groups[key(resource)].append(resource)
    return groups


def _parsed(value: Value) -> Value:
    if not isinstance(value, str):
        return value
    if not value.strip():
        return None
    try:
        return json.loads(value)
    except (RecursionError, ValueError):
        return UNKNOWN


def _shown(value: Value) -> str:
    if isinstance(value, ResourceRef):
        return value.urn
    return value if isinstance(value, str) else json.dumps(value, default=repr)
