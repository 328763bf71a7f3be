"""Graphs written down: as a stack export that Pulumi's tools read, and as text that only real changes change."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Final

from govcloud.engine import wire
from govcloud.graph import STACK_TYPE, Graph, Resource, ResourceRef, Secret, Value
from govcloud.graph.values import SECRET_SIGNATURE, SIGNATURE, UNKNOWN_STRING

EXPORTED_OPTIONS: Final = {
    "additionalSecretOutputs": "additionalSecretOutputs",
    "customTimeouts": "customTimeouts",
    "deletedWith": "deletedWith",
    "hideDiff": "hideDiffs",
    "ignoreChanges": "ignoreChanges",
    "importID": "importID",
    "replaceOnChanges": "replaceOnChanges",
    "replaceWith": "replaceWith",
    "replacementTrigger": "replacementTrigger",
    "retainOnDelete": "retainOnDelete",
}
"""The options that a state keeps, under its name and under the request's; others are known to the program only."""
VOLATILE_OPTIONS: Final = frozenset({"packageRef", "pluginDownloadURL", "version"})
"""Options that change with every release of an SDK."""


def export(graph: Graph, *, reveal: bool = False) -> dict[str, Value]:
    """The graph as `pulumi stack export` writes one (deployment version 3); `govcloud.graph.exported` reads it back.

    `reveal` writes secrets in clear, as `--show-secrets` does; without it they are lost. The time is always the same.
    """
    return {
        "version": 3,
        "deployment": {
            "manifest": {"magic": "", "time": "1970-01-01T00:00:00Z", "version": ""},
            "resources": [_exported(resource, graph, reveal) for resource in graph],
        },
    }


def _exported(resource: Resource, graph: Graph, reveal: bool) -> dict[str, Value]:
    outputs = graph.exports if resource.type == STACK_TYPE else _with_version(resource, resource.outputs)
    entry = {
        "urn": resource.urn,
        "custom": resource.custom,
        "type": resource.type,
        "id": wire.encoded(resource.id),
        "inputs": _hidden(_inputs(resource), reveal),
        "outputs": _hidden(outputs, reveal),
        "parent": resource.parent,
        "protect": resource.protect,
        "external": resource.external,
        "dependencies": list(resource.dependencies),
        "propertyDependencies": {key: list(urns) for key, urns in resource.property_dependencies.items()},
        "provider": resource.provider,
        "aliases": [alias for alias in resource.aliases if isinstance(alias, str)],
        "sourcePosition": f"project://{resource.source.replace(':', '#')}" if resource.source else "",
        **_options(resource.options),
    }
    return {key: item for key, item in entry.items() if item or key == "custom"}


def _inputs(resource: Resource) -> Mapping[str, Value]:
    """The inputs; among a provider's the engine keeps notes of its own."""
    if not resource.is_provider or "version" not in resource.options:
        return resource.inputs
    return {"__internal": {}, **_with_version(resource, resource.inputs)}


def _options(options: Mapping[str, Value]) -> dict[str, Value]:
    """The options that a state keeps, of a request or of a state that was read."""
    hooks = {"".join(word.title() for word in key.split("_")): names for key, names in options.get("hooks", {}).items()}
    found = {key: options.get(asked, options.get(key)) for key, asked in EXPORTED_OPTIONS.items()}
    return {"resourceHooks": hooks or options.get("resourceHooks"), **found}


def _with_version(resource: Resource, values: Mapping[str, Value]) -> Mapping[str, Value]:
    """Inputs or outputs; the engine keeps a provider's version among both."""
    version = resource.options.get("version") if resource.is_provider else None
    return {**values, "version": version} if version else values


def _hidden(item: Value, reveal: bool) -> Value:
    """A value as files hold it: secrets as text that was encrypted, or in clear."""
    if isinstance(item, Mapping):
        return {key: _hidden(inner, reveal) for key, inner in item.items()}
    if isinstance(item, (list, tuple)):
        return [_hidden(inner, reveal) for inner in item]
    if isinstance(item, Secret):
        body = {"plaintext": json.dumps(wire.encoded(item.value))} if reveal else {"ciphertext": ""}
        return {SIGNATURE: SECRET_SIGNATURE, **body}
    if isinstance(item, ResourceRef):
        return {**wire.encoded(item), "packageVersion": ""}
    return wire.encoded(item)


def canonical(graph: Graph) -> str:
    """The graph as JSON that two equal programs share: sorted, secrets hidden, no SDK version, provider id or line."""
    document = {
        "project": graph.project,
        "stack": graph.stack,
        "exports": _masked(graph.exports),
        "resources": [_canonical(graph[urn]) for urn in sorted(graph.resources)],
        "dataSources": sorted(
            ({"token": call.token, "arguments": _masked(call.arguments)} for call in graph.data_sources),
            key=lambda call: json.dumps(call, sort_keys=True),
        ),
    }
    return json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _canonical(resource: Resource) -> dict[str, Value]:
    entry = {
        "urn": resource.urn,
        "id": "" if resource.is_provider else _masked(resource.id),
        "inputs": {key: _masked(item) for key, item in resource.inputs.items() if not _own_note(resource, key)},
        "external": resource.external,
        "remote": resource.remote,
        "parent": resource.parent,
        "provider": resource.provider.rpartition("::")[0],
        "providers": {key: reference.rpartition("::")[0] for key, reference in resource.providers.items()},
        "protect": resource.protect,
        "dependencies": sorted(resource.dependencies),
        "propertyDependencies": {key: sorted(urns) for key, urns in resource.property_dependencies.items() if urns},
        "aliases": sorted(json.dumps(_masked(alias)) for alias in resource.aliases),
        "options": {key: _masked(item) for key, item in resource.options.items() if key not in VOLATILE_OPTIONS},
    }
    return {key: item for key, item in entry.items() if item}


def _own_note(resource: Resource, key: str) -> bool:
    """Whether an input of a provider was written by the engine; it is there in graphs read from an export."""
    return resource.is_provider and key in ("__internal", "version")


def _masked(item: Value) -> Value:
    """A value for eyes: no secret, and the id of a resource passed as a value left out."""
    if isinstance(item, Secret):
        return "[secret]"
    if isinstance(item, Mapping):
        return {key: _masked(inner) for key, inner in item.items()}
    if isinstance(item, (list, tuple)):
        return [_masked(inner) for inner in item]
    if isinstance(item, ResourceRef):
        return {"resource": item.urn}
    written = wire.encoded(item)
    return "[unknown]" if written == UNKNOWN_STRING else written
