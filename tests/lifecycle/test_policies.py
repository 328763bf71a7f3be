"""The example project under Pulumi's engine with the policy pack: from its first preview on nothing is refused."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from govcloud.policy import PACK
from govcloud.policy.settings import NAME
from tests.lifecycle.project import NEEDS_ENGINE, OK, VRS, Project, Stack

BUCKET = """\
import govcloud
import pulumi
import pulumi_aws as aws

govcloud.run("system.yaml", also=lambda made: aws.s3.Bucket(
    "bare", bucket="example-bare", region="ap-northeast-1", opts=pulumi.ResourceOptions(parent=made["archive"])))
"""
pytestmark = [*NEEDS_ENGINE]


def policed(stack: Stack, *words: str, beside: Sequence[str] = ()) -> int:
    """A command with the pack, which knows the system's file and the exports beside the stack."""
    project = stack.project
    settings = {"system_file": str(project.folder / "system.yaml"), "beside": list(beside)}
    config = project.home / "policies.json"
    config.write_text(json.dumps({NAME: settings}), encoding="utf-8")
    given = ("--policy-pack", str(PACK), "--policy-pack-config", str(config))
    path = os.pathsep.join((str(Path(sys.prefix) / "bin"), os.environ["PATH"]))
    return stack.pulumi(*words, *given, PATH=path)


def mandatory(said: str) -> set[tuple[str, str]]:
    """Which mandatory policies were violated, and by what."""
    return set(re.findall(r"- \[mandatory\] \[severity: \w+\]  (\S+)  \(\S+ (\S+)\)", said))


@pytest.mark.parametrize(
    "cloud",
    ["aws", pytest.param("azure", marks=pytest.mark.lifecycle), pytest.param("gcp", marks=pytest.mark.lifecycle)],
)
def test_the_example_project_is_deployed_with_the_pack_from_its_first_preview(cloud: str, tmp_path: Path) -> None:
    """An `up` previews first, so both moments are judged: what is unknown warns, and what is known later passes. What
    is lifted on a ticket before the system's end refuses no more, and is told."""
    project = Project.copied(VRS, tmp_path)
    foundation, workload = project.parts(cloud)
    assert policed(foundation, "up", "--yes") == OK, foundation.text
    foundation.export()
    beside = [str(project.home / f"{foundation.name}.json")]
    assert policed(workload, "up", "--yes", beside=beside) == OK, workload.text
    assert policed(workload, "preview", beside=beside) == OK, workload.text
    assert "ticket T-2026-117" not in workload.text
    assert workload.set("govcloud:lift-protection", "T-2026-117") == OK
    assert policed(workload, "preview", beside=beside) == OK, workload.text
    assert "ticket T-2026-117" in workload.text


def test_a_hand_written_bucket_is_refused_by_the_pack_even_where_the_glass_is_broken(tmp_path: Path) -> None:
    """The ticket opens our own gate, and nobody's policies."""
    project = Project.copied(VRS, tmp_path)
    (project.folder / "__main__.py").write_text(BUCKET, encoding="utf-8")
    stack = project.stack("prod-aws-foundation")
    assert stack.set("govcloud:break-glass", "INC-0042") == OK
    assert policed(stack, "preview") != OK
    assert {policy for policy, name in mandatory(stack.text) if name == "bare"} >= {"GC-ENC-02"}, stack.text
    assert {name for _policy, name in mandatory(stack.text)} == {"bare"}
