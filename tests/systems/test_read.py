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

        @property
        def number(self) -> str:
            return self.account

    return Strict


def test_mistakes_across_blocks_are_told_together_and_by_line() -> None:
    text = (
        HEAD.replace("clouds: [aws]", "clouds: [aws, gcp]")
        + FOUNDATION
        + """\
workload:
  api: {kind: container_service, image: {name: api, digest: "sha256:%s"}, network: man}
  waf: {kind: web_firewall}
  entry:
    kind: web_entry
    firewall: waf
    routes:
      /top.html: apy
      /*: api
  trail: {kind: audit_trail}
accepts:
- {cloud: asw, block: ap, loses: tls, because: R-1, approver: a@example.go.jp, until: 2027-03-31}
"""
        % ("0" * 64)
    )
    assert told(text) == [
        "system.yaml:6 [environments.prod]: environment 'prod' has no account on gcp, which 'clouds' names"
        " (add 'gcp:' to it, or take gcp out of 'clouds')",
        "system.yaml:15 [workload.api.network]: no block 'man' (did you mean 'main'?)",
        "system.yaml:21 [workload.entry.routes./top.html]: no block 'apy' (did you mean 'api'?)",
        "system.yaml:23 [workload.trail]: an audit_trail belongs to the foundation (move it under 'foundation:')",
        "system.yaml:25 [accepts.0.block]: no block 'ap' to accept a loss of (did you mean 'api'?)",
        "system.yaml:25 [accepts.0.cloud]: no cloud 'asw' (did you mean 'aws'?)",
    ]


def test_a_mistake_of_every_environment_is_told_once() -> None:
    text = HEAD.replace("environments:", "environments:\n  dev:\n    domain: d.example.go.jp\n    aws: {account: '2'}")
    text += FOUNDATION + "workload:\n  files: {kind: object_store, key: kee}\n"
    assert told(text) == ["system.yaml:18 [workload.files.key]: no block 'kee' (did you mean 'key'?)"]


def test_a_wrong_difference_is_told_at_its_own_line() -> None:
    text = HEAD + "    differs:\n      files:\n        keep_versions_days: 1\n"
    text += FOUNDATION + "workload:\n  files: {kind: object_store}\n"
    assert told(text) == [
        "system.yaml:11 [environments.prod.differs.files.keep_versions_days]: must be greater than or equal to 7"
        " (it says '1')"
    ]


WORDS: dict[str, tuple[str, str]] = {
    # a line of the file → what is said of it
    "clouds: aws": ("[clouds]: a list is needed here (write [aws])", "a list"),
    "clouds: [aws, aws]": ("[clouds]: a cloud is named twice", "a doubled cloud"),
    "clouds: []": ("[clouds]: a list should have at least 1 item after validation, not 0", "an empty list"),
    "confidentiality: '2'": (
        "[confidentiality]: the text '2' is not allowed here (write it without quotes: 2)",
        "quotes",
    ),
    "confidentiality: 4": ("[confidentiality]: '4' is not allowed here (one of 1, 2, 3)", "a number"),
    "generation: 0": ("[generation]: must be greater than or equal to 1 (it says '0')", "too low"),
    "generation: one": ("[generation]: a whole number is needed here (it says 'one')", "a word"),
    "generation: 1.5": ("[generation]: a whole number is needed here (it says '1.5')", "a fraction"),
    "generation: true": ("[generation]: a whole number is needed here (it says 'True')", "a yes for a number"),
    "generation: '3'": (
        "[generation]: a whole number is needed here, and this is a text (write it without quotes: 3)",
        "a quoted number",
    ),
    "system: 5": (
        "[system]: a text is needed here, and this reads as something else (put it in quotes; it says '5')",
        "no text",
    ),
    "system: 2027-01-01": (
        "[system]: a text is needed here, and this reads as something else (put it in quotes; it says '2027-01-01')",
        "a date",
    ),
    "system: [a]": ("[system]: a text is needed here", "a list for a text"),
    "contacts: me": ("[contacts]: a map of keys is needed here (it says 'me')", "no map"),
    "environments: [prod]": ("[environments]: a map of keys is needed here", "a list for a map"),
    "workload: {api: 5}": ("[workload.api]: a map of keys is needed here (it says '5')", "a number for a block"),
    "workload: {api: {port: 1}}": ("[workload.api]: a block without a kind (add 'kind:' with one of", "no kind"),
    "workload: {Api: {kind: database}}": (
        "[workload.Api]: 'Api' does not have the form asked for (it must match ^[a-z]",
        "a bad name",
    ),
    "workload: {network: {kind: database, majr: 16}}": (
        "[workload.network.majr]: unknown key 'majr' (did you mean 'major'?)",
        "a block named like a kind",
    ),
    "workload: {a: {kind: database, replica: {kye: x}}}": (
        "[workload.a.replica.kye]: unknown key 'kye' (did you mean 'key'?)",
        "nested",
    ),
    "waivers: [{contrl: x}]": ("[waivers.0.contrl]: unknown key 'contrl' (did you mean 'control'?)", "in a list"),
    "workloads: {}": ("[workloads]: unknown key 'workloads' (did you mean 'workload'?)", "at the top"),
    "schema_version: 2": ("[schema_version]: '2' is not allowed here (one of 1)", "another version"),
    "template: 5": ("[template]: not a template's name (name one template)", "a template that is a number"),
    "template: [a]": ("[template]: not a template's name (name one template)", "a template that is a list"),
}


