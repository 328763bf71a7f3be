"""How Pulumi's analyzer protocol writes resources, and the graph they make."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final, TypeAlias

from google.protobuf import struct_pb2
from pulumi.runtime.proto import analyzer_pb2 as proto

from govcloud.graph import PROVIDER_PREFIX, Graph, Resource, decoded
from govcloud.graph.values import HIDDEN, SECRET_SIGNATURE, SIGNATURE, UNKNOWN_STRING, Value
from govcloud.policy.ids import told

Properties: TypeAlias = dict[str, Value]

_REFERENCES_PROVIDER: Final = f"{PROVIDER_PREFIX}pulumi"
"""The provider of stack references. The engine reports it, and not them; it is no cloud's."""

UNKNOWN_STRINGS: Final = frozenset(
    {
        "030794c1-ac77-496b-92df-f27374a8bd58",
        "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
        "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
        "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
        "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
        "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
        "e48ece36-62e2-4504-bad9-02848725956a",
    }
)
"""How the protocol writes a value that is not known yet: one string for each type that it may turn out to have."""


def properties(struct: struct_pb2.Struct) -> Properties:
    """The properties of a message: unknowns, secrets and references marked, whole numbers as `int`."""
    return {key: decoded(_plain(value)) for key, value in struct.fields.items()}


def graph(
    resources: Iterable[proto.AnalyzerResource], inputs: Mapping[str, Properties], project: str, *, real: bool
) -> Graph:
    """The graph of a stack as the engine reports it at the end.

    The report has outputs only; `inputs` are those the engine showed for each URN before. A resource without any is
    read by its outputs. `real` says that the outputs are a cloud's answers and no preview's guesses.
    """
    messages = [message for message in resources if message.type != _REFERENCES_PROVIDER]
    found = {message.urn: resource(message, inputs.get(message.urn), real=real) for message in messages}
    for message in messages:
        if message.HasField("provider") and message.provider.type != _REFERENCES_PROVIDER:
            found.setdefault(message.provider.urn, provider(message.provider))
    for urn, name in told(found).items():
        found[urn].id = name
    stack, named = _stack_and_project(next(iter(found), ""))
    return Graph(project or named, stack, found.values())


def resource(message: proto.AnalyzerResource, inputs: Properties | None, *, real: bool) -> Resource:
    """One resource of a stack's report."""
    outputs = properties(message.properties)
    return Resource(
        **_identity(message),
        inputs=outputs if inputs is None else inputs,
        outputs=outputs,
        id=outputs.get("id", ""),
        dependencies=tuple(message.dependencies),
        property_dependencies={key: tuple(one.urns) for key, one in message.propertyDependencies.items()},
        outputs_are_real=real,
    )


def requested(message: proto.AnalyzeRequest) -> Resource:
    """A resource that is about to be made."""
    return Resource(**_identity(message), inputs=properties(message.properties))


def planned(message: proto.AnalyzeRequest, resource: Resource, components: Mapping[str, Resource]) -> Graph:
    """The graph of one resource that is about to be made, its provider and the components it belongs to.

    `components` names the component nearest to each resource (a component is its own). What else is above a resource
    is left out: it has been judged.
    """
    above = list(_above(resource, components))
    parent = above[0].urn if above else ""
    members = [*above, dataclasses.replace(resource, parent=parent)]
    if message.HasField("provider"):
        members.append(provider(message.provider))
    stack, project = _stack_and_project(message.urn)
    return Graph(project, stack, members)


def _above(resource: Resource, components: Mapping[str, Resource]) -> Iterator[Resource]:
    component = components.get(resource.parent)
    while component is not None:
        yield component
        component = components.get(component.parent)


def provider(message: proto.AnalyzerProviderResource) -> Resource:
    """The provider that comes with a resource."""
    inputs = properties(message.properties)
    return Resource(urn=message.urn, type=message.type, name=message.name, inputs=inputs, outputs=inputs)


def _identity(message: proto.AnalyzerResource | proto.AnalyzeRequest) -> dict[str, Any]:
    """What both kinds of message say. The protocol does not say which resources are components: they have no
    provider, and everything else but providers has one."""
    provided = message.HasField("provider")
    return {
        "urn": message.urn,
        "type": message.type,
        "name": message.name,
        "custom": provided or message.type.startswith(PROVIDER_PREFIX),
        "parent": message.options.parent,
        "provider": f"{message.provider.urn}::" if provided else "",
        "protect": message.options.protect,
        "options": {"ignoreChanges": list(message.options.ignoreChanges)} if message.options.ignoreChanges else {},
    }


def _stack_and_project(urn: str) -> tuple[str, str]:
    parts = urn.removeprefix("urn:pulumi:").split("::")
    return (parts[0], parts[1]) if len(parts) > 1 else ("", "")


def _plain(value: struct_pb2.Value) -> Value:
    return _PLAIN[value.WhichOneof("kind")](value)


def _number(value: struct_pb2.Value) -> float:
    number = value.number_value
    return int(number) if number.is_integer() else number


def _string(value: struct_pb2.Value) -> str:
    return UNKNOWN_STRING if value.string_value in UNKNOWN_STRINGS else value.string_value


def _mapping(value: struct_pb2.Value) -> Properties:
    plain = {key: _plain(item) for key, item in value.struct_value.fields.items()}
    if plain.get(SIGNATURE) == SECRET_SIGNATURE and plain.get("value") == HIDDEN:
        # A file whose secrets nobody can decrypt: the engine writes its word for hidden, which is nobody's value.
        del plain["value"]
    return plain


_PLAIN: Final[dict[str | None, Callable[[struct_pb2.Value], Value]]] = {
    None: lambda _: None,
    "bool_value": lambda value: value.bool_value,
    "list_value": lambda value: [_plain(item) for item in value.list_value.values],
    "null_value": lambda _: None,
    "number_value": _number,
    "string_value": _string,
    "struct_value": _mapping,
}
