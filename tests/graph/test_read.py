"""Graphs from stack exports and previews, as the real engine wrote them; and every refusal."""

import json
from pathlib import Path
from typing import Any

import pytest

from govcloud.errors import FileError, UsageError
from govcloud.facts import UNKNOWN
from govcloud.graph import Graph, Secret, exported, read
from govcloud.graph import read as read_graph

RECORDED = Path(__file__).parent.parent / "data" / "engine-3.260"
STACK = "urn:pulumi:dev::fixture::pulumi:pulumi:Stack::fixture-dev"
URN = "urn:pulumi:dev::fixture::aws:s3/bucket:Bucket::data"


@pytest.fixture(scope="module")
def running() -> Graph:
    return read(RECORDED / "export.json")


@pytest.fixture(scope="module")
def preview() -> Graph:
    return read(RECORDED / "preview.json")


def named(graph: Graph, name: str, token: str) -> Any:
    (found,) = (resource for resource in graph.of_type(token) if resource.name == name)
    return found


def provider(graph: Graph, urn: str) -> str:
    found = graph.provider_of(graph[urn])
    return found.urn if found else ""


def test_an_export_and_its_preview_hold_the_same_resources(running: Graph, preview: Graph) -> None:
    assert len(running) == len(preview) == 22
    assert set(running.resources) == set(preview.resources)
    assert (running.project, running.stack) == (preview.project, preview.stack) == ("fixture", "dev")


def test_parents_providers_and_protection_are_read_alike(running: Graph, preview: Graph) -> None:
    for resource in running:
        planned = preview[resource.urn]
        assert (resource.type, resource.name, resource.custom) == (planned.type, planned.name, planned.custom)
        assert (resource.parent, resource.protect) == (planned.parent, planned.protect)
        assert provider(running, resource.urn) == provider(preview, resource.urn)
    assert running.provider_of(named(running, "dr", "aws:s3/bucket:Bucket")).name == "osaka"  # type: ignore[union-attr]


def test_only_a_running_stack_answers_from_its_outputs(running: Graph, preview: Graph) -> None:
    bucket = named(running, "dr", "aws:s3/bucket:Bucket")
    assert bucket.outputs_are_real
    assert bucket.at("arn") == "arn:aws:s3:::gov-dr"
    planned = named(preview, "dr", "aws:s3/bucket:Bucket")
    assert not planned.outputs_are_real
    assert planned.at("arn") is None
    assert planned.at("bucket") == "gov-dr"


def test_references_are_found_by_name_in_a_running_stack_and_by_dependency_in_a_preview(
    running: Graph, preview: Graph
) -> None:
    path = "rules.0.applyServerSideEncryptionByDefault.kmsMasterKeyId"
    for graph in (running, preview):
        rules = named(graph, "dr-sse", "aws:s3/bucketServerSideEncryptionConfiguration:"
                             "BucketServerSideEncryptionConfiguration")  # fmt: skip
        key = named(graph, "dr-key", "aws:kms/key:Key")
        bucket = named(graph, "dr", "aws:s3/bucket:Bucket")
        assert graph.ref(rules, path, "aws:kms/key:Key") is key
        assert graph.companions(bucket, rules.type, "bucket") == (rules,)


def test_components_are_found_above_their_resources(running: Graph) -> None:
    policy = named(running, "vrs-data-policy", "aws:s3/bucketPolicy:BucketPolicy")
    store = running.component(policy)
    assert store is not None
    assert store.name == "vrs-data"
    assert {resource.name for resource in running.below(store.urn)} == {
        "vrs-data",
        "vrs-data-key",
        "vrs-data-policy",
        "vrs-data-sse",
    }
    assert running.component(running[STACK]) is None


def test_secrets_of_a_file_are_marked_and_never_shown(running: Graph, preview: Graph) -> None:
    for graph in (running, preview):
        token = named(graph, "token", "aws:ssm/parameter:Parameter")
        assert token.holds_secret("value")
        assert token.at("value") is UNKNOWN
        assert "[secret]" not in repr(token.inputs)
    assert running.exports["token"] == Secret(UNKNOWN)
    assert running.exports["account"] == "123456789012"


def test_options_keep_the_wires_names(running: Graph) -> None:
    assert named(running, "token", "aws:ssm/parameter:Parameter").options["ignoreChanges"] == ["value"]
    account = named(running, "account", "azure-native:storage:StorageAccount")
    assert account.options["customTimeouts"] == {"create": 1800}
    assert account.package == "azure-native"
    assert running.provider_of(account).package == "azure-native"  # type: ignore[union-attr]


