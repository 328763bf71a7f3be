"""One resource of a program, a preview or a running stack, and how its properties are read."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Final

from govcloud.facts import UNKNOWN
from govcloud.graph.values import Secret, Value, revealed

PROVIDER_PREFIX: Final = "pulumi:providers:"
STACK_TYPE: Final = "pulumi:pulumi:Stack"


@dataclasses.dataclass(slots=True, eq=False, kw_only=True)
class Resource:
    """A node of the graph, named by its URN. Treat it as frozen once its graph is complete.

    `inputs` and `outputs` have the wire's camelCase names. `custom` is false for components. `provider` is
    "urn::id". `options` keeps the rest of what was asked of the engine under the wire's names. `source` is
    "file:line" of the constructor call, "" where nobody recorded it.
    """

    urn: str
    type: str
    name: str
    custom: bool = True
    remote: bool = False
    external: bool = False
    parent: str = ""
    id: Value = ""
    inputs: Mapping[str, Value] = dataclasses.field(default_factory=dict)
    outputs: Mapping[str, Value] = dataclasses.field(default_factory=dict)
    provider: str = ""
    providers: Mapping[str, str] = dataclasses.field(default_factory=dict)
    protect: bool = False
    dependencies: tuple[str, ...] = ()
    property_dependencies: Mapping[str, tuple[str, ...]] = dataclasses.field(default_factory=dict)
    aliases: tuple[Value, ...] = ()
    options: Mapping[str, Value] = dataclasses.field(default_factory=dict)
    source: str = ""
    outputs_are_real: bool = False
    """The outputs were answered by a cloud (a running stack), so a property nobody set can be read from them."""

    @property
    def package(self) -> str:
        """The Pulumi package of the type: `aws`, `azure-native`, `gcp`, `pulumi`."""
        if self.type.startswith(PROVIDER_PREFIX):
            return self.type.removeprefix(PROVIDER_PREFIX)
        return self.type.partition(":")[0]

    @property
    def is_provider(self) -> bool:
        """Whether this is an explicit or default provider."""
        return self.type.startswith(PROVIDER_PREFIX)

    def at(self, path: str, default: Value = None) -> Value:
        """The value at a dotted path (`rules.0.status`), secrets opened; `default` where nobody set it.

        `UNKNOWN` where any step is not known yet. In a running stack an unset input is read from the outputs.
        """
        value = walk(self.inputs, path)
        if value is None and self.outputs_are_real:
            value = walk(self.outputs, path)
        return default if value is None else value

    def output(self, path: str, default: Value = None) -> Value:
        """The value of an output at a dotted path; see `at`."""
        value = walk(self.outputs, path)
        return default if value is None else value

    def each(self, path: str) -> Iterator[Value]:
        """The elements of a list (one element where a single value stands for it, none where it is absent).

        An unknown list yields `UNKNOWN` once: there is something, and nobody can see what.
        """
        value = self.at(path)
        if isinstance(value, (list, tuple)):
            yield from (revealed(item) for item in value)
        elif value is not None:
            yield value

    def holds_secret(self, path: str) -> bool:
        """Whether the value that `at` answers, or a map or list around it, is marked secret."""
        if _secret_on(self.inputs, path):
            return True
        return self.outputs_are_real and walk(self.inputs, path) is None and _secret_on(self.outputs, path)


def walk(value: Value, path: str) -> Value:
    """What stands at a dotted path in nested maps and lists; `None` where nothing does, `UNKNOWN` where a step is."""
    for step in path.split("."):
        value = _step(revealed(value), step)
        if value is None or value is UNKNOWN:
            return value
    return revealed(value)


def _secret_on(value: Value, path: str) -> bool:
    for step in path.split("."):
        if isinstance(value, Secret):
            return True
        value = _step(value, step)
    return isinstance(value, Secret)


def _step(value: Value, step: str) -> Value:
    if value is UNKNOWN:
        return UNKNOWN
    if isinstance(value, Mapping):
        return value.get(step)
    if isinstance(value, (list, tuple)) and step.isdecimal():
        return value[int(step)] if int(step) < len(value) else None
    return None
