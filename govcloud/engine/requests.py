"""How a request to the engine becomes a resource of the graph: URN, options, dependencies, aliases."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from pulumi.runtime.proto import alias_pb2, resource_pb2

from govcloud.engine import wire
from govcloud.graph import STACK_TYPE, Resource, Value

Request = resource_pb2.RegisterResourceRequest
ReadRequest = resource_pb2.ReadResourceRequest

_NOTHING: Final[tuple[str, ...]] = ()
_DURATION: Final = re.compile(r"([0-9]*\.?[0-9]+)(ns|us|µs|ms|s|m|h)")
_SECONDS: Final = {"h": 3600.0, "m": 60.0, "ms": 1e-3, "ns": 1e-9, "s": 1.0, "us": 1e-6, "µs": 1e-6}

_LISTS: Final = {
    "additionalSecretOutputs": "additionalSecretOutputs",
    "hideDiffs": "hideDiffs",
    "ignoreChanges": "ignoreChanges",
    "replaceOnChanges": "replaceOnChanges",
    "replace_with": "replaceWith",
}
_TEXTS: Final = {
    "deletedWith": "deletedWith",
    "importId": "importID",
    "packageRef": "packageRef",
    "pluginDownloadURL": "pluginDownloadURL",
    "version": "version",
}


def urn(project: str, stack: str, parent: str, token: str, name: str) -> str:
    """The URN that the engine gives: the types of the parents, the stack left out, then type and name."""
    above = parent.split("::", 3)[2] if parent else STACK_TYPE
    kind = token if above == STACK_TYPE else f"{above}${token}"
    return f"urn:pulumi:{stack}::{project}::{kind}::{name}"


def resource(request: Request, name: str, parent: Resource | None) -> Resource:
    """The resource that a registration asks for. `name` is its URN; protection is inherited from the parent."""
    return Resource(
        urn=name,
        type=request.type,
        name=request.name,
        custom=request.custom,
        remote=request.remote,
        parent=request.parent,
        inputs=wire.struct(request.object),
        provider=request.provider if request.custom or request.remote else "",
        providers=dict(request.providers) if request.providers else {},
        protect=request.protect if request.HasField("protect") else bool(parent and parent.protect),
        dependencies=tuple(sorted(request.dependencies)),
        property_dependencies=dependencies(request),
        options=options(request),
    )


def read(request: ReadRequest, name: str) -> Resource:
    """The resource that is read and not managed here."""
    return Resource(
        urn=name,
        type=request.type,
        name=request.name,
        external=True,
        parent=request.parent,
        id=request.id,
        inputs=wire.struct(request.properties),
        provider=request.provider,
        dependencies=tuple(sorted(request.dependencies)),
        options=_texts(request, ("version", "pluginDownloadURL", "packageRef")),
    )


def dependencies(request: Request) -> dict[str, tuple[str, ...]]:
    """The resources that each property was made from, also those made from none, in the order of their names."""
    found = request.propertyDependencies
    return {key: tuple(sorted(urns)) if (urns := found[key].urns) else _NOTHING for key in sorted(found)}


def options(request: Request) -> dict[str, Value]:
    """What else was asked, under the wire's names; what was not asked is absent. Timeouts are in seconds."""
    asked: dict[str, Value] = _texts(request, _TEXTS)
    for field, key in _LISTS.items():
        if listed := getattr(request, field):
            asked[key] = list(listed)
    if request.HasField("retainOnDelete"):
        asked["retainOnDelete"] = request.retainOnDelete
    if request.deleteBeforeReplaceDefined:
        asked["deleteBeforeReplace"] = request.deleteBeforeReplace
    if request.HasField("customTimeouts"):
        asked["customTimeouts"] = timeouts(request.customTimeouts)
    if request.HasField("replacement_trigger"):
        asked["replacementTrigger"] = wire.value(request.replacement_trigger)
    if hooks := {field.name: list(names) for field, names in request.hooks.ListFields()}:
        asked["hooks"] = hooks
    if request.envVarMappings:
        asked["envVarMappings"] = dict(sorted(request.envVarMappings.items()))
    return asked


def _texts(request: Request | ReadRequest, fields: Iterable[str]) -> dict[str, Value]:
    return {_TEXTS[field]: text for field in fields if (text := getattr(request, field))}


def timeouts(message: Request.CustomTimeouts) -> dict[str, float | int]:
    """Durations as Go writes them (`1h30m`) in seconds, whole where they are whole."""
    return {field.name: seconds(text) for field, text in message.ListFields()}


def seconds(text: str) -> float | int:
    """The seconds in a duration as Go writes it."""
    total = sum((float(number) * _SECONDS[unit] for number, unit in _DURATION.findall(text)), 0.0)
    return int(total) if total.is_integer() else total