def export(*entries: Any) -> dict[str, Any]:
    return {"version": 3, "deployment": {"resources": list(entries)}}


def write(folder: Path, data: Any) -> Path:
    file = folder / "export.json"
    file.write_text(json.dumps(data), encoding="utf-8")
    return file


def test_what_awaits_deletion_is_left_out(tmp_path: Path) -> None:
    old = {"urn": URN, "custom": True, "delete": True, "inputs": {"bucket": "old"}}
    graph = read(write(tmp_path, export(old, {"urn": URN, "custom": True, "inputs": {"bucket": "new"}})))
    assert [resource.at("bucket") for resource in graph] == ["new"]


def test_a_preview_shows_each_resource_once_as_it_will_be(tmp_path: Path) -> None:
    def step(op: str, **states: Any) -> dict[str, Any]:
        return {"op": op, **{key: {"urn": URN, "inputs": {"bucket": value}} for key, value in states.items()}}

    steps = [
        step("create-replacement", oldState="old", newState="new"),
        step("replace", oldState="old", newState="new"),
        step("delete-replaced", oldState="old"),
    ]
    graph = read(write(tmp_path, {"steps": steps}))
    assert [resource.at("bucket") for resource in graph] == ["new"]
    assert [resource.at("bucket") for resource in read(write(tmp_path, {"steps": [step("same", oldState="old")]}))] == [
        "old"
    ]


def test_type_and_source_are_read_where_the_file_has_them(tmp_path: Path) -> None:
    child = "urn:pulumi:dev::fixture::my:index:Parent$aws:s3/bucket:Bucket::a::b"
    entry = {"urn": child, "sourcePosition": "project://__main__.py#12,3"}
    (resource,) = read(write(tmp_path, export(entry)))
    assert (resource.type, resource.name, resource.source) == ("aws:s3/bucket:Bucket", "a::b", "__main__.py:12")


def test_a_byte_order_mark_is_no_obstacle(tmp_path: Path) -> None:
    file = tmp_path / "export.json"
    file.write_text(json.dumps(export({"urn": URN})), encoding="utf-8-sig")
    assert len(read(file)) == 1
    file.write_text(json.dumps(export({"urn": URN})), encoding="utf-16")
    assert len(read(file)) == 1


NOT_EXPORTS = {
    "empty": (b"", "not JSON: Expecting value", 1),
    "cut off": (b'{"version": 3,\n "deployment": {"resour', "not JSON: Unterminated string", 2),
    "Shift_JIS": ('{"名前": 1}'.encode("shift_jis"), "not UTF-8 text", 0),
    "a list": (b"[]", "neither a stack export nor a preview", 0),
    "a number": (b"5", "neither a stack export nor a preview", 0),
    "another JSON": (b'{"deployment": 3, "steps": {}}', "neither a stack export nor a preview", 0),
    "no resource": (b'{"deployment": {}}', "holds no resource", 0),
    "no step": (b'{"steps": []}', "holds no resource", 0),
    "very deep": (b'{"deployment":' + b"[" * 20_000, "nested too deeply", 0),
    "a huge number": (b'{"deployment": ' + b"9" * 5000 + b"}", "a number with thousands of digits", 0),
}


@pytest.mark.parametrize(("text", "message", "line"), NOT_EXPORTS.values(), ids=NOT_EXPORTS)
def test_a_file_that_is_something_else_is_refused(tmp_path: Path, text: bytes, message: str, line: int) -> None:
    file = tmp_path / "export.json"
    file.write_bytes(text)
    with pytest.raises(FileError) as caught:
        read(file)
    (problem,) = caught.value.problems
    assert message in problem.message
    assert (problem.file, problem.line) == (str(file), line)
    assert problem.hint


@pytest.mark.parametrize("depth", [100, 300, 700, 900, 3000])
def test_a_deeply_nested_value_is_read_or_refused(tmp_path: Path, depth: int) -> None:
    file = tmp_path / "export.json"
    file.write_text(
        f'{{"deployment": {{"resources": [{{"urn": "{URN}", "inputs": {{"a": {"[" * depth}{"]" * depth}}}}}]}}}}'
    )
    if depth < 400:
        assert len(read(file)) == 1
    else:
        with pytest.raises(FileError, match="nested too deeply"):
            read(file)