@pytest.mark.parametrize("line", WORDS, ids=[name for _, name in WORDS.values()])
def test_a_mistake_is_told_in_a_persons_words(line: str) -> None:
    key = line.partition(":")[0]
    rest = "\n".join(part for part in (HEAD + FOUNDATION).splitlines() if not part.startswith(f"{key}:"))
    if key in ("environments", "foundation"):
        rest = rest.partition("  prod:")[0] + FOUNDATION
    found = told(f"{line}\n{rest}\n")
    assert any(problem.startswith(f"system.yaml:1 {WORDS[line][0]}") for problem in found), found


def test_what_may_be_a_secret_is_never_repeated() -> None:
    service = "workload:\n  api:\n    kind: container_service\n    image: {name: api, digest: 'sha256:%s'}\n" % (
        "0" * 64
    )
    for wrong in (
        "    settings: {A: 8675309}\n",
        "    settings: {A: [8675309]}\n",
        "    settings: {A_TOKEN: '8675309'}\n",
        "    settings: {A: 'postgres://u:8675309@h'}\n",
        "    options: {aws: {task: 8675309}}\n",
    ):
        assert all("8675309" not in problem for problem in told(HEAD + FOUNDATION + service + wrong))


def test_an_empty_file_is_told_what_it_needs() -> None:
    assert told("") == [
        f"system.yaml:1 [{key}]: '{key}' is missing (add '{key}:')"
        for key in ("agency", "clouds", "contacts", "environments", "system")
    ]


def test_a_null_leaves_a_field_out() -> None:
    source = loads(HEAD + FOUNDATION + "workload: null\ngeneration: null\n", ANY_ACCOUNTS)
    assert source.system.generation == 1
    assert source.system.workload == {}
    assert told((HEAD + FOUNDATION).replace("system: vrs", "system: null"))[0].startswith(
        "system.yaml:2 [system]: 'system' is missing"
    )


def test_accounts_need_their_clouds_models() -> None:
    for context in (None, {"accounts": {}}):
        with pytest.raises(UsageError, match="no account model for aws: validate with context="):
            System.model_validate(
                {**system(), "environments": {"prod": {"domain": "a.example.go.jp", "aws": {}}}}, context=context
            )


def template(folder: Path, name: str, text: str) -> Path:
    file = folder / "templates" / name / "system.yaml"
    file.parent.mkdir(parents=True)
    file.write_text(text, encoding="utf-8")
    return file


def project(folder: Path, text: str) -> Path:
    file = folder / "projects" / "agency" / "vrs" / "system.yaml"
    file.parent.mkdir(parents=True)
    file.write_text(text, encoding="utf-8")
    return file


