"""Graphs from files: `pulumi stack export` (deployment version 3) and `pulumi preview --json`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from govcloud.errors import FileError, Problem, UsageError
from govcloud.graph.graph import Graph
from govcloud.graph.resource import STACK_TYPE, Resource
from govcloud.graph.values import Value, decoded

LARGEST_BYTES: Final = 256 * 1024 * 1024
"""A file beyond this is refused unread: a stack of 5,000 resources exports to about 30 MiB."""

_KEPT: Final = (
    "additionalSecretOutputs",
    "customTimeouts",
    "deletedWith",
    "ignoreChanges",
    "importID",
    "pendingReplacement",
    "retainOnDelete",
)


def read(path: Path) -> Graph:
    """The graph in a stack export or a preview; `FileError` says what a file is instead."""
    data = _loaded(path)
    if isinstance(data, dict) and isinstance(data.get("deployment"), dict):
        return _exported(data["deployment"], path)
    if isinstance(data, dict) and isinstance(data.get("steps"), list):
        return _previewed(data["steps"], path)
    raise _refused(path, "neither a stack export nor a preview", "write one with 'pulumi stack export --file FILE'")


def exported(document: Mapping[str, Value]) -> Graph:
    """The graph in a stack export that is already in memory."""
    return _exported(document["deployment"], Path("export.json"))


def _loaded(path: Path) -> Value:
    if not path.is_file():
        raise UsageError(f"{path}: no such file (write one with 'pulumi stack export --file {path.name}')")
    if path.stat().st_size > LARGEST_BYTES:
        raise UsageError(f"{path}: larger than {LARGEST_BYTES // 1024**2} MiB; audit one stack at a time")
    try:
        return json.loads(path.read_bytes())
    except RecursionError:
        raise _refused(path, "nested too deeply to be a stack export", "check the file") from None
    except UnicodeDecodeError:
        raise _refused(path, "not UTF-8 text", "write it again with 'pulumi stack export'") from None
    except json.JSONDecodeError as error:
        raise _refused(path, f"not JSON: {error.msg}", "was the export cut off?", error.lineno) from None


def _exported(deployment: Mapping[str, Value], path: Path) -> Graph:
    entries = deployment.get("resources") or []
    live = (entry for entry in entries if isinstance(entry, dict) and not entry.get("delete"))
    return _graph(live, path, real=True)


def _previewed(steps: list[Value], path: Path) -> Graph:
    gone = {"delete", "delete-replaced", "discard", "discard-replaced", "remove-pending-replace"}
    states = (
        step.get("newState") or step.get("oldState")
        for step in steps
        if isinstance(step, dict) and step.get("op") not in gone
    )
    by_urn = {state["urn"]: state for state in states if isinstance(state, dict) and "urn" in state}
    return _graph(iter(by_urn.values()), path, real=False)


def _graph(entries: Iterator[Mapping[str, Value]], path: Path, *, real: bool) -> Graph:
    resources = [_resource(entry, path, real=real) for entry in entries]
    if not resources:
        raise _refused(path, "holds no resource", "has the stack been deployed?")
    stack = next((resource for resource in resources if resource.type == STACK_TYPE), None)
    _, _, rest = resources[0].urn.partition("urn:pulumi:")
    name, project = rest.split("::")[:2]
    return Graph(project, name, resources, exports=stack.outputs if stack else {})


def _resource(entry: Mapping[str, Value], path: Path, *, real: bool) -> Resource:
    urn = entry.get("urn")
    if not isinstance(urn, str) or urn.count("::") < 3:
        raise _refused(path, f"a resource without a URN: {str(urn)[:80]}", "is it a stack export?")
    dependencies = entry.get("propertyDependencies") or {}
    return Resource(
        urn=urn,
        type=str(entry.get("type") or urn.split("::")[2].rpartition("$")[2]),
        name=urn.split("::", 3)[3],
        custom=bool(entry.get("custom")),
        external=bool(entry.get("external")),
        parent=entry.get("parent") or "",
        id=decoded(entry.get("id") or ""),
        inputs=decoded(entry.get("inputs") or {}),
        outputs=decoded(entry.get("outputs") or {}),
        provider=entry.get("provider") or "",
        protect=bool(entry.get("protect")),
        dependencies=tuple(entry.get("dependencies") or ()),
        property_dependencies={key: tuple(urns or ()) for key, urns in dependencies.items()},
        aliases=tuple(entry.get("aliases") or ()),
        options={key: entry[key] for key in _KEPT if entry.get(key)},
        source=_source(entry.get("sourcePosition")),
        outputs_are_real=real,
    )


def _source(position: Value) -> str:
    text = position if isinstance(position, str) else ""
    return text.removeprefix("project://").removeprefix("file://").replace("#", ":").partition(",")[0]


def _refused(path: Path, message: str, hint: str, line: int = 0) -> FileError:
    return FileError([Problem(message, file=str(path), line=line, hint=hint)])
