"""How projects begin and what they refuse: the template, the organisation's project, parts in the wrong order."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.lifecycle.project import NEEDS_ENGINE, OK, ROOT, VRS, Project, Stack

pytestmark = [*NEEDS_ENGINE]

ACCEPTED = """
accepts:
  - cloud: aws
    block: records
    loses: replica
    because: "R-1: snapshots are copied to Osaka; the recovery objective of a day allows a restore"
    approver: ciso@example.go.jp
    until: 2099-03-31
"""


def test_the_template_is_a_project_that_previews_once_its_blanks_are_filled(tmp_path: Path) -> None:
    project = Project.empty(tmp_path)
    named = ("--name", "sample-city-permits", "--description", "Permits of a city")
    template = str(ROOT / "templates" / "web-system")
    assert project.pulumi("new", template, "--generate-only", "--yes", *named) == OK, project.text
    project.adopt_interpreter()
    stack = project.stack("prod-aws-foundation")
    assert stack.preview() != OK
    assert "'name: sample-city-permits', and the system is 'example-agency-web'" in stack.text
    project.edit("system.yaml", r"(?m)^agency: .*$", "agency: sample-city")
    project.edit("system.yaml", r"(?m)^system: .*$", "system: permits")
    assert stack.preview() != OK
    assert "records loses 'replica' on aws" in stack.text
    project.edit("system.yaml", r"\Z", ACCEPTED)
    assert stack.preview() == OK, stack.text
    assert "Permits of a city" in (project.folder / "Pulumi.yaml").read_text(encoding="utf-8")
    assert project.ids() == {}


def test_the_organisation_previews_all_its_systems_and_creates_nothing(tmp_path: Path) -> None:
    project = Project.empty(tmp_path)
    shutil.copy(ROOT / "Pulumi.yaml", project.folder)
    shutil.copytree(ROOT / "projects", project.folder / "projects", ignore=shutil.ignore_patterns("__pycache__"))
    project.adopt_interpreter()
    stack = project.stack("prod")
    assert stack.preview() == OK, stack.text
    assert 'agency         : "digital-agency"' in stack.text
    assert "+ 1 to create" in stack.text


def test_a_workload_that_does_not_stand_on_its_own_foundation_is_refused_and_nothing_is_made(tmp_path: Path) -> None:
    project = Project.copied(VRS, tmp_path)
    workload = project.stack("stg-gcp-workload")
    refuses(workload, "'stg-gcp-foundation', which has not been deployed to its end")
    foundation = project.stack("stg-gcp-foundation")
    refuses(workload, "'stg-gcp-foundation', which has not been deployed to its end")
    other = foundation_of(project, environment="prod")
    assert foundation.import_(other) == OK, project.text
    refuses(workload, "environment 'prod' and not 'stg'")


def refuses(workload: Stack, why: str) -> None:
    """Neither a preview nor an update without one gets further than the stack itself."""
    for command in (workload.preview, workload.up):
        assert command() != OK
        assert why in workload.text
        assert "Traceback" not in workload.text
    assert {entry["type"] for entry in workload.resources()} <= {"pulumi:pulumi:Stack", "pulumi:providers:pulumi"}
    assert workload.project.ids() == {}


def foundation_of(project: Project, environment: str) -> dict[str, object]:
    """A deployment that exports what another environment's foundation says of itself."""
    stack = project.stack(f"{environment}-gcp-foundation")
    urn = (
        "urn:pulumi:stg-gcp-foundation::digital-agency-vrs::pulumi:pulumi:Stack::digital-agency-vrs-stg-gcp-foundation"
    )
    said = {
        "agency": "digital-agency",
        "cloud": "gcp",
        "environment": environment,
        "generation": "1",
        "system": "vrs",
    }
    root = {"urn": urn, "custom": False, "type": "pulumi:pulumi:Stack", "outputs": {"govcloud": said}}
    exported = dict(stack.export())
    return {**exported, "deployment": {**exported["deployment"], "resources": [root]}}
