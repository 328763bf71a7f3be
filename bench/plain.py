"""A rendered part as a plain Pulumi program: one constructor a resource, references in place of tokens, no components.

It is what somebody would have written by hand with the SDK alone, and what `preview.py` compares with.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from govcloud.engine import sdk
from govcloud.engine.schema import Kind, Shape, inputs, inputs_class, resource_class
from govcloud.facts import UNKNOWN
from govcloud.graph import Asset, Graph, Resource, Secret, strings

_TOKEN: Final = re.compile(r"\$\{([^${}.]+)\.([^${}]+)\}")
_STACK: Final = "pulumi:pulumi:Stack"
_REFERENCE: Final = "pulumi:pulumi:StackReference"
_RENAMED: Final = {"resource_name": "resource_name_"}
"""A constructor's first argument has a name that a property can have, too."""
_OPTIONS: Final[Mapping[str, str]] = {
    "additionalSecretOutputs": "additional_secret_outputs",
    "deleteBeforeReplace": "delete_before_replace",
    "ignoreChanges": "ignore_changes",
    "retainOnDelete": "retain_on_delete",
}


def source(part: Graph, foundation: Graph | None) -> str:
    """The program of a part; a workload reads from the stack of its `foundation`, as ours does."""
    writer = _Writer(part, foundation)
    body = [line for resource in part if resource.custom for line in writer.resource(resource)]
    exported = [f"pulumi.export({name!r}, {writer.value(value)})" for name, value in part.exports.items()]
    head = ["import pulumi", *sorted(f"import {name}" for name in writer.modules), *writer.reference()]
    return "\n".join([*head, *body, *exported, ""])


class _Writer:
    """Writes the resources of one part in their order, each value as an expression."""

    def __init__(self, part: Graph, foundation: Graph | None) -> None:
        self._part, self._foundation = part, foundation
        self._names = {one.urn: f"r{count}" for count, one in enumerate(part) if one.type not in (_STACK, _REFERENCE)}
        self._exported = dict(_paths("", foundation.exports)) if foundation else {}
        self.modules: set[str] = set()

    def reference(self) -> Iterator[str]:
        if self._foundation is not None:
            full = f"organization/{self._part.project}/{self._foundation.stack}"
            yield f"foundation = pulumi.StackReference('foundation', stack_name={full!r})"

    def resource(self, resource: Resource) -> Iterator[str]:
        if resource.type in (_STACK, _REFERENCE):
            return
        constructor, given = self._provider(resource) if resource.is_provider else self._constructed(resource)
        arguments = [repr(resource.name), *given]
        options = ", ".join(self._options(resource))
        if options:
            arguments.append(f"opts=pulumi.ResourceOptions({options})")
        yield f"{self._names[resource.urn]} = {constructor}({', '.join(arguments)})"

    def _provider(self, resource: Resource) -> tuple[str, list[str]]:
        module = _module(resource.package)
        self.modules.add(module)
        names = _names(_args_of_provider(module))
        return f"{module}.Provider", [
            f"{names.get(key, key)}={_decoded(value)!r}" for key, value in resource.inputs.items() if key in names
        ]

    def _constructed(self, resource: Resource) -> tuple[str, list[str]]:
        python = resource_class(resource.type)
        assert python is not None, resource.type
        arguments = inputs_class(python)
        assert arguments is not None, resource.type
        module = ".".join(python.__module__.split(".")[:2])
        self.modules.add(module)
        names, shapes = _names(arguments), inputs(arguments)
        given = [
            f"{_RENAMED.get(name := names.get(key, key), name)}={self.value(value, shapes.get(key), resource, key)}"
            for key, value in resource.inputs.items()
        ]
        return f"{module}.{python.__name__}", given

    def _options(self, resource: Resource) -> Iterator[str]:
        provider = self._names.get(resource.provider.rpartition("::")[0])
        if provider:
            yield f"provider={provider}"
        if resource.protect:
            yield "protect=True"
        implied = {urn for urns in resource.property_dependencies.values() for urn in urns}
        waits = [self._names[urn] for urn in resource.dependencies if urn in self._names and urn not in implied]
        if waits:
            yield f"depends_on=[{', '.join(waits)}]"
        for wire, name in _OPTIONS.items():
            if resource.options.get(wire):
                yield f"{name}={resource.options[wire]!r}"

    def value(self, value: Any, shape: Shape | None = None, of: Resource | None = None, key: str = "") -> str:
        """An expression for a value."""
        if value is UNKNOWN:
            return self._unknown(of, key)
        if isinstance(value, Secret):
            return f"pulumi.Output.secret({self.value(value.value, shape, of, key)})"
        if isinstance(value, Asset):
            return f"pulumi.StringAsset({value.body.get('text', '')!r})"
        if isinstance(value, str):
            return self._text(value)
        if isinstance(value, (list, tuple)):
            inner = shape.of[0] if shape and shape.kind is Kind.LIST and shape.of else None
            return f"[{', '.join(self.value(item, inner, of, key) for item in value)}]"
        if isinstance(value, Mapping):
            return self._mapping(value, shape, of, key)
        return repr(int(value) if isinstance(value, float) and value.is_integer() else value)

    def _mapping(self, value: Mapping[str, Any], shape: Shape | None, of: Resource | None, key: str) -> str:
        fields, names = _fields(shape)
        items = [(names.get(name, name), self.value(item, fields.get(name), of, key)) for name, item in value.items()]
        if not any("${" in name for name in value):
            return f"{{{', '.join(f'{name!r}: {item}' for name, item in items)}}}"
        keys, values = (", ".join(column) for column in zip(*((self._text(n), i) for n, i in items), strict=True))
        return f"pulumi.Output.all([{keys}], [{values}]).apply(lambda both: dict(zip(*both)))"

    def _text(self, text: str) -> str:
        pieces = [piece for piece in self._pieces(text) if piece != "''"]
        return f"pulumi.Output.concat({', '.join(pieces)})" if len(pieces) > 1 else (pieces or ["''"])[0]

    def _pieces(self, text: str) -> Iterator[str]:
        end = 0
        for match in _TOKEN.finditer(text):
            yield repr(text[end : match.start()])
            yield self._output(match)
            end = match.end()
        yield repr(text[end:])

    def _output(self, token: re.Match[str]) -> str:
        whole, head, path = token.group(0), token.group(1), token.group(2)
        for urn in self._part.tokens.get(head, ()):
            if urn in self._names:
                return self._names[urn] + _attributes(resource_class(self._part[urn].type), path)
        if whole in self._exported:
            return f"foundation.require_output({self._exported[whole][0]!r}){self._exported[whole][1]}"
        return repr(f"{head}-{path}")

    def _unknown(self, of: Resource | None, key: str) -> str:
        made_from = of.property_dependencies.get(key, ()) if of else ()
        found = next((self._names[urn] for urn in made_from if urn in self._names), None)
        return f"{found}.id.apply(lambda _: None)" if found else "None"


