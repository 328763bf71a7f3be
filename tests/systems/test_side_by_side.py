"""What cannot stand beside another of its kind is refused when the file is read, with key and remedy."""

from __future__ import annotations

import json
from typing import Any

import pytest

from govcloud.clouds import accounts
from govcloud.errors import FileError
from govcloud.systems.read import loads
from tests.examples import ENTRY, FIREWALL, SERVICE, system

WEB = {"api": SERVICE, "waf": FIREWALL, "entry": ENTRY}


@pytest.mark.parametrize(
    ("data", "key", "said"),
    [
        (system(workload={**WEB, "second": ENTRY}), "workload.second", "a second web entry beside 'entry'"),
        (
            system(foundation={"other": {"kind": "network", "cidr": "10.20.64.0/20"}}),
            "foundation.other.cidr",
            "10.20.64.0/20 overlaps 10.20.0.0/16 of 'main'",
        ),
    ],
)
def test_it_is_refused(data: dict[str, Any], key: str, said: str) -> None:
    with pytest.raises(FileError) as caught:
        loads(json.dumps(data), accounts())
    found = [problem for problem in caught.value.problems if said in problem.message]
    assert [problem.key for problem in found] == [key]
    assert all(problem.hint and problem.ja and problem.hint_ja for problem in found)
