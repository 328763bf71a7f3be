"""Graphs written down can be read back, and change only when the program does."""

from __future__ import annotations

import json
from typing import Any

import pulumi
import pulumi_aws as aws
import pytest

from govcloud.engine import Model, Preview, Realistic, Symbolic, canonical, export, render
from govcloud.graph import Asset, Graph, Secret, exported
from tests.engine.programs import store, tokyo
from tests.engine.recorded import RUN, fixture_program
from tests.engine.test_options import with_options

MODELS: list[Model] = [Preview(), Realistic(), Symbolic()]


def fixture(model: Model | None = None) -> Graph:
    return render(fixture_program, **RUN, model=model or Symbolic())


@pytest.mark.parametrize("model", MODELS, ids=lambda model: type(model).__name__)
@pytest.mark.parametrize("program", [fixture_program, with_options], ids=lambda program: program.__name__)
def test_an_export_is_read_back_as_the_same_graph(program: Any, model: Model) -> None:
    graph = render(program, **RUN, model=model)
    document = json.loads(json.dumps(export(graph, reveal=True)))
    again = exported(document)
    assert list(again.resources) == list(graph.resources)
    assert again.exports == graph.exports
    for urn, resource in graph.resources.items():
        same = again[urn]
        for field in ("type", "name", "custom", "parent", "provider", "protect", "dependencies", "source", "aliases"):
            assert getattr(same, field) == getattr(resource, field), (urn, field)
        assert same.property_dependencies == resource.property_dependencies
        assert same.id == resource.id
        if not resource.is_provider:
            assert same.inputs == resource.inputs
            assert resource.type.startswith("pulumi:") or same.outputs == resource.outputs
    assert json.loads(json.dumps(export(again, reveal=True))) == document


def test_secrets_are_in_clear_only_when_asked() -> None:
    graph = fixture()
    assert "canary" not in json.dumps(export(graph))
    assert "canary" not in canonical(graph)
    assert json.dumps(export(graph, reveal=True)).count("canary") >= 2


def test_an_export_has_the_form_of_pulumis() -> None:
    document = export(fixture())
    assert document["version"] == 3
    entries = {entry["urn"]: entry for entry in document["deployment"]["resources"]}
    account = next(entry for urn, entry in entries.items() if urn.endswith("::account"))
    assert account["customTimeouts"] == {"create": 1800}
    provider = next(entry for urn, entry in entries.items() if urn.endswith("::osaka"))
    assert (provider["inputs"]["version"], provider["inputs"]["__internal"]) == ("7.51.1", {})


def test_canonical_text_is_sorted_and_free_of_what_changes_by_itself() -> None:
    text = canonical(fixture())
    urns = [resource["urn"] for resource in json.loads(text)["resources"]]
    assert urns == sorted(urns)
    for volatile in ("7.51.1", "3.29.0", "10.2.0", "__main__.py", "04da6b54"):
        assert volatile not in text


def test_canonical_text_follows_every_input() -> None:
    def other() -> None:
        aws.s3.Bucket("data", tags={"a": pulumi.Output.secret("b")}, opts=tokyo())

    def third() -> None:
        aws.s3.Bucket("data", tags={"a": "b"}, opts=tokyo())

    texts = {canonical(render(program, project="p", stack="s")) for program in (store, other, third)}
    assert len(texts) == 3


def test_files_and_secrets_inside_lists_survive() -> None:
    def program() -> None:
        options = tokyo()
        aws.s3.BucketObject("page", bucket="b", source=pulumi.FileAsset("index.html"), opts=options)
        aws.ec2.SecurityGroup("guard", ingress=[{"description": pulumi.Output.secret("s"), "from_port": 1, "to_port": 2, "protocol": "tcp"}], opts=options)  # fmt: skip  # noqa: E501

    graph = exported(export(render(program, project="p", stack="s"), reveal=True))
    page = next(graph.of_type("aws:s3/bucketObject:BucketObject"))
    guard = next(graph.of_type("aws:ec2/securityGroup:SecurityGroup"))
    assert page.inputs["source"] == Asset({"path": "index.html"})
    assert guard.inputs["ingress"][0]["description"] == Secret("s")
