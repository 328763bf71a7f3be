"""What goes wrong in use is one clear message under Pulumi's engine, and nothing has been created."""

from __future__ import annotations

import copy
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import pytest

from govcloud.deploy.part import IDENTITY
from govcloud.policy import PACK
from tests.lifecycle.project import CLOUDS, NEEDS_ENGINE, OK, ROOT, VRS, Project, Stack

pytestmark = [*NEEDS_ENGINE]

STACK: Final = "dev-aws-foundation"
STACK_TYPE: Final = "pulumi:pulumi:Stack"
SOMEBODY: Final = {
    "aws": "999999999999",
    "azure-native": "99999999-9999-9999-9999-999999999999",
    "gcp": "somebody-else",
}
HIDING: Final = """\
import importlib.machinery, os, sys

class Hiding(importlib.machinery.PathFinder):
    @classmethod
    def find_spec(cls, name, path=None, target=None):
        hidden = name.partition(".")[0] == os.environ.get("HIDDEN")
        return None if hidden else super().find_spec(name, path, target)

sys.meta_path = [Hiding if one is importlib.machinery.PathFinder else one for one in sys.meta_path]
"""
"""A `sitecustomize` by which a package seems not to be installed."""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    home = tmp_path_factory.mktemp("bad-use")
    (home / "hiding").mkdir()
    (home / "hiding" / "sitecustomize.py").write_text(HIDING, encoding="utf-8")
    return Project.copied(VRS, home, LC_ALL="C.UTF-8")


def without(project: Project, package: str) -> dict[str, str]:
    """The variables under which a package is not to be found, by the program or by a policy pack."""
    path = os.pathsep.join((str(Path(sys.prefix) / "bin"), os.environ["PATH"]))
    return {"HIDDEN": package, "PATH": path, "PYTHONPATH": os.pathsep.join((str(project.home / "hiding"), str(ROOT)))}


def refused(stack: Stack, said: str, **variables: str) -> None:
    """An update ends with the message, without a traceback and with nothing in the clouds."""
    assert stack.pulumi("up", "--yes", "--skip-preview", **variables) != OK
    assert f"error: {said}" in stack.text
    nothing_happened(stack)


def nothing_happened(stack: Stack) -> None:
    assert "Traceback" not in stack.text
    assert stack.project.ids() == {}


def test_a_wrong_passphrase(project: Project) -> None:
    stack = project.stack(STACK)
    assert stack.pulumi("up", "--yes", "--skip-preview", PULUMI_CONFIG_PASSPHRASE="another") != OK
    assert "incorrect passphrase" in stack.text
    nothing_happened(stack)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("aws-foundation", "stack 'aws-foundation': stacks are named <environment>-<cloud>-<part>"),
        ("dev-aws-workloads", "stack 'dev-aws-workloads': no part 'workloads' (did you mean 'workload'?)"),
        ("dev-oci-foundation", "no cloud 'oci': there is: aws, azure, gcp"),
        ("test-aws-foundation", "stack 'test-aws-foundation': the system has no environment 'test'"),
    ],
)
def test_a_stack_whose_name_is_none_of_the_systems(project: Project, name: str, said: str) -> None:
    refused(project.stack(name), said)


def test_a_mistake_is_told_in_japanese_too(project: Project) -> None:
    refused(project.stack("aws-foundation"), "スタック 'aws-foundation': スタック名は", LC_ALL="ja_JP.UTF-8")


def test_a_cloud_that_the_system_file_does_not_name(project: Project, tmp_path: Path) -> None:
    one = Project.copied(VRS, tmp_path)
    one.edit("system.yaml", r"(?m)^clouds:.*$", "clouds: [gcp]")
    one.edit("system.yaml", r"(?ms)^accepts:.*", "accepts: []\n")
    refused(one.stack(STACK), f"stack '{STACK}': the system file does not name aws under 'clouds' (gcp)")


def test_a_project_of_another_name(tmp_path: Path) -> None:
    one = Project.copied(VRS, tmp_path)
    one.edit("Pulumi.yaml", r"(?m)^name: .*$", "name: some-city-vrs")
    refused(one.stack(STACK), "Pulumi.yaml says 'name: some-city-vrs', and the system is 'digital-agency-vrs'")