def aliases(request: Request, own: Resource, inherited: Iterable[str]) -> tuple[str, ...]:
    """The URNs that a resource also answers to: its own aliases, and those that its parent's imply."""
    mine = [_alias(alias, own) for alias in request.aliases] + list(request.aliasURNs)
    all_of_them = list(mine)
    for above in inherited:
        all_of_them.append(_below(above, own, own.type, own.name))
        for alias in mine:
            kind, name = alias.split("::", 3)[2:]
            all_of_them.append(_below(above, own, kind.rpartition("$")[2], name))
    return tuple(dict.fromkeys(all_of_them))


def _alias(alias: alias_pb2.Alias, own: Resource) -> str:
    if alias.HasField("urn"):
        return alias.urn
    spec = alias.spec
    head, project = own.urn.split("::", 2)[:2]
    stack = spec.stack or head.removeprefix("urn:pulumi:")
    parent = "" if spec.noParent else spec.parentUrn or own.parent
    return urn(spec.project or project, stack, parent, spec.type or own.type, spec.name or own.name)


def _below(parent_alias: str, own: Resource, token: str, name: str) -> str:
    """The URN a child had under its parent's old one; a child named after its parent was renamed with it.

    The engine looks in this stack and project only: a child of a parent that moved here from another project is found
    by an alias of its own or not at all.
    """
    head, project, _, _ = own.urn.split("::", 3)
    parent_name, old_name = own.parent.split("::", 3)[3], parent_alias.split("::", 3)[3]
    renamed = old_name + name[len(parent_name) :] if name.startswith(parent_name) else name
    return urn(project, head.removeprefix("urn:pulumi:"), parent_alias, token, renamed)


def transform_options(request: Request) -> resource_pb2.TransformResourceOptions:
    """A registration's options as a transform receives them."""
    given = resource_pb2.TransformResourceOptions(
        depends_on=request.dependencies,
        ignore_changes=request.ignoreChanges,
        replace_on_changes=request.replaceOnChanges,
        version=request.version,
        aliases=request.aliases,
        provider=request.provider,
        plugin_download_url=request.pluginDownloadURL,
        deleted_with=request.deletedWith,
        additional_secret_outputs=request.additionalSecretOutputs,
        providers=dict(request.providers),
        hooks=request.hooks,
        hide_diff=request.hideDiffs,
        replace_with=request.replace_with,
        delete_before_replace=request.deleteBeforeReplace if request.deleteBeforeReplaceDefined else None,
        protect=request.protect if request.HasField("protect") else None,
        retain_on_delete=request.retainOnDelete if request.HasField("retainOnDelete") else None,
        custom_timeouts=request.customTimeouts if request.HasField("customTimeouts") else None,
        replacement_trigger=request.replacement_trigger if request.HasField("replacement_trigger") else None,
    )
    if request.importId:
        setattr(given, "import", request.importId)
    return given


_SAME_LISTS: Final[Mapping[str, str]] = {
    "additionalSecretOutputs": "additional_secret_outputs",
    "aliases": "aliases",
    "dependencies": "depends_on",
    "hideDiffs": "hide_diff",
    "ignoreChanges": "ignore_changes",
    "replaceOnChanges": "replace_on_changes",
    "replace_with": "replace_with",
}
_SAME_TEXTS: Final[Mapping[str, str]] = {
    "deletedWith": "deleted_with",
    "importId": "import",
    "pluginDownloadURL": "plugin_download_url",
    "provider": "provider",
    "version": "version",
}


def apply_options(request: Request, changed: resource_pb2.TransformResourceOptions) -> None:
    """Write a transform's options back into the registration."""
    for field, source in _SAME_LISTS.items():
        request.ClearField(field)  # type: ignore[arg-type]
        getattr(request, field).extend(getattr(changed, source))
    for field, source in _SAME_TEXTS.items():
        setattr(request, field, getattr(changed, source))
    request.ClearField("providers")
    request.providers.update(changed.providers)
    for field, source in (("protect", "protect"), ("retainOnDelete", "retain_on_delete")):
        if changed.HasField(source):  # type: ignore[arg-type]
            setattr(request, field, getattr(changed, source))
    if changed.HasField("delete_before_replace"):
        request.deleteBeforeReplace, request.deleteBeforeReplaceDefined = changed.delete_before_replace, True
    if changed.HasField("custom_timeouts"):
        request.customTimeouts.CopyFrom(changed.custom_timeouts)
    if changed.HasField("hooks"):
        request.hooks.CopyFrom(changed.hooks)
    if changed.HasField("replacement_trigger"):
        request.replacement_trigger.CopyFrom(changed.replacement_trigger)
