"""What each cloud does with its types beyond storing them: the tables of `clouds/<x>/simulated.py`, read strictly."""

from __future__ import annotations

import functools
import importlib
from collections.abc import Callable, Collection, Mapping
from types import ModuleType
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, TypeAdapter

from govcloud.systems.cloud import CLOUDS

Plain = str | int | float | bool
Values = Mapping[str, tuple[Plain, ...]]
"""Input paths and the values that count; an empty tuple means: any value, as long as it is set."""


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Held(_Strict):
    """How long a name stays taken after its resource is gone."""

    days: int | None = None
    """Nothing: for ever."""
    days_from: str = ""
    """The input that says it instead, where it is set."""
    unless: Values = {}
    """Inputs of the newcomer with which the cloud hands over the old thing (a vault created to recover)."""


class Majors(_Strict):
    """A version that may rise in place and never fall."""

    path: str
    allowed_by: str = ""
    """The flag without which the cloud refuses to raise the major version."""


class Row(_Strict):
    """One resource type. All paths are dotted, in the inputs; `*` stands for every element of a list."""

    sources: tuple[str, ...]
    """Keys of the table's `SOURCES`: where this was read."""
    unique: tuple[str, ...] = ()
    """The inputs that together may not repeat. Empty: the id may not."""
    scope: Literal["world", "account", "region"] = "account"
    """Where they may not repeat."""
    immutable: tuple[str, ...] = ()
    """A change of these replaces the resource."""
    majors: Majors | None = None
    held: Held | None = None
    needs: Mapping[str, tuple[str, ...]] = {}
    """References: the path, and the types of which one must exist by that id, ARN or name."""
    seeks: Mapping[str, tuple[str, ...]] = {}
    """References that may also lead to somebody else's resource, which is not simulated."""
    holds: tuple[str, ...] = ()
    """The paths of `needs` and `seeks` whose target cannot be deleted while this resource exists."""
    part_of: str = ""
    """The path of `needs` whose target takes this resource along when it goes."""
    protected_by: Values = {}
    """With any of these the cloud, or its provider, refuses to delete the resource."""
    released_by: Values = {}
    """Without at least one of these it refuses as well."""
    retained_by: Values = {}
    """With any of these a deletion is reported done and the resource stays."""
    emptied_by: Values | None = None
    """It may hold data. With any of these its provider empties it first; otherwise a filled one is refused."""
    kept_by: Values = {}
    """With any of these its data cannot be removed by anybody yet."""
    locks: bool = False
    """It protects everything at and below the place it stands on."""
    lasting: tuple[str, ...] = ()
    """Outputs that only the cloud changes, such as a key's state: an update of the resource leaves them as they are."""
    works_when: Values = {}
    """Outputs without which nothing can be made that needs the resource: a key that has no material yet."""
    may_rest: tuple[str, ...] = ()
    """The paths of `needs` whose target need not work: a key's alias, a grant on it."""
    defaults: Mapping[str, Plain] = {}
    """What the provider or the service fills in where the program says nothing."""


NOTHING_KNOWN: Final = Row(sources=())
"""The row of every type that no table has."""


class Table(_Strict):
    """One cloud's table."""

    package: str
    sources: Mapping[str, str]
    rows: Mapping[str, Row]
    immutable: tuple[str, ...]
    """What no resource of the cloud can change: its place, its group."""
    caseless: tuple[str, ...]
    """Inputs that are the same in any case and with or without spaces."""
    protected_by: Values
    """What protects any resource of the cloud."""
    retained_by: Values
    configured: Mapping[str, str]
    """Inputs that a resource takes from its provider where it does not say them: input → provider setting."""
    account: str
    """The provider setting that tells the account, subscription or project."""
    stand_ins: Mapping[str, str]
    """What invented identifiers hold → the provider setting that replaces it."""
    errors: Mapping[str, str]
    """How the cloud words a refusal: `duplicate`, `filled`, `held`, `in_use`, `missing`, `protected`, …"""
    own_name: Callable[[str, Collection[str]], str]
    """Which of the inputs that a type declares names the resource itself; "" if none does."""

    def row(self, token: str) -> Row:
        """What is known of a type."""
        return self.rows.get(token, NOTHING_KNOWN)


@functools.cache
def tables() -> Mapping[str, Table]:
    """Every cloud's table by Pulumi package. A row that does not fit is an error that names it."""
    return {module.PACKAGE: _table(module) for module in map(_module, CLOUDS)}


def _module(cloud: str) -> ModuleType:
    return importlib.import_module(f"govcloud.clouds.{cloud}.simulated")


_ROWS: Final = TypeAdapter(dict[str, Row])


def _table(module: ModuleType) -> Table:
    return Table(
        package=module.PACKAGE,
        sources=module.SOURCES,
        rows=_ROWS.validate_python(module.TYPES),
        immutable=module.IMMUTABLE,
        caseless=module.CASELESS,
        protected_by=module.PROTECTED_BY,
        retained_by=module.RETAINED_BY,
        configured=module.CONFIGURED,
        account=module.ACCOUNT_SETTING,
        stand_ins=module.STAND_INS,
        errors=module.ERRORS,
        own_name=module.own_name,
    )
