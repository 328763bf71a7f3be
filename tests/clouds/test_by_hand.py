"""What people must do after a deployment is declared in both languages, and `plan` says it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from govcloud.blocks import EncryptionKey
from govcloud.cli.app import run
from govcloud.clouds import support
from govcloud.systems import CLOUDS, Cloud
from tests.examples import EXAMPLES
from tests.rendering import layout_of

VRS = Path(__file__).parents[2] / "projects/digital-agency/vrs"


@pytest.mark.parametrize("cloud", CLOUDS)
def test_every_step_is_said_in_both_languages(cloud: Cloud) -> None:
    steps = [step for row in support(cloud).values() for step in row.by_hand]
    assert steps
    assert all(step.step and step.step_ja and step.step != step.step_ja for step in steps)


@pytest.mark.parametrize(("lang", "said"), [("en", "write the secret's value"), ("ja", "秘密の値を書き込む")])
def test_plan_says_who_has_to_do_what(lang: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["plan", str(VRS), "--cloud", "gcp", "--json", "--lang", lang]) == 0
    steps = {one["block"]: one["step"] for one in json.loads(capsys.readouterr().out)["by_hand"]}
    assert steps["token"].startswith(said)
    assert set(steps) == {"images", "records", "token"}


@pytest.mark.parametrize("cloud", CLOUDS)
def test_a_brought_key_waits_for_its_ceremony_and_no_other_does(cloud: Cloud) -> None:
    layout = layout_of(EXAMPLES["encryption-key-k2"])
    made = layout_of(EXAMPLES["encryption-key"])
    row = support(cloud)[EncryptionKey]
    account = layout.environment.account(cloud)
    assert any("ceremony" in step.step for step in row.steps(layout.blocks["key"], account))
    assert list(row.steps(made.blocks["key"], account)) == []
