"""What is noted of a state: where it is kept, and under which key its secrets are."""

from __future__ import annotations

from pathlib import Path

import pytest

from govcloud.deploy.state import notes

STACK = "prod-aws-foundation"
KEY = "awskms://alias/state?region=ap-northeast-1"


def noted(
    folder: Path, backend: str = "", *, environment: str = "prod", organization: str = "organization", made: str = ""
) -> list[str]:
    """The notes in English; each must be there in Japanese, too."""
    text = f"backend:\n  url: {backend}\n" if backend else ""
    (folder / "Pulumi.yaml").write_text(f"name: some-city-tax\n{text}", encoding="utf-8")
    (folder / f"Pulumi.{STACK}.yaml").write_text(made, encoding="utf-8")
    found = list(notes(environment, folder, STACK, organization, {}, KEY))
    assert all(japanese and japanese != english for english, japanese in found)
    return [english for english, _ in found]


@pytest.mark.parametrize(
    ("backend", "said"),
    [
        ("", "names no 'backend: url:'"),
        ("file://~", "on this machine alone"),
        ("https://api.pulumi.com", "outside Japan"),
        ("https://pulumi.example.go.jp", "by a Pulumi Cloud"),
        ("s3://example-state?region=us-east-1", "outside Japan"),
        ("s3://example-state", "no 'region='"),
    ],
)
def test_a_place_where_a_state_should_not_be_is_noted(tmp_path: Path, backend: str, said: str) -> None:
    (note,) = noted(tmp_path, backend)
    assert said in note


@pytest.mark.parametrize(
    "backend",
    [
        "azblob://state?storage_account=examplestate",
        "gs://example-state",
        "s3://example-state?region=ap-northeast-1&awssdk=v2",
    ],
)
def test_an_agencys_own_store_is_not_noted(tmp_path: Path, backend: str) -> None:
    assert noted(tmp_path, backend) == []


def test_a_trial_may_stay_on_the_machine(tmp_path: Path) -> None:
    assert noted(tmp_path, "file://~", environment="dev") == []


def test_whoever_is_signed_in_to_pulumis_own_service_is_told(tmp_path: Path) -> None:
    (note,) = noted(tmp_path, organization="example-org")
    assert "outside Japan: https://api.pulumi.com" in note


def test_the_variable_wins_over_the_project_as_with_pulumi(tmp_path: Path) -> None:
    (tmp_path / "Pulumi.yaml").write_text("backend: {url: gs://example-state}\n", encoding="utf-8")
    found = list(notes("prod", tmp_path, STACK, "organization", {"PULUMI_BACKEND_URL": "file:///tmp/state"}, ""))
    assert ["file:///tmp/state" in english for english, _ in found] == [True]


@pytest.mark.parametrize(
    ("made", "used"),
    [
        ("encryptionsalt: v1:c2FsdA==:v1:bm9uY2U=:dGV4dA==\n", "passphrase"),
        ("secretsprovider: gcpkms://projects/example/x\nencryptedkey: eA==\n", "gcpkms://projects/example/x"),
    ],
)
def test_a_stack_made_with_another_key_than_the_projects_is_noted(tmp_path: Path, made: str, used: str) -> None:
    (note,) = noted(tmp_path, "gs://example-state", made=made)
    assert f"under '{used}'" in note
    assert f"pulumi stack change-secrets-provider '{KEY}'" in note


def test_a_stack_made_with_the_projects_key_is_not_noted(tmp_path: Path) -> None:
    made = f"secretsprovider: {KEY}\nencryptedkey: eA==\n"
    assert noted(tmp_path, "gs://example-state", made=made) == []
