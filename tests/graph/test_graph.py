"""What stands below what, documents, and several stacks in one graph."""

from typing import Any

import pytest

from govcloud.errors import UsageError
from govcloud.facts import UNKNOWN
from govcloud.graph import Ambiguous, DataSource, Graph, Resource, Secret

KEY, BUCKET, POLICY = "aws:kms/key:Key", "aws:s3/bucket:Bucket", "aws:s3/bucketPolicy:BucketPolicy"


def made(name: str, token: str = BUCKET, **fields: Any) -> Resource:
    return Resource(urn=f"urn:pulumi:dev::p::{token}::{name}", type=token, name=name, **fields)


def urn(name: str, token: str = BUCKET) -> str:
    return made(name, token).urn


def test_a_graph_keeps_the_order_of_registration() -> None:
    graph = Graph("p", "dev", [made("b"), made("k", KEY), made("a")])
    assert [resource.name for resource in graph] == ["b", "k", "a"]
    assert [resource.name for resource in graph.of_type(KEY, BUCKET)] == ["k", "b", "a"]
    assert list(graph.of_type("no:such:Type")) == []
    assert len(graph) == 3
    assert urn("a") in graph
    assert graph[urn("a")].name == "a"
    assert "a" not in graph


def test_children_and_everything_below_are_found_depth_first() -> None:
    root = made("root", "govcloud:index:Database", custom=False)
    inner = made("inner", "vendor:index:Thing", custom=False, parent=root.urn)
    graph = Graph("p", "dev", [root, inner, made("leaf", parent=inner.urn), made("other", parent=root.urn), made("x")])
    assert [resource.name for resource in graph.children(root.urn)] == ["inner", "other"]
    assert [resource.name for resource in graph.below(root.urn)] == ["inner", "leaf", "other"]
    leaf = graph[urn("leaf")]
    assert graph.component(leaf) is root
    assert graph.component(leaf, "vendor:") is inner
    assert graph.component(leaf, "nobody:") is None
    assert graph.component(graph[urn("x")]) is None


def test_a_custom_resource_is_no_component() -> None:
    above = made("above", "govcloud:index:Key")
    graph = Graph("p", "dev", [above, made("leaf", parent=above.urn)])
    assert graph.component(graph[urn("leaf")]) is None


def test_a_provider_is_found_by_its_urn_alone() -> None:
    provider = made("tokyo", "pulumi:providers:aws")
    graph = Graph("p", "dev", [provider, made("a", provider=f"{provider.urn}::an-id"), made("b", provider="gone::1")])
    assert graph.provider_of(graph[urn("a")]) is provider
    assert graph.provider_of(graph[urn("b")]) is None
    assert graph.provider_of(provider) is None


DOCUMENTS: dict[str, tuple[Any, Any]] = {
    "JSON": ('{"Statement": [{"Effect": "Deny"}]}', {"Statement": [{"Effect": "Deny"}]}),
    "with symbolic values in it": ('["${Bucket:data.arn}/*"]', ["${Bucket:data.arn}/*"]),
    "parsed already": ({"Statement": []}, {"Statement": []}),
    "secret": (Secret('{"a": 1}'), {"a": 1}),
    "unknown": (UNKNOWN, UNKNOWN),
    "absent": (None, None),
    "empty": ("", None),
    "blank": (" \n", None),
    "symbolic as a whole": ("${PolicyDocument:doc.json}", UNKNOWN),
    "cut off": ('{"Statement": [', UNKNOWN),
    "not JSON": ("allow all", UNKNOWN),
    "too deep": ("[" * 100_000, UNKNOWN),
    "with a huge number": ("9" * 5000, UNKNOWN),
}


@pytest.mark.parametrize(("written", "document"), DOCUMENTS.values(), ids=DOCUMENTS)
def test_a_document_that_cannot_be_read_is_unknown_and_never_absent(written: Any, document: Any) -> None:
    graph = Graph("p", "dev", [made("a", POLICY, inputs={"policy": written})])
    found = graph.document(graph[urn("a", POLICY)], "policy")
    assert found == document
    assert graph.document(graph[urn("a", POLICY)], "policy") is found


def test_joined_stacks_are_one_graph() -> None:
    call = DataSource("aws:index/getCallerIdentity:getCallerIdentity", {})
    foundation = Graph(
        "p", "prod-aws-foundation", [made("k", KEY)], exports={"a": 1, "b": 1}, messages=[("info", "", "x")]
    )
    workload = Graph("p", "prod-aws-workload", [made("b")], exports={"b": 2}, data_sources=[call])
    both = Graph.joined([foundation, workload])
    assert [resource.name for resource in both] == ["k", "b"]
    assert (both.project, both.stack) == ("p", "prod-aws-foundation+prod-aws-workload")
    assert both.exports == {"a": 1, "b": 2}
    assert both.data_sources == (call,)
    assert both.messages == (("info", "", "x"),)
    assert len(foundation) == 1


def test_a_reference_crosses_joined_stacks() -> None:
    foundation = Graph("p", "f", [made("k", KEY)], tokens={"Key:k": [urn("k", KEY)]})
    workload = Graph("p", "w", [made("b", inputs={"key": "${Key:k.arn}"})])
    both = Graph.joined([foundation, workload])
    assert both.ref(both[urn("b")], "key", KEY) is both[urn("k", KEY)]


def test_a_token_that_two_stacks_use_is_ambiguous_unless_the_type_decides() -> None:
    foundation = Graph("p", "f", [made("data")], tokens={"Bucket:data": [urn("data")]})
    other = Resource(urn="urn:pulumi:dev::p::x:y:Bucket::data", type="x:y:Bucket", name="data")
    workload = Graph("p", "w", [other, made("user", POLICY, inputs={"bucket": "${Bucket:data.id}"})],
                     tokens={"Bucket:data": [other.urn]})  # fmt: skip
    both = Graph.joined([foundation, workload, foundation])
    user = both[urn("user", POLICY)]
    assert both.ref(user, "bucket") == Ambiguous((urn("data"), other.urn))
    assert both.ref(user, "bucket", BUCKET) is both[urn("data")]
    assert both.tokens == {"Bucket:data": (urn("data"), other.urn)}


def test_nothing_cannot_be_joined() -> None:
    with pytest.raises(UsageError, match="no graph to join"):
        Graph.joined([])
