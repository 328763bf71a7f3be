"""The list of types that bear data: against the SDK's own inputs, and against what recognisers say they hold."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from govcloud.clouds.aws.data_bearing import TYPES
from govcloud.clouds.aws.recognise import REGISTER
from govcloud.engine import schema
from tests.examples import EXAMPLES
from tests.rendering import example

LOOKS = re.compile(
    r"(?i)kms_?key|kmsmasterkey|kmsarn|encryptionconfig|serversideencryption|storageencrypted|customermanagedkey"
)
NOT_DATA = {
    "aws:backup/plan:Plan": "says where copies go; the vaults hold them",
    "aws:ecs/service:Service": "the volume it could attach and its mesh certificates; it stores nothing itself",
    "aws:rds/globalCluster:GlobalCluster": "joins clusters, which hold the data",
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": "is the bucket's setting",
}
HELD_WITHOUT_KEY = {
    "aws:ecrpublic/repository:Repository": "takes no customer key",
    "aws:elasticache/cluster:Cluster": "a single-node cache takes no customer key",
    "aws:ssm/parameter:Parameter": "only secure parameters take one",
}


def rendered() -> set[str]:
    return {one.type for name in EXAMPLES for one in example(name, "aws") if one.type.startswith("aws:")}


def paths(shape: schema.Shape, depth: int = 0) -> Iterator[str]:
    """The property names inside a shape."""
    if shape.kind is schema.Kind.OBJECT and shape.python is not None and depth < 4:
        for name, inner in schema.inputs(shape.python).items():
            yield name
            yield from paths(inner, depth + 1)
    for inner in shape.of:
        yield from paths(inner, depth)


def takes_a_key(token: str) -> bool:
    made = schema.resource_class(token)
    assert made is not None
    inputs = schema.inputs_class(made)
    assert inputs is not None
    return any(LOOKS.search(name) for top, shape in schema.inputs(inputs).items() for name in (top, *paths(shape)))


def test_every_rendered_type_that_takes_a_key_is_listed_or_reasoned() -> None:
    candidates = {token for token in rendered() if takes_a_key(token)}
    assert candidates - TYPES - set(NOT_DATA) == set()
    assert len(candidates) > 12


def test_whatever_a_recogniser_says_holds_data_is_listed_or_reasoned() -> None:
    held = {token for token, entry in REGISTER.entries.items() if entry.data}
    assert held - TYPES == set(HELD_WITHOUT_KEY)


@pytest.mark.parametrize("token", sorted(rendered() & TYPES))
def test_a_rendered_type_that_bears_data_has_a_row_in_the_key_register(token: str) -> None:
    assert REGISTER.entries[token].data


def test_every_type_exists() -> None:
    assert [token for token in sorted(TYPES | set(REGISTER.entries)) if schema.resource_class(token) is None] == []
