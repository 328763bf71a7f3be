"""The drawn systems are systems: nearly all load, they are small, and between them they hold every block."""

import json
from collections import Counter
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st

from govcloud.blocks import KINDS
from govcloud.errors import GovcloudError
from govcloud.systems import CLOUDS
from govcloud.systems.read import loads
from tests.strategies import ANY_ACCOUNTS, systems

DRAWN = 150


def drawn(strategy: st.SearchStrategy[Any]) -> list[Any]:
    """Many examples of a strategy, the same at every run."""
    found: list[Any] = []

    @settings(max_examples=DRAWN, derandomize=True, database=None, phases=[Phase.generate],
              suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(strategy)
    def collect(data: Any) -> None:
        found.append(data)

    collect()
    return found


@pytest.fixture(scope="module")
def many() -> list[Any]:
    return drawn(systems())


def loaded(data: Any) -> bool:
    try:
        loads(json.dumps(data), ANY_ACCOUNTS)
    except GovcloudError:
        return False
    return True


def test_at_least_95_of_100_drawn_systems_load(many: list[Any]) -> None:
    assert len(many) >= DRAWN // 2
    assert sum(map(loaded, many)) >= 0.95 * len(many)


def test_drawn_systems_are_small_plain_data(many: list[Any]) -> None:
    for data in many:
        assert len(data["workload"]) <= 8
        assert data["clouds"] == list(CLOUDS)
        assert json.loads(json.dumps(data)) == data
        assert "options" not in json.dumps(data)


def test_between_them_they_hold_every_block_and_leave_out_and_write_references(many: list[Any]) -> None:
    kinds: Counter[str] = Counter()
    written: Counter[bool] = Counter()
    for data in many:
        blocks = [*data["foundation"].values(), *data["workload"].values()]
        kinds.update(block["kind"] for block in blocks)
        written.update("key" in block for block in blocks if block["kind"] == "object_store")
    assert set(kinds) == set(KINDS)
    assert min(kinds.values()) >= 5
    assert min(written.values()) >= 5
    assert {block.get("level") for data in many for block in data["foundation"].values()} == {None, "K0", "K1"}
    assert {data["foundation"][name].get("zones") for data in many for name in data["foundation"]
            if data["foundation"][name]["kind"] == "network"} == {None, 2, 3}  # fmt: skip


def test_environments_are_some_of_the_three_with_accounts_of_their_own(many: list[Any]) -> None:
    assert {name for data in many for name in data["environments"]} == {"prod", "stg", "dev"}
    for data in many:
        for cloud, key in (("aws", "account"), ("azure", "subscription"), ("gcp", "project")):
            numbers = [environment[cloud][key] for environment in data["environments"].values()]
            assert len(set(numbers)) == len(numbers)


def test_a_system_for_some_clouds_has_accounts_only_there() -> None:
    for data in drawn(systems(clouds=("gcp",)))[:20]:
        assert data["clouds"] == ["gcp"]
        assert all(not {"aws", "azure"} & set(environment) for environment in data["environments"].values())
        assert loaded(data)


def test_a_drawn_system_shrinks_to_a_least_one() -> None:
    def holds_a_database(data: Any) -> bool:
        return any(block["kind"] == "database" for block in data["workload"].values())

    least = find(systems(), holds_a_database, settings=settings(max_examples=200, derandomize=True, database=None))
    assert list(least["workload"].values()) == [{"kind": "database"}]
    assert len(least["environments"]) == 1
