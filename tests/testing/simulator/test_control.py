"""What a simulation is told to do wrong: failures at the n-th operation, lost answers, waits, drift."""

from __future__ import annotations

import json
import threading
import time
from pathlib import Path
from typing import Any

import grpc
import pytest
from google.protobuf import empty_pb2

from govcloud.errors import FileError
from govcloud.testing.simulator import Drift, Failure, Plan, Slowness, Store
from govcloud.testing.simulator.control import FILE, VARIABLE, parsed
from tests.testing.simulator.driver import Driver, driving, refusal

BUCKET = "aws:s3/bucket:Bucket"
NAMES = ("a", "b", "c", "d")


def bucket(name: str) -> dict[str, Any]:
    return {"bucket": f"gov-{name}", "tags": {"owner": "agency"}}


def deploy(driver: Driver) -> str:
    """All buckets, one after the other; the message of the first failure."""
    try:
        for name in NAMES:
            driver.up(BUCKET, name, bucket(name))
    except grpc.RpcError as error:
        return refusal(error)
    return ""


@pytest.mark.parametrize("operation", range(1, len(NAMES) + 1))
@pytest.mark.parametrize("done", [False, True])
def test_a_failure_at_any_operation_leaves_what_was_made_and_the_next_run_goes_on(
    tmp_path: Path, operation: int, done: bool
) -> None:
    plan = Plan(fail=(Failure(operation=operation, message="Throttling: slow down", done=done),))
    with driving(tmp_path, plan) as driver:
        assert "Throttling: slow down" in deploy(driver)
        state = driver.state
    assert len(state) == operation - 1
    assert len(Store(tmp_path).all()) == operation - 1 + done
    with driving(tmp_path) as driver:
        driver.state = state
        message = deploy(driver)
    assert ("exists already" in message) is done
    assert len(driver.state) == (operation - 1 if done else len(NAMES))


def test_failures_are_chosen_by_type_name_and_kind_of_operation(tmp_path: Path) -> None:
    plan = Plan(fail=(Failure(type="aws:s3/*", name="c", on=("delete",)),))
    with driving(tmp_path, plan) as driver:
        assert deploy(driver) == ""
        driver.delete(BUCKET, "a")
        with pytest.raises(grpc.RpcError, match="InternalError"):
            driver.delete(BUCKET, "c")


def test_a_failure_may_pass(tmp_path: Path) -> None:
    with driving(tmp_path, Plan(fail=(Failure(times=2),))) as driver:
        assert [bool(deploy(driver)) for _ in range(3)] == [True, True, False]


def test_the_control_file_may_change_while_the_simulation_runs(tmp_path: Path) -> None:
    with driving(tmp_path) as driver:
        driver.up(BUCKET, "a", bucket("a"))
        (tmp_path / FILE).write_text(json.dumps({"fail": [{"operation": 2, "message": "told"}]}), encoding="utf-8")
        assert deploy(driver) == "simulated aws: as told: told"
        (tmp_path / FILE).unlink()
        assert deploy(driver) == ""
    assert list(driver.state) == list(NAMES)


def test_a_control_file_with_mistakes_names_them_all(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text('{"fial": [], "slow": [{"seconds": -1}]}', encoding="utf-8")
    with driving(tmp_path) as driver:
        message = deploy(driver)
    assert "[fial]" in message
    assert "[slow.0.seconds]" in message


def test_a_plan_may_come_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert parsed('{"pass_days": 30}') == Plan(pass_days=30)
    with pytest.raises(FileError, match=VARIABLE):
        parsed('{"pass_days": -1}')
    monkeypatch.setenv(VARIABLE, '{"fail": [{"message": "from the environment"}]}')
    with driving(tmp_path, None) as driver:
        assert "from the environment" in deploy(driver)


def test_a_slow_operation_ends_when_the_engine_cancels(tmp_path: Path) -> None:
    with driving(tmp_path, Plan(slow=(Slowness(seconds=3600),))) as driver:
        cancel = threading.Timer(0.2, driver.stubs["aws"].Cancel, [empty_pb2.Empty()])
        cancel.start()
        begun = time.monotonic()
        assert "broken off" in deploy(driver)
        cancel.join()
    assert 0.1 < time.monotonic() - begun < 60


def test_drift_is_seen_by_a_refresh_and_mended_by_the_next_deployment(tmp_path: Path) -> None:
    with driving(tmp_path) as driver:
        deploy(driver)
        state = driver.state
    drift = (Drift(name="b", set={"tags.owner": "somebody", "tags.by": "hand"}), Drift(name="c", gone=True))
    for _ in range(2):
        with driving(tmp_path, Plan(drift=drift)) as driver:
            driver.state = state
            seen = {name: driver.read(BUCKET, name) for name in NAMES}
            if seen["c"] is not None:
                break
            assert seen["a"] is not None
            assert seen["a"].inputs == bucket("a")
            assert seen["b"] is not None
            assert seen["b"].inputs["tags"] == {"owner": "somebody", "by": "hand"}
            assert sorted(driver.diff(BUCKET, "b", bucket("b")).detailedDiff) == ["tags.by", "tags.owner"]
            assert deploy(driver) == ""
    assert {name: made.inputs for name, made in driver.state.items()} == {name: bucket(name) for name in NAMES}
