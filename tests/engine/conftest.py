"""What the tests of the engine listen with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from google.protobuf import json_format

from govcloud.engine.monitor import Monitor


@pytest.fixture
def overheard(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """Every registration that the program sends, as JSON, before transforms."""
    heard: list[dict[str, Any]] = []
    register: Callable[[Monitor, Any], Any] = Monitor.RegisterResource

    def listening(monitor: Monitor, request: Any) -> Any:
        heard.append(json_format.MessageToDict(request))
        return register(monitor, request)

    monkeypatch.setattr(Monitor, "RegisterResource", listening)
    return heard
