"""Which changes of a resource its cloud makes in place and for which it needs a new one."""

from __future__ import annotations

import fnmatch
import functools
import re
from collections.abc import Collection, Iterable, Mapping
from typing import Final

from govcloud.engine import schema, sdk
from govcloud.facts import UNKNOWN
from govcloud.graph import Value
from govcloud.testing.simulator.paths import Change, changes, found
from govcloud.testing.simulator.tables import NOTHING_KNOWN, Table

_SAID: Final = re.compile(
    r"\bforces? (?:a )?(?:new resource|new one|replacement|re-?creation)"
    r"|\bforces new\b"
    r"|\bproperty is immutable\b"
    r"|\bcannot be (?:changed|modified|updated) (?:after|once)\b",
    re.IGNORECASE,
)
"""How the SDKs' own texts say that a property is final."""


@functools.cache
def hinted(token: str) -> frozenset[str]:
    """The top-level inputs of a type whose documentation in the SDK says that they cannot change."""
    python = schema.resource_class(token)
    arguments = schema.inputs_class(python) if python else None
    if arguments is None:
        return frozenset()
    names = sdk.input_type_py_to_pulumi_names(arguments)
    return frozenset(wire for name, wire in names.items() if _SAID.search(_documented(arguments, name)))


def _documented(arguments: type, name: str) -> str:
    text = getattr(getattr(arguments, name, None), "__doc__", None) or ""
    return " ".join(text.split())


def immutable(table: Table, token: str) -> frozenset[str]:
    """The paths of a type that cannot change: its row's, its own name, the cloud's general ones.

    The SDK's hints count where no row was written: they speak of special cases too ("forces a new one for network
    load balancers").
    """
    python = schema.resource_class(token)
    arguments = schema.inputs_class(python) if python else None
    inputs = schema.inputs(arguments) if arguments else {}
    name = table.own_name(token, tuple(inputs))
    row = table.row(token)
    hints = hinted(token) if row is NOTHING_KNOWN else frozenset()
    places = {path for path in table.immutable if path in inputs}
    return frozenset({*row.immutable, *row.unique, *places, *hints, *({name} if name else ())})


def differences(old: Mapping[str, Value], new: Mapping[str, Value], ignored: Collection[str] = ()) -> list[Change]:
    """What differs between two sets of inputs, less what the program wants ignored."""
    return [change for change in changes(dict(old), dict(new)) if not _ignored(change, ignored)]


def folded(inputs: Mapping[str, Value], caseless: Collection[str]) -> dict[str, Value]:
    """Inputs for comparison: those named without case and spaces (`Japan East` is `japaneast`)."""
    return {
        key: item.casefold().replace(" ", "") if key in caseless and isinstance(item, str) else item
        for key, item in inputs.items()
    }


def _ignored(change: Change, ignored: Iterable[str]) -> bool:
    return any(
        change.path == path
        or change.path.startswith((f"{path}.", f"{path}["))
        or fnmatch.fnmatchcase(change.path, path)
        for path in ignored
    )


def replacing(
    table: Table, token: str, old: Mapping[str, Value], new: Mapping[str, Value], changed: Iterable[Change]
) -> list[Change]:
    """The changes that need a new resource. A value that is not known yet counts as changed, as in the providers.

    `old` and `new` are complete: what somebody writes out that was the default anyway changes nothing.
    """
    final = [path for path in immutable(table, token) if _differs(old, new, path)]
    return [change for change in changed if any(_touches(change.dotted, path) for path in final)]


def _differs(old: Mapping[str, Value], new: Mapping[str, Value], path: str) -> bool:
    before, after = list(found(old, path)), list(found(new, path))
    return UNKNOWN in after or before != after


def _touches(changed: str, final: str) -> bool:
    return changed == final or changed.startswith(f"{final}.") or final.startswith(f"{changed}.")
