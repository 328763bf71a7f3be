"""What a strict render refuses, and that its messages say which, where and what to do."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pulumi
import pulumi_aws as aws
import pulumi_azure_native as azure
import pulumi_gcp as gcp
import pytest

from govcloud.engine import Preview, Symbolic, render
from govcloud.errors import EngineError
from govcloud.facts import UNKNOWN
from govcloud.graph import Graph, Secret
from tests.engine.programs import Store, asia, japaneast, store, tokyo

PREMIUM: Any = {"tenant_id": "1", "sku": {"family": "A", "name": "premium"}}


def rendered(program: Callable[[], object], **more: Any) -> Graph:
    known: dict[str, Any] = {"project": "p", "stack": "s", **more}
    return render(program, **known)


def no_provider() -> None:
    aws.s3.Bucket("data")


def foreign_provider() -> None:
    aws.s3.Bucket("data", opts=japaneast())


def same_urn() -> None:
    options = tokyo()
    aws.s3.Bucket("data", opts=options)
    aws.s3.Bucket("data", opts=options)


def same_bucket() -> None:
    options = tokyo()
    aws.s3.Bucket("one", bucket="gov-data", opts=options)
    aws.s3.Bucket("two", bucket="gov-data", tags={"a": "b"}, opts=options)


def same_vault() -> None:
    options = japaneast()
    for name in ("one", "two"):
        azure.keyvault.Vault(
            name,
            vault_name="kv",
            resource_group_name="rg",
            properties=PREMIUM,
            opts=options,
        )


def same_ring() -> None:
    options = asia()
    for name in ("one", "two"):
        gcp.kms.KeyRing(name, name="vrs", location="asia-northeast1", opts=options)


def unanswered_source() -> None:
    aws.get_caller_identity_output(opts=pulumi.InvokeOutputOptions(provider=tokyo().provider))


def unknown_stack() -> None:
    pulumi.StackReference("organization/vrs/prod-aws-foundatoin").get_output("key")


def remote_component() -> None:
    pulumi.ComponentResource("other:index:Thing", "thing", {"size": 1}, None, remote=True)


REFUSED: dict[Any, tuple[str, ...]] = {
    foreign_provider: ("'data'", "package 'azure-native'", "'aws'"),
    no_provider: ("aws:s3/bucket:Bucket 'data'", "no aws provider", "provider=…", "parent=…"),
    remote_component: ("other:index:Thing 'thing'", "construct=…"),
    same_bucket: ("'one'", "'two'", 'bucket="gov-data"'),
    same_ring: ("'one'", "'two'", 'name="vrs"'),
    same_urn: ("duplicate resource URN 'urn:pulumi:s::p::aws:s3/bucket:Bucket::data'",),
    same_vault: ("'one'", "'two'", 'vaultName="kv"'),
    unanswered_source: ("aws:index/getCallerIdentity:getCallerIdentity", "data_sources="),
    unknown_stack: ("prod-aws-foundatoin", "did you mean 'organization/vrs/prod-aws-foundation'?"),
}


@pytest.mark.parametrize("program", REFUSED, ids=lambda program: program.__name__)
def test_broken_rules_are_refused_with_place_and_remedy(program: Callable[[], object]) -> None:
    with pytest.raises(EngineError) as caught:
        rendered(program, stack_references={"organization/vrs/prod-aws-foundation": {}})
    said = str(caught.value)
    line = program.__code__.co_firstlineno
    assert any(f"tests/engine/test_rules.py:{line + at}" in said for at in range(1, 8)), said
    for part in REFUSED[program]:
        assert part in said
    japanese = caught.value.said("ja")
    assert re.search("[ぁ-ん]", japanese)
    assert re.findall(r"test_rules.py:\d+", japanese) == re.findall(r"test_rules.py:\d+", said)


def test_all_broken_rules_are_told_together() -> None:
    def program() -> None:
        no_provider()
        same_bucket()

    with pytest.raises(EngineError) as caught:
        rendered(program)
    assert len(str(caught.value).splitlines()) == 2


def alike_but_distinct() -> None:
    """Names that only look taken: other type, other provider, other zone, unknown, somebody else's."""
    one, two, third = tokyo("one"), tokyo("two"), japaneast()
    bucket = aws.s3.Bucket("a", bucket="gov-data", opts=one)
    aws.s3.Bucket("b", bucket="gov-data", opts=two)
    aws.s3.BucketPolicy("c", bucket=bucket.id, policy="{}", opts=one)
    aws.s3.BucketPolicy("d", bucket="gov-data", policy="{}", opts=one)
    for kind in ("A", "AAAA"):
        aws.route53.Record(kind, name="www", type=kind, zone_id="Z1", ttl=60, records=["x"], opts=one)
    for account in ("st1", "st2"):
        azure.storage.BlobContainer(
            account, account_name=account, container_name="files", resource_group_name="rg", opts=third
        )


