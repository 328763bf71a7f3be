"""Resources as people write them by hand: plain names and ARNs, no components, no SDK."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, TypeVar

from govcloud.clouds.aws.recognise import REGISTER
from govcloud.facts import UNKNOWN, Fact
from govcloud.graph import Graph, Resource

F = TypeVar("F", bound=Fact)

ACCOUNT = "111111111111"
OTHER = "222222222222"
TOKYO, OSAKA, SEOUL = "ap-northeast-1", "ap-northeast-3", "ap-northeast-2"
_PROVIDER = "urn:pulumi:prod::example::pulumi:providers:aws::main"

BUCKET = "aws:s3/bucket:Bucket"
KEY = "aws:kms/key:Key"
KEY_ARN = f"arn:aws:kms:{TOKYO}:{ACCOUNT}:key/data"
TOPIC_ARN = f"arn:aws:sns:{TOKYO}:{ACCOUNT}:oncall"


def made(token: str, called: str = "it", /, *, arn: Any = "", **inputs: Any) -> Resource:
    """One resource of a type under the usual provider; inputs have the wire's names."""
    outputs = {**inputs, **({"arn": arn} if arn else {})}
    return Resource(
        urn=f"urn:pulumi:prod::example::{token}::{called}",
        type=token,
        name=called,
        inputs=inputs,
        outputs=outputs,
        provider=f"{_PROVIDER}::id",
    )


def provider(region: Any = TOKYO) -> Resource:
    """The provider that all of them name."""
    return Resource(
        urn=_PROVIDER,
        type="pulumi:providers:aws",
        name="main",
        inputs={"region": region, "allowedAccountIds": json.dumps([ACCOUNT])},
    )


def graph(*resources: Resource, region: Any = TOKYO) -> Graph:
    """A stack of them."""
    return Graph("example", "prod", [provider(region), *resources])


def facts(resource: Resource, *beside: Resource, region: Any = TOKYO) -> list[Fact]:
    """What is true of a resource, given what stands beside it."""
    return list(REGISTER.read(resource, graph(resource, *beside, region=region)))


def of(kind: type[F], found: Iterable[Fact], what: str) -> list[F]:
    """The facts of one kind and aspect."""
    return [fact for fact in found if isinstance(fact, kind) and fact.what == what]


def one(kind: type[F], what: str, resource: Resource, *beside: Resource) -> F:
    """The only fact of one kind and aspect about a resource."""
    (found,) = of(kind, facts(resource, *beside), what)
    return found


def key(name: str = "data", region: str = TOKYO, token: str = KEY, **inputs: Any) -> Resource:
    """A key with an ARN of its own."""
    return made(token, name, arn=f"arn:aws:kms:{region}:{ACCOUNT}:key/{name}", region=region, **inputs)


def policy(*statements: dict[str, Any]) -> str:
    """A policy document."""
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


UNSEEN: Any = UNKNOWN
