"""Policy documents: how a statement is written, and a document out of statements whose values may come later."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias

import pulumi

from govcloud.clouds.documents import json_text

Statement: TypeAlias = dict[str, Any]


def allow(
    sid: str,
    actions: Sequence[str],
    resources: Any = "*",
    *,
    principal: Any = None,
    condition: Mapping[str, Any] | None = None,
) -> Statement:
    """A statement that allows."""
    return _statement("Allow", sid, actions, resources, principal, condition)


def deny(
    sid: str,
    actions: Sequence[str],
    resources: Any = "*",
    *,
    principal: Any = None,
    condition: Mapping[str, Any] | None = None,
) -> Statement:
    """A statement that denies, whatever others allow."""
    return _statement("Deny", sid, actions, resources, principal, condition)


def document(statements: Iterable[Statement]) -> pulumi.Input[str]:
    """The policy as JSON."""
    return json_text({"Version": "2012-10-17", "Statement": list(statements)})


def service(*names: str) -> dict[str, Any]:
    """AWS services as principals: `s3` is s3.amazonaws.com."""
    hosts = [f"{name}.amazonaws.com" for name in names]
    return {"Service": hosts[0] if len(hosts) == 1 else hosts}


def trust(name: str, condition: Mapping[str, Any] | None = None) -> pulumi.Input[str]:
    """A role's trust in one service, under a condition on whose behalf the service acts."""
    return document([allow("Assume", ["sts:AssumeRole"], None, principal=service(name), condition=condition)])


def anyone() -> dict[str, str]:
    """Everybody. Only for statements that deny."""
    return {"AWS": "*"}


def _statement(
    effect: str, sid: str, actions: Sequence[str], resources: Any, principal: Any, condition: Mapping[str, Any] | None
) -> Statement:
    said: Statement = {"Sid": sid, "Effect": effect}
    if principal is not None:
        said["Principal"] = principal
    said["Action"] = list(actions)
    if resources is not None:
        said["Resource"] = resources
    if condition:
        said["Condition"] = dict(condition)
    return said
