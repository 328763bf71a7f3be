"""What a simulated cloud refuses: duplicates, names held back, references to nothing, deletions of what is needed."""

from __future__ import annotations

import datetime
import fnmatch
import json
from collections.abc import Collection, Iterable, Iterator, Mapping

from govcloud.engine import schema
from govcloud.facts import UNKNOWN
from govcloud.graph import Value, walk
from govcloud.testing.simulator.answers import Settings
from govcloud.testing.simulator.paths import agrees, found
from govcloud.testing.simulator.refusal import Refusal
from govcloud.testing.simulator.sealing import SEALED
from govcloud.testing.simulator.store import Store, Thing
from govcloud.testing.simulator.tables import Held, Row, Table


def identity(table: Table, token: str, inputs: Mapping[str, Value], provider: Settings, identifier: str) -> str:
    """What may not repeat among resources of a type: the values its row names, within their scope, else the id.

    `inputs` are complete and without secrets. One that is left out counts as such: a listener without a port. In a
    preview some may not be known yet, and what repeats cannot be told by them.
    """
    row = table.row(token)
    values = [walk(inputs, path) for path in row.unique]
    region = inputs.get("region", "")
    if all(value is None for value in values) or any(value is UNKNOWN for value in (*values, region)):
        return identifier.casefold()
    account = str(provider.get(table.account, ""))
    scope = {"world": [], "account": [account], "region": [account, str(region)]}[row.scope]
    return json.dumps([*scope, *values], sort_keys=True).casefold()