def _paths(key: str, value: Any, path: str = "") -> Iterator[tuple[str, tuple[str, str]]]:
    """Where in a foundation's exports each token stands."""
    if isinstance(value, Mapping):
        for name, item in value.items():
            yield from _paths(key or name, item, f"{path}[{name!r}]" if key else "")
    elif isinstance(value, (list, tuple)):
        for index, item in enumerate(value):
            yield from _paths(key, item, f"{path}[{index}]")
    elif isinstance(value, str) and _TOKEN.fullmatch(value):
        yield value, (key, path)


def _module(package: str) -> str:
    return f"pulumi_{package.replace('-', '_')}"


@functools.cache
def _args_of_provider(module: str) -> type:
    import importlib

    return importlib.import_module(module).Provider.__init__.__globals__["ProviderArgs"]  # type: ignore[no-any-return]


@functools.cache
def _names(arguments: type) -> dict[str, str]:
    """The Python names of an input class's fields, by their wire names."""
    return {wire: name for name, wire in sdk.input_type_py_to_pulumi_names(arguments).items()}


def _fields(shape: Shape | None) -> tuple[Mapping[str, Shape], Mapping[str, str]]:
    if shape is None:
        return {}, {}
    objects = [python for one in (shape, *shape.of) if one.kind is Kind.OBJECT and (python := one.python) is not None]
    # The SDK cannot tell which of several classes a dictionary is, and sends its keys as they stand.
    if len(objects) != 1 or not sdk.is_input_type(objects[0]):
        return {}, {}
    return inputs(objects[0]), _names(objects[0])


def _attributes(python: type | None, path: str) -> str:
    """A path of wire names as attributes of a resource's object; below the first step an output lifts any."""
    first, *rest = path.split(".")
    named = {getattr(one.fget, "_pulumi_name", name): name for name, one in _properties(python)}
    return "".join([f".{named.get(first, first)}", *(f"[{int(s) if s.isdecimal() else s!r}]" for s in rest)])


def _properties(python: type | None) -> Iterator[tuple[str, property]]:
    for owner in python.__mro__ if python else ():
        yield from ((name, one) for name, one in vars(owner).items() if isinstance(one, property))


def _decoded(value: Any) -> Any:
    """A provider's inputs travel as JSON text."""
    try:
        return json.loads(value) if isinstance(value, str) and value[:1] in "[{tf" else value
    except ValueError:
        return value


def unresolved(part: Graph, foundation: Graph | None) -> int:
    """How many tokens of a part stand for nothing that the plain program can name, and became plain text."""
    exported = dict(_paths("", foundation.exports)) if foundation else {}
    found = (match for one in part for text in strings(one.inputs) for match in _TOKEN.finditer(text))
    here = {head for head, urns in part.tokens.items() if any(urn in part for urn in urns)}
    return sum(match.group(1) not in here and match.group(0) not in exported for match in found)
