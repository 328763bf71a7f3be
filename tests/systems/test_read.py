"""System files: loaded over their templates, and all their mistakes told at once by line."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from govcloud.errors import FileError, UsageError
from govcloud.systems import System
from govcloud.systems.read import Source, load, loads
from tests.examples import EXAMPLES, SERVICE, system
from tests.strategies import ANY_ACCOUNTS, systems

FOUNDATION = """\
foundation:
  key: {kind: encryption_key}
  archive: {kind: log_archive}
  main: {kind: network, cidr: 10.20.0.0/16}
  images: {kind: container_registry}
"""
HEAD = """\
agency: digital-agency
system: vrs
clouds: [aws]
contacts: {operations: a@example.go.jp, security: b@example.go.jp}
environments:
  prod:
    domain: vrs.example.go.jp
    aws: {account: "111111111111"}
"""


def told(text: str, **options: Any) -> list[str]:
    with pytest.raises(FileError) as caught:
        loads(text, ANY_ACCOUNTS, **options)
    assert str(caught.value).splitlines() == [str(problem) for problem in caught.value.problems]
    assert all(problem.ja for problem in caught.value.problems), [p for p in caught.value.problems if not p.ja]
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_is_loaded_as_it_is(name: str) -> None:
    source = loads(json.dumps(EXAMPLES[name]), ANY_ACCOUNTS)
    assert source.system == System.model_validate(EXAMPLES[name], context={"accounts": ANY_ACCOUNTS})


@given(systems())
def test_a_drawn_system_is_loaded(data: Any) -> None:
    assert set(loads(json.dumps(data), ANY_ACCOUNTS).system.blocks) == set(data["foundation"]) | set(data["workload"])


def test_a_folder_stands_for_its_system_file(tmp_path: Path) -> None:
    (tmp_path / "system.yaml").write_text(HEAD + FOUNDATION, encoding="utf-8")
    source = load(tmp_path, ANY_ACCOUNTS)
    assert source.path == tmp_path / "system.yaml"
    assert source.system == load(source.path, ANY_ACCOUNTS).system
    assert source.where("foundation", "main", "cidr") == f"{source.path}:12"
    assert source.where("foundation", "main", "zones") == f"{source.path}:12"
    assert source.where("nowhere") == f"{source.path}:1"


def test_a_missing_file_is_a_usage_error(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "other.yaml"):
        with pytest.raises(UsageError, match="no such file"):
            load(path, ANY_ACCOUNTS)


TEN = """\
agency: Digital Agency
system: vrs
clouds: [aws, azur]
contacts: {operations: a@example.go.jp}
environments:
  prod:
    domain: vrs.example.go.jp
    asw: {}
    aws: {account: 111111111111}
foundation:
  key: {kind: encryption_key, levle: K1}
  main: {kind: network, cidr: 10.20.0.0/24}
  main: {kind: network, cidr: 10.20.0.0/23}
workload:
  token: {kind: secret, first_rotation: 2027-02-30}
  records: {kind: databse}
  api:
    kind: container_service
    settings: {API_TOKEN: canary}
    image:
      name: api
      digest: latest
"""


def test_ten_mistakes_are_told_in_one_error_by_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ANY_ACCOUNTS, "aws", strict_account())
    assert told(TEN, name="vrs.yaml") == [
        "vrs.yaml:1 [agency]: 'Digital Agency' does not have the form asked for"
        " (it must match ^[a-z][a-z0-9]*(-[a-z0-9]+)*$)",
        "vrs.yaml:3 [clouds.1]: 'azur' is not allowed here (one of aws, azure, gcp)",
        "vrs.yaml:4 [contacts.security]: 'security' is missing (add 'security:')",
        "vrs.yaml:8 [environments.prod.asw]: unknown key 'asw' (did you mean 'aws'?)",
        "vrs.yaml:9 [environments.prod.aws.account]: a text is needed here, and this reads as something else"
        " (put it in quotes; it says '111111111111')",
        "vrs.yaml:11 [foundation.key.levle]: unknown key 'levle' (did you mean 'level'?)",
        "vrs.yaml:12 [foundation.main.cidr]: 10.20.0.0/23: a network is /16 to /21, so that every purpose gets the"
        " addresses its services need",
        "vrs.yaml:13 [foundation.main]: 'main' is here twice (first in line 12) (remove one)",
        "vrs.yaml:15 [workload.token.first_rotation]: '2027-02-30' is no date (write a real date, or quote it)",
        "vrs.yaml:16 [workload.records]: no kind of block 'databse' (did you mean 'database'?)",
        "vrs.yaml:19 [workload.api.settings]: 'API_TOKEN' looks like a secret: make it a block of kind secret and list"
        " it under uses",
        "vrs.yaml:22 [workload.api.image.digest]: 'latest' does not have the form asked for"
        " (it must match ^sha256:[0-9a-f]{64}$)",
    ]


def strict_account() -> Any:
    from govcloud.systems import Account

    class Strict(Account):
        account: str

    return Strict
