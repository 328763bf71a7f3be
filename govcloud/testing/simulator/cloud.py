"""One simulated cloud: makes, changes, reads and deletes resources by its rules and its table."""

from __future__ import annotations

import functools
import importlib
import threading
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from typing import Final, ParamSpec, TypeVar

from govcloud.engine import InputProblem, Severity, schema, validate
from govcloud.facts import UNKNOWN
from govcloud.graph import Graph, Resource, Secret, Value, decoded, revealed
from govcloud.testing.simulator.answers import Answers, Settings, Subject
from govcloud.testing.simulator.control import Control, Failure, Operation
from govcloud.testing.simulator.paths import Change, placed
from govcloud.testing.simulator.refusal import Refusal
from govcloud.testing.simulator.replacement import differences, folded, replacing
from govcloud.testing.simulator.rules import Rules, identity
from govcloud.testing.simulator.sealing import masked, opened, sealed
from govcloud.testing.simulator.store import Store, Thing
from govcloud.testing.simulator.tables import Table

Inputs = Mapping[str, Value]
Wait = Callable[[float], None]

_TURN: Final = threading.RLock()
"""Held by whoever works. The SDKs load their modules at first use, and two threads that do so at once see halves."""

_Params = ParamSpec("_Params")
_Answer = TypeVar("_Answer")


def _in_turn(method: Callable[_Params, _Answer]) -> Callable[_Params, _Answer]:
    """A method that runs while no other does; what it computes is bound to one processor anyway."""

    @functools.wraps(method)
    def taken(*args: _Params.args, **kwargs: _Params.kwargs) -> _Answer:
        with _TURN:
            return method(*args, **kwargs)

    return taken


@dataclass(frozen=True, slots=True)
class Difference:
    """What a change of inputs comes to."""

    changes: list[Change]
    replacing: list[Change]
    delete_first: bool
    """The new resource would have the old one's name, so the old one has to go first."""