def test_names_that_only_look_taken_are_fine() -> None:
    assert len(rendered(alike_but_distinct)) == 12


def test_without_strictness_default_providers_are_made_as_the_real_engine_makes_them() -> None:
    graph = rendered(no_provider, strict=False, config={"aws:region": "ap-northeast-1"})
    provider = graph.provider_of(next(graph.of_type("aws:s3/bucket:Bucket")))
    assert provider is not None
    assert provider.urn == "urn:pulumi:s::p::pulumi:providers:aws::default_7_51_1"
    assert provider.inputs == {"region": "ap-northeast-1"}


ACCOUNT = {"aws:index/getCallerIdentity:getCallerIdentity": lambda arguments: {"accountId": "111111111111"}}


def test_data_sources_are_answered_from_what_the_render_was_given() -> None:
    def program() -> None:
        options = pulumi.InvokeOptions(provider=tokyo().provider)
        pulumi.export("plain", aws.get_caller_identity(opts=options).account_id)
        caller = aws.get_caller_identity_output(opts=pulumi.InvokeOutputOptions(provider=options.provider))
        pulumi.export("output", caller.account_id)

    graph = rendered(program, data_sources=ACCOUNT)
    assert graph.exports == {"output": "111111111111", "plain": "111111111111"}
    assert [call.provider.rpartition("::")[0] for call in graph.data_sources] == [
        "urn:pulumi:s::p::pulumi:providers:aws::tokyo"
    ] * 2


FOUNDATION = "organization/vrs/prod-aws-foundation"


def test_exports_of_another_stack_reach_the_program_with_symbols_and_secrets() -> None:
    def program() -> None:
        foundation = pulumi.StackReference(FOUNDATION)
        options = tokyo()
        aws.s3.BucketServerSideEncryptionConfiguration(
            "sse",
            bucket="gov-data",
            rules=[
                {
                    "apply_server_side_encryption_by_default": {
                        "sse_algorithm": "aws:kms",
                        "kms_master_key_id": foundation.require_output("key"),
                    }
                }
            ],
            opts=options,
        )
        for name in ("count", "nested", "token"):
            pulumi.export(name, foundation.get_output(name))

    first = rendered(store)
    exports = {"key": "${Key:data.arn}", "token": Secret("t"), "count": UNKNOWN, "nested": {"ids": ["a", UNKNOWN]}}
    graph = rendered(program, stack_references={FOUNDATION: exports}, taken=first)
    sse = next(graph.of_type("aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"))
    assert sse.at("rules.0.applyServerSideEncryptionByDefault.kmsMasterKeyId") == "${Key:data.arn}"
    assert graph.exports["token"] == Secret("t")
    assert graph.exports["count"] == f"${{StackReference:{FOUNDATION}.outputs.count}}"
    assert graph.exports["nested"]["ids"][0] == "a"
    assert graph.tokens[f"StackReference:{FOUNDATION}"]
    preview = rendered(program, stack_references={FOUNDATION: exports}, model=Preview())
    assert preview.exports["count"] is UNKNOWN


def test_components_of_other_packages_are_answered_by_a_handler() -> None:
    def program() -> None:
        class Thing(pulumi.ComponentResource):
            def __init__(self) -> None:
                super().__init__("other:index:Thing", "thing", {"size": 1, "arn": None}, None, remote=True)

        pulumi.export("arn", Thing().arn)  # type: ignore[attr-defined]

    graph = rendered(program, construct=lambda made: {"arn": f"arn:{made.name}:{made.inputs['size']}"})
    assert graph.exports == {"arn": "arn:thing:1"}


def test_symbolic_is_the_model_that_needs_no_asking() -> None:
    assert rendered(store).tokens == rendered(store, model=Symbolic()).tokens


def test_a_component_is_placed_where_it_is_used() -> None:
    graph = rendered(store)
    component = next(graph.of_type("govcloud:test:Store"))
    bucket = next(graph.of_type("aws:s3/bucket:Bucket"))
    line = store.__code__.co_firstlineno + 2
    assert component.source == f"tests/engine/programs.py:{line}"
    assert bucket.source.startswith("tests/engine/programs.py:")
    assert int(bucket.source.rpartition(":")[2]) in range(Store.__init__.__code__.co_firstlineno, line)