def test_an_sdk_that_is_not_installed(project: Project) -> None:
    said = "rendering for AWS needs its SDK, which is not installed: pip install 'govcloud[aws]'"
    refused(project.stack(STACK), said, **without(project, "pulumi_aws"))


@pytest.mark.parametrize(
    ("missing", "said"),
    [
        ("govcloud", "the policy pack needs 'govcloud'"),
        ("pulumi", "No module named 'pulumi'"),
    ],
)
def test_a_policy_pack_without_its_environment(project: Project, missing: str, said: str) -> None:
    stack = project.stack(STACK)
    assert stack.pulumi("up", "--yes", "--policy-pack", str(PACK), **without(project, missing)) != OK
    assert said in stack.text
    assert "policy pack not started" in stack.text
    nothing_happened(stack)


@pytest.mark.parametrize("cloud", CLOUDS)
def test_credentials_for_another_account(project: Project, cloud: str) -> None:
    """What else is printed is Pulumi's: it breaks off the program where it happens to be."""
    stack = project.stack(f"dev-{cloud}-foundation")
    project.told(accounts=SOMEBODY)
    try:
        assert stack.up() != OK
    finally:
        project.told()
    assert "the credentials are for '" in stack.text
    assert project.ids() == {}
    assert {one["type"].partition(":")[0] for one in stack.resources()} <= {"govcloud", "pulumi"}


@pytest.mark.parametrize(
    ("program", "said"),
    [
        ('pulumi_aws.sns.Topic("free")\ngovcloud.run("system.yaml")', "resources were registered before govcloud.run"),
        ('govcloud.run("system.yaml", also=lambda _: pulumi_aws.sns.Topic("free"))', "aws:sns/topic:Topic 'free' ("),
    ],
    ids=["before run", "in run"],
)
def test_a_resource_without_a_provider(tmp_path: Path, program: str, said: str) -> None:
    one = Project.copied(VRS, tmp_path)
    (one.folder / "__main__.py").write_text(f"import govcloud, pulumi_aws\n{program}\n", encoding="utf-8")
    stack = one.stack(STACK)
    refused(stack, said)
    assert "Default provider for 'aws' disabled" not in stack.text


def test_two_stacks_of_one_name(project: Project) -> None:
    assert project.stack(STACK).name == STACK
    assert project.pulumi("stack", "init", STACK) != OK
    assert f"error: stack 'organization/digital-agency-vrs/{STACK}' already exists" in project.text


def foreign(stack: Stack, **own: str) -> Mapping[str, Any]:
    """The deployment of a stack as another system would have left it under the same name."""
    project = "digital-agency-vrs"
    urn = f"urn:pulumi:{stack.name}::{project}::{STACK_TYPE}::{project}-{stack.name}"
    deployment: dict[str, Any] = dict(copy.deepcopy(stack.export()))
    whose = {
        "agency": "digital-agency",
        "cloud": "aws",
        "environment": "dev",
        "generation": "1",
        "system": "vrs",
        **own,
    }
    made = {"urn": urn, "custom": False, "type": STACK_TYPE, "outputs": {IDENTITY: whose}}
    deployment["deployment"] |= {"resources": [made], "pending_operations": []}
    return deployment


def test_a_state_of_another_agency(tmp_path: Path) -> None:
    stack = Project.copied(VRS, tmp_path).stack(STACK)
    assert stack.import_(foreign(stack, agency="digital", system="agency-vrs")) == OK, stack.text
    refused(stack, f"refused: the state of stack '{STACK}' is of agency 'digital', system 'agency-vrs'")
    assert stack.outputs()[IDENTITY]["agency"] == "digital"


def test_a_state_of_another_project_is_not_imported(project: Project, tmp_path: Path) -> None:
    stack = project.stack(STACK)
    deployment = foreign(stack)
    deployment["deployment"]["resources"][0]["urn"] = (
        f"urn:pulumi:prod::some-city-tax::{STACK_TYPE}::some-city-tax-prod"
    )
    before = stack.resources()
    assert stack.import_(deployment) != OK
    assert "importing this file could be dangerous" in stack.text
    assert stack.resources() == before
