"""What the clouds would answer: the outputs of a resource nobody has made, in three ways.

Every declared output gets an answer or says `UNKNOWN`. One that says nothing at all would reach the program as `None`,
and whatever was built from it would lose its dependency without a word. See adrs/0003-output-models.md.
"""

from __future__ import annotations

import abc
import functools
import hashlib
import importlib
from collections.abc import Mapping
from types import ModuleType

from govcloud.engine import schema
from govcloud.engine.completion import Declared, completed, plausible, symbol, unknown
from govcloud.facts import UNKNOWN
from govcloud.graph import Resource, Tokens, Value


class Model(abc.ABC):
    """How outputs are answered. Without state: one model serves any number of renders.

    `dry_run` is what the program is told: a preview (values may be unknown) or an update (every value is known).
    `symbolic` says that resources get heads for symbolic values; without it `head` is "" everywhere.
    """

    dry_run: bool = True
    symbolic: bool = False

    @abc.abstractmethod
    def identifier(self, resource: Resource, head: str) -> Value:
        """The resource's id, or `UNKNOWN`."""

    @abc.abstractmethod
    def outputs(self, resource: Resource, head: str, declared: Declared) -> dict[str, Value]:
        """All outputs by wire name: the inputs as they were sent, and an answer for every other declared one."""

    def provider(self, resource: Resource) -> Value:
        """The id of a provider: random in the real engine, here a hash of its URN."""
        return digest(resource.urn)

    def fails(self, resource: Resource) -> bool:
        """Whether the resource cannot be made, in a run that goes on all the same. What stands on it is left out."""
        return False

    def unread(self, head: str, name: str) -> Value:
        """An export of another stack that this stack reads and nobody knows."""
        return UNKNOWN


class Preview(Model):
    """What a first preview knows: the inputs and nothing else."""

    def identifier(self, resource: Resource, head: str) -> Value:
        """Not known before the resource exists."""
        return UNKNOWN

    def outputs(self, resource: Resource, head: str, declared: Declared) -> dict[str, Value]:
        """The inputs; every other declared output is unknown, also inside objects that were given."""
        return completed(resource.inputs, declared, unknown, options=True)

    def provider(self, resource: Resource) -> Value:
        """Not known either."""
        return UNKNOWN


class Symbolic(Model):
    """Every string nobody has set is a readable token: `${Bucket:data.arn}`. Documents built from it can be read.

    Numbers, flags, maps and enumerations have no symbol and are unknown. A list that nobody has set has one element.
    """

    symbolic = True

    def identifier(self, resource: Resource, head: str) -> Value:
        """`${Bucket:data.id}`."""
        return Tokens.write(head, "id")

    def outputs(self, resource: Resource, head: str, declared: Declared) -> dict[str, Value]:
        """The inputs, completed inside where the class declares more, and a token for all else."""
        return completed(resource.inputs, declared, functools.partial(symbol, head), options=False)

    def unread(self, head: str, name: str) -> Value:
        """A token. One unknown export would otherwise make the SDK treat all exports of that stack as unknown."""
        return Tokens.write(head, f"outputs.{name}")


class Realistic(Model):
    """Plausible ARNs, resource ids, hosts and numbers, the same in every run: an update that really happened."""

    dry_run = False

    def identifier(self, resource: Resource, head: str) -> Value:
        """What the resource's cloud would call it; `<name>-<hash of the URN>` where no cloud knows the package."""
        cloud = _cloud(resource.package)
        return cloud.identifier(resource) if cloud else f"{resource.name}-{digest(resource.urn)}"

    def outputs(self, resource: Resource, head: str, declared: Declared) -> dict[str, Value]:
        """The inputs, what the resource's cloud says of the type, and a plausible value of what cannot be given.

        An input that nobody gave stays nothing: a key or a password made up here would look like one that somebody set.
        """
        cloud = _cloud(resource.package)
        said = cloud.outputs(resource) if cloud else {}
        given = _merged({key: item for key, item in said.items() if key in declared}, resource.inputs)
        answer = functools.partial(plausible, resource.name)
        return completed(given, declared, answer, options=False, asked=schema.asked(resource.type))


def _merged(said: Mapping[str, Value], given: Mapping[str, Value]) -> dict[str, Value]:
    """What was given, and inside it what the cloud says beside."""
    both = {key: _merged(said[key], item) for key, item in given.items() if _are_objects(said.get(key), item)}
    return {**said, **given, **both}


def _are_objects(*values: Value) -> bool:
    return all(isinstance(value, dict) for value in values)


def digest(text: str) -> str:
    """Sixteen hexadecimal digits that stay the same for the same text."""
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


@functools.cache
def _cloud(package: str) -> ModuleType | None:
    """The module that knows how a package's cloud names things; nothing for packages of no cloud."""
    from govcloud.systems.cloud import CLOUDS

    for cloud in CLOUDS:
        module = importlib.import_module(f"govcloud.clouds.{cloud}.realistic")
        if package == module.PACKAGE:
            return module
    return None
