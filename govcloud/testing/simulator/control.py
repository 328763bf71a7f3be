"""What a simulation is told to do wrong: fail, be slow, drift. Read from a file that may change while it runs."""

from __future__ import annotations

import fnmatch
import hashlib
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from govcloud.errors import FileError, Problem
from govcloud.graph import Value

FILE: Final = "control.json"
VARIABLE: Final = "GOVCLOUD_SIMULATION"
"""An environment variable with the same JSON, for where no file can be written. The file wins."""

Operation = Literal["create", "read", "update", "delete"]
_CHANGING: Final[tuple[Operation, ...]] = ("create", "update", "delete")


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Choice(_Strict):
    """Which resources: patterns (`*`, `?`) of the type and of the name in the program or the id."""

    type: str = "*"
    name: str = "*"

    def matches(self, token: str, *names: str) -> bool:
        """Whether a resource of this type, with these names, is meant."""
        return fnmatch.fnmatchcase(token, self.type) and any(fnmatch.fnmatchcase(name, self.name) for name in names)


class Failure(Choice):
    """An operation that goes wrong."""

    on: tuple[Operation, ...] = _CHANGING
    operation: int | None = Field(default=None, ge=1)
    """Only the so-manieth change, counted over all clouds since the plan was read."""
    times: int | None = Field(default=None, ge=1)
    """How often at most."""
    done: bool = False
    """The cloud did it, and only its answer is lost."""
    message: str = "InternalError: an internal error occurred; try again"


class Slowness(Choice):
    """An operation that takes its time."""

    on: tuple[Operation, ...] = _CHANGING
    seconds: float = Field(gt=0, le=3600)


class Drift(Choice):
    """A change that somebody makes behind the program's back, once."""

    set: Mapping[str, Value] = {}
    """Values by dotted path; null takes a value away."""
    gone: bool = False


class Plan(_Strict):
    """Everything a simulation is told."""

    accounts: Mapping[str, str] = {}
    """Whom the deployer's credentials are for: an account, a subscription, a project, by package (`azure-native`). A
    program for another one is refused. A package that is not named lets everybody in."""
    drift: tuple[Drift, ...] = ()
    empty: tuple[Choice, ...] = ()
    """What holds no data any more."""
    existing: tuple[str, ...] = ()
    """Patterns of ids, ARNs and names that exist although nothing here made them: hosted zones, certificates."""
    fail: tuple[Failure, ...] = ()
    fill: tuple[Choice, ...] = ()
    """What holds data from now on, so that it cannot simply be deleted."""
    pass_days: float = Field(default=0, ge=0)
    """Days to let pass, once."""
    slow: tuple[Slowness, ...] = ()


class Control:
    """The plan in force. Counts operations since it was read; a changed file is read again and counts from one."""

    def __init__(self, directory: Path, given: Plan | None = None) -> None:
        self._file = directory / FILE
        self._given = given or Plan()
        self._lock = threading.Lock()
        self._seen: tuple[int, int] | None = None
        self._adopted = False
        self._start(self._given)

    def _start(self, plan: Plan) -> None:
        self.plan = plan
        self._count = 0
        self._used = [0] * len(plan.fail)

    def account(self, package: str) -> str:
        """Whom the credentials for a package are for; "" where that does not matter. Counts and adopts nothing, and
        leaves complaints of a file to the first operation, which needs it."""
        try:
            plan = read(self._file) if _stamp(self._file) else self._given
        except FileError:
            return ""
        return plan.accounts.get(package, "")

    def renewed(self) -> bool:
        """Read the file if it changed; whether there is a plan that nobody carried out yet.

        `FileError` where the file cannot be read: a rehearsal of failures that silently has none proves nothing.
        """
        with self._lock:
            seen = _stamp(self._file)
            if self._adopted and seen == self._seen:
                return False
            plan = read(self._file) if seen else self._given
            self._seen, self._adopted = seen, True
            self._start(plan)
            return True

    @property
    def digest(self) -> str:
        """What tells this plan from another, for things to be done once."""
        return hashlib.blake2b(f"{self.plan.model_dump_json()}{self._seen}".encode(), digest_size=16).hexdigest()

    def failure(self, on: Operation, token: str, *names: str) -> Failure | None:
        """The failure that this operation runs into. Asking counts the operation."""
        with self._lock:
            self._count += on in _CHANGING
            for at, one in enumerate(self.plan.fail):
                if on in one.on and self._due(one, at) and one.matches(token, *names):
                    self._used[at] += 1
                    return one
            return None

    def _due(self, failure: Failure, at: int) -> bool:
        left = failure.times is None or self._used[at] < failure.times
        return left and failure.operation in (None, self._count)

    def seconds(self, on: Operation, token: str, *names: str) -> float:
        """How long this operation takes."""
        return max((one.seconds for one in self.plan.slow if on in one.on and one.matches(token, *names)), default=0.0)


def read(path: Path) -> Plan:
    """The plan in a file; `FileError` with every mistake in it."""
    return parsed(path.read_text(encoding="utf-8"), str(path))


def parsed(text: str, name: str = VARIABLE) -> Plan:
    """The plan in a text."""
    try:
        return Plan.model_validate_json(text)
    except ValidationError as error:
        problems = [
            Problem(
                one["msg"], file=name, key=".".join(map(str, one["loc"])), hint="see govcloud.testing.simulator.Plan"
            )
            for one in error.errors(include_input=False, include_url=False)
        ]
        raise FileError(problems) from None


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_mtime_ns, found.st_size
