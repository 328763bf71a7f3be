"""What a property refers to: three ways to know, and what is said where none works."""

from collections.abc import Iterable
from typing import Any

import pytest

from govcloud.facts import UNKNOWN
from govcloud.graph import Ambiguous, External, Graph, Resource, ResourceRef, Secret, Tokens
from govcloud.graph.references import IDENTIFIERS, Names, is_global

KEY, BUCKET, POLICY = "aws:kms/key:Key", "aws:s3/bucket:Bucket", "aws:s3/bucketPolicy:BucketPolicy"
VAULT = "azure-native:keyvault:Vault"
ARN = "arn:aws:kms:ap-northeast-1:111111111111:key/1"
AZURE = "/subscriptions/1/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv"


def made(name: str, token: str = BUCKET, **fields: Any) -> Resource:
    return Resource(urn=f"urn:pulumi:dev::p::{token}::{name}", type=token, name=name, **fields)


K1, K2, DATA, VAULT1 = (made(*pair).urn for pair in (("k1", KEY), ("k2", KEY), ("data", BUCKET), ("kv", VAULT)))


def graph_with(value: Any, dependencies: Iterable[str] = (), path: str = "key") -> tuple[Graph, Resource]:
    user = made("user", POLICY, inputs={path: value}, property_dependencies={path: tuple(dependencies)})
    resources = [
        made("k1", KEY, id="1", outputs={"arn": ARN}),
        made("k2", KEY, id="2"),
        made("data", BUCKET, inputs={"bucket": "gov-data"}),
        made("kv", VAULT, id=AZURE, inputs={"vaultName": "kv"}),
        user,
    ]
    tokens = {"Key:k1": [K1], "Key:k2": [K2], "Bucket:data": [DATA]}
    return Graph("p", "dev", resources, tokens=tokens), user


CASES: dict[str, tuple[Any, tuple[str, ...], tuple[str, ...], Any]] = {
    # value, dependencies, types sought → URN, or what is said instead
    "a token": ("${Key:k1.arn}", (), (KEY,), K1),
    "a token without types": ("${Key:k1.arn}", (), (), K1),
    "a token with a dotted path": ("${Key:k1.a.b.0}", (), (KEY,), K1),
    "a token inside a text": ("arn:aws:s3:::${Bucket:data.id}/*", (), (BUCKET,), DATA),
    "one resource twice": ("${Key:k1.id}/${Key:k1.arn}", (), (KEY,), K1),
    "two resources": ("${Key:k1.id}/${Key:k2.arn}", (), (KEY,), Ambiguous((K1, K2))),
    "two resources, one sought": ("${Key:k1.id}/${Bucket:data.arn}", (), (BUCKET,), DATA),
    "a token of another type": ("${Bucket:data.id}", (), (KEY,), External("${Bucket:data.id}")),
    "a token nobody has": ("${Key:k9.arn}", (), (KEY,), External("${Key:k9.arn}")),
    "an ARN": (ARN, (), (), K1),
    "an id": ("2", (), (KEY,), K2),
    "a short name without types": ("gov-data", (), (), External("gov-data")),
    "a short name among types": ("gov-data", (), (BUCKET, KEY), DATA),
    "a short name of another type": ("gov-data", (), (KEY,), External("gov-data")),
    "an id in other letters": (AZURE.upper().replace("/SUBSCRIPTIONS/", "/subscriptions/"), (), (), VAULT1),
    "an id in other letters among types": (AZURE.upper(), (), (VAULT,), VAULT1),
    "a name in other letters": ("KV", (), (VAULT,), VAULT1),
    "somebody else's ARN": (ARN + "9", (), (KEY,), External(ARN + "9")),
    "unknown with one dependency": (UNKNOWN, (K1,), (KEY,), K1),
    "unknown with one of the types sought": (UNKNOWN, (K1, DATA), (KEY,), K1),
    "unknown with two of them": (UNKNOWN, (K1, K2), (KEY,), Ambiguous((K1, K2))),
    "unknown with one of another type": (UNKNOWN, (DATA,), (KEY,), UNKNOWN),
    "unknown with one that is not here": (UNKNOWN, ("urn:gone",), (), UNKNOWN),
    "unknown without any": (UNKNOWN, (), (KEY,), UNKNOWN),
    "a known value whatever it depends on": ("plain", (K1,), (KEY,), External("plain")),
    "a resource": (ResourceRef(K1), (), (), K1),
    "a resource of another type": (ResourceRef(DATA), (), (KEY,), External(DATA)),
    "a resource that is not here": (ResourceRef("urn:gone"), (), (), External("urn:gone")),
    "nothing": (None, (K1,), (KEY,), None),
    "an empty text": ("", (K1,), (KEY,), None),
    "a number": (5, (), (KEY,), External("5")),
    "a map": ({"a": Secret("canary")}, (), (), External('{"a": "Secret()"}')),
    "a secret reference": (Secret(ARN), (), (KEY,), K1),
    "a secret text": (Secret("canary"), (), (KEY,), External("[secret]")),
}


