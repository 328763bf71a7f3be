"""Under Pulumi's engine, without a preview and without a policy pack: what nobody judged is not created."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from tests.examples import EXAMPLES
from tests.lifecycle.project import CLOUDS, NEEDS_ENGINE, OK, VRS, Project, Stack

pytestmark = [*NEEDS_ENGINE]

NOTHING_ELSE: Final = frozenset({"pulumi:providers:pulumi", "pulumi:pulumi:Stack"})
"""The stack, and the engine's own provider by which a program asks what other stacks export: neither is in a cloud."""
ON_PROVIDER_S_KEY: Final[Mapping[str, Any]] = {"kind": "encryption_key", "level": "K0"}
TICKET: Final = "INC-0042"

PLAIN: Final = """\
import itertools

import govcloud
import pulumi
import pulumi_aws as aws


def alias(made, name, text="second"):
    key, options = made["key"].native["key"], pulumi.ResourceOptions(parent=made["key"])
    return aws.kms.Alias(name, name=f"alias/{text}", target_key_id=key.key_id, region="ap-northeast-1", opts=options)


count = itertools.count()
"""


def example(project: Project, name: str) -> None:
    """Make the project's system an example one, small and on AWS alone."""
    data = EXAMPLES[name]
    oncall = {"kind": "alerting", "mail": ["oncall@example.go.jp"], "key": "key"}
    data = {**data, "clouds": ["aws"], "workload": {"oncall": oncall, **data["workload"]}}
    (project.folder / "system.yaml").write_text(yaml.safe_dump(data), encoding="utf-8")
    project.edit("Pulumi.yaml", "name: digital-agency-.*", "name: digital-agency-example")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The small project, whose program each test writes."""
    project = Project.copied(VRS, tmp_path_factory.mktemp("gate"))
    example(project, "audit-trail")
    return project


def created(stack: Stack) -> set[str]:
    """The types of what the stack holds after a refusal."""
    return {str(resource["type"]) for resource in stack.resources()}


@pytest.mark.parametrize("cloud", CLOUDS)
def test_a_system_that_fails_a_mandatory_control_creates_nothing_but_the_stack(cloud: str, tmp_path: Path) -> None:
    project = Project.copied(VRS, tmp_path)
    file = project.folder / "system.yaml"
    system = yaml.safe_load(file.read_text(encoding="utf-8"))
    system.setdefault("foundation", {})["plain"] = ON_PROVIDER_S_KEY
    system.setdefault("workload", {}).setdefault("files", {})["key"] = "plain"
    file.write_text(yaml.safe_dump(system), encoding="utf-8")
    stack = project.stack(f"prod-{cloud}-foundation")
    assert stack.up() != OK
    assert "nothing has been registered" in stack.text
    assert "GC-ENC-02" in stack.text
    assert "Traceback" not in stack.text
    assert project.ids() == {}
    assert created(stack) <= NOTHING_ELSE


@pytest.mark.parametrize(
    ("program", "said"),
    [
        pytest.param(
            "aws.Provider('early', region='ap-northeast-1')\ngovcloud.run('system.yaml')\n",
            "resources were registered before govcloud.run (early)",
            id="a_resource_before_run",
        ),
        pytest.param(
            "pulumi.runtime.register_stack_transformation(lambda args: None)\ngovcloud.run('system.yaml')\n",
            "a transform or hook was registered before govcloud.run",
            id="a_transform_before_run",
        ),
        pytest.param(
            "govcloud.run('system.yaml', also=lambda made: made['key'].native['key'].arn.apply("
            "lambda arn: alias(made, 'hidden')))\n",
            "'hidden' (aws:kms/alias:Alias) is created inside an apply",
            id="a_resource_inside_apply",
        ),
        pytest.param(
            "govcloud.run('system.yaml', also=lambda made: aws.s3.Bucket('abroad', bucket='abroad',"
            " region='ap-northeast-2', opts=pulumi.ResourceOptions(parent=made['key'])))\n",
            "GC-RES-01",
            id="a_hand_written_bucket_abroad",
        ),
    ],
)
def test_what_is_refused_before_the_first_resource(project: Project, program: str, said: str) -> None:
    stack = written(project, program)
    assert stack.up() != OK
    assert said in stack.text
    assert "Traceback" not in stack.text
    assert project.ids() == {}
    assert created(stack) <= NOTHING_ELSE


@pytest.mark.parametrize(
    ("program", "said"),
    [
        pytest.param(
            "made = govcloud.run('system.yaml')\n"
            "aws.s3.Bucket('stray', opts=pulumi.ResourceOptions(parent=made['key']))\n",
            "'stray' was not rehearsed",
            id="a_resource_after_run",
        ),
        pytest.param(
            "govcloud.run('system.yaml')\npulumi.runtime.register_resource_transform(lambda args:"
            " pulumi.ResourceTransformResult({**args.props, 'description': 'stray'}, args.opts))\n",
            "a stack transform was registered after govcloud.run",
            id="a_late_transform",
        ),
        pytest.param(
            "govcloud.run('system.yaml', also=lambda made: alias(made, 'second', f'stray-{next(count)}'))\n",
            "input 'name' differs",
            id="another_input_in_the_second_pass",
        ),
        pytest.param(
            "govcloud.run('system.yaml', also=lambda made: alias(made, f'stray-{next(count)}'))\n",
            "'stray-1' was not rehearsed",
            id="another_resource_in_the_second_pass",
        ),
    ],
)
def test_what_was_not_rehearsed_is_refused_by_the_gate(project: Project, program: str, said: str) -> None:
    """What was rehearsed may exist by then: it has been judged."""
    stack = written(project, program)
    assert stack.up() != OK
    assert said in stack.text
    assert "Traceback" not in stack.text
    assert "second" not in project.ids()
    assert project.holding("stray-1") == []
    with project.store() as store:
        assert not [thing for thing in store.all() if "stray" in repr(thing)]


def written(project: Project, program: str) -> Stack:
    """The stack of the project with another program."""
    (project.folder / "__main__.py").write_text(PLAIN + program, encoding="utf-8")
    return project.stack("prod-aws-foundation")


def test_a_broken_glass_lets_pass_and_leaves_its_record(tmp_path: Path) -> None:
    project = Project.copied(VRS, tmp_path)
    example(project, "encryption-key-k0")
    stack = project.stack("prod-aws-foundation")
    assert stack.up() != OK
    assert project.ids() == {}
    assert stack.set("govcloud:break-glass", TICKET) == OK
    assert stack.up() == OK, stack.text
    assert f"break-glass {TICKET} is set" in stack.text
    assert "GC-ENC-02" in stack.text
    assert project.ids()
    record = stack.outputs()["govcloud-break-glass"]
    assert record["ticket"] == TICKET
    assert any("GC-ENC-02" in finding for finding in record["findings"])
