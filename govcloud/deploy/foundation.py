"""Whether the foundation that a workload stands on is there, and is this system's own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import grpc
from google.protobuf import json_format, struct_pb2
from pulumi.runtime import settings
from pulumi.runtime.proto import resource_pb2

from govcloud.deploy.part import IDENTITY, foundation_name, identity, stack_name
from govcloud.deploy.refusing import refused
from govcloud.errors import Text
from govcloud.systems import Cloud, Layout

_READ: Final = "pulumi:pulumi:readStackOutputs"
"""The engine's own data source behind stack references."""
_READ_RESOURCES: Final = "pulumi:pulumi:readStackResourceOutputs"
"""The same for every resource that a stack's state holds, as it was at the last update or refresh."""
_NO_STACK: Final = "unknown stack"
"""The engine's words for a stack that does not exist; it has no code for that."""


def refuse_without_foundation(layout: Layout, cloud: Cloud) -> None:
    """`RefusedError` where the workload's foundation is missing, was never completed or is somebody else's.

    A stack reference alone would say so too late: what does not depend on it would exist by then.
    """
    if not layout.part("foundation"):
        return
    found = exports(foundation_name(layout, cloud)).get(IDENTITY)
    stack = stack_name(layout, cloud, "foundation")
    if not isinstance(found, Mapping):
        raise refused(
            Text(
                f"this workload stands on '{stack}', which has not been deployed to its end:"
                f" run 'pulumi up --stack {stack}' first",
                f"この workload の土台 '{stack}' が最後まで展開されていない:"
                f" 先に 'pulumi up --stack {stack}' を実行する",
            )
        )
    differing = {key: wanted for key, wanted in identity(layout, cloud).items() if found.get(key) != wanted}
    if differing:
        said = ", ".join(f"{key} '{found.get(key)}' and not '{wanted}'" for key, wanted in differing.items())
        said_ja = "、".join(f"{key} は '{wanted}' でなく '{found.get(key)}'" for key, wanted in differing.items())
        raise refused(
            Text(
                f"this workload stands on '{stack}', which says: {said}; deploy this system's own foundation there"
                f" ('pulumi up --stack {stack}'), or take back what the system file changed",
                f"この workload の土台 '{stack}' が一致しない({said_ja})。このシステムの foundation を展開する"
                f"('pulumi up --stack {stack}')か、システムファイルの変更を戻す",
            )
        )


def exports(name: str) -> Mapping[str, Any]:
    """What a stack exports, by its full name; nothing where there is no such stack. Asked at once, not as an output."""
    return _asked(_READ, name=name)


def resources(name: str) -> Mapping[str, Mapping[str, Any]]:
    """The outputs of every resource in a stack's state, by URN; nothing where there is no such stack."""
    return {urn: one.get("outputs") or {} for urn, one in _asked(_READ_RESOURCES, stackName=name).items()}


def _asked(source: str, **given: str) -> Mapping[str, Any]:
    arguments = struct_pb2.Struct()
    arguments.update(given)
    monitor: Any = settings.get_monitor()
    try:
        answer = monitor.Invoke(resource_pb2.ResourceInvokeRequest(tok=source, args=arguments))
    except grpc.RpcError as error:
        said = str(error.details() if isinstance(error, grpc.Call) else error)
        if _NO_STACK in said:
            return {}
        # A state that cannot be read is not an empty one: what it holds would look as if it had never been made.
        name = next(iter(given.values()))
        raise refused(
            Text(f"the state of '{name}' cannot be read: {said}", f"'{name}' の状態を読めない: {said}")
        ) from None
    return json_format.MessageToDict(getattr(answer, "return")).get("outputs") or {}