class Cloud:
    """The resources of one package. `wait` is given by the caller, who knows how to break off."""

    def __init__(self, table: Table, store: Store, control: Control) -> None:
        self.table = table
        self._store = store
        self._control = control
        self._answers = Answers(table, store.key)
        self._rules = Rules(table, store)

    @_in_turn
    def settings(self) -> frozenset[str]:
        """The names of the settings that the package's provider takes."""
        python = _provider_class(self.table.package)
        arguments = schema.inputs_class(python) if python else None
        return frozenset(schema.inputs(arguments) if arguments else ())

    @_in_turn
    def problems(self, subject: Subject, inputs: Inputs) -> list[InputProblem]:
        """What the SDK's own types say against the inputs."""
        resource = Resource(urn=subject.urn, type=subject.type, name=subject.name, inputs=inputs)
        found = validate(Graph("simulated", "simulated", [resource]))
        return [problem for problem in found if problem.severity is Severity.ERROR]

    @_in_turn
    def named(self, subject: Subject, inputs: Inputs, old: Inputs, proposal: str) -> dict[str, Value]:
        """The inputs with a name, where the type has one that the program may leave out, as the providers do."""
        python = schema.resource_class(subject.type)
        arguments = schema.inputs_class(python) if python else None
        if arguments is None:
            return dict(inputs)
        key = self.table.own_name(subject.type, tuple(schema.inputs(arguments)))
        if not key or inputs.get(key) is not None or key in schema.required(arguments):
            return dict(inputs)
        return {**inputs, key: old.get(key) or proposal}

    @_in_turn
    def difference(
        self, subject: Subject, identifier: str, old: Inputs, new: Inputs, provider: Settings, ignored: Collection[str]
    ) -> Difference:
        """What differs, and which of it needs a new resource."""
        caseless = self.table.caseless
        changed = differences(folded(old, caseless), folded(new, caseless), ignored)
        before, after = (
            folded(self._answers.complete(subject, one, provider), self.table.caseless) for one in (old, new)
        )
        final = replacing(self.table, subject.type, before, after, changed)
        return Difference(changed, final, bool(final) and self._keeps_name(subject, identifier, old, new, provider))

    def _keeps_name(self, subject: Subject, identifier: str, old: Inputs, new: Inputs, provider: Settings) -> bool:
        nonce = self._store.next_nonce(subject.urn)
        fresh = self._answers.identifier(subject, new, provider, nonce)
        before, after = (self._identity(subject, one, provider, fresh) for one in (old, new))
        return fresh.casefold() == identifier.casefold() or (before == after and before != fresh.casefold())

    def _identity(self, subject: Subject, inputs: Inputs, provider: Settings, identifier: str) -> str:
        whole = masked(self._answers.complete(subject, inputs, provider), self._store.key)
        plain = {key: revealed(item) for key, item in whole.items()}
        return identity(self.table, subject.type, plain, provider, identifier)

    @_in_turn
    def expected(self, subject: Subject, inputs: Inputs, old: Inputs | None = None) -> dict[str, Value]:
        """The outputs that a preview can know. An update keeps what the old resource answered."""
        if old is None:
            return self._answers.expected(subject, inputs)
        return self._answers.changed(subject, inputs, old)

    def create(self, subject: Subject, inputs: Inputs, provider: Settings, wait: Wait) -> tuple[str, dict[str, Value]]:
        """The id and the outputs of a new resource."""
        failure = self._told("create", subject, "", wait)
        with _TURN, self._store.change():
            thing, outputs = self._new(subject, inputs, provider)
            links = self._rules.targets(
                replace(thing, inputs=self._complete(subject, inputs, provider)), self._existing
            )
            self._store.add(thing)
            self._store.link(thing, links)
        self._lose(failure)
        return thing.id, outputs

    def _new(self, subject: Subject, inputs: Inputs, provider: Settings) -> tuple[Thing, dict[str, Value]]:
        nonce = self._store.next_nonce(subject.urn)
        identifier = self._answers.identifier(subject, inputs, provider, nonce)
        own = self._identity(subject, inputs, provider, identifier)
        self._rules.free(subject.type, own, self._complete(subject, inputs, provider), sealed(inputs))
        if self._store.get(subject.type, identifier) is not None:
            identifier = f"{identifier}/{subject.name}-{nonce}"
            own = self._identity(subject, inputs, provider, identifier)
        outputs = self._answers.outputs(subject, inputs, provider, nonce)
        account = str(provider.get(self.table.account, ""))
        thing = Thing(
            type=subject.type,
            id=identifier,
            identity=own,
            urn=subject.urn,
            name=subject.name,
            account=account,
            inputs=sealed(inputs),
            outputs=sealed(outputs),
            nonce=nonce,
        )
        return thing, outputs

    @_in_turn
    def adopt(self, subject: Subject, identifier: str, inputs: Inputs, outputs: Inputs, provider: Settings) -> None:
        """Hold a resource that a state tells of, as if it had been made here. Nothing is checked; see `connect`."""
        own = self._identity(subject, inputs, provider, identifier)
        self._store.add(
            Thing(
                type=subject.type,
                id=identifier,
                identity=own,
                urn=subject.urn,
                name=subject.name,
                account=str(provider.get(self.table.account, "")),
                inputs=sealed(inputs),
                outputs=sealed(outputs),
            )
        )

    @_in_turn
    def connect(self, subject: Subject, identifier: str, provider: Settings) -> None:
        """Know of an adopted resource what it needs, once all of it is there; what is elsewhere is let be."""
        thing = self._store.get(subject.type, identifier)
        if thing is not None:
            whole = replace(thing, inputs=self._complete(subject, decoded(thing.inputs), provider))
            self._store.link(thing, self._rules.links(whole))

    def update(
        self, subject: Subject, identifier: str, old: Inputs, new: Inputs, provider: Settings, wait: Wait
    ) -> dict[str, Value]:
        """The outputs after a change in place."""
        failure = self._told("update", subject, identifier, wait)
        with _TURN, self._store.change():
            thing = self._store.get(subject.type, identifier)
            if thing is None:
                raise Refusal(self.table, "missing", f"{identifier} does not exist any more; run 'pulumi refresh'")
            self._rules.upgradable(subject.type, old, new)
            outputs = {**self._answers.outputs(subject, new, provider, thing.nonce), **self._lasting(thing)}
            changed = replace(thing, inputs=sealed(new), outputs=sealed(outputs))
            links = self._rules.targets(replace(changed, inputs=self._complete(subject, new, provider)), self._existing)
            self._store.put(changed)
            self._store.link(changed, links)
        self._lose(failure)
        return outputs

    def _lasting(self, thing: Thing) -> dict[str, Value]:
        """What only the cloud itself changes."""
        kept = decoded(thing.outputs)
        return {key: kept[key] for key in self.table.row(thing.type).lasting if key in kept}

    def read(
        self, subject: Subject, identifier: str, inputs: Inputs, outputs: Inputs, wait: Wait
    ) -> tuple[dict[str, Value], dict[str, Value]] | None:
        """The inputs and outputs as they are in the cloud; nothing where the resource is gone."""
        self._told("read", subject, identifier, wait)
        thing = self._store.get(subject.type, identifier)
        if thing is None:
            return None
        return opened(thing.inputs, inputs), opened(thing.outputs, outputs)

    def delete(self, subject: Subject, identifier: str, provider: Settings, wait: Wait) -> None:
        """Delete a resource. One that is gone already is deleted."""
        failure = self._told("delete", subject, identifier, wait)
        with _TURN, self._store.change():
            thing = self._store.get(subject.type, identifier)
            if thing is not None:
                self._gone(subject, thing, provider)
        self._lose(failure)

    def _gone(self, subject: Subject, thing: Thing, provider: Settings) -> None:
        whole = replace(thing, inputs=self._complete(subject, thing.inputs, provider))
        if self._rules.retained(whole):
            return
        self._rules.deletable(whole)
        self._rules.hold_name(whole)
        for one in (*self._rules.parts(thing), thing):
            self._store.remove(one)

    def _complete(self, subject: Subject, inputs: Inputs, provider: Settings) -> dict[str, Value]:
        """The inputs with defaults, nothing of them secret: rules and messages may see them."""
        return {
            key: item for key, item in self._answers.complete(subject, inputs, provider).items() if not _hidden(item)
        }

    @property
    def _existing(self) -> tuple[str, ...]:
        return self._control.plan.existing

    def _told(self, on: Operation, subject: Subject, identifier: str, wait: Wait) -> Failure | None:
        """Do what the simulation was told for this operation. A failure whose work is done comes back for later."""
        self.obey()
        names = (subject.name, identifier)
        seconds = self._control.seconds(on, subject.type, *names)
        failure = self._control.failure(on, subject.type, *names)
        if seconds:
            wait(seconds)
        if failure is not None and not failure.done:
            raise Refusal(self.table, "told", failure.message)
        return failure

    def _lose(self, failure: Failure | None) -> None:
        if failure is not None:
            raise Refusal(self.table, "told", f"{failure.message} (it was done; the answer is lost)")

    def obey(self) -> None:
        """Carry out what the plan says should have happened in the clouds, once."""
        if not self._control.renewed():
            return
        with self._store.change():
            if self._store.once(self._control.digest):
                self._happen()

    def _happen(self) -> None:
        plan = self._control.plan
        if plan.pass_days:
            self._store.pass_days(plan.pass_days)
        for thing in self._store.all():
            names = (thing.name, thing.id)
            if any(one.matches(thing.type, *names) for one in (*plan.fill, *plan.empty)):
                self._store.fill(thing, any(one.matches(thing.type, *names) for one in plan.fill))
            for drift in plan.drift:
                if drift.matches(thing.type, *names):
                    drifted(self._store, thing, drift.set, gone=drift.gone)


def drifted(store: Store, thing: Thing, values: Mapping[str, Value], *, gone: bool = False) -> None:
    """Change a resource as if somebody had done it in the cloud's console."""
    if gone:
        for one in (*store.below(thing), thing):
            store.remove(one)
        return
    inputs, outputs = thing.inputs, thing.outputs
    for path, item in values.items():
        outputs = placed(outputs, path, item)
        if path.partition(".")[0] in _inputs(thing.type):
            inputs = placed(inputs, path, item)
    store.put(replace(thing, inputs=inputs, outputs=outputs))


def _inputs(token: str) -> Collection[str]:
    """The inputs that a type takes; what else can be seen of it only its cloud changes."""
    python = schema.resource_class(token)
    arguments = schema.inputs_class(python) if python else None
    return schema.inputs(arguments) if arguments else ()


def _provider_class(package: str) -> type | None:
    """The SDK's class for the provider itself; it stands at the top of the package."""
    try:
        found = getattr(importlib.import_module(f"pulumi_{package.replace('-', '_')}"), "Provider", None)
    except ImportError:
        return None
    return found if isinstance(found, type) else None


def _hidden(item: Value) -> bool:
    return item is UNKNOWN or isinstance(item, Secret)
