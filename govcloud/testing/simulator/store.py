"""What exists in the simulated clouds, on disk: one SQLite file, whole after every change and every kill."""

from __future__ import annotations

import contextlib
import json
import secrets
import sqlite3
import threading
import time
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from govcloud.errors import UsageError
from govcloud.graph import Value
from govcloud.graph.references import IDENTIFIERS

FILE: Final = "clouds.sqlite3"
SECONDS_A_DAY: Final = 86_400
_WAIT_SECONDS: Final = 60.0

_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS things (
    type TEXT NOT NULL, id TEXT NOT NULL, fold TEXT NOT NULL, identity TEXT NOT NULL, urn TEXT NOT NULL,
    name TEXT NOT NULL, account TEXT NOT NULL, inputs TEXT NOT NULL, outputs TEXT NOT NULL, nonce INTEGER NOT NULL,
    filled INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (type, fold));
CREATE INDEX IF NOT EXISTS by_identity ON things (type, identity);
CREATE TABLE IF NOT EXISTS known (word TEXT NOT NULL, type TEXT NOT NULL, fold TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS by_word ON known (word);
CREATE INDEX IF NOT EXISTS by_thing ON known (type, fold);
CREATE TABLE IF NOT EXISTS uses (
    type TEXT NOT NULL, fold TEXT NOT NULL, path TEXT NOT NULL, target_type TEXT NOT NULL, target TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS by_target ON uses (target_type, target);
CREATE TABLE IF NOT EXISTS held (
    type TEXT NOT NULL, identity TEXT NOT NULL, until REAL, PRIMARY KEY (type, identity));
CREATE TABLE IF NOT EXISTS made (urn TEXT PRIMARY KEY, count INTEGER NOT NULL);
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """One resource that exists. `inputs` and `outputs` are plain JSON without secrets."""

    type: str
    id: str
    identity: str
    """What may not repeat among things of the type."""
    urn: str
    name: str
    account: str
    inputs: Mapping[str, Value]
    outputs: Mapping[str, Value]
    nonce: int = 0
    """The how-manieth resource of this URN it is: the ids that a cloud invents differ by it."""
    filled: bool = False
    """Whether it holds data."""

    @property
    def fold(self) -> str:
        """The id as it is compared: Azure's ids come in any case."""
        return self.id.casefold()


class Store:
    """The state directory of a simulation. Threads and processes may share one; every change is a transaction."""

    def __init__(self, directory: Path) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        self.directory = directory
        self._lock = threading.RLock()
        try:
            self._connection = sqlite3.connect(
                directory / FILE, timeout=_WAIT_SECONDS, check_same_thread=False, isolation_level=None
            )
            self._connection.execute("PRAGMA journal_mode=WAL")
            self._connection.execute("PRAGMA synchronous=NORMAL")
            self._connection.executescript(_SCHEMA)
        except sqlite3.DatabaseError as error:
            raise UsageError(
                f"{directory / FILE}: not the state of a simulated cloud ({error}); move it away"
            ) from None
        self.key = bytes.fromhex(self._kept("key", secrets.token_hex(16)))

    def close(self) -> None:
        """Let go of the file. The store cannot be used afterwards."""
        with self._lock:
            self._connection.close()

    @contextlib.contextmanager
    def change(self) -> Iterator[None]:
        """All or nothing: what happens inside is on disk when it ends, or, after an exception, never happened."""
        with self._lock:
            if self._connection.in_transaction:
                yield
                return
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def _rows(self, query: str, *values: str | float | None) -> list[tuple[Value, ...]]:
        with self._lock:
            return self._connection.execute(query, values).fetchall()

    def _kept(self, key: str, first: str) -> str:
        with self.change():
            self._rows("INSERT OR IGNORE INTO meta VALUES (?, ?)", key, first)
            return str(self._rows("SELECT value FROM meta WHERE key = ?", key)[0][0])

    def once(self, key: str) -> bool:
        """Whether this is asked for the first time in the life of the state."""
        with self.change():
            seen = self._rows("SELECT 1 FROM meta WHERE key = ?", f"once:{key}")
            self._rows("INSERT OR IGNORE INTO meta VALUES (?, '')", f"once:{key}")
            return not seen

    def now(self) -> float:
        """The simulated clouds' time in seconds since 1970: this machine's, and the days that were let pass."""
        return time.time() + float(self._kept("ahead_seconds", "0"))

    def pass_days(self, days: float) -> None:
        """Let time pass, for names that are given back after a while."""
        with self.change():
            ahead = float(self._kept("ahead_seconds", "0")) + days * SECONDS_A_DAY
            self._rows("UPDATE meta SET value = ? WHERE key = 'ahead_seconds'", str(ahead))

    def next_nonce(self, urn: str) -> int:
        """How many resources of this URN were made so far."""
        found = self._rows("SELECT count FROM made WHERE urn = ?", urn)
        return int(found[0][0]) if found else 0

    def add(self, thing: Thing) -> None:
        """Write down a new thing."""
        with self.change():
            self._rows("INSERT INTO made VALUES (?, 1) ON CONFLICT (urn) DO UPDATE SET count = count + 1", thing.urn)
            self.put(thing)

    def put(self, thing: Thing) -> None:
        """Write down a thing over what was known of it."""
        with self.change():
            self._rows(
                "INSERT OR REPLACE INTO things VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                *(thing.type, thing.id, thing.fold, thing.identity, thing.urn, thing.name, thing.account),
                *(json.dumps(thing.inputs), json.dumps(thing.outputs), thing.nonce, thing.filled),
            )
            self._rows("DELETE FROM known WHERE type = ? AND fold = ?", thing.type, thing.fold)
            for word in _words(thing):
                self._rows("INSERT INTO known VALUES (?, ?, ?)", word, thing.type, thing.fold)

    def link(self, thing: Thing, targets: Mapping[str, Collection[Thing]]) -> None:
        """Write down which things one needs as long as it lives, by the path that names them."""
        with self.change():
            self._rows("DELETE FROM uses WHERE type = ? AND fold = ?", thing.type, thing.fold)
            for path, things in targets.items():
                for target in things:
                    self._rows(
                        "INSERT INTO uses VALUES (?, ?, ?, ?, ?)",
                        thing.type,
                        thing.fold,
                        path,
                        target.type,
                        target.fold,
                    )

    def remove(self, thing: Thing) -> None:
        """Forget a thing."""
        with self.change():
            for table in ("things", "known", "uses"):
                self._rows(f"DELETE FROM {table} WHERE type = ? AND fold = ?", thing.type, thing.fold)

    def get(self, token: str, identifier: str) -> Thing | None:
        """The thing of a type with an id."""
        return self._one("type = ? AND fold = ?", token, identifier.casefold())

    def twin(self, token: str, identity: str) -> Thing | None:
        """The thing of a type that already has what may not repeat."""
        return self._one("type = ? AND identity = ?", token, identity)

    def called(self, word: str, types: Collection[str]) -> Iterator[Thing]:
        """The things of some types that are known by an id, ARN, link or name."""
        for token, fold in self._rows("SELECT DISTINCT type, fold FROM known WHERE word = ?", word.casefold()):
            thing = self._one("type = ? AND fold = ?", token, fold) if token in types else None
            if thing is not None:
                yield thing

    def below(self, thing: Thing) -> list[Thing]:
        """The things whose id continues this one's."""
        return [one for one in self.all() if one.fold.startswith(f"{thing.fold}/")]

    def users(self, thing: Thing) -> list[tuple[str, Thing]]:
        """The things that name this one, and by which path."""
        query = "SELECT DISTINCT path, type, fold FROM uses WHERE target_type = ? AND target = ?"
        found = self._rows(query, thing.type, thing.fold)
        things = ((path, self._one("type = ? AND fold = ?", token, fold)) for path, token, fold in found)
        return [(path, one) for path, one in things if one is not None]

    def all(self) -> list[Thing]:
        """Everything that exists, by type and id."""
        return list(self._things("1 = 1 ORDER BY type, fold"))

    def hold(self, thing: Thing, days: int | None) -> None:
        """Keep a thing's name taken; without days for ever."""
        until = None if days is None else self.now() + days * SECONDS_A_DAY
        with self.change():
            self._rows("INSERT OR REPLACE INTO held VALUES (?, ?, ?)", thing.type, thing.identity, until)

    def held(self, token: str, identity: str) -> tuple[float | None] | None:
        """Until when a name is taken (in a tuple: nothing means for ever); nothing if it is free."""
        for (until,) in self._rows("SELECT until FROM held WHERE type = ? AND identity = ?", token, identity):
            return None if until is not None and until <= self.now() else (until,)
        return None

    def give_back(self, token: str, identity: str) -> None:
        """Free a name."""
        with self.change():
            self._rows("DELETE FROM held WHERE type = ? AND identity = ?", token, identity)

    def fill(self, thing: Thing, filled: bool = True) -> None:
        """Let a thing hold data, or none."""
        self.put(replace(thing, filled=filled))

    def _one(self, where: str, *values: str) -> Thing | None:
        return next(self._things(where, *values), None)

    def _things(self, where: str, *values: str) -> Iterator[Thing]:
        for row in self._rows(f"SELECT * FROM things WHERE {where}", *values):
            token, identifier, _, identity, urn, name, account, inputs, outputs, nonce, filled = row
            yield Thing(
                type=token,
                id=identifier,
                identity=identity,
                urn=urn,
                name=name,
                account=account,
                inputs=json.loads(inputs),
                outputs=json.loads(outputs),
                nonce=nonce,
                filled=bool(filled),
            )


def _words(thing: Thing) -> set[str]:
    """Everything that a reference may call a thing."""
    given = (values.get(key) for values in (thing.inputs, thing.outputs) for key in IDENTIFIERS)
    return {word.casefold() for word in (thing.id, *given) if isinstance(word, str) and word}
