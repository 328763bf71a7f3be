"""The gate: lets pass to the real engine only what was rehearsed and judged, request by request."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from govcloud.errors import RefusedError
from govcloud.facts import UNKNOWN
from govcloud.graph import STACK_TYPE, Graph, Resource, Value, decoded, revealed

_TOKEN: Final = re.compile(r"\$\{[^${}]+\.[^${}]+\}")
_HOW: Final = "create it in the function given as govcloud.run(…, also=function), which is rehearsed too"
_OPTIONS: Final = ("additionalSecretOutputs", "deletedWith", "ignoreChanges", "retainOnDelete")


class Gate:
    """Stands in front of the SDK's monitor. A request that was not rehearsed, or came out differently, is refused
    before the engine sees it. With `record`, refusals are handed to it instead (break-glass)."""

    def __init__(self, monitor: Any, rehearsed: Graph, record: Callable[[str], None] | None = None) -> None:
        self._monitor = monitor
        self._rehearsed = rehearsed
        self._record = record
        self._parents = {resource.urn: resource for resource in rehearsed}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._monitor, name)

    def RegisterResource(self, request: Any) -> Any:
        """Compare with the rehearsal, then pass on."""
        if request.type != STACK_TYPE:
            expected = self._expected(request)
            for difference in _differences(request, expected) if expected else ():
                self._refuse(f"{request.type} '{request.name}': {difference}")
        return self._monitor.RegisterResource(request)

    def ReadResource(self, request: Any) -> Any:
        """A read (`get`, a stack reference) must have been rehearsed, too."""
        expected = self._expected(request)
        if expected is not None and revealed(expected.id) != request.id:
            self._refuse(f"{request.type} '{request.name}': reads '{request.id}', the rehearsal read '{expected.id}'")
        return self._monitor.ReadResource(request)

    def RegisterStackTransform(self, callback: Any) -> Any:
        """A transform registered now could undo what was judged."""
        self._refuse(
            "a stack transform registered after govcloud.run: it could change what was judged; register it inside the"
            " function given as also=, or change the system file"
        )
        return self._monitor.RegisterStackTransform(callback)

    def RegisterStackInvokeTransform(self, callback: Any) -> Any:
        """The same for data sources."""
        self._refuse("an invoke transform registered after govcloud.run: move it into the function given as also=")
        return self._monitor.RegisterStackInvokeTransform(callback)

    def _expected(self, request: Any) -> Resource | None:
        found = next((one for one in self._parents.values() if _same(request, one)), None)
        if found is None:
            self._refuse(f"{request.type} '{request.name}' was not rehearsed, so nobody has judged it: {_HOW}")
        return found

    def _refuse(self, message: str) -> None:
        if self._record is None:
            raise RefusedError(f"refused before it was created: {message}")
        self._record(message)


def _same(request: Any, resource: Resource) -> bool:
    """Type, name and chain of parent types: the URN less stack and project."""
    parent = request.parent.split("::")[2] if request.parent else STACK_TYPE
    chain = request.type if parent == STACK_TYPE else f"{parent}${request.type}"
    return resource.name == request.name and resource.urn.split("::")[2] == chain


def _differences(request: Any, expected: Resource) -> Iterator[str]:
    if request.HasField("protect") and request.protect != expected.protect:
        yield f"protect is {request.protect}, the rehearsal had {expected.protect}"
    for option in _OPTIONS:
        asked = getattr(request, option)
        asked = sorted(asked) if not isinstance(asked, (bool, str)) else asked
        seen = expected.options.get(option) or type(asked)()
        if asked != (sorted(seen) if isinstance(asked, list) else seen):
            yield f"option {option} differs from the rehearsal's"
    inputs = decoded(_plain(request.object))
    for key in sorted(inputs.keys() | expected.inputs.keys()):
        if not _agree(inputs.get(key), expected.inputs.get(key)):
            yield f"input '{key}' differs from what was rehearsed and judged"


def _plain(struct: Any) -> dict[str, Value]:
    from google.protobuf import json_format

    plain: dict[str, Value] = json_format.MessageToDict(struct)
    return plain


def _agree(now: Value, then: Value) -> bool:
    """Whether a value of the real run is one that the rehearsed value can become."""
    now, then = revealed(now), revealed(then)
    if now is UNKNOWN or then is UNKNOWN:
        return True
    if isinstance(then, str):
        return isinstance(now, str) and _fits(now, then)
    if isinstance(then, Mapping) and isinstance(now, Mapping):
        return all(_agree(now.get(key), then.get(key)) for key in now.keys() | then.keys())
    if isinstance(then, (list, tuple)) and isinstance(now, (list, tuple)):
        return len(now) == len(then) and all(_agree(*pair) for pair in zip(now, then, strict=True))
    return bool(now == then) or (now is None and then is None)


def _fits(now: str, then: str) -> bool:
    if "${" not in then:
        return now == then
    pieces = [re.escape(piece) for piece in _TOKEN.split(then)]
    return re.fullmatch(".*".join(pieces), now, re.DOTALL) is not None
