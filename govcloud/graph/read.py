"""Graphs from files: `pulumi stack export` (deployment version 3) and `pulumi preview --json`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from govcloud.errors import Text, UsageError
from govcloud.graph.graph import Graph
from govcloud.graph.resource import STACK_TYPE, Resource
from govcloud.graph.shape import checked, refuse_circles, refuse_twice, refused
from govcloud.graph.values import Value, decoded, unhidden

LARGEST_BYTES: Final = 256 * 1024 * 1024
"""A file beyond this is refused unread: a stack of 5,000 resources exports to about 30 MiB."""

_KEPT: Final = (
    "additionalSecretOutputs",
    "customTimeouts",
    "deletedWith",
    "hideDiff",
    "ignoreChanges",
    "importID",
    "pendingReplacement",
    "replaceOnChanges",
    "replaceWith",
    "replacementTrigger",
    "resourceHooks",
    "retainOnDelete",
)
_GONE: Final = frozenset({"delete", "delete-replaced", "discard", "discard-replaced", "remove-pending-replace"})
"""Steps of a preview after which the resource is no more."""


def read(path: Path) -> Graph:
    """The graph in a stack export or a preview.

    `UsageError` where the file cannot be opened, `FileError` says what it is instead or which entry is off.
    """
    data = _loaded(path)
    try:
        if isinstance(data, dict) and isinstance(data.get("deployment"), dict):
            return _exported(data["deployment"], path)
        if isinstance(data, dict) and isinstance(data.get("steps"), list):
            return _previewed(data["steps"], path)
    except RecursionError:
        raise refused(
            path,
            Text("nested too deeply to be a stack export", "入れ子が深すぎ、スタックのエクスポートではない"),
            Text("check the file", "ファイルを確かめる"),
        ) from None
    raise refused(
        path,
        Text("neither a stack export nor a preview", "スタックのエクスポートでもプレビューでもない"),
        Text("write one with 'pulumi stack export --file FILE'", "'pulumi stack export --file FILE' で書き出す"),
    )


def exported(document: Mapping[str, Value]) -> Graph:
    """The graph in a stack export that is already in memory; refused like a file by the name `export.json`."""
    path, deployment = Path("export.json"), document.get("deployment")
    if not isinstance(deployment, dict):
        raise refused(
            path,
            Text("not a stack export", "スタックのエクスポートではない"),
            Text("it has 'version' and 'deployment'", "'version' と 'deployment' を持つもの"),
        )
    return _exported(deployment, path)


def _loaded(path: Path) -> Value:
    try:
        if not path.is_file():
            raise UsageError(
                f"{path}: no such file (write one with 'pulumi stack export --file {path.name}')",
                ja=f"{path}: ファイルがない('pulumi stack export --file {path.name}' で作れる)",
            )
        if path.stat().st_size > LARGEST_BYTES:
            limit = LARGEST_BYTES // 1024**2
            raise UsageError(
                f"{path}: larger than {limit} MiB; audit one stack at a time",
                ja=f"{path}: {limit} MiBを超えている。スタックごとに監査する",
            )
        return json.loads(path.read_bytes())
    except OSError as error:
        reason = f"{path}: cannot be read: {error.strerror}"
        raise UsageError(reason, ja=f"{path}: 読めない: {error.strerror}") from None
    except RecursionError:
        raise refused(
            path,
            Text("nested too deeply to be a stack export", "入れ子が深すぎ、スタックのエクスポートではない"),
            Text("check the file", "ファイルを確かめる"),
        ) from None
    except UnicodeDecodeError:
        raise refused(
            path,
            Text("not UTF-8 text", "UTF-8の文字列ではない"),
            Text("write it again with 'pulumi stack export'", "'pulumi stack export' で書き出し直す"),
        ) from None
    except json.JSONDecodeError as error:
        raise refused(
            path,
            Text(f"not JSON: {error.msg}", f"JSONではない: {error.msg}"),
            Text("was the export cut off?", "エクスポートが途中で切れていないか"),
            error.lineno,
        ) from None
    except ValueError:
        raise refused(
            path,
            Text("not JSON: a number with thousands of digits", "JSONではない: 数千桁の数"),
            Text("check the file", "ファイルを確かめる"),
        ) from None


def _exported(deployment: Mapping[str, Value], path: Path) -> Graph:
    entries = deployment.get("resources") or []
    if not isinstance(entries, list):
        raise refused(
            path,
            Text("'resources' is not a list", "'resources' がリストではない"),
            Text("is it a stack export?", "スタックのエクスポートか確かめる"),
            key="deployment.resources",
        )
    placed = ((f"deployment.resources.{index}", entry) for index, entry in enumerate(entries))
    live = ((key, entry) for key, entry in placed if not (isinstance(entry, dict) and entry.get("delete")))
    return _graph([_resource(*entry, path, real=True) for entry in live], path)


def _previewed(steps: list[Value], path: Path) -> Graph:
    made = (_resource(key, unhidden(state), path, real=False) for key, state in _states(steps))
    return _graph(list({resource.urn: resource for resource in made}.values()), path)


def _states(steps: list[Value]) -> Iterator[tuple[str, Value]]:
    """Where in the file a resource stands (`steps.3`), and what is said of it there."""
    for index, step in enumerate(steps):
        known = step if isinstance(step, dict) else {}
        if str(known.get("op")) not in _GONE:
            yield f"steps.{index}", known.get("newState") or known.get("oldState")


def _graph(resources: list[Resource], path: Path) -> Graph:
    if not resources:
        raise refused(
            path,
            Text("holds no resource", "リソースがない"),
            Text("has the stack been deployed?", "スタックはデプロイ済みか"),
        )
    refuse_twice((resource.urn for resource in resources), path)
    refuse_circles({resource.urn: resource.parent for resource in resources}, path)
    stack = next((resource for resource in resources if resource.type == STACK_TYPE), None)
    name, project = resources[0].urn.removeprefix("urn:pulumi:").split("::")[:2]
    return Graph(project, name, resources, exports=stack.outputs if stack else {})


def _resource(key: str, state: Value, path: Path, *, real: bool) -> Resource:
    entry = checked(state, key, path)
    urn = entry["urn"]
    dependencies = entry.get("propertyDependencies") or {}
    return Resource(
        urn=urn,
        type=entry.get("type") or urn.split("::")[2].rpartition("$")[2],
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
