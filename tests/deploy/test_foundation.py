"""What the engine says of other stacks: one that is not there, and one that cannot be read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import grpc
import pytest
from pulumi.runtime import settings

from govcloud.deploy.foundation import exports, resources
from govcloud.errors import RefusedError

ASKED: list[Callable[[str], Mapping[str, Any]]] = [exports, resources]


class Failed(grpc.RpcError, grpc.Call):  # type: ignore[misc]
    """An answer of the engine's that is an error."""

    def __init__(self, said: str) -> None:
        super().__init__()
        self.said = said

    def details(self) -> str:
        return self.said


Failed.__abstractmethods__ = frozenset()  # type: ignore[attr-defined]


class Engine:
    """Fails every question in the same words."""

    def __init__(self, said: str) -> None:
        self.said = said

    def Invoke(self, _request: Any) -> Any:
        raise Failed(self.said)  # pyrefly: ignore


@pytest.mark.parametrize("ask", ASKED)
def test_a_stack_that_is_not_there_says_nothing(
    monkeypatch: pytest.MonkeyPatch, ask: Callable[[str], Mapping[str, Any]]
) -> None:
    monkeypatch.setattr(settings, "get_monitor", lambda: Engine('returned an error: unknown stack "organization/p/s"'))
    assert ask("organization/p/s") == {}


@pytest.mark.parametrize("ask", ASKED)
def test_a_state_that_cannot_be_read_is_no_empty_one(
    monkeypatch: pytest.MonkeyPatch, ask: Callable[[str], Mapping[str, Any]]
) -> None:
    monkeypatch.setattr(settings, "get_monitor", lambda: Engine("incorrect passphrase"))
    with pytest.raises(RefusedError, match=r"the state of 'organization/p/s' cannot be read: incorrect passphrase"):
        ask("organization/p/s")