MISSHAPEN = {
    "no map": ("text", ""),
    "null": (None, ""),
    "no URN": ({"type": "aws:s3/bucket:Bucket"}, ""),
    "a URN that is a list": ({"urn": [URN]}, ""),
    "a URN of something else": ({"urn": "a::b::c::d"}, ""),
    "a short URN": ({"urn": "urn:pulumi:dev::fixture"}, ""),
    "a list of inputs": ({"urn": URN, "inputs": [1]}, ".inputs"),
    "text as outputs": ({"urn": URN, "outputs": "x"}, ".outputs"),
    "a number as parent": ({"urn": URN, "parent": 5}, ".parent"),
    "a list as type": ({"urn": URN, "type": ["x"]}, ".type"),
    "text as dependencies": ({"urn": URN, "dependencies": "urn"}, ".dependencies"),
    "numbers as dependencies": ({"urn": URN, "dependencies": [1]}, ".dependencies"),
    "a list as property dependencies": ({"urn": URN, "propertyDependencies": [URN]}, ".propertyDependencies"),
    "text as a property's dependencies": (
        {"urn": URN, "propertyDependencies": {"bucket": URN}},
        ".propertyDependencies.bucket",
    ),
}


@pytest.mark.parametrize(("entry", "field"), MISSHAPEN.values(), ids=MISSHAPEN)
def test_an_entry_that_cannot_be_judged_is_refused_by_its_place(tmp_path: Path, entry: Any, field: str) -> None:
    for data, key in (
        (export({"urn": STACK}, entry), "deployment.resources.1"),
        ({"steps": [{"op": "same", "newState": {"urn": STACK}}, {"op": "same", "newState": entry}]}, "steps.1"),
    ):
        with pytest.raises(FileError) as caught:
            read(write(tmp_path, data))
        assert [(problem.file, problem.key) for problem in caught.value.problems] == [
            (str(tmp_path / "export.json"), key + field)
        ]


@pytest.mark.parametrize("step", ["text", {}, {"op": ["same"]}, {"op": "same", "newState": 5}])
def test_a_step_without_a_resource_is_refused(tmp_path: Path, step: Any) -> None:
    with pytest.raises(FileError, match=r"steps\.0"):
        read(write(tmp_path, {"steps": [step]}))


def test_resources_that_are_not_a_list_are_refused(tmp_path: Path) -> None:
    for resources in (5, {"a": 1}, "text"):
        with pytest.raises(FileError, match=r"deployment\.resources.*is not a list"):
            read(write(tmp_path, {"deployment": {"resources": resources}}))


def test_two_resources_with_one_urn_are_refused(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="two resources are urn:pulumi:"):
        read(write(tmp_path, export({"urn": URN}, {"urn": URN})))


def test_a_circle_of_parents_is_refused_before_anybody_walks_it(tmp_path: Path) -> None:
    other = URN + "2"
    with pytest.raises(FileError, match="its own ancestor"):
        read(write(tmp_path, export({"urn": URN, "parent": other}, {"urn": other, "parent": URN})))
    with pytest.raises(FileError, match="its own ancestor"):
        read(write(tmp_path, export({"urn": URN, "parent": URN})))


def test_a_missing_file_is_said_with_the_command_that_writes_one(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"no such file \(write one with 'pulumi stack export --file no.json'\)"):
        read(tmp_path / "no.json")
    with pytest.raises(UsageError, match="no such file"):
        read(tmp_path)
    with pytest.raises(UsageError, match="cannot be read"):
        read(tmp_path / ("long" * 100))


def test_a_file_that_may_not_be_read_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_path: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    file = write(tmp_path, export({"urn": URN}))
    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(UsageError, match=r"export\.json: cannot be read: Permission denied"):
        read(file)


def test_a_huge_file_is_refused_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import importlib

    module = importlib.import_module("govcloud.graph.read")
    monkeypatch.setattr(module, "LARGEST_BYTES", 1024 * 1024)
    file = tmp_path / "export.json"
    with file.open("wb") as stream:
        stream.truncate(1024 * 1024 + 1)
    with pytest.raises(UsageError, match="larger than 1 MiB; audit one stack at a time"):
        read(file)


def test_an_export_in_memory_is_read_alike() -> None:
    data = json.loads((RECORDED / "export.json").read_text(encoding="utf-8"))
    assert list(exported(data).resources) == list(read_graph(RECORDED / "export.json").resources)
    for data in ({}, {"deployment": None}, {"steps": []}):
        with pytest.raises(FileError, match="not a stack export"):
            exported(data)