class Rules:
    """One cloud's refusals. Each method returns if all is well and raises `Refusal` otherwise."""

    def __init__(self, table: Table, store: Store) -> None:
        self._table = table
        self._store = store

    def free(self, token: str, own: str, inputs: Mapping[str, Value], given: Mapping[str, Value]) -> None:
        """Nobody else has what may not repeat, and no gone resource still holds it. `given` are the program's own
        inputs as a store keeps them, `inputs` have what is filled in besides."""
        twin = self._store.twin(token, own)
        if twin is not None and (self._table.row(token).unique or self._same(token, twin.inputs, given)):
            raise self._no("duplicate", f"{twin.id} exists already ({token}); another stack or an earlier run made it")
        self._released(token, own, inputs)

    def _same(self, token: str, old: Mapping[str, Value], new: Mapping[str, Value]) -> bool:
        """Whether two resources with one id are one: they say the same in everything that their class requires.

        What has no name of its own goes by the name of what it stands on, as all objects of a bucket do; it is the
        same only where all of it is, as far as a secret can be compared.
        """
        python = schema.resource_class(token)
        arguments = schema.inputs_class(python) if python else None
        named = arguments is not None and self._table.own_name(token, tuple(schema.inputs(arguments)))
        keys = schema.required(arguments) if arguments and named else {*old, *new}
        return all(old.get(key) == new.get(key) != SEALED for key in keys)

    def _released(self, token: str, own: str, inputs: Mapping[str, Value]) -> None:
        held, row = self._store.held(token, own), self._table.row(token)
        if held is None:
            return
        if row.held and agrees(inputs, row.held.unless):
            self._store.give_back(token, own)
            return
        raise self._no("held", f"the name of a deleted {token} {_until(held[0])}; choose another")

    def targets(self, thing: Thing, existing: Collection[str]) -> dict[str, list[Thing]]:
        """What the thing's references name, by path. `existing`: patterns of what else there is."""
        row, seen = self._table.row(thing.type), self._seen(thing, existing)
        for path, things in seen.items():
            self._working(path, things if path not in row.may_rest else ())
        return self._held(thing, seen)

    def links(self, thing: Thing) -> dict[str, list[Thing]]:
        """The same of a thing that was there before: nothing is refused, whatever it refers to."""
        return self._held(thing, self._seen(thing, ("*",)))

    def _seen(self, thing: Thing, existing: Collection[str]) -> dict[str, list[Thing]]:
        row, seen = self._table.row(thing.type), {}
        for path, types in {**row.needs, **row.seeks}.items():
            allowed = ("*",) if path in row.seeks else existing
            for value in found(thing.inputs, path):
                if isinstance(value, str) and value:
                    seen.setdefault(path, []).extend(self._named(value, path, types, allowed))
        return seen

    def _held(self, thing: Thing, seen: Mapping[str, list[Thing]]) -> dict[str, list[Thing]]:
        row = self._table.row(thing.type)
        return {path: things for path, things in seen.items() if path in (*row.holds, row.part_of)}

    def _working(self, path: str, things: Iterable[Thing]) -> None:
        for thing in things:
            wanted = self._table.row(thing.type).works_when
            if wanted and not agrees(thing.outputs, wanted):
                raise self._no("unusable", f"{path}: {thing.id} cannot be used: it needs {', '.join(wanted)}")

    def _named(self, value: str, path: str, types: Collection[str], existing: Collection[str]) -> Iterator[Thing]:
        things = [thing for word in _spellings(value) for thing in self._store.called(word, types)]
        if not things and not any(fnmatch.fnmatchcase(value, pattern) for pattern in existing):
            kinds = " or ".join(token.rpartition(":")[2] for token in types)
            hint = "if it is there without being simulated, name it in the control file under 'existing'"
            raise self._no("missing", f"{path}: no {kinds} is '{value}' ({hint})")
        yield from things

    def upgradable(self, token: str, old: Mapping[str, Value], new: Mapping[str, Value]) -> None:
        """A major version only rises, and only where that is allowed."""
        majors = self._table.row(token).majors
        before, after = (_major(majors.path, inputs) if majors else None for inputs in (old, new))
        if majors is None or before is None or after is None or before == after:
            return
        if after < before:
            raise self._no("upgrade", f"{majors.path}: a major version cannot go down from {before} to {after}")
        if majors.allowed_by and walk(new, majors.allowed_by) is not True:
            raise self._no("upgrade", f"{majors.path}: needs {majors.allowed_by} to go up from {before} to {after}")

    def deletable(self, thing: Thing) -> None:
        """Nothing protects the thing, nothing needs it, and it holds no data that its provider may not remove."""
        row = self._table.row(thing.type)
        self._unprotected(thing, row)
        self._unlocked(thing)
        users = sorted(user.id for user in self._holding(thing))
        if users:
            raise self._no("in_use", f"{thing.id} is needed by {', '.join(users[:3])}")
        if thing.filled and agrees(thing.inputs, row.kept_by):
            raise self._no("locked", f"{thing.id} holds data under {agrees(thing.inputs, row.kept_by)}")
        if thing.filled and row.emptied_by is not None and not agrees(thing.inputs, row.emptied_by):
            ways = f" (or set {', '.join(row.emptied_by)})" if row.emptied_by else ""
            raise self._no("filled", f"{thing.id} holds data: empty it first{ways}")

    def _holding(self, thing: Thing) -> list[Thing]:
        parts = {part.fold for part in self.parts(thing)}
        return [user for _, user in self._store.users(thing) if user.fold not in parts]

    def parts(self, thing: Thing) -> list[Thing]:
        """What goes when the thing goes: what stands below it by its id, and what is part of it by its row."""
        named = [user for path, user in self._store.users(thing) if self._table.row(user.type).part_of == path]
        return [*self._store.below(thing), *named]

    def _unprotected(self, thing: Thing, row: Row) -> None:
        protection = agrees(thing.inputs, {**self._table.protected_by, **row.protected_by})
        if protection:
            raise self._no(
                "protected", f"{thing.id} is protected by {protection}; lift it in an update of its own first"
            )
        if row.released_by and not agrees(thing.inputs, row.released_by):
            raise self._no(
                "protected", f"{thing.id} needs one of {', '.join(row.released_by)} before it can be deleted"
            )

    def _unlocked(self, thing: Thing) -> None:
        if self._table.row(thing.type).locks:
            return
        for lock in self._store.all():
            if self._table.row(lock.type).locks and _covers(lock.fold.rpartition("/providers/")[0], thing.fold):
                raise self._no("locked", f"{thing.id} cannot be deleted because of the lock {lock.id}")

    def retained(self, thing: Thing) -> bool:
        """Whether the provider lets the thing stay and only reports it deleted."""
        row = self._table.row(thing.type)
        return bool(agrees(thing.inputs, {**self._table.retained_by, **row.retained_by}))

    def hold_name(self, thing: Thing) -> None:
        """Keep the name of a thing that goes, as long as its cloud does."""
        held = self._table.row(thing.type).held
        if held is not None:
            days = _days(held, thing.inputs)
            if days != 0:
                self._store.hold(thing, days)

    def _no(self, kind: str, text: str) -> Refusal:
        return Refusal(self._table, kind, text)


def _spellings(value: str) -> tuple[str, ...]:
    """A reference, and what it refers to when it means something inside (`<arn>:*`, `<arn of a bucket>/flow/`)."""
    bare = value.partition("/")[0] if value.startswith("arn:") else value
    return tuple(dict.fromkeys((value, value.removesuffix(":*"), bare)))


def _major(path: str, inputs: Mapping[str, Value]) -> int | None:
    """The first number in a version: 16 of `16.4` and of `POSTGRES_16`."""
    text = str(walk(inputs, path) or "")
    digits = "".join(char if char.isdigit() else " " for char in text).split()
    return int(digits[0]) if digits else None


def _days(held: Held, inputs: Mapping[str, Value]) -> int | None:
    said = walk(inputs, held.days_from) if held.days_from else None
    return int(said) if isinstance(said, int) else held.days


def _until(moment: float | None) -> str:
    if moment is None:
        return "is never given back"
    day = datetime.datetime.fromtimestamp(moment, datetime.UTC).date()
    return f"is not given back before {day.isoformat()}"


def _covers(scope: str, fold: str) -> bool:
    return bool(scope) and (fold == scope or fold.startswith(f"{scope}/") or scope.startswith(f"{fold}/"))
