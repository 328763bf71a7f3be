"""What is on disk: it outlives the process, however that ends, and holds no secret."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from govcloud.errors import UsageError
from govcloud.graph import Asset, Secret
from govcloud.testing.simulator import Drift, Plan, Store, attaching, serving
from govcloud.testing.simulator.store import FILE
from tests.testing.simulator.driver import CONFIG, Driver, connected, driving

BUCKET = "aws:s3/bucket:Bucket"
CANARY = "canary-4711"
ROOT = Path(__file__).parents[3]

SERVER = """
import sys, time
from pathlib import Path
from govcloud.testing.simulator import Plan, serving
with serving(Path(sys.argv[1]), Plan()) as ports:
    print(ports["aws"], flush=True)
    sys.stdin.read()
"""


def test_what_was_made_is_there_after_a_restart(tmp_path: Path) -> None:
    with driving(tmp_path) as driver:
        made = driver.up(BUCKET, "data", {"bucket": "gov-data"})
        state = driver.state
    with driving(tmp_path) as driver:
        driver.state = state
        assert driver.read(BUCKET, "data") == made


def test_what_was_answered_is_there_after_the_process_is_killed(tmp_path: Path) -> None:
    command = [sys.executable, "-c", SERVER, str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        port = int(server.stdout.readline())
        with contextlib.ExitStack() as stack:
            driver = Driver({"aws": connected(stack, "aws", port, CONFIG["aws"])})
            made = [driver.up(BUCKET, f"data-{at}", {"bucket": f"gov-{at}"}).id for at in range(20)]
            os.kill(server.pid, signal.SIGKILL)
    assert sorted(thing.id for thing in Store(tmp_path).all()) == sorted(made)


def test_a_change_that_breaks_off_never_happened(tmp_path: Path) -> None:
    store = Store(tmp_path)
    with pytest.raises(KeyboardInterrupt):
        interrupted(store)
    with store.change():
        assert store.once("told")
    assert abs(store.now() - Store(tmp_path).now()) < 60
    assert not Store(tmp_path).once("told")


def interrupted(store: Store) -> None:
    with store.change():
        store.pass_days(3)
        raise KeyboardInterrupt


def test_a_file_that_is_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("hello " * 1000, encoding="utf-8")
    with pytest.raises(UsageError, match="not the state of a simulated cloud"):
        Store(tmp_path)


SECRETS = [
    ("aws:ssm/parameter:Parameter", {"name": "/vrs/token", "type": "SecureString", "value": Secret(CANARY)}),
    ("aws:s3/bucket:Bucket", {"bucket": Secret(CANARY), "tags": Secret({"who": CANARY})}),
    ("aws:s3/bucketObjectv2:BucketObjectv2", {"bucket": "b", "key": "k", "source": Asset({"text": CANARY})}),
    (
        "azure-native:dbforpostgresql:Server",
        {"serverName": "pg", "resourceGroupName": "rg", "administratorLoginPassword": Secret(CANARY)},
    ),
    ("gcp:sql/user:User", {"name": "u", "instance": "i", "password": Secret(CANARY)}),
]


@pytest.mark.parametrize(("token", "inputs"), SECRETS)
def test_no_secret_is_written_or_told_and_every_one_is_given_back(
    tmp_path: Path, token: str, inputs: dict[str, object], capfd: pytest.CaptureFixture[str]
) -> None:
    with driving(tmp_path, Plan(existing=("*",))) as driver:
        made = driver.up(token, "it", inputs)
        assert CANARY not in made.id
        hidden = {key for key, item in inputs.items() if isinstance(item, (Secret, Asset))}
        assert {key: made.outputs[key] for key in hidden} == {key: inputs[key] for key in hidden}
        read = driver.read(token, "it")
        assert read is not None
        assert {key: read.inputs[key] for key in hidden} == {key: inputs[key] for key in hidden}
        assert read.inputs == made.inputs
        driver.up(token, "it", {**inputs, "tags": {"a": "b"}} if "tags" in made.outputs else inputs)
        assert all(CANARY.encode() not in file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())
    assert all(CANARY.encode() not in file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())
    assert CANARY not in "".join(capfd.readouterr())


def test_a_changed_secret_is_a_change_and_an_unchanged_one_is_none(tmp_path: Path) -> None:
    token, inputs = SECRETS[0]
    with driving(tmp_path) as driver:
        driver.up(token, "it", inputs)
        assert not driver.diff(token, "it", inputs).diffs
        assert list(driver.diff(token, "it", {**inputs, "value": Secret("other")}).detailedDiff) == ["value"]


def test_a_provider_keeps_no_credentials(tmp_path: Path) -> None:
    with serving(tmp_path, Plan()) as ports, contextlib.ExitStack() as stack:
        stub = connected(stack, "aws", ports["aws"], {**CONFIG["aws"], "secretKey": Secret(CANARY), "token": CANARY})
        Driver({"aws": stub}).up(BUCKET, "data", {})
    assert all(CANARY.encode() not in file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())


def test_two_simulations_may_share_one_state(tmp_path: Path) -> None:
    with driving(tmp_path) as one, driving(tmp_path) as other:
        made = one.up(BUCKET, "data", {"bucket": "gov-data"})
        other.state = dict(one.state)
        assert other.read(BUCKET, "data") == made


def test_drift_is_not_repeated_by_a_restart(tmp_path: Path) -> None:
    plan = Plan(drift=(Drift(set={"tags.by": "hand"}),))
    with driving(tmp_path) as driver:
        driver.up(BUCKET, "data", {"bucket": "gov-data"})
        state = driver.state
    for expected in ({"by": "hand"}, {"by": "us"}):
        with driving(tmp_path, plan) as driver:
            driver.state = state
            read = driver.read(BUCKET, "data")
            assert read is not None
            assert read.inputs["tags"] == expected
            driver.up(BUCKET, "data", {"bucket": "gov-data", "tags": {"by": "us"}})


def test_the_engine_is_told_every_port() -> None:
    assert attaching({"gcp": 3, "aws": 1}) == "aws:1,gcp:3"
