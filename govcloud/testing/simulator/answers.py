"""What a simulated cloud answers: ids and outputs in the cloud's own forms, for the account that its provider names."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from govcloud.engine import Preview, Realistic, schema
from govcloud.engine.completion import completed, unknown
from govcloud.graph import Resource, Value, walk
from govcloud.testing.simulator.sealing import masked, unmasked
from govcloud.testing.simulator.tables import Table

Settings = Mapping[str, Value]
"""What a provider instance was configured with."""


@dataclass(frozen=True, slots=True)
class Subject:
    """The resource that an operation is about."""

    urn: str
    type: str
    name: str


def settings(given: Mapping[str, Value], table: Table) -> Settings:
    """The few settings that matter here, by dotted path. Passwords and keys among the others are not kept."""
    read = {key: _parsed(item) for key, item in given.items()}
    paths = {table.account, *table.configured.values(), *table.stand_ins.values()}
    return {path: walk(read, path) for path in sorted(paths) if isinstance(walk(read, path), str)}


def _parsed(item: Value) -> Value:
    """Providers get lists and objects as JSON text."""
    if not (isinstance(item, str) and item[:1] in ("[", "{")):
        return item
    try:
        return json.loads(item)
    except ValueError:
        return item


def declared(token: str) -> Mapping[str, schema.Shape]:
    """The outputs that the type's SDK declares."""
    python = schema.resource_class(token)
    return schema.outputs(python) if python else {}


def overlaid(old: Mapping[str, Value], new: Mapping[str, Value]) -> dict[str, Value]:
    """Outputs under new inputs. What a cloud answers in another form than it is asked in (the identities of an Azure
    resource: a list in, a map out) stays as it was answered."""
    return {**old, **{key: _over(old.get(key), item) for key, item in new.items()}}


def _over(old: Value, new: Value) -> Value:
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        return overlaid(old, new)
    forms = {type(one) for one in (old, new)}
    return old if forms == {dict, list} else new


class Answers:
    """One cloud's answers. Deterministic: the same resource made the n-th time gets the same ids."""

    def __init__(self, table: Table, key: bytes) -> None:
        self._table = table
        self._key = key

    def expected(self, subject: Subject, inputs: Mapping[str, Value]) -> dict[str, Value]:
        """What a preview knows: the inputs, and every other output as unknown."""
        resource = Resource(urn=subject.urn, type=subject.type, name=subject.name, inputs=inputs)
        return Preview().outputs(resource, "", declared(subject.type))

    def changed(self, subject: Subject, inputs: Mapping[str, Value], old: Mapping[str, Value]) -> dict[str, Value]:
        """What a preview of an update knows: the old outputs under the new inputs."""
        return completed(overlaid(old, inputs), declared(subject.type), unknown, options=True)

    def complete(self, subject: Subject, inputs: Mapping[str, Value], provider: Settings) -> dict[str, Value]:
        """The inputs, with what the provider and the service fill in where nothing was said."""
        outputs = declared(subject.type)
        placed = {
            key: provider[setting]
            for key, setting in self._table.configured.items()
            if setting in provider and key in outputs
        }
        return {**placed, **self._table.row(subject.type).defaults, **inputs}

    def identifier(self, subject: Subject, inputs: Mapping[str, Value], provider: Settings, nonce: int) -> str:
        """The id that the cloud would give."""
        return self._ours(Realistic().identifier(self._resource(subject, inputs, provider, nonce), ""), provider)

    def outputs(
        self, subject: Subject, inputs: Mapping[str, Value], provider: Settings, nonce: int
    ) -> dict[str, Value]:
        """Every output that the type declares."""
        resource = self._resource(subject, inputs, provider, nonce)
        made = Realistic().outputs(resource, "", declared(subject.type))
        return {key: unmasked(self._own(key, item, inputs, provider), inputs.get(key)) for key, item in made.items()}

    def _own(self, key: str, item: Value, inputs: Mapping[str, Value], provider: Settings) -> Value:
        return item if key in inputs else self._ours(item, provider)

    def _resource(self, subject: Subject, inputs: Mapping[str, Value], provider: Settings, nonce: int) -> Resource:
        """The resource with secrets under pseudonyms; made again, it has another number in what its ids come from."""
        urn = f"{subject.urn}#{nonce}" if nonce else subject.urn
        given = masked(self.complete(subject, inputs, provider), self._key)
        return Resource(urn=urn, type=subject.type, name=subject.name, inputs=given)

    def _ours(self, item: Value, provider: Settings) -> Value:
        """An invented value with the account that the provider names in place of the invented one."""
        if isinstance(item, str):
            for stand_in, setting in self._table.stand_ins.items():
                item = item.replace(stand_in, str(provider.get(setting, stand_in)))
            return item
        if isinstance(item, dict):
            return {key: self._ours(one, provider) for key, one in item.items()}
        return [self._ours(one, provider) for one in item] if isinstance(item, list) else item
