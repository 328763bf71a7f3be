"""What an entry of a stack export or a preview must look like, and how one that does not is refused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from govcloud.errors import FileError, Problem, Text
from govcloud.graph.values import Value

_KINDS: Final[Mapping[str, tuple[type, ...]]] = {
    "aliases": (list,),
    "dependencies": (list,),
    "id": (dict, str),
    "inputs": (dict,),
    "outputs": (dict,),
    "parent": (str,),
    "propertyDependencies": (dict,),
    "provider": (str,),
    "type": (str,),
}
"""The fields that are read, each optional, with the JSON types they may have."""


def checked(state: Value, key: str, path: Path) -> Mapping[str, Value]:
    """The entry at `key`, or `FileError`: nothing is left out for being unreadable, since it could not be judged."""
    if not isinstance(state, dict):
        raise refused(
            path,
            Text("an entry that is not a resource", "リソースではない項目"),
            Text("is it a stack export?", "スタックのエクスポートか確かめる"),
            key=key,
        )
    urn = state.get("urn")
    if not (isinstance(urn, str) and urn.startswith("urn:pulumi:") and urn.count("::") >= 3):
        raise refused(
            path,
            Text(f"a resource without a URN: {str(urn)[:80]}", f"URNのないリソース: {str(urn)[:80]}"),
            Text("is it a stack export?", "スタックのエクスポートか確かめる"),
            key=key,
        )
    for field, kinds in _KINDS.items():
        if state.get(field) is not None and not isinstance(state[field], kinds):
            raise _wrong(path, f"{key}.{field}")
    for field, urns in _urn_lists(state).items():
        if not (isinstance(urns, list) and all(isinstance(item, str) for item in urns)):
            raise _wrong(path, f"{key}.{field}")
    return state


def refuse_twice(urns: Iterable[str], path: Path) -> None:
    """No two resources are one: the second would hide the first from every judgement."""
    seen: set[str] = set()
    for urn in urns:
        if urn in seen:
            raise refused(
                path,
                Text(f"two resources are {urn}", f"同じURNのリソースが二つある: {urn}"),
                Text("mend the stack with 'pulumi state repair'", "'pulumi state repair' でスタックを直す"),
            )
        seen.add(urn)


def refuse_circles(parents: Mapping[str, str], path: Path) -> None:
    """No resource stands below itself: whoever walks up from it would never arrive."""
    rooted: set[str] = set()
    for urn in parents:
        chain: dict[str, None] = {}
        while urn in parents and urn not in rooted:
            if urn in chain:
                raise refused(
                    path,
                    Text(f"a resource is its own ancestor: {urn}", f"リソースが自分自身の祖先である: {urn}"),
                    Text("mend it with 'pulumi state repair'", "'pulumi state repair' で直す"),
                )
            chain[urn] = None
            urn = parents[urn]
        rooted.update(chain)


def _urn_lists(state: Mapping[str, Value]) -> dict[str, Value]:
    found = {f"propertyDependencies.{name}": urns for name, urns in (state.get("propertyDependencies") or {}).items()}
    found["dependencies"] = state.get("dependencies")
    return {field: urns for field, urns in found.items() if urns is not None}


def _wrong(path: Path, key: str) -> FileError:
    return refused(
        path,
        Text("not of the form that a stack export has", "スタックのエクスポートの形式ではない"),
        Text("write the file again", "書き出し直す"),
        key=key,
    )


def refused(path: Path, message: str, hint: str, line: int = 0, key: str = "") -> FileError:
    """The refusal of a file for one reason."""
    return FileError([Problem(message, file=str(path), line=line, key=key, hint=hint)])
