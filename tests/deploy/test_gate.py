"""The gate refuses, before it is created, whatever differs from the rehearsal, and says how to write it instead."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pulumi
import pulumi_aws as aws
import pytest

from govcloud.deploy.gate import agree, install
from govcloud.engine import render
from govcloud.errors import RefusedError
from govcloud.facts import UNKNOWN
from govcloud.graph import Graph, Secret

Program = Callable[[], object]


def provider() -> aws.Provider:
    return aws.Provider("main", region="ap-northeast-1")


def rehearsed() -> None:
    """A key and a bucket that is tagged with the key's ARN."""
    child = pulumi.ResourceOptions(provider=provider())
    key = aws.kms.Key("key", description="data", opts=child)
    aws.s3.Bucket("data", bucket="data", tags={"key": key.arn}, opts=child)


def passed(program: Program, record: list[str] | None = None) -> Graph:
    """The graph that gets through the gate when `program` runs in the place of what was rehearsed."""
    rehearsal = render(rehearsed, project="p", stack="s")

    def gated() -> object:
        install(rehearsal, record.append if record is not None else None)
        return program()

    return render(gated, project="p", stack="s")


def test_the_same_program_passes() -> None:
    assert [resource.name for resource in passed(rehearsed) if resource.custom] == ["main", "key", "data"]


def other_name() -> None:
    aws.kms.Key("other", description="data", opts=pulumi.ResourceOptions(provider=provider()))


def other_type() -> None:
    aws.sns.Topic("key", opts=pulumi.ResourceOptions(provider=provider()))


def other_input() -> None:
    aws.kms.Key("key", description="changed", opts=pulumi.ResourceOptions(provider=provider()))


def more_input() -> None:
    aws.kms.Key("key", description="data", policy="{}", opts=pulumi.ResourceOptions(provider=provider()))


def other_parent() -> None:
    main = provider()
    parent = pulumi.ComponentResource("a:b:C", "c", None, pulumi.ResourceOptions(providers=[main]))
    aws.kms.Key("key", description="data", opts=pulumi.ResourceOptions(parent=parent))


def other_options() -> None:
    options = pulumi.ResourceOptions(provider=provider(), ignore_changes=["policy"])
    aws.kms.Key("key", description="data", opts=options)


def other_provider() -> None:
    provider()
    abroad = aws.Provider("abroad", region="us-east-1")
    aws.kms.Key("key", description="data", opts=pulumi.ResourceOptions(provider=abroad))


def no_provider() -> None:
    aws.kms.Key("key", description="data")


def protected() -> None:
    aws.kms.Key("key", description="data", opts=pulumi.ResourceOptions(provider=provider(), protect=True))


def literal_for_reference() -> None:
    child = pulumi.ResourceOptions(provider=provider())
    key = aws.kms.Key("key", description="data", opts=child)
    options = pulumi.ResourceOptions.merge(child, pulumi.ResourceOptions(depends_on=[key]))
    aws.s3.Bucket("data", bucket="data", tags={"key": "arn:aws:kms:ap-northeast-1:111111111111:key/1"}, opts=options)


def other_dependency() -> None:
    main = provider()
    child = pulumi.ResourceOptions(provider=main)
    key = aws.kms.Key("key", description="data", opts=child)
    options = pulumi.ResourceOptions.merge(child, pulumi.ResourceOptions(depends_on=[main]))
    aws.s3.Bucket("data", bucket="data", tags={"key": key.arn}, opts=options)


def late_transform() -> None:
    pulumi.runtime.register_resource_transform(lambda args: None)
    rehearsed()


def own_transform() -> None:
    options = pulumi.ResourceOptions(provider=provider(), transforms=[lambda args: None])
    aws.kms.Key("key", description="data", opts=options)


def late_transformation() -> None:
    def change(args: pulumi.ResourceTransformationArgs) -> pulumi.ResourceTransformationResult | None:
        if args.type_ != "aws:kms/key:Key":
            return None
        return pulumi.ResourceTransformationResult({**args.props, "enable_key_rotation": False}, args.opts)

    pulumi.runtime.register_stack_transformation(change)
    rehearsed()


def inside_apply() -> None:
    main = provider()
    key = aws.kms.Key("key", description="data", opts=pulumi.ResourceOptions(provider=main))
    key.arn.apply(lambda arn: aws.sns.Topic("hidden", opts=pulumi.ResourceOptions(provider=main)))


def read_one() -> None:
    aws.kms.Key.get(
        "key-read", "11111111-1111-1111-1111-111111111111", opts=pulumi.ResourceOptions(provider=provider())
    )


@pytest.mark.parametrize(
    ("program", "said"),
    [
        (inside_apply, "'hidden' was not rehearsed"),
        (late_transform, "a stack transform was registered after govcloud.run"),
        (late_transformation, "input 'enableKeyRotation' differs"),
        (more_input, "input 'policy' differs"),
        (literal_for_reference, "input 'tags' was made from other resources"),
        (other_dependency, "depends on other resources"),
        (other_input, "input 'description' differs"),
        (other_name, "'other' was not rehearsed"),
        (other_options, "option ignoreChanges differs"),
        (other_parent, "'c' was not rehearsed"),
        (other_type, "aws:sns/topic:Topic 'key' was not rehearsed"),
        (other_provider, "'abroad' was not rehearsed"),
        (no_provider, "its provider differs"),
        (own_transform, "'key' has transforms, which Pulumi runs after"),
        (protected, "protect is True, and was False"),
        (read_one, "'key-read' was not rehearsed"),
    ],
)
def test_what_differs_is_refused(program: Program, said: str) -> None:
    with pytest.raises(RefusedError, match="refused before it was created") as caught:
        passed(program)
    assert said in str(caught.value)
    assert "also=" in str(caught.value) or "system file" in str(caught.value)


def test_a_broken_glass_records_and_lets_pass() -> None:
    record: list[str] = []
    graph = passed(other_name, record)
    assert "other" in {resource.name for resource in graph}
    assert len(record) == 1
    assert "'other' was not rehearsed" in record[0]


@pytest.mark.parametrize(
    ("now", "then", "fits"),
    [
        ("a", "a", True),
        ("a", "b", False),
        ("arn:x/*", "${Key:k.arn}/*", True),
        ("arn:x/y", "${Key:k.arn}/*", False),
        (UNKNOWN, "b", True),
        ("a", UNKNOWN, True),
        (Secret("a"), "a", True),
        (["a"], ["a", "b"], False),
        ({"a": 1}, {"a": 1, "b": 2}, False),
        ({"a": "x"}, {"a": "${K:k.id}"}, True),
        ({"/identities/one": {}}, {"${Identity:one.id}": {}}, True),
        ({"/identities/one": {"a": 1}}, {"${Identity:one.id}": {"a": 2}}, False),
        ({"/identities/one": {}, "/identities/two": {}}, {"${Identity:one.id}": {}}, False),
        ({}, {"${Identity:one.id}": {}}, False),
        ({"b": 1}, {"a": 1}, False),
        (1, True, True),
        (None, "a", False),
    ],
)
def test_values_agree_where_one_can_become_the_other(now: Any, then: Any, fits: bool) -> None:
    assert agree(now, then) is fits