def test_a_file_writes_only_what_differs_from_its_template(tmp_path: Path) -> None:
    above = template(tmp_path, "web", HEAD + FOUNDATION)
    file = project(tmp_path, "template: web\nsystem: other\nfoundation:\n  main: {zones: 2}\n  images: null\n")
    source = load(file, ANY_ACCOUNTS)
    assert (source.system.template, source.system.system, source.system.agency) == ("web", "other", "digital-agency")
    assert list(source.system.foundation) == ["key", "archive", "main"]
    assert source.where("foundation", "main", "zones") == f"{file}:4"
    assert source.where("foundation", "main", "cidr") == f"{above}:12"
    assert source.where("agency") == f"{above}:1"


def test_a_mistake_is_told_in_the_file_that_makes_it(tmp_path: Path) -> None:
    above = template(tmp_path, "web", HEAD + FOUNDATION.replace("kind: log_archive", "kind: log_archive, key: kee"))
    file = project(tmp_path, "template: web\nworkload:\n  files: {kind: object_store, network: man}\n")
    with pytest.raises(FileError) as caught:
        load(file, ANY_ACCOUNTS)
    assert [(problem.file, problem.line) for problem in caught.value.problems] == [(str(file), 3), (str(above), 11)]


def test_a_templates_mistakes_of_writing_are_told_with_the_files_own(tmp_path: Path) -> None:
    above = template(tmp_path, "web", HEAD + "agency: other-agency\n" + FOUNDATION)
    file = project(tmp_path, "template: web\nsystem: 5\n")
    with pytest.raises(FileError) as caught:
        load(file, ANY_ACCOUNTS)
    assert [(p.file, p.line, p.key) for p in caught.value.problems] == [
        (str(file), 2, "system"),
        (str(above), 9, "agency"),
    ]


def test_the_nearest_template_is_taken_and_templates_may_have_templates(tmp_path: Path) -> None:
    template(tmp_path, "base", HEAD + FOUNDATION)
    template(tmp_path, "web", "template: base\nsystem: far\n")
    template(tmp_path / "projects", "web", "template: base\nsystem: near\n")
    source = load(project(tmp_path, "template: web\n"), ANY_ACCOUNTS)
    assert source.system.system == "near"
    assert len(source.documents) == 3


@pytest.mark.parametrize("name", ["wbe", "../web", "/etc", "", "web/../web"])
def test_a_template_nobody_has_is_told_with_those_there_are(tmp_path: Path, name: str) -> None:
    template(tmp_path, "web", HEAD + FOUNDATION)
    file = project(tmp_path, f"system: vrs\ntemplate: '{name}'\n")
    with pytest.raises(FileError) as caught:
        load(file, ANY_ACCOUNTS)
    (problem,) = caught.value.problems
    assert (problem.file, problem.line, problem.key, problem.message) == (
        str(file),
        2,
        "template",
        f"no template '{name}'",
    )
    assert "'web'" in problem.hint or "web" in problem.hint


def test_templates_in_a_circle_are_told(tmp_path: Path) -> None:
    template(tmp_path, "a", "template: b\n")
    last = template(tmp_path, "b", "x: 1\ntemplate: a\n")
    itself = template(tmp_path, "c", "template: c\n")
    for file, where, circle in (
        (project(tmp_path, "template: a\n"), f"{last}:2", "a → b → a"),
        (itself, f"{itself}:1", "c → c"),
        (last, f"{tmp_path / 'templates' / 'a' / 'system.yaml'}:1", "b → a → b"),
    ):
        with pytest.raises(FileError) as caught:
            load(file, ANY_ACCOUNTS)
        assert str(caught.value) == (
            f"{where} [template]: templates refer to each other in a circle: {circle} (name one template)"
        )


def test_a_template_is_not_part_of_what_it_makes(tmp_path: Path) -> None:
    template(tmp_path, "base", HEAD + FOUNDATION)
    file = project(tmp_path, "template: base\n")
    assert load(file, ANY_ACCOUNTS).system.template == "base"
    assert load(tmp_path / "templates" / "base", ANY_ACCOUNTS).system.template is None


def test_a_source_knows_its_file() -> None:
    source = loads(json.dumps(system(workload={"api": SERVICE})), ANY_ACCOUNTS, name="other.yaml")
    assert isinstance(source, Source)
    assert source.path == Path("other.yaml")
