"""Keys that the agency brings, under Pulumi's engine: what needs one is made after the ceremony, and not before."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import yaml

from govcloud.clouds.wrapping import target
from govcloud.deploy.judging import losses
from tests.examples import system
from tests.lifecycle.project import NEEDS_ENGINE, NO_CHANGES, OK, Project
from tests.rendering import layout_of

pytestmark = [*NEEDS_ENGINE]

PULUMI: Final = "name: digital-agency-example\nruntime: {name: python, options: {virtualenv: .venv}}\n"
PROGRAM: Final = 'import govcloud\n\ngovcloud.run("system.yaml")\n'
IMPORTED: Final = {"type": "aws:kms/externalKey:ExternalKey", "set": {"enabled": True, "keyState": "Enabled"}}
"""What KMS says of a key once its material is imported."""


def described(cloud: str, level: str = "K2", **account: Any) -> dict[str, Any]:
    """A system on one cloud whose only key is brought, or outside: an archive in the foundation, alarms in the
    workload. `account` is added to what the environment says of the cloud's."""
    data = system(workload={"oncall": {"kind": "alerting", "mail": ["oncall@example.go.jp"]}})
    data["clouds"] = [cloud]
    data["environments"]["prod"][cloud] |= account
    data["foundation"]["key"] = {"kind": "encryption_key", "level": level}
    data["foundation"] = {name: data["foundation"][name] for name in ("key", "archive", "trail")}
    accepted = {"because": "example", "approver": "ciso@example.go.jp", "until": "2099-03-31"}
    found = losses(layout_of(data), cloud)  # type: ignore[arg-type]
    data["accepts"] = [{"cloud": cloud, "block": one.block, "loses": one.promise.name, **accepted} for one in found]
    return data


def begun(home: Path, data: dict[str, Any]) -> Project:
    project = Project.empty(home)
    (project.folder / "Pulumi.yaml").write_text(PULUMI, encoding="utf-8")
    (project.folder / "__main__.py").write_text(PROGRAM, encoding="utf-8")
    described_again(project, data)
    project.adopt_interpreter()
    return project


def described_again(project: Project, data: dict[str, Any]) -> None:
    (project.folder / "system.yaml").write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")


def blocks(project: Project) -> set[str]:
    """The blocks of which something exists in the clouds."""
    return {name.partition("-")[0] for name in project.ids()}


def test_what_needs_a_key_is_made_after_its_ceremony_and_stays_when_the_material_is_lost(tmp_path: Path) -> None:
    project = begun(tmp_path, described("aws"))
    foundation, workload = project.parts("aws")
    assert foundation.up() == OK, foundation.text
    assert blocks(project) == {"key"}
    assert "key 'key' on AWS has no key material yet" in foundation.text
    assert "govcloud keys import --env prod --cloud aws --key key" in foundation.text
    assert "made by the next 'pulumi up': archive, trail" in foundation.text

    assert workload.preview() != OK
    assert "refused: nothing has been registered" in workload.text
    assert "pulumi refresh --stack prod-aws-foundation" in workload.text
    assert workload.pulumi("preview", LANG="ja_JP.UTF-8") != OK
    assert "AWSの鍵 'key' は鍵素材がまだインポートされていない" in workload.text

    project.told(drift=[IMPORTED])
    assert foundation.refresh() == OK, foundation.text
    assert workload.preview() != OK
    assert "waited for a key and are not made yet: archive, trail" in workload.text

    assert foundation.up() == OK, foundation.text
    assert blocks(project) == {"archive", "key", "trail"}
    assert workload.up() == OK, workload.text
    assert blocks(project) == {"archive", "key", "oncall", "trail"}

    before = project.urns()
    project.told(drift=[{**IMPORTED, "set": {"enabled": False, "keyState": "PendingImport"}}])
    assert foundation.refresh() == OK, foundation.text
    assert foundation.up(NO_CHANGES) == OK, foundation.text
    assert workload.up() != OK
    assert "has no key material yet" in workload.text
    assert project.urns() == before


def test_on_azure_the_account_says_which_version_was_imported(tmp_path: Path) -> None:
    data = described("azure")
    project = begun(tmp_path, data)
    foundation, workload = project.parts("azure")
    assert foundation.up() == OK, foundation.text
    assert blocks(project) == {"key"}
    assert "environments.prod.azure.imported_keys.key" in foundation.text

    layout = layout_of(data)
    key = target("azure", layout.blocks["key"], layout.environment.account("azure")).key
    imported = {"version": f"{key}/{'0' * 32}", "ends": "2027-06-01"}
    data["environments"]["prod"]["azure"]["imported_keys"] = {"key": imported}
    described_again(project, data)
    assert foundation.up() == OK, foundation.text
    assert any("ScheduledQueryRule::key-ends-in-60" in urn for urn in project.urns())
    assert blocks(project) == {"archive", "key", "trail"}
    assert workload.preview() == OK, workload.text


def test_on_azure_a_key_in_a_managed_hsm_is_waited_for_until_its_use_is_granted(tmp_path: Path) -> None:
    data = described("azure", "K3", managed_hsms={"tokyo": "example-hsm"})
    project = begun(tmp_path, data)
    foundation, workload = project.parts("azure")
    assert foundation.up() == OK, foundation.text
    assert blocks(project) == {"key"}
    assert "az keyvault role assignment create --hsm-name example-hsm" in foundation.text
    assert "made by the next 'pulumi up': archive, trail" in foundation.text
    assert workload.preview() != OK
    assert "is not yet said to be granted to its identity" in workload.text

    data["environments"]["prod"]["azure"]["outside_keys"] = {"key": "data"}
    described_again(project, data)
    assert foundation.up() == OK, foundation.text
    assert blocks(project) == {"archive", "key", "trail"}
    assert workload.preview() == OK, workload.text