@pytest.mark.parametrize(("value", "dependencies", "types", "wanted"), CASES.values(), ids=CASES)
def test_a_reference_is_found_or_said_not_to_be(
    value: Any, dependencies: tuple[str, ...], types: tuple[str, ...], wanted: Any
) -> None:
    graph, user = graph_with(value, dependencies)
    found = graph.ref(user, "key", *types)
    assert (found.urn if isinstance(found, Resource) else found) == wanted


def test_the_dependency_of_a_nested_value_is_that_of_its_top_property() -> None:
    graph, user = graph_with([{"key": UNKNOWN}], [K1], path="rules")
    assert graph.ref(user, "rules.0.key", KEY) is graph[K1]


def test_each_element_of_a_list_refers_for_itself() -> None:
    graph, user = graph_with(["${Key:k1.arn}", Secret("canary"), UNKNOWN, None, "2"], [K1, K2])
    found = list(graph.refs(user, "key", KEY))
    assert found == [graph[K1], External("[secret]"), Ambiguous((K1, K2)), None, graph[K2]]


@pytest.mark.parametrize(
    ("value", "dependencies"),
    [
        ("${Bucket:data.id}", ()),
        ("gov-data", ()),
        ("GOV-DATA", ()),
        (["other", "gov-data"], ()),
        (UNKNOWN, (DATA,)),
        ([UNKNOWN], (DATA,)),
        (Secret("gov-data"), ()),
        (ResourceRef(DATA), ()),
    ],
    ids=[
        "token",
        "plain name",
        "plain name in other letters",
        "in a list",
        "unknown",
        "unknown in a list",
        "secret",
        "resource",
    ],
)
def test_a_companion_is_found_however_it_names_its_resource(value: Any, dependencies: tuple[str, ...]) -> None:
    graph, user = graph_with(value, dependencies, path="bucket")
    assert graph.companions(graph[DATA], POLICY, "bucket") == (user,)
    assert graph.companions(graph[DATA], POLICY, "bucket") == (user,)
    assert graph.companions(graph[K1], POLICY, "bucket") == ()
    assert graph.companions(graph[DATA], BUCKET, "bucket") == (graph[DATA],)


def test_a_resource_of_another_type_with_the_same_name_is_no_companion() -> None:
    graph, _ = graph_with("kv", path="bucket")
    assert graph.companions(graph[DATA], POLICY, "bucket") == ()
    assert len(graph.companions(graph[VAULT1], POLICY, "bucket")) == 1


def test_symbolic_values_and_empty_ones_are_no_names() -> None:
    names = Names([made("a", inputs={"bucket": "${Bucket:b.id}", "name": "", "arn": UNKNOWN, "id": Secret("s")})])
    assert names.urns("${Bucket:b.id}", [BUCKET]) == ()
    assert names.urns("", [BUCKET]) == ()
    assert names.urns("s", [BUCKET]) == (made("a").urn,)


def test_a_name_that_two_resources_of_one_type_have_is_ambiguous() -> None:
    twins = [made("a", inputs={"bucket": "x"}), made("b", outputs={"bucket": "X"})]
    user = made("user", POLICY, inputs={"bucket": "x"})
    graph = Graph("p", "dev", [*twins, user])
    assert graph.ref(user, "bucket", BUCKET) == Ambiguous((twins[0].urn, twins[1].urn))


def test_a_list_or_map_under_an_identifiers_name_is_no_name() -> None:
    names = Names([made("a", inputs={"address": ["1"], "name": {"a": 1}, "bucket": "x"}, id=5)])
    assert names.urns("x", [BUCKET]) == (made("a").urn,)


def test_identifiers_are_sorted_and_named_once() -> None:
    assert list(IDENTIFIERS) == sorted(set(IDENTIFIERS))


@pytest.mark.parametrize("value", [ARN, AZURE, "projects/p/locations/l/keyRings/r", "https://kv.vault.azure.net/"])
def test_what_names_one_thing_in_the_world_needs_no_type(value: str) -> None:
    assert is_global(value)
    assert not is_global(value[1:])


@pytest.mark.parametrize("name", ["data", "a.b", "${x}", "日本", "a:b", "a b\n"])
def test_a_written_token_is_read_back(name: str) -> None:
    head = Tokens.head("aws:s3/bucket:Bucket", name, ())
    token = Tokens.write(head, "arn")
    assert Tokens.heads(f"x{token}y{token}") == (head, head)
    assert Tokens.urns(f"x{token}y{token}", {head: ["u"]}) == ("u",)


def test_heads_are_never_shared() -> None:
    taken: set[str] = set()
    for name in ("data", "data", "da.ta", "da$ta", "data#2"):
        head = Tokens.head("aws:s3/bucket:Bucket", name, taken)
        assert head not in taken
        taken.add(head)
    assert {"Bucket:data", "Bucket:data#2", "Bucket:da_ta", "Bucket:da_ta#2", "Bucket:data#2#2"} == taken


def test_texts_that_only_look_like_tokens_are_none() -> None:
    for text in ("${", "${}", "${a}", "${.b}", "$ {a.b}", "${a.}", "%{a.b}"):
        assert Tokens.heads(text) == ()
    assert Tokens.heads("${outer.${inner.x}}") == ("inner",)
