"""`simulate` runs a command against simulated clouds and hands its exit code on."""

from __future__ import annotations

import importlib.util
import json
import os
import shlex
import signal
import subprocess
import sys
from importlib.machinery import ModuleSpec
from pathlib import Path

import grpc
import pytest
from google.protobuf import empty_pb2
from pulumi.runtime.proto import provider_pb2_grpc

from tests.cli.conftest import ROOT, Cli

TELLS = "import json, os, sys; json.dump([sys.argv[1:], dict(os.environ)], open('seen.json', 'w')); sys.exit(7)"


def test_the_command_is_attached_and_its_exit_code_comes_back(cli: Cli, tmp_path: Path) -> None:
    said = cli("simulate", "--", sys.executable, "-c", TELLS, "--debug", "--lang", "xx")
    assert (said.code, said.err) == (7, "")
    arguments, variables = json.loads((tmp_path / "seen.json").read_text(encoding="utf-8"))
    assert arguments == ["--debug", "--lang", "xx"]
    ports = variables["PULUMI_DEBUG_PROVIDERS"].split(",")
    assert [port.partition(":")[0] for port in ports] == ["aws", "azure-native", "gcp"]
    assert variables["PULUMI_BACKEND_URL"].startswith(f"file://{tmp_path}/.simulation/")


def test_state_and_backend_may_be_elsewhere(cli: Cli, tmp_path: Path) -> None:
    cli("simulate", "--state", "here", "--backend", "file:///there", "--", sys.executable, "-c", TELLS)
    _, variables = json.loads((tmp_path / "seen.json").read_text(encoding="utf-8"))
    assert variables["PULUMI_BACKEND_URL"] == "file:///there"
    assert [one.name for one in tmp_path.iterdir() if one.is_dir()] == ["here"]


def test_every_mistake_of_a_plan_is_told_and_nothing_runs(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "plan.json").write_text('{"fial": [], "slow": [{"seconds": -1}]}', encoding="utf-8")
    said = cli("simulate", "--plan", "plan.json", "--", sys.executable, "-c", TELLS)
    assert said.code == 2
    assert "[fial]" in said.err
    assert "[slow.0.seconds]" in said.err
    assert [one.name for one in tmp_path.iterdir()] == ["plan.json"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "say what to run after '--'"),
        (["--", "no-such-program-anywhere"], "cannot be run"),
        (["--plan", "missing.json", "--", "true"], "missing.json"),
        (["--serve", "--", "pulumi", "up"], "--serve runs no command: leave out 'pulumi up'"),
    ],
)
def test_a_wrong_call_is_one_message(cli: Cli, arguments: list[str], message: str) -> None:
    said = cli("simulate", *arguments)
    assert said.code == 2
    assert message in said.err
    assert "Traceback" not in said.err


@pytest.mark.parametrize("arguments", [["--", sys.executable, "-c", TELLS], ["--serve"]], ids=["run", "serve"])
def test_where_real_stacks_are_nothing_is_rehearsed(cli: Cli, tmp_path: Path, arguments: list[str]) -> None:
    stack = tmp_path / "Pulumi.prod-aws-foundation.yaml"
    stack.write_text("secretsprovider: awskms://alias/state?region=ap-northeast-1\nencryptedkey: eA==\n", "utf-8")
    said = cli("simulate", *arguments)
    assert said.code == 2
    assert "Pulumi.prod-aws-foundation.yaml is of a real stack" in said.err
    assert list(tmp_path.iterdir()) == [stack]


def test_a_rehearsed_stack_is_no_real_one(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "Pulumi.dev-aws-foundation.yaml").write_text("encryptionsalt: v1:eA==\n", "utf-8")
    assert cli("simulate", "--", sys.executable, "-c", "").code == 0


def test_without_any_sdk_it_says_what_to_install(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    found = importlib.util.find_spec

    def hiding(name: str, package: str | None = None) -> ModuleSpec | None:
        return None if name == "pulumi" else found(name, package)

    monkeypatch.setattr(importlib.util, "find_spec", hiding)
    said = cli("simulate", "--", "pulumi", "up")
    assert said.code == 2
    assert "pip install 'govcloud[aws]'" in said.err


def test_served_clouds_answer_until_they_are_ended(tmp_path: Path) -> None:
    environment = {**os.environ, "LC_ALL": "C.UTF-8", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "govcloud", "simulate", "--serve"]
    with subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, text=True) as served:
        assert served.stdout is not None
        lines = [served.stdout.readline().rstrip("\n") for _ in range(6)]
        said = dict(shlex.split(line)[1].split("=", 1) for line in lines[1:])
        port = said["PULUMI_DEBUG_PROVIDERS"].partition("gcp:")[2]
        with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
            provider = provider_pb2_grpc.ResourceProviderStub(channel)
            assert provider.GetPluginInfo(empty_pb2.Empty()).version
        served.send_signal(signal.SIGINT)
        assert served.wait(timeout=60) == 0
    assert lines[0].startswith("#")
    assert said["PULUMI_BACKEND_URL"].startswith(f"file://{tmp_path}/.simulation/")
